"""What `cutter doctor` finds on a machine, topic by topic. Prints nothing, and fails at nothing.

Opens no connection; writes no file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cutter.errors import CutterError

Facts = dict[str, Any]

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
    "sentence-transformers",
    "torch",
)
ENCODERS = ("libx264", "aac", "libx265", "libvpx-vp9", "h264_nvenc")
"""What cuts are written with, the edges of copied HEVC and VP9, and the picture on a GPU."""
HDR_FILTERS = {"zscale", "tonemap"}
FILTERS = {"bwdif", "crop", "fps", "pad", "scale", "setparams", "setpts", "setsar", "tpad"}
WORKS = "works"


def about_packages() -> Facts:
    """Return the versions of the libraries that do the work."""
    return {name: _version_of(name) for name in PACKAGES}


def about_ffmpeg() -> Facts:
    """Return which ffmpeg is used, and what it really can do here; or why there is none."""
    from cutter import ffmpeg

    try:
        found: Facts = {"binary": ffmpeg.executable(), "version": ffmpeg.version()}
        listed, filters = ffmpeg.encoders(), ffmpeg.filters()
    except CutterError as error:
        return {"binary": f"none that can be used: {error}"}
    for name in ENCODERS:
        if name not in listed:
            found[name] = "is not in this ffmpeg"
        else:
            is_well = ffmpeg.works(name, is_sound=name == "aac")
            found[name] = WORKS if is_well else "is listed, but does not work here"
    missing = sorted((FILTERS | HDR_FILTERS) - filters)
    found["filters"] = f"missing: {', '.join(missing)}" if missing else "all here"
    return found


def about_eyes() -> Facts:
    """Return which models are here, and what they would be run on."""
    from cutter.eyes.machine import choose_precision
    from cutter.eyes.models import list_models, list_sentence_models
    from cutter.eyes.openclip import RUNTIMES

    precision = choose_precision("auto", "auto")
    here = {True: "here", False: "not here"}
    rows = (*list_models(), *list_sentence_models())
    models = {row.name: f"{row.model}, {here[row.is_here]}" for row in rows}
    return models | {
        "cuda": _cuda(),
        "precision": f"{precision.precision} for large models: {precision.why}",
        "runtimes": " and ".join(name for name in RUNTIMES if _is_here(name)) or "none here",
    }


def about_folders(cache: Path | None) -> Facts:
    """Return where things are kept, how much that is, and how much room is left."""
    from cutter.files import cache_folder, data_folder

    folder, data = cache_folder(cache), data_folder()
    return {
        "cache": folder,
        "cache size": _tried(lambda: _kept(folder)),
        "cache can be written": _tried(lambda: _may_write(folder)),
        "profiles' data": data,
        "free space": _tried(lambda: _free(folder)),
        "free space here": _tried(lambda: _free(Path.cwd())),
    }


def in_short(found: dict[str, Facts]) -> Facts:
    """Return what follows from the findings: what this machine can do, and cannot."""
    encodes, eyes = found["ffmpeg"], found["eyes"]
    can_write = encodes.get("libx264") == WORKS and encodes.get("aac") == WORKS
    filters = str(encodes.get("filters", "missing"))
    is_here = str(eyes.get("default", "")).endswith(", here")
    on_gpu = encodes.get("h264_nvenc") == WORKS
    return {
        "make cuts": "yes" if can_write else "no: see ffmpeg above",
        "see with CLIP": "yes" if is_here else "not by default: cutter models fetch gets it",
        "read with sentences": _reads(found["packages"], eyes),
        "see on a GPU": "yes" if str(eyes["cuda"]).startswith(WORKS) else "no",
        "encode on a GPU": "yes" if can_write and on_gpu else "no: on the processor",
        "cut HDR films": "yes" if can_write and "zscale" not in filters else "no",
        "keep analyses": "yes" if found["folders"]["cache can be written"] == "yes" else "no",
    }


def _reads(packages: Facts, eyes: Facts) -> str:
    """Return whether words are matched to words by a sentence model."""
    from cutter.eyes.sentence_files import EXTRA

    if packages["sentence-transformers"] == "not installed":
        return f"no: the eyes read words as well ({EXTRA})"
    is_here = str(eyes.get("sentences", "")).endswith(", here")
    return "yes" if is_here else "not by default: cutter models fetch sentences gets it"


def _cuda() -> str:
    from cutter.eyes.loading import torch_uses_cuda
    from cutter.eyes.machine import cuda_devices

    devices = cuda_devices()
    if not devices:
        return "no device here"
    named = ", ".join(devices)
    return f"{WORKS}: {named}" if torch_uses_cuda() else f"{named}, but this torch cannot use it"


def _tried(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except OSError as error:
        return f"cannot be told ({error.strerror or error})"


def _kept(folder: Path) -> str:
    from cutter.analysis.store import Store
    from cutter.eyes.openvino_tower import kept_folder
    from cutter.files import size_of

    films = Store(folder).entries()
    size = sum(film.size for film in films) + size_of(kept_folder(folder))
    return f"{size / 2**20:.1f} MB, {len(films)} {'film' if len(films) == 1 else 'films'}"


def _may_write(folder: Path) -> str:
    place = _existing(folder)
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return "yes"
    return f"no: {place} may not be written to; name another folder with --cache"


def _free(folder: Path) -> str:
    return f"{shutil.disk_usage(_existing(folder)).free / 2**30:.1f} GB"


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _is_here(package: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(package) is not None


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
