"""`cutter doctor`: what this machine can do, and which defaults hold."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

PACKAGES = (
    "av",
    "ffmpeg-python",
    "imageio-ffmpeg",
    "moviepy",
    "numpy",
    "open-clip-torch",
    "opencv-python",
    "openvino",
    "scenedetect",
    "torch",
)


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    cache: Annotated[Path | None, typer.Option(help="Folder of stored analyses.")] = None,
) -> None:
    """Say what this machine can and cannot do, and which defaults were read."""
    findings = examine(cache, context.find_root().command)
    if as_json:
        print(json.dumps(findings, indent=2, default=str))
        return
    for topic, facts in findings.items():
        print(topic)
        for name, value in facts.items():
            print(f"  {name:<18} {value}")


def examine(cache: Path | None, command: object) -> dict[str, dict[str, Any]]:
    """Gather the findings, topic by topic; the defaults are those of `command` and all under it."""
    import platform

    import cutter
    from cutter import ffmpeg
    from cutter.eyes.machine import choose_precision, has_cuda_driver
    from cutter.eyes.models import list_models
    from cutter.eyes.openclip import RUNTIMES
    from cutter.files import cache_folder, data_folder

    folder = cache_folder(cache)
    precision = choose_precision("auto", "auto")
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    return {
        "cutter": {
            "version": cutter.__version__,
            "python": platform.python_version(),
            "system": platform.platform(terse=True),
        },
        "packages": {name: _version_of(name) for name in PACKAGES},
        "ffmpeg": {
            "binary": ffmpeg.executable(),
            "version": ffmpeg.version(),
            "libx264": "works" if ffmpeg.works("libx264") else "does not work",
            "h264_nvenc": "works" if ffmpeg.works("h264_nvenc") else "does not work here",
        },
        "eyes": {
            row.name: f"{row.model}, {'here' if row.is_here else 'not here'}"
            for row in list_models()
        }
        | {
            "cuda": "a device is here" if has_cuda_driver() else "no device here",
            "precision": f"{precision.precision} for large models: {precision.why}",
            "runtimes": " and ".join(name for name in RUNTIMES if _is_here(name)) or "none here",
        },
        "folders": {
            "cache": folder,
            "profiles' data": data_folder(),
            "free space": f"{shutil.disk_usage(existing).free / 2**30:.1f} GB",
        },
        "defaults": _defaults(command),
    }


def _defaults(command: object) -> dict[str, Any]:
    from cutter.cli.known import read_all_defaults
    from cutter.errors import UsageError

    try:
        read = read_all_defaults(command)
    except UsageError as error:
        return {"broken": error}
    lines: dict[str, Any] = {str(path): "read" for path in read.files}
    lines.update(_flat(read.values))
    return lines or {"cutter.toml": "none here nor in the user's config folder"}


def _flat(values: Mapping[str, Any], command: str = "") -> dict[str, Any]:
    """Return the defaults as `make --budget`, groups of commands included."""
    lines: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            lines.update(_flat(value, f"{command}{name} "))
        else:
            lines[f"{command}--{name.removeprefix('as_').replace('_', '-')}"] = value
    return lines


def _is_here(package: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(package) is not None


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
