"""Turns ratings as people write them into shares of what could be given, and lengths into seconds.

Knows nothing about rows and files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cutter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

Scale = tuple[float, float]
"""The lowest and the highest rating that can be given."""

_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
_PART = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?) ?/ ?(\d{1,3})")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?) ?%")
_STARS = re.compile(r"★{0,5}½?")
_CLOCK = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_UNITS = re.compile(r"(?:(\d+) ?h(?:ours?|rs?)?)? ?(?:(\d+) ?m(?:in(?:ute)?s?)?)? ?(?:(\d+) ?s)?")
_UP = frozenset({"like", "liked", "up", "thumbs up", "yes", "true", "love", "loved", "👍", "❤"})
_DOWN = frozenset({"dislike", "disliked", "down", "thumbs down", "no", "false", "hate", "👎"})


def parse_scale(text: str) -> Scale:
    """Read `1-10` or `0.5-5`.

    Raises:
        UsageError: it is no scale.
    """
    ends = text.replace("–", "-").split("-")
    if len(ends) == 2 and all(_NUMBER.fullmatch(end.strip()) for end in ends):
        low, high = (_number(end.strip()) for end in ends)
        if low < high:
            return low, high
    raise UsageError("--scale must name the lowest and the highest rating, such as 1-10 or 0.5-5")


def scale_of(texts: Sequence[str]) -> Scale:
    """Return the likeliest scale of a column of ratings: what is usual and holds them all.

    The lowest rating is 0 if one is 0; else 0.5 if one has a half below five stars, else 1.
    """
    numbers = [_number(text) for text in texts if _NUMBER.fullmatch(text)]
    top = max(numbers, default=0.0)
    bottom = min(numbers, default=0.0)
    if top <= 1 and any(number not in (0, 1) for number in numbers):
        return 0.0, 1.0
    if top <= 5:
        halves = any(number % 1 for number in numbers)
        return (0.0 if bottom == 0 else 0.5 if halves else 1.0), 5.0
    if top <= 10:
        return (0.0 if bottom < 1 else 1.0), 10.0
    return 0.0, 100.0


def rating_of(text: str, scale: Scale) -> float | None:
    """Return a rating as a share of what could be given, 0 to 1; None if it is no rating.

    A number is read on `scale`; `4/5`, `80%` and stars tell their own.
    """
    if part := _PART.fullmatch(text):
        top = float(part[2])
        return _share(_number(part[1]), 0.0, top) if top > 0 else None
    if percent := _PERCENT.fullmatch(text):
        return _share(_number(percent[1]), 0.0, 100.0)
    if text and _STARS.fullmatch(text):
        return _share(text.count("★") + text.count("½") / 2, 0.5, 5.0)
    return _share(_number(text), *scale) if _NUMBER.fullmatch(text) else None


def thumb_of(text: str) -> bool | None:
    """Return whether a thumb is up; None if it is no thumb."""
    lowered = text.casefold()
    return True if lowered in _UP else False if lowered in _DOWN else None


def seconds_of(text: str) -> float | None:
    """Read `1:02:03`, `62:03` (minutes), `1h 2m`, `95 min` or `95` (minutes) as seconds."""
    text = text.strip().casefold()
    if clock := _CLOCK.fullmatch(text):
        if clock[3] is None:
            return int(clock[1]) * 60.0 + int(clock[2])
        return int(clock[1]) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    if _NUMBER.fullmatch(text):
        return _number(text) * 60
    units = _UNITS.fullmatch(text)
    if units is None or not any(units.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in units.groups())
    return hours * 3600.0 + minutes * 60 + seconds


def share_of(text: str) -> float | None:
    """Read `80%` or `0.8` as a share of a film; None if it is none."""
    if percent := _PERCENT.fullmatch(text):
        return min(_number(percent[1]) / 100, 1.0)
    if _NUMBER.fullmatch(text) and (share := _number(text)) <= 1:
        return share
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _share(value: float, low: float, high: float) -> float | None:
    if not low <= value <= high:
        return None
    return round((value - low) / (high - low), 4)
