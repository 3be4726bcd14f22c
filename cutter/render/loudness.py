"""Measures loudness and true peak as EBU R128 has them, with ffmpeg's ebur128.

Knows nothing about what is done about them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.errors import FfmpegFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LOWEST = -70.0
"""LUFS; the standard's absolute gate, and what ffmpeg tells where nothing passes it: silence, or
less than the 400 ms of one measurement."""
_TOLD = ["-loglevel", "info"]
"""What makes ffmpeg write its summary."""
_NOWHERE = ["-f", "null", "-"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What ffmpeg says of a sound, to a tenth."""

    loudness: float | None
    """Integrated, in LUFS; None where there is nothing that could be measured."""
    true_peak: float
    """dBTP; -inf for silence and where it was not asked for."""


def measure_pcm(
    pieces: Iterable[bytes], rate: int, stopper: ffmpeg.Stopper | None = None
) -> Measured:
    """Measure the loudness alone of stereo samples, float32 little-endian.

    Raises:
        FfmpegFailed: ffmpeg failed.
    """
    only = [word for key, value in ffmpeg.ONLY_PIPE.items() for word in (f"-{key}", value)]
    source = ["-f", "f32le", "-ar", str(rate), "-ac", "2", *only, "-i", "pipe:0"]
    metered = ["-af", "ebur128=framelog=verbose", *_NOWHERE]
    return _read(ffmpeg.run([*_TOLD, *source, *metered], feed=pieces, stopper=stopper))


def measure_file(path: Path, stopper: ffmpeg.Stopper | None = None) -> Measured:
    """Measure loudness and true peak of an .m4a of our own, as it is decoded.

    Raises:
        FfmpegFailed: ffmpeg failed.
    """
    only = ["-protocol_whitelist", "file", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2"]
    source = [*only, "-i", ffmpeg.source_argument(path)]
    metered = ["-af", "ebur128=peak=true:framelog=verbose", *_NOWHERE]
    return _read(ffmpeg.run([*_TOLD, *source, *metered], stopper=stopper))


def _read(log: str) -> Measured:
    """Read the summary at the end of a log."""
    _, found, summary = log.rpartition("Summary:")
    loudness = re.search(r"\bI:\s+(-?[\d.]+|-?inf|-?nan) LUFS", summary)
    if not found or loudness is None:
        raise FfmpegFailed("ffmpeg told no loudness; name another ffmpeg", log)
    peak = re.search(r"\bPeak:\s+(-?[\d.]+|-inf) dBFS", summary)
    level = float(loudness[1])
    is_measured = math.isfinite(level) and level > LOWEST
    return Measured(level if is_measured else None, float(peak[1]) if peak else -math.inf)
