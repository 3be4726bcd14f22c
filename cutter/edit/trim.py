"""Places a clip of a given length within the usable part of a shot: its in and out point.

Built around the shot's best moment; where there is room it neither begins nor ends within a line
of dialogue.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.grid import Grid

_LEAD: Final = Fraction(2, 5)
"""Part of a clip that lies before its best moment: the eye needs a little time to arrive."""
_AIR: Final = Fraction(1, 10)
"""Seconds of silence left before a line of dialogue and after it, where there is room."""
_MARGIN: Final = Fraction(1, 8)
"""Part of a clip at either end in which its best moment shall not lie, where there is room."""


def place(
    usable: TimeRange, frames: int, moment: Fraction, grid: Grid, lines: Sequence[TimeRange] = ()
) -> TimeRange:
    """Return where in the shot a clip of so many output frames is taken.

    Args:
        usable: the part of the shot that may be used; it holds that many frames.
        frames: the clip's length in output frames.
        moment: what it is built around.
        grid: where a clip of this film may begin.
        lines: spans of the dialogue's lines, sorted by start.
    """
    duration = grid.seconds(frames)
    first = grid.at_or_after(usable.start)
    last = max(first, grid.at_or_before(usable.end - duration))
    centred = min(max(grid.nearest(moment - duration * _LEAD), first), last)
    near = [line for line in lines if line.start < usable.end and line.end > usable.start]
    if not near or first == last:
        return TimeRange(centred, centred + duration)
    earliest = max(first, min(centred, moment - duration * (1 - _MARGIN)))
    latest = min(last, max(centred, moment - duration * _MARGIN))
    wished = [grid.at_or_before(line.start - _AIR) for line in near]
    wished += [grid.at_or_after(line.end + _AIR) for line in near]
    wished += [grid.at_or_after(line.end + _AIR - duration) for line in near]
    wished += [grid.at_or_before(line.start - _AIR - duration) for line in near]
    starts = [centred, *(start for start in wished if earliest <= start <= latest)]
    best = min(starts, key=lambda s: (lines_cut(s, s + duration, near), abs(s - centred), s))
    return TimeRange(best, best + duration)


def lines_cut(start: Fraction, end: Fraction, lines: Sequence[TimeRange]) -> int:
    """Return how many times a clip from `start` to `end` cuts a line off at its edges."""
    return sum((line.start < start < line.end) + (line.start < end < line.end) for line in lines)
