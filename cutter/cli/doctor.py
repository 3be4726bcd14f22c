"""`cutter doctor`: what this machine can do, and which defaults hold."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from cutter.progress import one_line


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
            print(one_line(f"  {name:<20} {value}"))


def examine(cache: Path | None, command: object) -> dict[str, dict[str, Any]]:
    """Gather the findings, topic by topic; the defaults are those of `command` and all under it."""
    import platform

    import cutter
    from cutter.cli import findings

    found: dict[str, dict[str, Any]] = {
        "cutter": {
            "version": cutter.__version__,
            "python": platform.python_version(),
            "system": platform.platform(terse=True),
        },
        "packages": findings.about_packages(),
        "ffmpeg": findings.about_ffmpeg(),
        "eyes": findings.about_eyes(),
        "folders": findings.about_folders(cache),
        "defaults": _defaults(command),
    }
    return found | {"in short": findings.in_short(found)}


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
