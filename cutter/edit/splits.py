"""Lets the sound of clips lead or trail its picture where that keeps a sentence whole.

Under the sound that leads or trails, the neighbour's own is silent, and it never is while somebody
speaks there: no two people are heard at once. Knows nothing about how clips were chosen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from cutter.edit.ways import LONGEST_SPLIT
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.edit.guards import Guards

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A clip's picture, in playing order."""

    film: int
    span: TimeRange
    rank: float
    """How much it is wanted: of two that stand in each other's way, the other gives way."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """The sound of a cut."""

    spans: tuple[TimeRange, ...]
    """What is heard of each clip's film, in playing order."""
    cut: frozenset[int]
    """Indices of the clips at whose edges a word would be cut: those that cannot be had so."""


def let_out(
    clips: Sequence[Shown],
    guards: Sequence[Guards],
    barred: Sequence[tuple[int, TimeRange]],
    frame_rate: Fraction,
    *,
    may_split: bool = True,
) -> Sounding:
    """Return what is heard of each clip so that no word is cut, as far as that is possible.

    Args:
        clips: in playing order.
        guards: of each film.
        barred: (film, span) of what may not be heard.
        frame_rate: of the output; sound that leaves its picture does so by whole frames where it
            can.
        may_split: whether sound may lead or trail at all.
    """
    return _Splits(clips, guards, barred, frame_rate, may_split=may_split).sounding()


class _Splits:
    def __init__(
        self,
        clips: Sequence[Shown],
        guards: Sequence[Guards],
        barred: Sequence[tuple[int, TimeRange]],
        frame_rate: Fraction,
        *,
        may_split: bool,
    ) -> None:
        self._clips, self._guards, self._barred = clips, guards, barred
        self._rate = frame_rate
        self._may_split = may_split
        self._cut: set[int] = set()
        self._spans: dict[int, TimeRange] = {}
        self._leads = [self._lead(k) for k in range(len(clips))]
        self._trails = [self._trail(k) for k in range(len(clips))]

    def sounding(self) -> Sounding:
        """Try all that is wished for, and take back what cannot be."""
        for k in range(len(self._clips)):
            if self._leads[k] and not self._can(k, self._leads[k], k - 1, leads=True):
                self._refuse(k)
            if self._trails[k] and not self._can(k, self._trails[k], k + 1, leads=False):
                self._refuse(k)
        for k in range(len(self._clips)):
            self._keep_apart(k)
        self._hear_once()
        spans = tuple(self._span(k) for k in range(len(self._clips)))
        return Sounding(spans, frozenset(self._cut))

    def _lead(self, k: int) -> Fraction:
        """Return by how many seconds a clip's sound must come before its picture."""
        clip = self._clips[k]
        guard = self._guards[clip.film].at(clip.span.start)
        if guard is None or self._goes_on(k - 1):
            return ZERO
        exact = clip.span.start - guard.start
        whole = math.ceil(exact * self._rate) / self._rate
        start = clip.span.start - whole
        is_free = start >= 0 and self._guards[clip.film].at(start) is None
        return whole if is_free else exact

    def _trail(self, k: int) -> Fraction:
        """Return by how many seconds a clip's sound must go on behind its picture."""
        clip = self._clips[k]
        guard = self._guards[clip.film].at(clip.span.end)
        if guard is None or self._goes_on(k):
            return ZERO
        exact = guard.end - clip.span.end
        whole = math.ceil(exact * self._rate) / self._rate
        is_free = self._guards[clip.film].at(clip.span.end + whole) is None
        return whole if is_free else exact

    def _goes_on(self, k: int) -> bool:
        """Whether clip k goes on in the next one, so that there is no edge between the two."""
        if not 0 <= k < len(self._clips) - 1:
            return False
        one, other = self._clips[k], self._clips[k + 1]
        return one.film == other.film and one.span.end == other.span.start

    def _refuse(self, k: int) -> None:
        self._cut.add(k)
        self._leads[k] = self._trails[k] = ZERO
        for changed in (k - 1, k, k + 1):
            self._spans.pop(changed, None)

    def _can(self, k: int, seconds: Fraction, neighbour: int, *, leads: bool) -> bool:
        """Whether a clip's sound may lie under its neighbour's picture for so long."""
        if not (self._may_split and 0 <= neighbour < len(self._clips)):
            return False
        if seconds > LONGEST_SPLIT + 1 / self._rate:
            return False
        clip, other = self._clips[k], self._clips[neighbour]
        if seconds > other.span.duration - 1 / self._rate:
            return False
        beyond = (
            TimeRange(clip.span.start - seconds, clip.span.start)
            if leads
            else TimeRange(clip.span.end, clip.span.end + seconds)
        )
        if any(film == clip.film and beyond.intersection(span) for film, span in self._barred):
            return False
        hidden = (
            TimeRange(other.span.end - seconds, other.span.end)
            if leads
            else TimeRange(other.span.start, other.span.start + seconds)
        )
        return not self._guards[other.film].within(hidden)

    def _keep_apart(self, k: int) -> None:
        """See that no two sounds meet under one picture.

        At one joint they cannot: a clip that leads speaks at its start, so none trails over it.
        """
        if 0 < k < len(self._clips) - 1:
            behind, before = self._trails[k - 1], self._leads[k + 1]
            if not (behind and before):
                return
            if behind + before > self._clips[k].span.duration - 1 / self._rate:
                self._refuse(self._lesser(k - 1, k + 1))

    def _hear_once(self) -> None:
        """See that nothing of a film is heard twice because sound goes beyond its picture."""
        if not any(self._leads) and not any(self._trails):
            return
        spans = [self._span(k) for k in range(len(self._clips))]
        # Floats put nearly all in order; comparing exact times is slow.
        begins, ends = _seconds([s.start for s in spans]), _seconds([s.end for s in spans])
        order = sorted(
            range(len(self._clips)), key=lambda k: (self._clips[k].film, begins[k], spans[k], k)
        )
        is_as_found = True
        for one, other in pairwise(order):
            is_apart = is_as_found and ends[one] < begins[other]
            if is_apart or self._clips[one].film != self._clips[other].film:
                continue
            if self._span(one).end > self._span(other).start:
                splits = [k for k in (one, other) if self._leads[k] or self._trails[k]]
                if splits:
                    self._refuse(splits[0] if len(splits) == 1 else self._lesser(one, other))
                    is_as_found = False

    def _lesser(self, one: int, other: int) -> int:
        return min((one, other), key=lambda k: (round(self._clips[k].rank, 6), -k))

    def _span(self, k: int) -> TimeRange:
        """Return what is heard of a clip's film."""
        if k not in self._spans:
            self._spans[k] = self._found_span(k)
        return self._spans[k]

    def _found_span(self, k: int) -> TimeRange:
        span = self._clips[k].span
        under = self._trails[k - 1] if k > 0 else ZERO
        over = self._leads[k + 1] if k + 1 < len(self._clips) else ZERO
        if not (self._leads[k] or self._trails[k] or under or over):
            return span
        start = _added(span.start, under, self._leads[k])
        return TimeRange(start, _added(span.end, self._trails[k], over))


def _added(time: Fraction, more: Fraction, less: Fraction) -> Fraction:
    """Return a sum; to add nothing takes as long as any sum, and is done most often."""
    time = time + more if more else time
    return time - less if less else time


def _seconds(times: Sequence[Fraction]) -> list[float]:
    return [time.numerator / time.denominator for time in times]


def still_cut(
    clips: Sequence[Shown], spans: Sequence[TimeRange], guards: Sequence[Guards]
) -> Iterator[tuple[int, bool]]:
    """Yield (index, whether at its start) for each clip at whose edge a word is cut all the same.

    Where a clip goes on in the next one there is no edge.
    """
    for k, (clip, span) in enumerate(zip(clips, spans, strict=True)):
        before = k > 0 and clips[k - 1].film == clip.film and spans[k - 1].end == span.start
        behind = (
            k + 1 < len(clips) and clips[k + 1].film == clip.film and spans[k + 1].start == span.end
        )
        if not before and guards[clip.film].at(span.start) is not None:
            yield k, True
        if not behind and guards[clip.film].at(span.end) is not None:
            yield k, False
