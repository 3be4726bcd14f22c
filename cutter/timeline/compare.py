"""A cut that came back compared with ours: what was kept, dropped, trimmed, moved and added.

Clips are compared by what they show of their films, so that neither a form's rounding nor a split
clip, a joined pair or a film that lies elsewhere now makes a difference. Knows nothing about files.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from cutter.schema import Place, TimeRange, merged
from cutter.timeline.place import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cutter.schema import EditDecisionList, Source

SLACK_FRAMES: Final = 2
"""By how many frames, of the slowest rate at hand, an edge may move and still be the same: forms
that count whole frames put each edge on a frame of the film and of the cut, a frame off at worst
for either."""

LONGER: Final = Fraction(1, 2)
"""Seconds by which a clip must be longer to show something new; less is where a cut sits better."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What became of a cut, by the numbers of our clips.

    Each is in at most one of kept, removed and trimmed; one that was trimmed may have moved.
    """

    kept: tuple[int, ...]
    removed: tuple[int, ...]
    trimmed: tuple[tuple[int, Fraction], ...]
    """With the share of the clip that is left, more than 0 and less than 1."""
    moved: tuple[int, ...]
    """Clips that stand elsewhere among the others: the fewest seconds that must have been moved."""
    added: tuple[Place, ...]
    """What is shown that ours does not, by film and time; what a clip was made longer by, too."""

    def __bool__(self) -> bool:
        """Whether anything was changed."""
        return bool(self.removed or self.trimmed or self.moved or self.added)


def differences(ours: EditDecisionList, theirs: EditDecisionList) -> Differences:
    """Compare a cut that came back with ours.

    Args:
        ours: the cut as it was handed over; clips too short for a frame are in no timeline and
            count as not there.
        theirs: as it came back. A film of the same name and length as one of ours stands for it.
    """
    films = films_shown(ours, theirs)
    slack = _slack(ours, theirs)
    own = [_own(ours, piece.clip) for piece in place(ours)]
    other = [
        _Piece(number, films[clip.source], clip.source_range, [clip.source_range])
        for number, clip in enumerate(theirs.clips)
    ]
    links = _matched(own, other, slack)
    used = {link.own for link in links}
    removed, trimmed = [], []
    for number, piece in enumerate(own):
        left = 1 - sum(_holes(piece, slack), Fraction(0)) / piece.span.duration
        if number not in used or left <= 0:
            removed.append(piece.clip)
        elif left < 1:
            trimmed.append((piece.clip, left))
    moved = tuple(sorted({own[link.own].clip for link in _out_of_order(links)}))
    changed = {*removed, *moved, *(clip for clip, _ in trimmed)}
    longer = max(slack, LONGER)
    return Differences(
        kept=tuple(piece.clip for piece in own if piece.clip not in changed),
        removed=tuple(removed),
        trimmed=tuple(trimmed),
        moved=moved,
        added=tuple(dict.fromkeys(_added(other, longer))),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clip, and what of it has found no counterpart yet."""

    clip: int
    film: str
    span: TimeRange
    free: list[TimeRange] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Link:
    """That a clip of theirs shows what one of ours does."""

    other: int
    own: int
    start: Fraction
    weight: Fraction
    """Seconds."""


def _own(edl: EditDecisionList, number: int) -> _Piece:
    clip = edl.clips[number]
    return _Piece(
        number, edl.sources[clip.source].fingerprint, clip.source_range, [clip.source_range]
    )


def films_shown(ours: EditDecisionList, theirs: EditDecisionList) -> list[str]:
    """Return for each film of theirs which film it is, by our fingerprint where we know it."""
    known = {source.fingerprint for source in ours.sources}
    named = {_name(source): source for source in ours.sources}
    found = []
    for source in theirs.sources:
        own = named.get(_name(source))
        stands_for = (
            source.fingerprint not in known
            and own is not None
            and abs(own.duration - source.duration) <= SLACK_FRAMES / source.frame_rate
        )
        found.append(own.fingerprint if own and stands_for else source.fingerprint)
    return found


def _name(source: Source) -> str:
    return PurePosixPath(source.path).stem.casefold()


def _slack(ours: EditDecisionList, theirs: EditDecisionList) -> Fraction:
    rates = [edl.output.frame_rate for edl in (ours, theirs)]
    rates += [source.frame_rate for edl in (ours, theirs) for source in edl.sources]
    return SLACK_FRAMES / min(rates)


def _matched(own: Sequence[_Piece], other: Sequence[_Piece], slack: Fraction) -> tuple[_Link, ...]:
    """Return which clips show the same, in theirs' playing order; what they share is used up.

    Clips that agree in both edges find each other first, then those that share the most.
    """
    pairs = list(_overlapping(own, other, slack))
    found: list[_Link] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    agreeing = [(error, a, b) for a, b in pairs if (error := _apart(own[a], other[b])) <= slack]
    for _, a, b in sorted(agreeing):
        if a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            own[a].free.clear()
            other[b].free.clear()
            found.append(_Link(b, a, other[b].span.start, own[a].span.duration))
    sharing = [(-_shared(own[a].free, other[b].free), a, b) for a, b in pairs]
    for amount, a, b in sorted(sharing):
        if not amount:
            break
        both = _common(own[a].free, other[b].free)
        length = sum((span.duration for span in both), Fraction(0))
        if length > min(slack, own[a].span.duration / 2):
            own[a].free[:] = _without(own[a].free, both)
            other[b].free[:] = _without(other[b].free, both)
            found.append(_Link(b, a, both[0].start, length))
    return tuple(sorted(found, key=lambda link: (link.other, link.start, link.own)))


def _overlapping(
    own: Sequence[_Piece], other: Sequence[_Piece], slack: Fraction
) -> Iterator[tuple[int, int]]:
    """Yield which clips of the same film overlap, or nearly do."""
    by_film: dict[str, list[tuple[Fraction, Fraction, int]]] = defaultdict(list)
    for number, piece in enumerate(other):
        by_film[piece.film].append((piece.span.start - slack, piece.span.end + slack, number))
    for waiting in by_film.values():
        waiting.sort(reverse=True)
    open_now: dict[str, list[tuple[Fraction, int]]] = defaultdict(list)
    for number in sorted(range(len(own)), key=lambda number: own[number].span):
        piece = own[number]
        waiting, active = by_film[piece.film], open_now[piece.film]
        active[:] = [(end, b) for end, b in active if end > piece.span.start]
        while waiting and waiting[-1][0] < piece.span.end:
            _, end, b = waiting.pop()
            if end > piece.span.start:
                active.append((end, b))
        yield from ((number, b) for _, b in active)


def _apart(one: _Piece, other: _Piece) -> Fraction:
    """Return by how many seconds the edge that differs most differs."""
    return max(abs(one.span.start - other.span.start), abs(one.span.end - other.span.end))


def _common(one: Iterable[TimeRange], other: Sequence[TimeRange]) -> list[TimeRange]:
    return [both for span in one for each in other if (both := span.intersection(each))]


def _shared(one: Sequence[TimeRange], other: Sequence[TimeRange]) -> Fraction:
    return sum((span.duration for span in _common(one, other)), Fraction(0))


def _without(spans: Sequence[TimeRange], gone: Sequence[TimeRange]) -> list[TimeRange]:
    """Return what is left of some spans."""
    left = list(spans)
    for hole in gone:
        parts = []
        for span in left:
            if span.intersection(hole) is None:
                parts.append(span)
                continue
            if span.start < hole.start:
                parts.append(TimeRange(span.start, hole.start))
            if hole.end < span.end:
                parts.append(TimeRange(hole.end, span.end))
        left = parts
    return left


def _holes(piece: _Piece, slack: Fraction) -> list[Fraction]:
    """Return the lengths of what is missing of a clip, beyond what rounding takes."""
    return [span.duration for span in piece.free if span.duration > slack]


def _added(other: Sequence[_Piece], longer: Fraction) -> Iterator[Place]:
    """Yield what is shown and was not: whole clips, and parts of some length."""
    for piece in other:
        for span in merged(piece.free):
            if span == piece.span or span.duration > longer:
                yield Place(piece.film, span)


def _out_of_order(links: Sequence[_Link]) -> list[_Link]:
    """Return the links beside the longest run, in seconds, in which ours keep their order."""
    if not links:
        return []
    size = max(link.own for link in links) + 1
    best: list[tuple[Fraction, int]] = [(Fraction(0), -1)] * (size + 1)
    runs: list[tuple[Fraction, int]] = []
    for number, link in enumerate(links):
        length, before = _best_until(best, link.own)
        runs.append((length + link.weight, before))
        at = link.own + 1
        while at <= size:
            # Of equal runs the earlier one stays.
            if runs[-1][0] > best[at][0]:
                best[at] = (runs[-1][0], number)
            at += at & -at
    number, in_order = _best_until(best, size - 1)[1], set()
    while number >= 0:
        in_order.add(number)
        number = runs[number][1]
    return [link for number, link in enumerate(links) if number not in in_order]


def _best_until(best: Sequence[tuple[Fraction, int]], own: int) -> tuple[Fraction, int]:
    """Return the longest run that ends with one of our clips up to `own` (a Fenwick tree)."""
    at, found = own + 1, (Fraction(0), -1)
    while at > 0:
        if best[at][0] > found[0]:
            found = best[at]
        at -= at & -at
    return found
