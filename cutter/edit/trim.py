"""Places a clip of a given length within the usable part of a shot: its in and out point.

Built around the shot's best moment; it neither begins nor ends where somebody speaks, but for
edges beyond which the sound goes on.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.edit.clock import Clock
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
    fine = way.clock.rate if way is not None else grid.output_rate.numerator
    times = (usable.start, usable.end, moment, _AIR)
    clock = Clock.of(times, grid, finer_than=fine * _LEAD.denominator)
    duration = frames * clock.output
    lead = duration // _LEAD.denominator * _LEAD.numerator
    wished = clock.nearest(clock.ticks(moment) - lead)
    if way is not None:
        first, last = _starts(usable, duration, clock, way)
    else:
        first = clock.at_or_after(clock.ticks(usable.start))
        last = max(first, clock.at_or_before(clock.ticks(usable.end) - duration))
    start = min(max(wished, first), last)
    return TimeRange(clock.seconds(start), clock.seconds(start + duration))


def _starts(usable: TimeRange, duration: int, clock: Clock, way: Way) -> tuple[int, int]:
    """Return the first and the last start of a clip of that length; with air, if there is room.

    All in ticks of a clock that is finer than the way's.
    """
    finer = clock.rate // way.clock.rate
    begin_from, begin_by = way.begin.low * finer, way.begin.high * finer
    end_from, end_by = way.end.low * finer, way.end.high * finer
    tight = max(begin_from, end_from - duration), min(begin_by, end_by - duration)
    air = [0 if edge.is_split else clock.ticks(_AIR) for edge in (way.begin, way.end)]
    # At the shot's own edges there is nothing said that would need air.
    before = air[0] if begin_from > clock.ticks(usable.start) + clock.output else 0
    behind = air[1] if end_by < clock.ticks(usable.end) - clock.output else 0
    inside = way.begin.place != way.end.place
    roomy = (
        max(tight[0], begin_from + before, end_from + air[1] * inside - duration),
        min(tight[1], begin_by - air[0] * inside, end_by - behind - duration),
    )
    for low, high in (roomy, tight):
        first, last = clock.at_or_after(low), clock.at_or_before(high)
        if first <= last:
            return first, last
    first = clock.at_or_after(tight[0])
    return first, first


def lines_cut(start: Fraction, end: Fraction, lines: Sequence[TimeRange]) -> int:
    """Return how many times a clip from `start` to `end` cuts a line off at its edges."""
    return sum((line.start < start < line.end) + (line.start < end < line.end) for line in lines)
