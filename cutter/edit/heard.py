"""Narrows what may be used of each shot to clips that cut no word. Knows nothing about budgets.

Where a shot has no such clip, it is joined to a neighbour if sound may not leave its picture, or
left out. What somebody pinned is used all the same.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.choice import SENTENCE
from cutter.edit.request import BRIEFEST
from cutter.edit.ways import Way, best_way, ways_of
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.grid import Grid
    from cutter.edit.material import Material
    from cutter.edit.request import CutRequest

_LOST: Final = 0.8
"""Part of its relevance that a shot keeps whose best moment lies in words that cannot be kept."""
_SPLIT: Final = 0.95
"""The same where they can only be kept by sound that leaves its picture."""


def without_cut_words(
    material: Material, request: CutRequest, budget: int, straight: frozenset[int] = frozenset()
) -> Material:
    """Return the material with a way to take each shot, where somebody speaks in it.

    Args:
        material: as it was laid out.
        request: what was asked for.
        budget: output frames; what is said for longer cannot be kept.
        straight: numbers of the shots whose sound may not leave their picture.
    """
    lengths = request.clip_lengths()
    most = min(budget, max(2 * lengths.longest, lengths.usual))
    frames, least = material.frames.copy(), np.zeros_like(material.frames)
    kept = np.ones(len(frames), dtype=np.float64)
    ways: dict[int, tuple[Way, ...]] = {}
    way: dict[int, Way] = {}
    usable, partners = list(material.usable), {}
    excluded = list(material.excluded)
    in_range = {piece.number for piece in material.fixed}
    for number in material.spoken():
        if not frames[number] or number in in_range:
            continue
        shortest = min(lengths.shortest, int(frames[number]))
        moment = material.moments[number]
        may_split = request.split_edits and number not in straight
        found = material.ways_of(number, may_split=may_split)
        best = best_way(found, moment, shortest, lengths.usual, most)
        if (best is None or best.most < shortest) and not may_split:
            for neighbour, part, of_both in _joined(material, number, in_range):
                other = best_way(of_both, moment, shortest, lengths.usual, most)
                if other is not None and other.most >= shortest and other.least <= most:
                    partners[number], usable[number] = neighbour, part
                    found, best = of_both, other
                    break
        if best is None:
            if number not in material.pinned:
                frames[number], excluded[number] = 0, SENTENCE
            continue
        ways[number], way[number] = found, best
        frames[number], least[number] = best.most, best.least
        if material.guards(number).at(moment) is not None and not best.holds(moment):
            kept[number] = _LOST
        elif best.splits:
            kept[number] = _SPLIT
    return dataclasses.replace(
        material,
        usable=tuple(usable),
        frames=frames,
        least=least,
        kept=kept,
        ways=ways,
        way=way,
        partners=partners,
        excluded=tuple(excluded),
    )


def _joined(
    material: Material, number: int, in_range: set[int]
) -> list[tuple[int, TimeRange, tuple[Way, ...]]]:
    """Return (neighbour, part of both, ways) for each neighbour that a shot can be joined to."""
    found = []
    film, _ = material.where[number]
    own = material.usable[number]
    for neighbour in (number + 1, number - 1):
        if not 0 <= neighbour < len(material.where) or own is None:
            continue
        other = material.usable[neighbour]
        is_free = bool(material.frames[neighbour]) and neighbour not in in_range
        if material.where[neighbour][0] != film or other is None or not is_free:
            continue
        first, last = (own, other) if neighbour > number else (other, own)
        if first.end != last.start:
            continue
        part = TimeRange(first.start, last.end)
        within = material.guards(number).within(part)
        ways = ways_of(part, within, material.grids[film], may_split=False)
        found.append((neighbour, part, _across(ways, first, last, material.grids[film])))
    return found


def _across(ways: Sequence[Way], first: TimeRange, last: TimeRange, grid: Grid) -> tuple[Way, ...]:
    """Return the ways that show so much of two neighbouring shots that neither flashes by."""
    latest = grid.at_or_before(first.end - min(BRIEFEST, first.duration))
    earliest = grid.at_or_after(last.start + min(BRIEFEST, last.duration))
    found = []
    for way in ways:
        begin = way.begin._replace(high=min(way.begin.high, latest))
        end = way.end._replace(low=max(way.end.low, earliest))
        if begin.low <= begin.high and end.low <= end.high:
            found.append(Way.between(begin, end, grid))
    return tuple(way for way in found if way is not None)
