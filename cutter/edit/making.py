"""Chooses, places and orders clips until no word is cut at their edges.

Where the sound of a shot cannot leave its picture in the place that it came to have, the choice is
made again without that, and what is left then is filled up.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.heard import made_straight, without_cut_words
from cutter.edit.lengths import share_out
from cutter.edit.select import Selection, select
from cutter.edit.splits import Shown, Sounding, let_out
from cutter.edit.taking import bridged, drawn, in_order, taken, with_neighbours
from cutter.errors import NothingFits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.material import Material, Piece
    from cutter.edit.request import CutRequest
    from cutter.edit.snap import CopyPlaces

_ROUNDS, _ROUNDS_OF_MANY, _MANY = 6, 2, 400
"""How often shots are chosen, anew each time because the sound of some cannot leave its picture
where they came to lie; where there are many shots, that would take too long."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A cut in pieces."""

    material: Material
    selection: Selection
    pieces: tuple[Piece, ...]
    """In playing order."""
    sounding: Sounding
    sentences: frozenset[int] = frozenset()
    """Numbers of the shots left out because a word would be cut."""

    @property
    def frames(self) -> int:
        """How many output frames it has."""
        return int(self.selection.frames.sum())

    def shown(self) -> list[Shown]:
        """Return the pictures as they are played."""
        return _shown(self.material, self.pieces)


def make_cut(
    material: Material, request: CutRequest, budget: int, places: Sequence[CopyPlaces]
) -> Made:
    """Return a cut in which no word is cut, but at the edges of what somebody pinned.

    Raises:
        NothingFits: there is none.
    """
    narrowed = without_cut_words(material, request, budget)
    best: Made | None = None
    for _ in range(_ROUNDS if len(material.where) <= _MANY else _ROUNDS_OF_MANY):
        made = cut_as_it_comes(narrowed, request, budget, places)
        unfit = _unfit(made)
        shots = {made.pieces[index].number for index in unfit}
        if unfit:
            made = _lengthened(_without(made, unfit, request), request, budget, places)
        made = _bridged(made, request, budget)
        if best is None or made.frames > best.frames:
            best = made
        # No other choice is fuller than full; but what is pinned may turn out not to fit.
        if not unfit or (best.frames >= budget and not shots & material.pinned):
            break
        narrowed = made_straight(material, narrowed, request, budget, shots)
    if best is None or not best.pieces:
        raise NothingFits("no shot can be used without cutting into what is said in it")
    return best


def cut_as_it_comes(
    material: Material, request: CutRequest, budget: int, places: Sequence[CopyPlaces]
) -> Made:
    """Choose, place and order the clips, and let their sound out."""
    selection = with_neighbours(material, select(material, request, budget))
    return _laid(material, selection, request, budget, places)


def _laid(
    material: Material,
    selection: Selection,
    request: CutRequest,
    budget: int,
    places: Sequence[CopyPlaces],
) -> Made:
    """Place and order the clips, and let their sound out."""
    pieces = taken(material, selection)
    if places:
        pieces = drawn(material, selection, pieces, places, request)
    ordered = tuple(in_order(material, selection, pieces, request))
    return Made(material, selection, ordered, _sounding(material, ordered, request))


def _sounding(material: Material, pieces: Sequence[Piece], request: CutRequest) -> Sounding:
    guards = [material.ground.guards(film) for film in range(len(material.films))]
    return let_out(
        _shown(material, pieces),
        guards,
        material.barred,
        request.frame_rate,
        may_split=request.split_edits,
    )


def _shown(material: Material, pieces: Sequence[Piece]) -> list[Shown]:
    """Return the pieces' pictures; what is pinned is wanted more than all else."""
    fixed = {piece.number for piece in material.fixed}
    values = material.scores.columns.values
    top = (float(values.max()) if len(values) else 0.0) + 1.0
    return [
        Shown(
            material.where[piece.number][0],
            piece.span,
            float(values[piece.number])
            + top * (piece.number in fixed or piece.number in material.pinned),
        )
        for piece in pieces
    ]


def _unfit(made: Made) -> list[int]:
    """Return the indices of the pieces that would cut a word, but for those that are pinned."""
    fixed = {piece.number for piece in made.material.fixed}
    unfit = []
    for index in sorted(made.sounding.cut):
        number = made.pieces[index].number
        if number not in fixed and number in made.selection.way:
            unfit.append(index)
    return unfit


def _without(made: Made, unfit: Sequence[int], request: CutRequest) -> Made:
    """Return the cut without the pieces that would cut a word; what is pinned stays."""
    left_out: set[int] = set()
    while unfit:
        gone = {made.pieces[index].number for index in unfit} - made.material.pinned
        if not gone:
            break
        left_out |= gone
        pieces = tuple(piece for piece in made.pieces if piece.number not in gone)
        is_left = np.array([int(n) not in gone for n in made.selection.chosen], dtype=np.bool_)
        selection = dataclasses.replace(
            made.selection,
            chosen=made.selection.chosen[is_left],
            frames=made.selection.frames[is_left],
        )
        sounding = _sounding(made.material, pieces, request)
        made = Made(made.material, selection, pieces, sounding, frozenset(left_out))
        unfit = _unfit(made)
    return made


def _lengthened(made: Made, request: CutRequest, budget: int, places: Sequence[CopyPlaces]) -> Made:
    """Return the cut with clips made longer by what those left out have left of the budget."""
    material, selection, lengths = made.material, made.selection, request.clip_lengths()
    fixed = {piece.number for piece in material.fixed}
    # Those that sound leads or trails over, or whose own does, stay: their edges suit each other.
    heard = zip(made.pieces, made.sounding.spans, strict=True)
    straight = {piece.number for piece, span in heard if piece.span == span} - fixed
    room = selection.frames.copy()
    for place, number in enumerate(map(int, selection.chosen)):
        if number in straight:
            way = selection.way.get(number)
            most = way.most if way is not None else int(material.frames[number])
            most = most if lengths.longest_yields else min(most, lengths.longest)
            room[place] = max(room[place], most)
    if int(selection.frames.sum()) >= budget:
        return made
    worth = np.maximum(material.scores.columns.values[selection.chosen], 0.01)
    frames = share_out(budget, selection.frames, selection.frames, room, worth, lengths.usual)
    longer = dataclasses.replace(selection, frames=frames)
    tried = _laid(material, longer, request, budget, places)
    tried = dataclasses.replace(tried, sentences=made.sentences)
    return made if _unfit(tried) else tried


def _bridged(made: Made, request: CutRequest, budget: int) -> Made:
    """Return the cut with what is said between neighbouring shots, as far as the budget allows."""
    selection, pieces = bridged(made.material, made.selection, made.pieces, budget)
    if selection is made.selection:
        return made
    sounding = _sounding(made.material, pieces, request)
    tried = Made(made.material, selection, tuple(pieces), sounding, made.sentences)
    return made if _unfit(tried) else tried
