"""Narrows what may be used of each shot to clips that cut no word. Knows nothing about budgets.

Where a shot has no such clip, its sound leaves its picture, or it is joined to a neighbour, or it
is left out. What somebody pinned is used all the same.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from cutter.edit.choice import SENTENCE
from cutter.edit.narrowed import Narrowed, Taken, keep
from cutter.edit.request import BRIEFEST
from cutter.edit.ways import best_way, ways_across
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from cutter.edit.material import Material
    from cutter.edit.request import CutRequest
    from cutter.edit.ways import Way

_LOST: Final = 0.8
"""Part of its relevance that a shot keeps whose best moment lies in words that cannot be kept."""
_SPLIT: Final = 0.95
"""The same where they can only be kept by sound that leaves its picture."""


def without_cut_words(material: Material, request: CutRequest, budget: int) -> Material:
    """Return the material with a way to take each shot, where somebody speaks in it.

    Args:
        material: as it was laid out.
        request: what was asked for.
        budget: output frames; what is said for longer cannot be kept.
    """
    lengths = request.clip_lengths()
    most = min(budget, max(2 * lengths.longest, lengths.usual))
    key = (lengths, most, request.split_edits)
    late = material.plain.narrowed.get(key)
    stale = late.stale(material) if late is not None else frozenset(range(len(material.where)))
    narrowing = _Narrowing(material, request, budget, late.taken if late else material)
    narrowing.begin_anew(stale)
    in_range = {piece.number for piece in material.fixed}
    for number in material.spoken():
        if number in stale and material.frames[number] and number not in in_range:
            narrowing.narrow(number, may_split=request.split_edits)
    made = narrowing.material()
    keep(material.plain.narrowed, key, Narrowed(material, made))
    return made


def made_straight(
    material: Material, narrowed: Material, request: CutRequest, budget: int, shots: Iterable[int]
) -> Material:
    """Return narrowed material in which the sound of some shots may not leave their picture.

    Args:
        material: as it was laid out.
        narrowed: what `without_cut_words` made of it.
        request: what was asked for.
        budget: output frames.
        shots: their numbers.
    """
    narrowing = _Narrowing(material, request, budget, narrowed)
    for number in sorted(shots):
        narrowing.narrow(number, may_split=False)
    return narrowing.material()


class _Narrowing:
    """Material that is being narrowed, shot by shot."""

    def __init__(
        self, whole: Material, request: CutRequest, budget: int, so_far: Material | Taken
    ) -> None:
        self._whole = whole
        self._lengths = request.clip_lengths()
        self._most = min(budget, max(2 * self._lengths.longest, self._lengths.usual))
        self._frames, self._least = so_far.frames.copy(), so_far.least.copy()
        self._kept = so_far.kept.copy()
        self._ways, self._way = dict(so_far.ways), dict(so_far.way)
        self._usable, self._partners = list(so_far.usable), dict(so_far.partners)
        self._excluded = list(so_far.excluded)
        self._in_range = {piece.number for piece in whole.fixed}

    def material(self) -> Material:
        """Return what came out."""
        return dataclasses.replace(
            self._whole,
            usable=tuple(self._usable),
            frames=self._frames,
            least=self._least,
            kept=self._kept,
            ways=self._ways,
            way=self._way,
            partners=self._partners,
            excluded=tuple(self._excluded),
        )

    def begin_anew(self, shots: Iterable[int]) -> None:
        """Take back what was made of some shots."""
        whole = self._whole
        for number in shots:
            self._frames[number], self._least[number], self._kept[number] = (
                whole.frames[number],
                whole.least[number],
                whole.kept[number],
            )
            self._usable[number], self._excluded[number] = (
                whole.usable[number],
                whole.excluded[number],
            )
            for told in (self._ways, self._way, self._partners):
                told.pop(number, None)

    def narrow(self, number: int, *, may_split: bool) -> None:
        """Find a way to take a shot, or say that there is none."""
        whole = self._whole
        frames = int(whole.frames[number])
        shortest, moment = min(self._lengths.shortest, frames), whole.moments[number]
        self._frames[number], self._least[number], self._kept[number] = frames, 0, 1.0
        found = whole.ways_of(number, may_split=may_split)
        best = self._best(found, moment, shortest)
        if (best is None or best.most < shortest) and not may_split:
            for neighbour, part, of_both in _joined(whole, number, self._in_range):
                other = self._best(of_both, moment, shortest)
                if other is not None and other.most >= shortest and other.least <= self._most:
                    self._partners[number], self._usable[number] = neighbour, part
                    found, best = of_both, other
                    break
        self._ways.pop(number, None)
        self._way.pop(number, None)
        if best is None or best.most < min(self._lengths.briefest, frames):
            if number not in whole.pinned:
                self._frames[number], self._excluded[number] = 0, SENTENCE
            return
        self._ways[number], self._way[number] = found, best
        self._frames[number], self._least[number] = best.most, best.least
        if not best.holds(moment) and whole.guards(number).at(moment) is not None:
            self._kept[number] = _LOST
        elif best.splits:
            self._kept[number] = _SPLIT

    def _best(self, ways: Sequence[Way], moment: Fraction, shortest: int) -> Way | None:
        return best_way(ways, moment, shortest, self._lengths.usual, self._most)


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
        ways = ways_across(first, last, within, material.grids[film], BRIEFEST)
        found.append((neighbour, part, ways))
    return found
