"""Frame numbers as timecode, and timecode as frame numbers (SMPTE ST 12-1).

Timecode counts whole frames at a whole rate: 24 a second at 23.976. Drop frame leaves out the
first two numbers of each minute but every tenth (four at 59.94, eight at 119.88), so that it keeps
up with the clock; no frame is lost by it. Knows nothing about cuts.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from cutter.timeline.place import nearest

HOURS: Final = 24
"""Timecode begins again at 0 after a day."""
_FORM: Final = re.compile(r"(\d\d):(\d\d):(\d\d)([:;.])(\d{2,3})", re.ASCII)
_SLOWED: Final = Fraction(1000, 1001)


def timebase(rate: Fraction) -> int:
    """Return how many frames timecode counts in a second: 24 for 24000/1001."""
    return max(1, nearest(rate))


def takes_drop(rate: Fraction) -> bool:
    """Whether drop frame is defined for a rate: 29.97 and its multiples."""
    base = timebase(rate)
    return base % 30 == 0 and rate == base * _SLOWED


def is_drop(timecode: str) -> bool:
    """Whether a timecode is written as drop frame: with `;` (or `.`) before the frames."""
    return len(timecode) > 8 and timecode[8] in ";."


def timecode(frame: int, rate: Fraction, *, drop: bool = False) -> str:
    """Return the timecode of a frame, `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop frame.

    Args:
        frame: number of the frame, where 0 has the timecode 0; after a day it begins again.
        rate: frames per second.
        drop: whether drop frame is wanted; only where `takes_drop` holds.

    Raises:
        ValueError: drop frame is not defined for this rate.
    """
    base = timebase(rate)
    if drop:
        frame = _numbered(frame, _skipped(rate), base)
    frame %= HOURS * 3600 * base
    seconds, frames = divmod(frame, base)
    digits = max(2, len(str(base - 1)))
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{clock}{';' if drop else ':'}{frames:0{digits}d}"


def frame_of(text: str, rate: Fraction) -> int:
    """Return the frame that has a timecode, where 0 has the timecode 0.

    Args:
        text: `HH:MM:SS:FF`; drop frame with `;` before the frames.
        rate: frames per second.

    Raises:
        ValueError: it is no timecode, or one that this rate does not have.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no timecode; write 01:00:00:00")
    hours, minutes, seconds, frames = (int(match[part]) for part in (1, 2, 3, 5))
    base = timebase(rate)
    if hours >= HOURS or minutes >= 60 or seconds >= 60 or frames >= base:
        raise ValueError(f"{text!r} is no timecode at {float(rate):.6g} frames per second")
    number = ((hours * 60 + minutes) * 60 + seconds) * base + frames
    if match[4] == ":":
        return number
    skipped = _skipped(rate)
    if frames < skipped and seconds == 0 and minutes % 10:
        raise ValueError(f"{text!r} is left out by drop frame")
    minute = hours * 60 + minutes
    return number - skipped * (minute - minute // 10)


def _skipped(rate: Fraction) -> int:
    """Return how many numbers drop frame leaves out in a minute."""
    if not takes_drop(rate):
        raise ValueError(
            f"there is no drop frame at {float(rate):.6g} frames per second; write : for ;"
        )
    return timebase(rate) // 15


def _numbered(frame: int, skipped: int, base: int) -> int:
    """Return the number that drop frame gives a frame."""
    minute = 60 * base - skipped
    ten = 10 * minute + skipped
    tens, rest = divmod(frame, ten)
    # The first minute of ten is whole; the other nine lack the skipped numbers.
    minutes = max(0, (rest - skipped) // minute)
    return frame + skipped * (9 * tens + minutes)
