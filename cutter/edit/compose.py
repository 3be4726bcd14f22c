"""From scored films and a request to a cut: select, trim, order. The whole story of this room.

Pure arithmetic: knows nothing about files, pictures or models.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.choice import BELOW, CHOSEN, NO_MATCH, TOO_SHORT, Choice, ScoredFilm
from cutter.edit.marks import shot_name
from cutter.edit.material import Material, lay_out
from cutter.edit.notes import notes_on
from cutter.edit.order import Block, put_in_order
from cutter.edit.select import Selection, select
from cutter.edit.snap import CopyPlaces, Drawable, draw
from cutter.edit.trim import place
from cutter.errors import NothingFits
from cutter.schema import Clip, TimeRange
from cutter.times import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.ground import Ground
    from cutter.edit.request import CutRequest

__all__ = ["Choice", "ScoredFilm", "compose"]

_LOUDEST, _QUIETEST = -5.0, -45.0
"""LUFS between which loudness counts from 1 to 0 in the energy of a clip."""


def compose(
    films: Sequence[ScoredFilm],
    request: CutRequest,
    places: Sequence[CopyPlaces] = (),
    *,
    ground: Ground | None = None,
) -> Choice:
    """Choose what of the films becomes the cut, where each clip begins and ends, and their order.

    Args:
        films: the films with a score for each shot, all seen by the same model.
        request: what the cut shall be like.
        places: where each film can be copied, if shots that hold such a place shall be preferred
            and edges be drawn to it.
        ground: what was reckoned from the same films before, so that only what hangs on the
            scores is reckoned again; the cut is the same without.

    Returns:
        The clips in playing order, never longer than the budget, and a verdict on every shot.

    Raises:
        UsageError: a mark of the request points at nothing.
        NothingFits: no clip at all can be made, or the pins are longer than the budget.
        ValueError: the ground is that of other films.
    """
    total = sum((film.analysis.film.media.end for film in films), Fraction(0))
    seconds, note = request.budget.resolve(total)
    budget = int((seconds - request.reserved) * request.frame_rate)
    if request.reserved and budget < 1:
        raise NothingFits(
            f"the titles last {length(request.reserved)}, and the budget is {length(seconds)};"
            " raise --budget, or lower --title-length"
        )
    _refuse_too_short(budget, seconds, total, request)
    if request.snap is None:
        places = ()
    material = lay_out(films, request, ground, places)
    selection = select(material, request, budget)
    pieces = _place(material, selection)
    if places:
        pieces = _drawn(material, pieces, places, request)
    clips = _in_order(material, selection, pieces, request)
    return Choice(
        clips=clips,
        gap=selection.gap,
        notes=notes_on(material, selection, request, budget, note),
        verdicts=_verdicts(material, selection, request),
        budget=seconds,
    )


def _refuse_too_short(budget: int, seconds: Fraction, total: Fraction, request: CutRequest) -> None:
    """Refuse a budget that cannot hold any clip."""
    if budget < 1:
        raise NothingFits(f"the budget of {length(seconds)} is shorter than one frame; raise it")
    shortest = request.clip_lengths().shortest
    # A film that is itself shorter than a clip becomes the cut as it is.
    if budget < shortest and seconds < total and not request.must:
        raise NothingFits(
            f"the budget of {length(seconds)} is shorter than the shortest clip"
            f" ({length(shortest / request.frame_rate)}); raise --budget or lower --min-clip"
        )


def _place(material: Material, selection: Selection) -> list[tuple[int, TimeRange, int]]:
    """Return (shot number, span, block) of every clip; pieces of a pinned range share a block."""
    fixed = {piece.number for piece in material.fixed}
    blocks = 1 + max((piece.block for piece in material.fixed), default=-1)
    pieces = [(piece.number, piece.span, piece.block) for piece in material.fixed]
    for number, frames in zip(selection.chosen, selection.frames, strict=True):
        usable = material.usable[number]
        if int(number) in fixed or usable is None:
            continue
        f, s = material.where[number]
        lines = _lines(material, f, s)
        span = place(usable, int(frames), material.moments[number], material.grids[f], lines)
        pieces.append((int(number), span, blocks))
        blocks += 1
    return pieces


def _lines(material: Material, film: int, shot: int) -> tuple[TimeRange, ...]:
    """Return the spans of a shot's lines of dialogue."""
    return material.ground.lines(film, material.films[film].analysis.film.shots[shot].span)


def _drawn(
    material: Material,
    pieces: Sequence[tuple[int, TimeRange, int]],
    places: Sequence[CopyPlaces],
    request: CutRequest,
) -> list[tuple[int, TimeRange, int]]:
    """Return the pieces with their edges drawn to places that can be copied.

    Pinned ranges stay as they are.
    """
    fixed = {piece.number for piece in material.fixed}
    clips = []
    for number, span, _ in pieces:
        film, shot = material.where[number]
        is_free = number not in fixed and material.usable[number] is not None
        moment, lines = material.moments[number], _lines(material, film, shot)
        is_kept = number in material.pinned or any(line.contains(moment) for line in lines)
        clips.append(
            Drawable(
                span,
                material.usable[number] or span,
                moment,
                is_kept,
                lines,
                places[film] if is_free else None,
            )
        )
    lengths = request.clip_lengths()
    spans = draw(clips, request.snap or Fraction(0), lengths.shortest, lengths.longest)
    return [(number, span, block) for (number, _, block), span in zip(pieces, spans, strict=True)]


def _in_order(
    material: Material,
    selection: Selection,
    pieces: Sequence[tuple[int, TimeRange, int]],
    request: CutRequest,
) -> tuple[Clip, ...]:
    """Return the clips in playing order."""
    members: dict[int, list[tuple[int, TimeRange]]] = {}
    for number, span, block in sorted(pieces, key=lambda piece: (piece[2], piece[1])):
        members.setdefault(block, []).append((number, span))
    energies = _energies(material, {number for number, _, _ in pieces})
    blocks = [
        Block(
            film=material.where[parts[0][0]][0],
            start=parts[0][1].start,
            score=max(material.scores[number].value for number, _ in parts),
            energy=max(energies[number] for number, _ in parts),
            first=parts[0][0],
            last=parts[-1][0],
        )
        for parts in members.values()
    ]
    groups = list(members.values())
    near = selection.likeness

    def alike(one: int, other: int) -> bool:
        return other in near.neighbours(one)

    sequence = put_in_order(blocks, request.order, alike)
    return tuple(
        _clip(material, selection, number, span)
        for index in sequence
        for number, span in groups[index]
    )


def _clip(material: Material, selection: Selection, number: int, span: TimeRange) -> Clip:
    f, s = material.where[number]
    score = material.scores[number]
    is_fixed = any(piece.number == number for piece in material.fixed)
    return Clip(
        source=f,
        shots=(s,),
        source_range=span,
        audio_range=span,
        score=score.value,
        reasons=score.reasons,
        pinned=is_fixed or number in material.pinned or number in selection.musts,
    )


def _energies(material: Material, numbers: set[int]) -> dict[int, float]:
    """Return how strong each shot is beside the other chosen ones, 0 to 1."""
    chosen = sorted(numbers)
    signals = [
        material.films[f].analysis.film.signals[s] for f, s in (material.where[n] for n in chosen)
    ]
    scores = np.array([material.scores[number].value for number in chosen])
    motion = np.array([signal.motion for signal in signals])
    loudness = np.clip([signal.loudness for signal in signals], _QUIETEST, _LOUDEST)
    # A vivid, hard-lit picture excites and a pale, soft one calms (Valdez and Mehrabian 1994 for
    # colour): the mood, as far as light tells it.
    mood = np.array([signal.saturation + signal.contrast for signal in signals])
    energy = 0.5 * _ranks(scores)
    for ranked, share in ((motion, 0.2), (loudness, 0.2), (mood, 0.1)):
        energy = energy + share * _ranks(ranked)
    return {number: round(float(value), 6) for number, value in zip(chosen, energy, strict=True)}


def _ranks(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return each value's rank as 0 to 1; equal values share the mean of their ranks."""
    rounded = np.round(values, 6)
    below = (rounded[:, None] > rounded[None, :]).sum(axis=1)
    equal = (rounded[:, None] == rounded[None, :]).sum(axis=1)
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]]
    ranks = (below + (equal - 1) / 2) / max(1, len(values) - 1)
    return ranks


def _verdicts(
    material: Material, selection: Selection, request: CutRequest
) -> tuple[tuple[str, ...], ...]:
    """Return a word on every shot, film by film."""
    films = len(material.films)
    verdicts: list[list[str]] = [[] for _ in range(films)]
    shortest = request.clip_lengths().shortest
    chosen = {int(number) for number in selection.chosen}
    twin = np.full(len(material.where), -1, dtype=np.intp)
    for number in sorted(chosen, reverse=True):
        twin[selection.likeness.neighbours(number)] = number
    for number, (f, _) in enumerate(material.where):
        score = material.scores[number]
        if number in chosen:
            verdict = CHOSEN
        elif material.excluded[number]:
            verdict = material.excluded[number]
        elif not (score.is_match or score.must or request.fill):
            verdict = NO_MATCH
        elif material.frames[number] < shortest:
            verdict = TOO_SHORT
        elif twin[number] >= 0:
            other = material.where[int(twin[number])]
            verdict = f"near-duplicate of {shot_name(other[0], other[1], films)}"
        else:
            verdict = BELOW
        verdicts[f].append(verdict)
    return tuple(tuple(words) for words in verdicts)
