"""Lays the shots of all films side by side as numbers: what may be used of each, and how much.

A shot's number counts through the films in order. Knows nothing about budgets.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.bans import spoiler_of
from cutter.edit.grid import Grid, ceil_times
from cutter.edit.ground import Ground
from cutter.edit.judging import Judging
from cutter.edit.pins import find_pins
from cutter.edit.ways import ways_of
from cutter.errors import UsageError
from cutter.schema import TimeRange
from cutter.schema.scores import Scores, in_a_row
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from cutter.edit.choice import ScoredFilm
    from cutter.edit.guards import Guards
    from cutter.edit.judging import Plain
    from cutter.edit.pins import Pins
    from cutter.edit.request import CutRequest
    from cutter.edit.snap import CopyPlaces
    from cutter.edit.ways import Way
    from cutter.schema import FilmRecord

    Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of one shot that is in for certain, with its place and length settled."""

    number: int
    span: TimeRange
    block: int
    """Pieces of one pinned range share this; they are played together."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """All shots, numbered through the films."""

    films: tuple[ScoredFilm, ...]
    ground: Ground
    """The same films, as far as they do not hang on the scores."""
    plain: Plain
    """What may be used where nothing is pinned or banned."""
    grids: tuple[Grid, ...]
    where: tuple[tuple[int, int], ...]
    """(film, shot) of each number."""
    scores: Scores
    usable: tuple[TimeRange | None, ...]
    """What may be used of each shot."""
    frames: Indices
    """(n_shots,) whole output frames in the usable part; 0 where a shot is excluded."""
    moments: tuple[Fraction, ...]
    excluded: tuple[str, ...]
    """The verdict on each shot that cannot be chosen any more; empty for the others."""
    pinned: frozenset[int]
    """Numbers of the shots pinned on the command line."""
    fixed: tuple[Piece, ...]
    """The pieces of the ranges pinned on the command line."""
    notes: tuple[str, ...]
    is_copied: NDArray[np.bool_]
    """(n_shots,) whether a copy may begin in the shot; all true where that is not asked for."""
    barred: tuple[tuple[int, TimeRange], ...]
    """(film, span) of what may be neither seen nor heard."""
    least: Indices
    """(n_shots,) fewest output frames of a clip that cuts no word; 0 where nobody speaks."""
    kept: NDArray[np.float64]
    """(n_shots,) what part of its relevance a shot keeps, for what is said in it."""
    ways: Mapping[int, tuple[Way, ...]]
    """All ways to take a shot in which somebody speaks, by its number."""
    way: Mapping[int, Way]
    """The way that is taken."""
    partners: Mapping[int, int]
    """The neighbour that a shot is joined to because what is said in it is longer."""

    def guards(self, number: int) -> Guards:
        """Return when the film of a shot must not be cut."""
        return self.ground.guards(self.where[number][0])

    def spoken(self) -> Iterator[int]:
        """Yield the numbers of the shots in which somebody speaks, ascending."""
        first = 0
        for film, scored in enumerate(self.films):
            yield from (first + shot for shot in self.ground.spoken(film))
            first += len(scored.scores)

    def ways_of(self, number: int, *, may_split: bool) -> tuple[Way, ...]:
        """Return the ways to take what may be used of a shot."""
        film, shot = self.where[number]
        usable, grid = self.usable[number], self.grids[film]
        clean = self.films[film].analysis.film.shots[shot].clean
        if usable is clean:
            return self.ground.ways(film, shot, grid, may_split=may_split)
        if usable is None:
            return ()
        known = self.plain.ways if usable is self.plain.usable[number] else {}
        if (number, may_split) not in known:
            near = self.guards(number).within(usable)
            known[number, may_split] = ways_of(usable, near, grid, may_split=may_split)
        return known[number, may_split]


def lay_out(
    films: Sequence[ScoredFilm],
    request: CutRequest,
    ground: Ground | None = None,
    places: Sequence[CopyPlaces] = (),
) -> Material:
    """Find what may be used of each shot.

    Args:
        films: the films with their scores.
        request: what was asked for.
        ground: what was reckoned from the same films before.
        places: where each film can be copied, if that is asked for.

    Raises:
        UsageError: a mark points at nothing, or a pinned range holds no whole frame.
        ValueError: the ground is that of other films.
    """
    ground = _ground_of(films, ground)
    records = tuple(film.analysis.film for film in films)
    grids = tuple(Grid.of(record.media, request.frame_rate) for record in records)
    denied = [ground.denied(film, request.denied) for film in range(len(records))]
    held_back = [(f, span) for f, spans in enumerate(denied) for span in spans]
    pins = find_pins(request.must, request.never, records, held_back)
    spoilers = [spoiler_of(record, request.until) for record in records]
    fixed = tuple(_fixed_pieces(pins, records, grids, ground.firsts))
    in_range = frozenset(piece.number for piece in fixed)
    scores = in_a_row([Scores.of(film.scores) for film in films])
    judging = Judging(ground, request, grids, spoilers)
    plain = judging.plain()
    laid = judging.laid(plain, scores, pins, in_range, denied)
    return Material(
        films=tuple(films),
        ground=ground,
        plain=plain,
        grids=grids,
        where=ground.where,
        scores=scores,
        usable=tuple(laid.usable),
        frames=laid.frames,
        moments=tuple(laid.moments),
        excluded=tuple(laid.excluded),
        pinned=frozenset(ground.firsts[f] + s for f, s in pins.shots) - in_range,
        fixed=fixed,
        notes=(*pins.notes, *judging.notes),
        barred=(*pins.bans, *((f, span) for f, span in enumerate(spoilers) if span is not None)),
        least=np.zeros(len(laid.frames), dtype=np.intp),
        kept=np.ones(len(laid.frames)),
        ways={},
        way={},
        partners={},
        is_copied=_is_copied(ground.where, laid.usable, places),
    )


def _ground_of(films: Sequence[ScoredFilm], ground: Ground | None) -> Ground:
    analyses = [film.analysis for film in films]
    if ground is None:
        return Ground(analyses)
    if not ground.is_of(analyses):
        raise ValueError("the ground is that of other films than those to be cut")
    return ground


def _is_copied(
    where: Sequence[tuple[int, int]],
    usable: Sequence[TimeRange | None],
    places: Sequence[CopyPlaces],
) -> NDArray[np.bool_]:
    if not places:
        return np.ones(len(where), dtype=np.bool_)
    may_begin = (
        part is not None and places[film].may_begin_in(part)
        for (film, _), part in zip(where, usable, strict=True)
    )
    return np.fromiter(may_begin, dtype=np.bool_, count=len(where))


def _fixed_pieces(
    pins: Pins, records: Sequence[FilmRecord], grids: Sequence[Grid], firsts: Sequence[int]
) -> Iterator[Piece]:
    """Yield the pinned ranges, split at the shots' starts, on the films' frames.

    The pieces of a range touch, and are together as long as it, in whole frames.
    """
    for block, (f, span) in enumerate(pins.ranges):
        shots, grid = records[f].shots, grids[f]
        start, left = grid.at_or_after(span.start), grid.frames_in(span)
        if not left:
            times = f"{clock_time(span.start, digits=3)}-{clock_time(span.end, digits=3)}"
            raise UsageError(f"--must {times}: no whole frame lies in this range; widen it")
        number = max(0, bisect_right(shots, start, key=lambda shot: shot.span.start) - 1)
        for shot, following in zip(shots[number:], [*shots[number + 1 :], None], strict=True):
            count = left
            if following is not None and following.span.start < span.end:
                ahead = following.span.start - start
                count = min(left, max(0, ceil_times(ahead, grid.output_rate)))
            if count and (following is None or start < following.span.start):
                whole = TimeRange(start, start + grid.seconds(count))
                yield Piece(firsts[f] + shot.index, whole, block)
                start, left = whole.end, left - count
            if not left:
                break
