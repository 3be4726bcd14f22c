"""Whether an encoder that ffmpeg lists really encodes on this machine."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from cutter.errors import FfmpegFailed
from cutter.ffmpeg.binary import encoders, executable
from cutter.ffmpeg.process import run

if TYPE_CHECKING:
    from pathlib import Path


def works(encoder: str, *, is_sound: bool = False) -> bool:
    """Return whether an encoder really encodes on this machine: it is tried once.

    Args:
        encoder: ffmpeg's name of it.
        is_sound: whether it encodes sound, not a picture.
    """
    return encoder in encoders() and _works(executable(), encoder, is_sound=is_sound)


@functools.lru_cache(maxsize=16)
def _works(binary: Path, encoder: str, *, is_sound: bool) -> bool:
    """Encode five frames to nowhere; 256 pixels is above every hardware encoder's least size."""
    source = "sine=d=0.2" if is_sound else "color=c=gray:s=256x256:r=25:d=0.2"
    only = ["-protocol_whitelist", "file", "-format_whitelist", "lavfi"]
    codec = "-c:a" if is_sound else "-c:v"
    arguments = ["-f", "lavfi", *only, "-i", source, codec, encoder, "-f", "null", "-"]
    try:
        run(arguments, timeout=20)
    except FfmpegFailed:
        return False
    return True
