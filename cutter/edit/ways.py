"""The ways in which a clip can be taken of a shot without cutting a word: numbers, no clips yet.

Between the guards lie the free places. A way pairs the free place in which a clip begins with the
one in which it ends; so all that is said in between is heard whole. Where a shot begins or ends
amid what is said, the sound may lead or trail the picture: then the edge is the shot's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.grid import Grid

LONGEST_SPLIT: Final = Fraction(5, 2)
"""Seconds by which sound may lead or trail its picture. Editors move sound by 4 to 12 frames for
style; to hear a sentence out takes longer, and beyond this a picture seems to have the wrong
sound. By ear, not measured."""
_MOST_BETWEEN: Final = 12
"""Guards within a clip that are tried; more only in a clip of the whole shot."""


class Edge(NamedTuple):
    """Where a clip may begin, or where it may end: any time of `low` to `high`, both included."""

    place: int
    """Number of the free place in the shot; guards lie between two that differ."""
    low: Fraction
    high: Fraction
    is_split: bool
    """It lies in a guard, and the sound goes on beyond it."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to take a clip."""

    begin: Edge
    end: Edge
    least: int
    """Output frames."""
    most: int
    splits: int
    """At how many of its edges the sound leaves the picture."""
    first: float
    """Seconds; the earliest start, and the latest end."""
    last: float

    @classmethod
    def between(cls, begin: Edge, end: Edge, grid: Grid) -> Way | None:
        """Return the way between two edges, or None where no whole frame is."""
        least = max(1, math.ceil((end.low - begin.high) * grid.output_rate))
        most = math.floor((end.high - begin.low) * grid.output_rate)
        if most < least:
            return None
        splits = begin.is_split + end.is_split
        return cls(begin, end, least, most, splits, float(begin.low), float(end.high))

    def holds(self, moment: Fraction | float) -> bool:
        """Whether a clip taken so can show a moment."""
        return self.first <= moment < self.last


def ways_of(
    usable: TimeRange, guards: Sequence[TimeRange], grid: Grid, *, may_split: bool = True
) -> tuple[Way, ...]:
    """Return all ways to take a clip of a part of a shot.

    Args:
        usable: the part.
        guards: those that lie in it or reach into it, in order.
        grid: where clips may begin, and the output's frames.
        may_split: whether sound may lead or trail.

    Returns:
        In order of where they begin and end; none where every clip would cut a word.
    """
    begins, ends = _edges(usable, guards, grid, may_split=may_split)
    ways = []
    for begin in begins:
        for end in ends:
            between = end.place - begin.place
            if between < 0 or (_MOST_BETWEEN < between < len(guards) - 1):
                continue
            ways.append(Way.between(begin, end, grid))
    return tuple(way for way in ways if way is not None)


def _edges(
    usable: TimeRange, guards: Sequence[TimeRange], grid: Grid, *, may_split: bool
) -> tuple[list[Edge], list[Edge]]:
    """Return where clips may begin and where they may end."""
    begins: list[Edge] = []
    ends: list[Edge] = []
    lows = [usable.start, *(guard.end for guard in guards)]
    highs = [*(guard.start for guard in guards), usable.end]
    is_even = grid.source_rate is None or grid.source_rate == grid.output_rate
    step = Fraction(0) if is_even else 1 / (grid.source_rate or grid.output_rate)
    for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
        first, last = grid.at_or_after(low), grid.at_or_before(high)
        if usable.start <= first <= last:
            begins.append(Edge(place, first, last, False))
        # Where rates differ, no frame of the film may lie in a narrow place: it is left out.
        first, last = (first, last) if is_even else (low, high)
        if first + step <= last <= usable.end:
            ends.append(Edge(place, first, last, False))
    if may_split and guards:
        _add_splits(usable, guards, grid, begins, ends)
    return begins, ends


def _add_splits(
    usable: TimeRange,
    guards: Sequence[TimeRange],
    grid: Grid,
    begins: list[Edge],
    ends: list[Edge],
) -> None:
    """Add the shot's own edges where the sound can go on beyond them."""
    first, last = grid.at_or_after(usable.start), usable.end
    if guards[0].start < first < guards[0].end and first - guards[0].start <= LONGEST_SPLIT:
        begins.insert(0, Edge(0, first, first, True))
    # A clip of whole frames ends up to a frame before the shot does.
    rates = [grid.output_rate, grid.source_rate or grid.output_rate]
    low = max(usable.end - 1 / min(rates), guards[-1].start)
    if grid.source_rate == grid.output_rate:
        low = last = grid.at_or_before(usable.end)
    if guards[-1].start < last < guards[-1].end and guards[-1].end - low <= LONGEST_SPLIT:
        ends.append(Edge(len(guards), max(low, usable.start), last, True))


def best_way(
    ways: Sequence[Way],
    moment: Fraction,
    shortest: int,
    usual: int,
    most: int,
) -> Way | None:
    """Return the way that suits a shot: one that is long and short enough, and shows its moment.

    Straight cuts go before split ones, and what comes nearest to the usual length before others.

    Args:
        ways: of the shot.
        moment: what a clip of it is built around.
        shortest: fewest output frames of a clip.
        usual: frames that a clip usually has.
        most: frames beyond which a clip is too long, even to hold what is said.
    """
    about = float(moment)

    def fitness(way: Way) -> tuple[bool, bool, int, int, int, int]:
        low, high = max(way.least, shortest), way.most
        away = low - usual if low > usual else max(0, usual - high)
        is_unfit = high < shortest or low > most
        return is_unfit, not way.holds(about), way.splits, away, -high, way.begin.place

    return min(ways, key=fitness, default=None)


def wider(ways: Sequence[Way], way: Way, frames: int) -> Way:
    """Return the way that allows the longest clip among those that a clip's length still allows."""
    fit = [
        other
        for other in ways
        if other.splits <= way.splits
        and other.least <= frames <= other.most
        and other.begin.low <= way.begin.low
        and other.end.high >= way.end.high
    ]
    return max(fit, key=lambda other: (other.most, -other.splits), default=way)
