"""Text as the OpenTimelineIO library's objects, and what these hold as plain values.

The one door to the library's parser: it ends the process where JSON is nested deep, so that it
gets only what was found to be plain JSON. No adapter or plug-in takes part.
"""

from __future__ import annotations

import contextlib
import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import InputError
from cutter.interchange.conform import known_rate
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import opentimelineio as otio

DEEPEST: Final = 200
"""Levels of JSON; nested timelines of real programs have some dozen."""
FASTEST: Final = 10**7
"""Counts in a second; sound is counted in samples."""
LONGEST: Final = 10**7
"""Seconds; some hundred days."""


@contextlib.contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn what the library refuses into one line."""
    import opentimelineio as otio

    try:
        yield
    except otio.exceptions.OTIOError as error:
        why = (str(error).splitlines() or [type(error).__name__])[0][:120]
        raise InputError(f"{path}: not a timeline that can be read: {why}", path) from error


def timeline_in(text: str, path: Path) -> otio.schema.Timeline:
    """Return the timeline that a text holds."""
    import opentimelineio as otio

    try:
        data = json.loads(text, parse_constant=_no_number)
        if not isinstance(data, dict):
            raise ValueError("no object")
        if _depth(text) > DEEPEST:
            raise ValueError("nested too deeply")
        # Written anew: the library's parser ends the process on some of what is only nearly JSON.
        found = otio.core.deserialize_json_from_string(json.dumps(data, allow_nan=False))
    except (ValueError, RecursionError, KeyError, otio.exceptions.OTIOError) as error:
        why = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(f"{path}: not an OpenTimelineIO file: {why}", path) from error
    if not isinstance(found, otio.schema.Timeline):
        raise InputError(f"{path}: not an OpenTimelineIO timeline; export a timeline", path)
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _depth(text: str) -> int:
    """Return how deep brackets are nested, those inside of strings left out."""
    plain = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    deepest = level = 0
    for char in re.findall(r"[\[\]{}]", plain):
        level += 1 if char in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def told(thing: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what we noted in a thing's metadata."""
    found = thing.metadata.get("cutter", {})
    return dict(found) if hasattr(found, "keys") else {}


def seconds(time: otio.opentime.RationalTime, path: Path) -> Fraction:
    """Return a time as exact seconds; a value that is nearly whole is whole."""
    try:
        rate = known_rate(time.rate, FASTEST)
        if not abs(time.value) <= LONGEST * time.rate:
            raise ValueError(f"{time.value:g}")
    except ValueError as error:
        raise InputError(f"{path}: a time that is none: {error}", path) from error
    value = Fraction(time.value)
    whole = nearest(value)
    return (whole if abs(value - whole) < Fraction(1, 1000) else value) / rate
