"""Which ffmpeg is used, and what it can do. Starts none but to ask it about itself."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import FfmpegFailed

if TYPE_CHECKING:
    from collections.abc import Iterable

BINARY_VARIABLE = "CUTTER_FFMPEG"
"""The environment variable that names another ffmpeg than imageio-ffmpeg's."""
FILM_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts"
"""Demuxers that a film may be opened with: none of them opens a second file."""

ONLY_PIPE = {"protocol_whitelist": "pipe", "format_whitelist": "rawvideo,f32le"}
"""Options of an input that is fed to ffmpeg: samples and nothing that could name a file."""


LEAST_VERSION = (5, 1)
"""The first that has `-fps_mode` (FFmpeg's Changelog)."""
ANSWER_SECONDS = 10.0
"""Longest wait for what ffmpeg says about itself."""


def executable() -> Path:
    """Return the ffmpeg that is used: `CUTTER_FFMPEG`, else imageio-ffmpeg's.

    Raises:
        FfmpegFailed: there is none.
    """
    return _executable(os.environ.get(BINARY_VARIABLE, ""))


def source_argument(path: Path) -> str:
    """Return a film's path so that ffmpeg reads it as nothing but a file's name."""
    return f"file:{path.resolve()}"


def environment() -> dict[str, str]:
    """Return the environment that ffmpeg gets: ours without what is none of its business."""
    # FFREPORT would make ffmpeg write its command line, with names of films, to a file; among our
    # own variables is a passphrase.
    return {
        name: value
        for name, value in os.environ.items()
        if name != "FFREPORT" and not name.startswith("CUTTER_")
    }


def version() -> str:
    """Return the version line of the ffmpeg in use."""
    return _ask(executable(), "-version").partition("\n")[0].strip()


def refuse_unfit(needed: Iterable[str] = ("libx264",)) -> None:
    """Check, before any work, that the ffmpeg in use is one that can do it.

    Args:
        needed: encoders that it must have.

    Raises:
        FfmpegFailed: there is none, or it does not answer, is too old, or lacks an encoder.
    """
    binary, told = executable(), version()
    hint = f"set {BINARY_VARIABLE} to another ffmpeg, or to nothing for imageio-ffmpeg's"
    if not told.startswith("ffmpeg version "):
        raise FfmpegFailed(f"{binary} is no ffmpeg that works: it tells no version; {hint}")
    # Builds from FFmpeg's repository have a date or a revision instead, and are new.
    number = re.match(r"ffmpeg version n?(\d+)\.(\d+)", told)
    if number is not None and (int(number[1]), int(number[2])) < LEAST_VERSION:
        least = ".".join(map(str, LEAST_VERSION))
        raise FfmpegFailed(
            f"{binary} is FFmpeg {number[1]}.{number[2]}, too old: {least} is needed; {hint}"
        )
    missing = sorted(set(needed) - encoders())
    if missing:
        raise FfmpegFailed(f"{binary} has no encoder {' and no '.join(missing)}; {hint}")


def encoders() -> frozenset[str]:
    """Return the names of the encoders that ffmpeg lists; listed ones may not work here."""
    return _listed("-encoders")


def filters() -> frozenset[str]:
    """Return the names of the filters that ffmpeg has."""
    return _listed("-filters")


@functools.lru_cache(maxsize=8)
def _executable(given: str) -> Path:
    if given:
        path = Path(given).expanduser().resolve()
        if not (path.is_file() and os.access(path, os.X_OK)):
            raise FfmpegFailed(f"{BINARY_VARIABLE}={given}: no program is there; name an ffmpeg")
        return path
    import imageio_ffmpeg

    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe()).resolve()
    except RuntimeError as error:
        raise FfmpegFailed(
            f"no ffmpeg was found; install imageio-ffmpeg again or set {BINARY_VARIABLE}"
        ) from error


@functools.lru_cache(maxsize=16)
def _ask(binary: Path, question: str) -> str:
    """Return what ffmpeg prints about itself."""
    try:
        answer = subprocess.run(
            [str(binary), "-hide_banner", "-nostdin", question],
            stdin=subprocess.DEVNULL,
            env=environment(),
            capture_output=True,
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FfmpegFailed(f"{binary} does not answer {question}; name another ffmpeg") from error
    return answer.stdout.decode(errors="replace")


def _listed(question: str) -> frozenset[str]:
    """Return the second column of one of ffmpeg's lists: flags, name, description."""
    rows = (line.split() for line in _ask(executable(), question).splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1 and row[1] != "=")
