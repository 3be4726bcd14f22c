"""Turns `--must` and `--never` into spans that are in for certain and spans that are out.

Bans beat everything. Knows nothing about scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.edit.marks import locate
from cutter.schema import TimeRange
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from cutter.edit.marks import Mark, Place
    from cutter.schema import FilmRecord


@dataclass(frozen=True, slots=True)
class Pins:
    """What somebody pinned and banned, found in the films."""

    shots: dict[tuple[int, int], Fraction | None]
    """Pinned shots by (film, shot), with the moment that was pointed at, if one was."""
    ranges: tuple[tuple[int, TimeRange], ...]
    """Pinned ranges without what is banned of them: (film, span), in order, none overlapping."""
    bans: tuple[tuple[int, TimeRange], ...]
    """Banned spans: (film, span), in order, none overlapping."""
    notes: tuple[str, ...]
    """What a ban took from a pin, and which pinned times lie in a transition."""


def find_pins(
    must: Sequence[Mark],
    never: Sequence[Mark],
    films: Sequence[FilmRecord],
    denied: Sequence[tuple[int, TimeRange]] = (),
) -> Pins:
    """Find the marks in the films.

    Args:
        must: what is in for certain.
        never: what is out.
        films: the films.
        denied: further spans that are out: (film, span).

    Raises:
        UsageError: a mark points at nothing.
    """
    banned = [locate(mark, films, "--never") for mark in never]
    bans = _merged([*((place.film, place.span) for place in banned), *denied])
    shots: dict[tuple[int, int], Fraction | None] = {}
    ranges: list[tuple[int, TimeRange]] = []
    notes: list[str] = []
    for mark in must:
        place = locate(mark, films, "--must")
        left = without(place.film, (place.span,), bans)
        if sum(span.duration for span in left) < place.span.duration:
            part = "part of it" if left else "it"
            named, by = quoted(mark.text), "--deny-words" if denied else "--never"
            by = "--never or --deny-words" if denied and never else by
            notes.append(f"--must {named}: {part} is banned by {by}, which goes first")
        if place.shot is None:
            ranges.extend((place.film, span) for span in left)
        elif left:
            key = (place.film, place.shot)
            shots[key] = shots.get(key) if place.moment is None else place.moment
            if kind := _transition_at(place, films):
                named = f"--must {quoted(mark.text)}"
                notes.append(f"{named} lies in a {kind}; the nearest clean part is used")
    return Pins(shots, _merged(ranges), bans, tuple(notes))


def _transition_at(place: Place, films: Sequence[FilmRecord]) -> str:
    """Return in what kind of transition a pinned time lies; empty if in none."""
    film, time = films[place.film], place.moment
    if place.shot is None or time is None or film.shots[place.shot].clean.contains(time):
        return ""
    around = (item.kind for item in film.boundaries if item.start <= time < item.end)
    return next(around, "fade")


def without(
    film: int, spans: Iterable[TimeRange], taken: Iterable[tuple[int, TimeRange]]
) -> tuple[TimeRange, ...]:
    """Return what is left of `spans` of a film when the `taken` spans of that film are removed."""
    left = tuple(spans)
    for owner, hole in taken:
        if owner == film:
            left = tuple(piece for span in left for piece in _around(span, hole))
    return left


def _around(span: TimeRange, hole: TimeRange) -> tuple[TimeRange, ...]:
    if span.intersection(hole) is None:
        return (span,)
    pieces = []
    if span.start < hole.start:
        pieces.append(TimeRange(span.start, hole.start))
    if hole.end < span.end:
        pieces.append(TimeRange(hole.end, span.end))
    return tuple(pieces)


def _merged(spans: Iterable[tuple[int, TimeRange]]) -> tuple[tuple[int, TimeRange], ...]:
    """Sort spans and join those that overlap or touch."""
    merged: list[tuple[int, TimeRange]] = []
    for film, span in sorted(spans):
        if merged and merged[-1][0] == film and merged[-1][1].end >= span.start:
            before = merged[-1][1]
            merged[-1] = (film, TimeRange(before.start, max(before.end, span.end)))
        else:
            merged.append((film, span))
    return tuple(merged)
