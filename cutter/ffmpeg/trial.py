"""Whether an encoder that ffmpeg lists really encodes on this machine."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from cutter.errors import FfmpegFailed
from cutter.ffmpeg.binary import encoders, executable
from cutter.ffmpeg.process import run

if TYPE_CHECKING:
    from pathlib import Path


def works(encoder: str) -> bool:
    """Return whether a video encoder really encodes on this machine: it is tried once."""
    return encoder in encoders() and _works(executable(), encoder)


@functools.lru_cache(maxsize=16)
def _works(binary: Path, encoder: str) -> bool:
    """Encode five frames to nowhere; 256 pixels is above every hardware encoder's least size."""
    source = "color=c=gray:s=256x256:r=25:d=0.2"
    arguments = ["-f", "lavfi", "-i", source, "-c:v", encoder, "-f", "null", "-"]
    try:
        run(arguments, timeout=20)
    except FfmpegFailed:
        return False
    return True
