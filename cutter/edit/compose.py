"""From scored films and a request to a cut: select, trim, order. The whole story of this room.

Pure arithmetic: knows nothing about files, pictures or models.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.edit.choice import Choice, ScoredFilm
from cutter.edit.joined import joined, mixed, weighed
from cutter.edit.making import Made, cut_as_it_comes, make_cut
from cutter.edit.material import Piece, lay_out
from cutter.edit.notes import notes_on
from cutter.edit.splits import still_cut
from cutter.edit.verdicts import verdicts_on
from cutter.errors import NothingFits
from cutter.schema import Clip, TimeRange
from cutter.times import clock_time, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.ground import Ground
    from cutter.edit.request import CutRequest
    from cutter.edit.snap import CopyPlaces

__all__ = ["Choice", "ScoredFilm", "compose"]

_HANDLES: Final = (Fraction(1), Fraction(1, 2), Fraction(1, 3))
"""Parts of the handles asked for that are tried, until the budget is filled: a shorter dissolve is
better than a shorter cut, and below a third there would be none."""
CUTS_WORDS: Final = "nothing fits without cutting into what is said, so words are cut"


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
    for share in _HANDLES[:-1] if request.handle else ():
        less = dataclasses.replace(request, handle=request.handle * share)
        try:
            choice = _composed(films, less, places, ground)
        except NothingFits:
            continue
        if choice.budget - request.reserved - choice.duration <= 1 / request.frame_rate:
            return choice
    least = dataclasses.replace(request, handle=request.handle * _HANDLES[-1])
    return _composed(films, least, places, ground)


def _composed(
    films: Sequence[ScoredFilm],
    request: CutRequest,
    places: Sequence[CopyPlaces],
    ground: Ground | None,
) -> Choice:
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
    about = [note] if note else []
    try:
        made = make_cut(material, request, budget, places)
    except NothingFits:
        if not any(True for _ in material.spoken()):
            raise
        # A cut with a cut word is better than none; without guards it is what it would be.
        made = cut_as_it_comes(material, request, budget, places)
        about.append(CUTS_WORDS)
    return Choice(
        clips=joined(_clips(made)),
        gap=made.selection.gap,
        notes=(*notes_on(made.material, made.selection, request, budget, about), *_on_words(made)),
        verdicts=verdicts_on(made.material, made.selection, request, made.sentences),
        budget=seconds,
    )


def _refuse_too_short(budget: int, seconds: Fraction, total: Fraction, request: CutRequest) -> None:
    """Refuse a budget that cannot hold any clip."""
    if budget < 1:
        raise NothingFits(f"the budget of {length(seconds)} is shorter than one frame; raise it")
    shortest = request.clip_lengths().shortest
    # A film that is itself shorter than a clip becomes the cut as it is.
    if budget < shortest and seconds < total and not request.must:
        short = f"the budget of {length(seconds)} is"
        if request.reserved:
            left = length(seconds - request.reserved)
            short = f"of the budget of {length(seconds)} the titles leave {left},"
        raise NothingFits(
            f"{short} shorter than the shortest clip"
            f" ({length(shortest / request.frame_rate)}); raise --budget or lower --min-clip"
        )


def _clips(made: Made) -> list[Clip]:
    """Return a clip for each piece, in playing order."""
    spans = made.sounding.spans
    return [_clip(made, piece, heard) for piece, heard in zip(made.pieces, spans, strict=True)]


def _clip(made: Made, piece: Piece, heard: TimeRange) -> Clip:
    material, number = made.material, piece.number
    film, _ = material.where[number]
    numbers = sorted({number, material.partners.get(number, number)})
    shots = [material.films[film].analysis.film.shots[material.where[n][1]] for n in numbers]
    parts = [shot.span.intersection(piece.span) for shot in shots]
    weights = [float(part.duration) if part else 0.0 for part in parts]
    scores = [material.scores[n] for n in numbers]
    is_one = len(numbers) == 1
    is_fixed = any(fixed.number == number for fixed in material.fixed)
    return Clip(
        source=film,
        shots=tuple(shot.index for shot in shots),
        source_range=piece.span,
        audio_range=heard,
        score=scores[0].value if is_one else weighed([s.value for s in scores], weights),
        reasons=scores[0].reasons if is_one else mixed([s.reasons for s in scores], weights),
        pinned=is_fixed or number in material.pinned or number in made.selection.musts,
    )


def _on_words(made: Made) -> list[str]:
    """Say where a word is cut all the same, because somebody pinned the place."""
    pinned = {piece.number for piece in made.material.fixed} | made.material.pinned
    guards = [made.material.ground.guards(film) for film in range(len(made.material.films))]
    notes = []
    for index, is_start in still_cut(made.shown(), made.sounding.spans, guards):
        piece = made.pieces[index]
        if piece.number in pinned:
            time = clock_time(piece.span.start if is_start else piece.span.end)
            what = "begins" if is_start else "ends"
            notes.append(f"what is pinned {what} at {time} amid what is said there")
    return notes
