"""A film's description without a film, for tests and benchmarks of what reads nothing else."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Any

from cutter.schema import Media

_PLAIN = Media(
    path=Path("film.mp4"),
    fingerprint="0" * 32,
    container="mp4",
    codec="h264",
    video_index=0,
    clock_start=Fraction(0),
    container_start=Fraction(0),
    end=Fraction(10),
    end_from="content",
    width=640,
    height=360,
    display_width=640,
    display_height=360,
    pixel_aspect=Fraction(1),
    rotation=0,
    frame_rate=Fraction(25),
    is_vfr=False,
    pixel_format="yuv420p",
    colour_primaries="bt709",
    colour_transfer="bt709",
    colour_space="bt709",
    is_interlaced=False,
)


def described(**changes: Any) -> Media:  # noqa: ANN401 - as many types as fields
    """Return ten seconds of 640 by 360 at 25 frames a second, but for what is named."""
    return dataclasses.replace(_PLAIN, **changes)
