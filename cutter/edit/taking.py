"""Turns chosen shots and lengths into pieces of the films, in playing order."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.energies import energies
from cutter.edit.judging import Placed
from cutter.edit.material import Piece
from cutter.edit.order import Block, put_in_order
from cutter.edit.snap import CopyPlaces, Drawable, draw
from cutter.edit.trim import place
from cutter.edit.ways import wider
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.material import Material
    from cutter.edit.request import CutRequest
    from cutter.edit.select import Selection
    from cutter.edit.ways import Way


def with_neighbours(material: Material, selection: Selection) -> Selection:
    """Return the selection without shots that others, joined to them, show already.

    A shot joined to its neighbour takes over the frames of that, where both were chosen. Of two
    that would both show a third, the better stays.
    """
    frames = dict(zip(map(int, selection.chosen), map(int, selection.frames), strict=True))
    way = dict(selection.way)
    shown: dict[int, int] = {}
    values = material.scores.columns.values.tolist()
    ranked = sorted(frames, key=lambda n: (-round(values[n], 6), n))
    for number in (n for n in ranked if n in material.partners):
        neighbour = material.partners[number]
        if number in shown or neighbour in shown or neighbour in material.pinned:
            del frames[number]
            continue
        if neighbour in frames:
            if neighbour in material.partners:
                del frames[number]
                continue
            both = frames[number] + frames.pop(neighbour)
            room = [w for w in material.ways[number] if w.least <= both]
            way[number] = max(
                (wider(room, way[number], frames[number]), way[number]), key=lambda w: w.most
            )
            frames[number] = min(both, way[number].most)
        shown[neighbour] = shown[number] = number
    chosen = np.array(sorted(frames), dtype=np.intp)
    counts = np.array([frames[int(n)] for n in chosen], dtype=np.intp)
    return dataclasses.replace(selection, chosen=chosen, frames=counts, way=way)


def taken(material: Material, selection: Selection) -> list[Piece]:
    """Return where every clip lies in its film; pieces of a pinned range share a block."""
    fixed = {piece.number for piece in material.fixed}
    blocks = 1 + max((piece.block for piece in material.fixed), default=-1)
    pieces = list(material.fixed)
    for number, frames in zip(selection.chosen, selection.frames, strict=True):
        usable = material.usable[number]
        if int(number) in fixed or usable is None:
            continue
        way = selection.way.get(int(number))
        span = _placed(material, int(number), usable, int(frames), way)
        pieces.append(Piece(int(number), span, blocks))
        blocks += 1
    return pieces


def _placed(
    material: Material, number: int, usable: TimeRange, frames: int, way: Way | None
) -> TimeRange:
    """Return where a clip is taken of a shot: where it was when it was last asked for so."""
    moment = material.moments[number]
    late = material.plain.placed.get(number)
    if late is not None:
        is_same = late.usable is usable and late.way is way and late.frames == frames
        if is_same and (late.moment is moment or late.moment == moment):
            return late.span
    grid = material.grids[material.where[number][0]]
    span = place(usable, frames, moment, grid, way)
    material.plain.placed[number] = Placed(usable, frames, moment, way, span)
    return span


def drawn(
    material: Material,
    selection: Selection,
    pieces: Sequence[Piece],
    places: Sequence[CopyPlaces],
    request: CutRequest,
) -> list[Piece]:
    """Return the pieces with their edges drawn to places that can be copied, but into no word.

    Pinned ranges stay as they are, and so do edges beyond which the sound goes on.
    """
    fixed = {piece.number for piece in material.fixed}
    clips = []
    for piece in pieces:
        number = piece.number
        film, _ = material.where[number]
        usable, moment = material.usable[number] or piece.span, material.moments[number]
        guards = material.guards(number).within(usable)
        way = selection.way.get(number)
        is_free = number not in fixed and material.usable[number] is not None
        is_free = is_free and number not in material.partners and not (way and way.splits)
        is_kept = number in material.pinned or any(guard.contains(moment) for guard in guards)
        where = places[film] if is_free else None
        clips.append(Drawable(piece.span, usable, moment, is_kept, guards, where))
    lengths = request.clip_lengths()
    spans = draw(clips, request.snap or Fraction(0), lengths.shortest, lengths.longest)
    return [
        dataclasses.replace(piece, span=span) for piece, span in zip(pieces, spans, strict=True)
    ]


def bridged(
    material: Material, selection: Selection, pieces: Sequence[Piece], budget: int
) -> tuple[Selection, list[Piece]]:
    """Return the pieces with those made longer between which only a sentence was left out.

    Where two neighbouring shots are played one after the other and somebody speaks across the cut
    between them, both go on to that cut, if the budget holds so much more: then it is heard.

    Args:
        material: the shots.
        selection: how many frames each has.
        pieces: in playing order.
        budget: output frames.
    """
    made, frames = list(pieces), selection.frames.copy()
    fixed = {piece.number for piece in material.fixed}
    at = {int(number): place for place, number in enumerate(selection.chosen)}
    gaps = []
    for index, (one, other) in enumerate(pairwise(pieces)):
        if other.number != one.number + 1 or {one.number, other.number} & fixed:
            continue
        first, last = material.usable[one.number], material.usable[other.number]
        if first is None or last is None or first.end != last.start:
            continue
        if material.guards(one.number).at(last.start) is None:
            continue
        rate = material.grids[material.where[one.number][0]].output_rate
        more = (last.start - one.span.end) * rate, (other.span.start - last.start) * rate
        if all(part >= 0 and part.denominator == 1 for part in more) and any(more):
            gaps.append((int(sum(more)), index, last.start, more))
    if not gaps:
        return selection, made
    missing = budget - int(frames.sum())
    for count, index, cut, more in sorted(gaps):
        if count > missing:
            break
        missing -= count
        one, other = made[index], made[index + 1]
        made[index] = dataclasses.replace(one, span=TimeRange(one.span.start, cut))
        made[index + 1] = dataclasses.replace(other, span=TimeRange(cut, other.span.end))
        frames[at[one.number]] += int(more[0])
        frames[at[other.number]] += int(more[1])
    return dataclasses.replace(selection, frames=frames), made


def in_order(
    material: Material, selection: Selection, pieces: Sequence[Piece], request: CutRequest
) -> list[Piece]:
    """Return the pieces in playing order."""
    members: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.block, piece.span)):
        members.setdefault(piece.block, []).append(piece)
    values = material.scores.columns.values.tolist()
    strong = energies(material, {piece.number for piece in pieces})
    blocks = [
        Block(
            film=material.where[parts[0].number][0],
            start=parts[0].span.start,
            score=max(values[part.number] for part in parts),
            energy=max(strong[part.number] for part in parts),
            first=parts[0].number,
            last=parts[-1].number,
        )
        for parts in members.values()
    ]
    groups = list(members.values())
    near = selection.likeness

    def alike(one: int, other: int) -> bool:
        return other in near.neighbours(one)

    return [part for index in put_in_order(blocks, request.order, alike) for part in groups[index]]
