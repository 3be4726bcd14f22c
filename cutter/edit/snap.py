"""Draws clips' in and out points to places where a film can be copied without encoding.

Numbers only: knows nothing about files, packets and codecs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.trim import lines_cut
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Frames = NDArray[np.int64]

_AWAY: Final = Fraction(2)
"""Seconds that a moved clip may lie from its best moment, where no start in its shot keeps it: one
take shows much the same for so long. By eye, not measured."""
_MARGIN: Final = Fraction(1, 8)
"""Part of a clip at either end in which its best moment shall not come to lie when all of it is
moved, unless it lay there before."""


@dataclass(frozen=True, slots=True, eq=False)
class CopyPlaces:
    """Where clips of one film may begin and end to be copied, as numbers of its frames."""

    rate: Fraction
    """Of the film and of the cut, frames per second."""
    starts: Frames
    """(n,) ascending: frames on which all that follow lean at most."""
    ends: Frames
    """(n,) ascending: frames before which nothing was decoded for the sake of later ones."""

    def may_begin_in(self, span: TimeRange) -> bool:
        """Whether a copy may begin in the first half of a span, so that a clip may follow it."""
        first, middle = math.ceil(span.start * self.rate), math.ceil(span.middle * self.rate)
        low, high = np.searchsorted(self.starts, (first, middle))
        return bool(low < high)


@dataclass(frozen=True, slots=True)
class Drawable:
    """A clip whose edges may be moved."""

    span: TimeRange
    usable: TimeRange
    """What of the film it may show: never more than its own shot."""
    moment: Fraction
    """What it is built around, in seconds on the film's clock."""
    keeps_moment: bool
    """Whether it must show that, as where somebody pinned it."""
    lines: tuple[TimeRange, ...]
    """The dialogue's lines near it."""
    places: CopyPlaces | None
    """None for a clip that stays as it is."""


def draw(
    clips: Sequence[Drawable], tolerance: Fraction, shortest: int, longest: int
) -> tuple[TimeRange, ...]:
    """Return the clips' spans, each drawn to places that can be copied, where there are such.

    An in point moves to a start within the tolerance. Where there is none, the whole clip moves to
    the nearest start in its shot that keeps its best moment well inside, or else to one that is
    near to it; else it stays. Then its out point moves within the tolerance. Neither cuts off a
    line of dialogue that was whole. What one clip loses the next ones may gain, so that together
    they are never longer than before.

    Args:
        clips: in playing order.
        tolerance: seconds by which an edge may move.
        shortest: fewest frames of a clip, for those that are not shorter already.
        longest: most frames of a clip, for those that are not longer already.
    """
    drawn: list[TimeRange] = []
    owed = 0
    for clip in clips:
        places = clip.places
        if places is None:
            drawn.append(clip.span)
            continue
        before = _number(clip.span.end, places) - _number(clip.span.start, places)
        limits = min(shortest, before), max(longest, before)
        first, end = _Drawing(clip, places, tolerance, limits).drawn(owed)
        owed += before - (end - first)
        drawn.append(TimeRange(first / places.rate, end / places.rate))
    return tuple(drawn)


class _Drawing:
    """One clip in frame numbers."""

    def __init__(
        self, clip: Drawable, places: CopyPlaces, tolerance: Fraction, limits: tuple[int, int]
    ) -> None:
        self._clip = clip
        self._places = places
        self._reach = math.floor(tolerance * places.rate)
        self._shortest, self._longest = limits
        self._first, self._end = _number(clip.span.start, places), _number(clip.span.end, places)
        self._low = math.ceil(clip.usable.start * places.rate)
        self._high = math.floor(clip.usable.end * places.rate)
        self._cut = self._lines_cut(self._first, self._end)

    def drawn(self, owed: int) -> tuple[int, int]:
        """Return the clip's first frame and one past its last; it gains `owed` frames at most."""
        count = self._end - self._first
        first, end = self._begin()
        most = min(self._high, first + min(count + owed, self._longest))
        for place in _from_highest(self._places.ends, end - self._reach, most):
            is_near = abs(place - end) <= self._reach
            if is_near and place - first >= self._shortest and self._is_fit(first, place):
                return first, place
        return first, end

    def _begin(self) -> tuple[int, int]:
        """Return where the clip begins, and its end before that is drawn."""
        count = self._end - self._first
        starts = self._places.starts
        near = starts[np.searchsorted(starts, self._low) : np.searchsorted(starts, self._high)]
        fit: list[tuple[int, int, int, int]] = []
        for start in near.tolist():
            end, distance = min(start + count, self._high), abs(start - self._first)
            if end - start < self._shortest or not self._is_fit(start, end):
                continue
            if distance <= self._reach:
                fit.append((0, distance, start, end))
            elif self._holds_moment(start, end):
                fit.append((1, distance, start, end))
            elif self._is_near_moment(start, end):
                fit.append((2, distance, start, end))
        return min(fit)[2:] if fit else (self._first, self._end)

    def _holds_moment(self, first: int, end: int) -> bool:
        """Whether a moved clip still shows what it was built around, and not at its very edge."""
        moment = self._clip.moment * self._places.rate
        margin = (end - first) * _MARGIN
        earliest = min(margin, max(moment - self._first, Fraction(0)))
        latest = min(margin, max(self._end - moment, Fraction(0)))
        return first + earliest <= moment <= end - latest

    def _is_near_moment(self, first: int, end: int) -> bool:
        """Whether a moved clip may do without its moment, and lies near to it."""
        moment = self._clip.moment * self._places.rate
        away = max(first - moment, moment - end)
        return not self._clip.keeps_moment and away <= _AWAY * self._places.rate

    def _is_fit(self, first: int, end: int) -> bool:
        """Whether no more lines of dialogue are cut off than were before."""
        return self._lines_cut(first, end) <= self._cut

    def _lines_cut(self, first: int, end: int) -> int:
        rate = self._places.rate
        return lines_cut(first / rate, end / rate, self._clip.lines)


def _number(time: Fraction, places: CopyPlaces) -> int:
    """Return the number of the frame that begins nearest to a time."""
    return math.floor(time * places.rate + Fraction(1, 2))


def _from_highest(places: Frames, low: int, high: int) -> Iterable[int]:
    """Return the places from `low` to `high`, the highest first."""
    inside = places[np.searchsorted(places, low) : np.searchsorted(places, high, side="right")]
    found: list[int] = inside[::-1].tolist()
    return found
