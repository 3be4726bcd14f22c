"""Lays the shots of all films side by side as numbers: what may be used of each, and how much.

A shot's number counts through the films in order. Knows nothing about budgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.bans import denied_spans, spoiler_of
from cutter.edit.choice import BANNED, CHOSEN, DENIED, NEVER, SPOILER, TOO_SHORT
from cutter.edit.grid import Grid, ceil_times
from cutter.edit.ground import Ground
from cutter.edit.joins import with_handles
from cutter.edit.marks import shot_name
from cutter.edit.pins import find_pins, without
from cutter.edit.ways import ways_of
from cutter.errors import UsageError
from cutter.schema import TimeRange
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cutter.edit.choice import ScoredFilm
    from cutter.edit.guards import Guards
    from cutter.edit.pins import Pins
    from cutter.edit.request import CutRequest
    from cutter.edit.snap import CopyPlaces
    from cutter.edit.ways import Way
    from cutter.schema import FilmRecord, Score, Shot

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
    grids: tuple[Grid, ...]
    where: tuple[tuple[int, int], ...]
    """(film, shot) of each number."""
    scores: tuple[Score, ...]
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
        near = self.guards(number).within(usable)
        return ways_of(usable, near, grid, may_split=may_split)


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
    denied = [denied_spans(record, request.denied) for record in records]
    held_back = [(f, span) for f, spans in enumerate(denied) for span in spans]
    pins = find_pins(request.must, request.never, records, held_back)
    spoilers = [spoiler_of(record, request.until) for record in records]
    where = tuple((f, s) for f, record in enumerate(records) for s in range(len(record.shots)))
    fixed = _fixed_pieces(pins, records, grids)
    numbers = {place: number for number, place in enumerate(where)}
    in_range = {number for number, _, _ in fixed}
    outs = tuple(() if request.keep_credits else ground.left_out(f) for f in range(len(films)))
    usable, moments, excluded, notes = _judge(films, outs, pins, in_range, spoilers)
    excluded = [
        DENIED if verdict == BANNED and _meets(records[f].shots[s].span, denied[f]) else verdict
        for (f, s), verdict in zip(where, excluded, strict=True)
    ]
    if request.handle:
        shortest = request.clip_lengths().shortest / request.frame_rate
        usable = [
            part
            if part is None or place in pins.shots
            else with_handles(part, request.handle, shortest, ground.guards(place[0]))
            for part, place in zip(usable, where, strict=True)
        ]
    frames = [
        0 if part is None or verdict else _frames(ground, grids[f], (f, s), part)
        for (f, s), part, verdict in zip(where, usable, excluded, strict=True)
    ]
    return Material(
        films=tuple(films),
        ground=ground,
        grids=grids,
        where=where,
        scores=tuple(score for film in films for score in film.scores),
        usable=tuple(usable),
        frames=np.array(frames, dtype=np.intp),
        moments=tuple(moments),
        excluded=tuple(
            TOO_SHORT if not count and not verdict else verdict
            for count, verdict in zip(frames, excluded, strict=True)
        ),
        pinned=frozenset(numbers[place] for place in pins.shots) - in_range,
        fixed=tuple(Piece(number, span, block) for number, span, block in fixed),
        notes=(*pins.notes, *notes),
        barred=(*pins.bans, *((f, span) for f, span in enumerate(spoilers) if span is not None)),
        least=np.zeros(len(frames), dtype=np.intp),
        kept=np.ones(len(frames)),
        ways={},
        way={},
        partners={},
        is_copied=np.array(
            [
                not places or (part is not None and places[f].may_begin_in(part))
                for (f, _), part in zip(where, usable, strict=True)
            ],
            dtype=np.bool_,
        ),
    )


def _judge(
    films: Sequence[ScoredFilm],
    outs: Sequence[Sequence[str]],
    pins: Pins,
    in_range: set[int],
    spoilers: Sequence[TimeRange | None],
) -> tuple[list[TimeRange | None], list[Fraction], list[str], list[str]]:
    """Return of each shot what may be used, its moment and why it is excluded; and notes."""
    usable: list[TimeRange | None] = []
    moments: list[Fraction] = []
    excluded: list[str] = []
    notes: list[str] = []
    places = ((f, s) for f, film in enumerate(films) for s in range(len(film.scores)))
    for number, (f, s) in enumerate(places):
        score, shot = films[f].scores[s], films[f].analysis.film.shots[s]
        is_pinned = (f, s) in pins.shots or number in in_range
        moment = pins.shots.get((f, s)) or score.moment
        whole = _usable_part(shot, f, moment, pins)
        part = whole if is_pinned else _before(whole, spoilers[f])
        if part is not None and part is not whole and moment >= part.end:
            moment = part.middle
        verdict = _verdict(shot, score, part, outs[f][s] if outs[f] else "", is_pinned=is_pinned)
        if verdict == BANNED and part is not whole:
            verdict = SPOILER
        if is_pinned and score.never and verdict != BANNED:
            name = shot_name(f, s, len(films))
            notes.append(f"{name} is pinned although the profile says never '{score.never}'")
        usable.append(part)
        moments.append(moment)
        excluded.append(CHOSEN if number in in_range else verdict)
    return usable, moments, excluded, notes


def _before(part: TimeRange | None, spoiler: TimeRange | None) -> TimeRange | None:
    """Return what of a part lies before the end that is not to be shown."""
    if part is None or spoiler is None or part.end <= spoiler.start:
        return part
    return part.intersection(TimeRange(Fraction(-1), spoiler.start))


def _meets(span: TimeRange, others: Sequence[TimeRange]) -> bool:
    return any(span.intersection(other) is not None for other in others)


def _ground_of(films: Sequence[ScoredFilm], ground: Ground | None) -> Ground:
    analyses = [film.analysis for film in films]
    if ground is None:
        return Ground(analyses)
    if not ground.is_of(analyses):
        raise ValueError("the ground is that of other films than those to be cut")
    return ground


def _frames(ground: Ground, grid: Grid, place: tuple[int, int], part: TimeRange) -> int:
    """Return how many frames a part has; nearly always it is the shot's whole clean part."""
    film, shot = place
    if part is ground.analyses[film].film.shots[shot].clean:
        return ground.frames(film, grid)[shot]
    return grid.frames_in(part)


def _usable_part(shot: Shot, film: int, moment: Fraction, pins: Pins) -> TimeRange | None:
    """Return the clean part of a shot without what is banned; of several, the moment's."""
    if not pins.bans:
        return shot.clean
    parts = without(film, (shot.clean,), pins.bans)
    around = [part for part in parts if part.contains(moment)]
    return max(around or parts, key=lambda part: (part.duration, -part.start), default=None)


def _verdict(shot: Shot, score: Score, part: TimeRange | None, out: str, *, is_pinned: bool) -> str:
    """Return why a shot cannot be chosen; empty if it can."""
    if part is None:
        return BANNED
    if is_pinned:
        return ""
    if score.never:
        return NEVER
    if out:
        return out
    is_whole = part is shot.clean or part == shot.clean
    return BANNED if not is_whole and part.duration * 2 < shot.clean.duration else ""


def _fixed_pieces(
    pins: Pins, records: Sequence[FilmRecord], grids: Sequence[Grid]
) -> list[tuple[int, TimeRange, int]]:
    """Split the pinned ranges at the shots' starts, on the films' frames.

    The pieces of a range touch, and are together as long as it, in whole frames.
    """
    pieces: list[tuple[int, TimeRange, int]] = []
    offsets = [sum(len(record.shots) for record in records[:f]) for f in range(len(records))]
    for block, (f, span) in enumerate(pins.ranges):
        before = len(pieces)
        shots, grid = records[f].shots, grids[f]
        start, left = grid.at_or_after(span.start), grid.frames_in(span)
        for shot, following in zip(shots, [*shots[1:], None], strict=True):
            count = left
            if following is not None and following.span.start < span.end:
                ahead = following.span.start - start
                count = min(left, max(0, ceil_times(ahead, grid.output_rate)))
            if count and (following is None or start < following.span.start):
                whole = TimeRange(start, start + grid.seconds(count))
                pieces.append((offsets[f] + shot.index, whole, block))
                start, left = whole.end, left - count
        if len(pieces) == before:
            times = f"{clock_time(span.start, digits=3)}-{clock_time(span.end, digits=3)}"
            raise UsageError(f"--must {times}: no whole frame lies in this range; widen it")
    return pieces
