"""Places a clip of a given length within the usable part of a shot: its in and out point.

Built around the shot's best moment; it neither begins nor ends where somebody speaks, but for
edges beyond which the sound goes on.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.grid import Grid
    from cutter.edit.ways import Way

_LEAD: Final = Fraction(2, 5)
"""Part of a clip that lies before its best moment: the eye needs a little time to arrive."""
_AIR: Final = Fraction(1, 10)
"""Seconds of silence left before what is said and after it, where there is room."""


def place(
    usable: TimeRange, frames: int, moment: Fraction, grid: Grid, way: Way | None = None
) -> TimeRange:
    """Return where in the shot a clip of so many output frames is taken.

    Args:
        usable: the part of the shot that may be used; it holds that many frames.
        frames: the clip's length in output frames; one that the way allows.
        moment: what it is built around.
        grid: where a clip of this film may begin.
        way: between which words it is taken; None where nobody speaks.
    """
    duration = grid.seconds(frames)
    first = grid.at_or_after(usable.start)
    last = max(first, grid.at_or_before(usable.end - duration))
    wished = grid.nearest(moment - duration * _LEAD)
    if way is not None:
        first, last = _starts(usable, duration, grid, way)
    start = min(max(wished, first), last)
    return TimeRange(start, start + duration)


def _starts(
    usable: TimeRange, duration: Fraction, grid: Grid, way: Way
) -> tuple[Fraction, Fraction]:
    """Return the first and the last start of a clip of that length; with air, if there is room."""
    (begin_from, begin_by), (end_from, end_by) = way.starts(), way.stops()
    tight = max(begin_from, end_from - duration), min(begin_by, end_by - duration)
    air = [Fraction(0) if edge.is_split else _AIR for edge in (way.begin, way.end)]
    # At the shot's own edges there is nothing said that would need air.
    before = air[0] if begin_from > usable.start + 1 / grid.output_rate else Fraction(0)
    behind = air[1] if end_by < usable.end - 1 / grid.output_rate else Fraction(0)
    inside = way.begin.place != way.end.place
    roomy = (
        max(tight[0], begin_from + before, end_from + air[1] * inside - duration),
        min(tight[1], begin_by - air[0] * inside, end_by - behind - duration),
    )
    for low, high in (roomy, tight):
        first, last = grid.at_or_after(low), grid.at_or_before(high)
        if first <= last:
            return first, last
    first = grid.at_or_after(tight[0])
    return first, first


def lines_cut(start: Fraction, end: Fraction, lines: Sequence[TimeRange]) -> int:
    """Return how many times a clip from `start` to `end` cuts a line off at its edges."""
    return sum((line.start < start < line.end) + (line.start < end < line.end) for line in lines)
