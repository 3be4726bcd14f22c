"""The ways in which a clip can be taken of a shot without cutting a word: numbers, no clips yet.

Between the guards lie the free places. A way pairs the free place in which a clip begins with the
one in which it ends; so all that is said in between is heard whole. Where a shot begins or ends
amid what is said, the sound may lead or trail the picture: then the edge is the shot's own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from cutter.edit.clock import Clock
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    low: int
    """In ticks of the way's clock."""
    high: int
    is_split: bool
    """It lies in a guard, and the sound goes on beyond it."""


class Way(NamedTuple):
    """One way to take a clip."""

    begin: Edge
    end: Edge
    clock: Clock
    least: int
    """Output frames."""
    most: int
    splits: int
    """At how many of its edges the sound leaves the picture."""
    first: float
    """Seconds; the earliest start, and the latest end."""
    last: float

    @classmethod
    def between(cls, begin: Edge, end: Edge, clock: Clock) -> Way | None:
        """Return the way between two edges, or None where no whole frame of the output is."""
        least = max(1, -((begin.high - end.low) // clock.output))
        most = (end.high - begin.low) // clock.output
        if most < least:
            return None
        splits = begin.is_split + end.is_split
        first, last = begin.low / clock.rate, end.high / clock.rate
        return cls(begin, end, clock, least, most, splits, first, last)

    def holds(self, moment: Fraction) -> bool:
        """Whether a clip taken so can show a moment."""
        about = float(moment)
        # Floats settle it but where they are equal, and are much faster.
        if about in (self.first, self.last):
            return self.first <= moment < self.last
        return self.first < about < self.last


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
    part = _Part(usable, guards, grid)
    begins, ends = part.edges()
    if may_split:
        begins, ends = [*part.lead(), *begins], [*ends, *part.trail()]
    return tuple(part.ways(begins, ends))


def ways_across(
    first: TimeRange, last: TimeRange, guards: Sequence[TimeRange], grid: Grid, briefest: Fraction
) -> tuple[Way, ...]:
    """Return the ways to take one clip of two neighbouring shots, in straight cuts.

    Args:
        first: what may be used of the one shot.
        last: what may be used of the other; it starts where that ends.
        guards: those that lie in the two or reach into them, in order.
        grid: where clips may begin, and the output's frames.
        briefest: seconds that are shown of either at least, so that none flashes by; all of one
            that is shorter.
    """
    least = min(briefest, first.duration), min(briefest, last.duration)
    latest, earliest = first.end - least[0], last.start + least[1]
    part = _Part(TimeRange(first.start, last.end), guards, grid, (latest, earliest))
    begin_by = part.clock.at_or_before(part.clock.ticks(latest))
    end_from = part.clock.at_or_after(part.clock.ticks(earliest))
    begins, ends = part.edges()
    begins = [edge._replace(high=min(edge.high, begin_by)) for edge in begins]
    ends = [edge._replace(low=max(edge.low, end_from)) for edge in ends]
    return tuple(
        part.ways(
            [edge for edge in begins if edge.low <= edge.high],
            [edge for edge in ends if edge.low <= edge.high],
        )
    )


class _Part:
    """A part of a film with its guards, all in ticks."""

    def __init__(
        self,
        usable: TimeRange,
        guards: Sequence[TimeRange],
        grid: Grid,
        others: Sequence[Fraction] = (),
    ) -> None:
        times = [usable.start, usable.end, LONGEST_SPLIT, *others]
        for guard in guards:
            times += (guard.start, guard.end)
        self._grid = grid
        self.clock = clock = Clock.of(times, grid)
        self._start, self._end = clock.ticks(usable.start), clock.ticks(usable.end)
        self._guards = [(clock.ticks(guard.start), clock.ticks(guard.end)) for guard in guards]
        self._is_even = grid.source_rate is None or grid.source_rate == grid.output_rate

    def edges(self) -> tuple[list[Edge], list[Edge]]:
        """Return where clips may begin and where they may end, in straight cuts."""
        clock = self.clock
        begins: list[Edge] = []
        ends: list[Edge] = []
        lows = [self._start, *(end for _, end in self._guards)]
        highs = [*(start for start, _ in self._guards), self._end]
        for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
            first, last = clock.at_or_after(low), clock.at_or_before(high)
            if self._start <= first <= last:
                begins.append(Edge(place, first, last, False))
            # Where rates differ, no frame of the film may lie in a narrow place: it is left out.
            step = 0
            if not self._is_even:
                first, last, step = low, high, clock.frame
            if first + step <= last <= self._end:
                ends.append(Edge(place, first, last, False))
        return begins, ends

    def lead(self) -> list[Edge]:
        """Return the shot's own start, if amid what is said, from where the sound may lead."""
        first = self.clock.at_or_after(self._start)
        for start, end in self._guards[:1]:
            if start < first < end and first - start <= self._longest_split():
                return [Edge(0, first, first, True)]
        return []

    def trail(self) -> list[Edge]:
        """Return the shot's own end, if amid what is said, behind which the sound may trail."""
        clock, grid, last = self.clock, self._grid, self._end
        for start, end in self._guards[-1:]:
            # A clip of whole frames ends up to a frame before the shot does.
            low = max(last - max(clock.output, clock.frame), start)
            if grid.source_rate == grid.output_rate:
                low = last = clock.at_or_before(last)
            if start < last < end and end - low <= self._longest_split():
                return [Edge(len(self._guards), max(low, self._start), last, True)]
        return []

    def ways(self, begins: Sequence[Edge], ends: Sequence[Edge]) -> Iterator[Way]:
        """Yield the ways from where clips may begin to where they may end."""
        for begin in begins:
            for end in ends:
                between = end.place - begin.place
                if between < 0 or _MOST_BETWEEN < between < len(self._guards) - 1:
                    continue
                way = Way.between(begin, end, self.clock)
                if way is not None:
                    yield way

    def _longest_split(self) -> int:
        return self.clock.ticks(LONGEST_SPLIT)


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
        is_shown = way.first <= about < way.last
        return is_unfit, not is_shown, way.splits, away, -high, way.begin.place

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
