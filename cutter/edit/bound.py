"""Bounds from above what any choice can be worth, so that a cut can say how good it is.

Three things tie the shots together, and each is loosened: the budget by a price per frame
(Lagrange; Fisher, 1981), likes and stretches of the film by tangent planes, which lie above their
concave worth everywhere, and near-duplicates by groups of which one may be used. What is left
falls apart into the kinds of picture: of each, the best of nothing, one shot, or several (these
under a tangent again). Any price and any tangents give a true bound. They are moved towards the
least one by averaging the choices they lead to (Frank and Wolfe, 1956).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.cover import last, total
from cutter.edit.priced import PRICES, Best, Priced, ladder
from cutter.edit.worth import Given

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cutter.edit.problem import Problem

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]

_FIRST_PRICE: Final = 0.01
_FIRST_WIDTH: Final = 100.0
"""Prices are tried first from a ten-thousandth of the steepest slope up to all of it."""
_WIDTH: Final = 1.5
_NEAR: Final = 1.25
_NARROWEST: Final = 1.01
"""Then within such factors of the last best: the root of the last factor where the best was not
at the end, and its square where it was."""
_SMALL: Final = 8
"""Steps after which a step is small."""
_CHEAPEST: Final = 1e-9
_LOOKS: Final = 5
"""How often prices are tried before the point is moved for the first time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Used:
    """What a price makes use of."""

    shots: Indices
    frames: Floats
    counted: Floats


class Relaxed:
    """The loosened problem; every `step` may lower its `bound`."""

    def __init__(
        self, problem: Problem, kept: Indices, free: Indices, cliques: Indices | None
    ) -> None:
        """Sort the shots by kind.

        Args:
            problem: the budget and the shots.
            kept: shots that are in for certain.
            free: shots that may be added.
            cliques: (len(free),) group of each free shot; of a group at most one is used. None
                where all may be.
        """
        worth = self._worth = problem.worth
        self._budget = problem.budget
        kinds = worth.groups.kinds[free]
        groups = np.arange(len(free)) if cliques is None else cliques
        order = np.lexsort((groups, kinds))
        self.kept = len(kept)
        self.shots = np.concatenate([kept, free[order]]).astype(np.intp)
        self._part = worth.part(self.shots)
        self._clips = Priced(self._part, problem.shortest[self.shots], problem.longest[self.shots])
        self._sort_out(kinds[order], groups[order])
        self.point = self._start()
        self.bound = math.inf
        self._lowest = (self.point, _CHEAPEST)
        self._price, self._width, self._steps = 0.0, _FIRST_WIDTH, 0

    def _sort_out(self, kinds: Indices, groups: Indices) -> None:
        """Find where cliques begin among the free shots, and kinds among the cliques."""
        changes = (groups[1:] != groups[:-1]) | (kinds[1:] != kinds[:-1])
        self._cliques = np.flatnonzero(np.r_[True, changes][: len(kinds)])
        of_cliques = kinds[self._cliques]
        fresh = np.r_[True, of_cliques[1:] != of_cliques[:-1]][: len(of_cliques)]
        self._kinds = np.flatnonzero(fresh)
        """Where each kind's cliques begin."""
        self.kind_of = of_cliques[self._kinds]
        self._first_of = self._cliques[self._kinds]
        self._clique_sizes = np.diff(np.r_[self._cliques, len(kinds)])
        self._kind_sizes = np.diff(np.r_[self._kinds, len(of_cliques)])
        self._at_kind = np.repeat(
            np.arange(len(self._kinds)), np.diff(np.r_[self._first_of, len(kinds)])
        )
        kept_kinds = self._part.groups.kinds[: self.kept]
        self._is_begun = np.isin(self.kind_of, kept_kinds)
        """Of which kinds there is a kept shot."""
        best = np.zeros(self._worth.kinds.size)
        np.maximum.at(best, self._part.groups.kinds, self._clips.counted)
        self._two = 2.0 * best
        """Of each kind, what two usual clips count: where several are used there is as much."""

    def _start(self) -> Given:
        """Return what the groups are given by a little of everything."""
        frames = self._clips.usual.copy()
        left = max(0.0, self._budget - total(frames[: self.kept]))
        whole = total(frames[self.kept :])
        counted = self._clips.counted.copy()
        counted[self.kept :] *= min(1.0, left / whole) if whole else 0.0
        return self._part.given(np.arange(len(frames)), counted)

    def turn_to(self, chosen: Indices, frames: Indices) -> None:
        """Move to what a choice gives: the closer the choice to the best, the better the bound."""
        worth = self._worth
        self.point = worth.given(chosen, worth.counted(chosen, frames.astype(np.float64)))
        self._steps, self._width = 0, _WIDTH

    def turn_back(self) -> None:
        """Move back to where the bound was lowest, to go on from there in smaller steps."""
        point, self._price = self._lowest
        self.point = point.copy()
        self._steps, self._width = _SMALL, _WIDTH

    def step(self) -> None:
        """Lay planes at the point, look for the best price, and move the point."""
        slopes, height = self._slopes()
        tangents = np.maximum(self.point.kinds, self._two)
        steep = slopes + self._worth.kinds.slope(tangents)[self._kind()]
        if not self._price:
            self._price = max(_CHEAPEST, float(steep.max(initial=0.0)) * _FIRST_PRICE)
            self._width = _FIRST_WIDTH
        for _ in range(_LOOKS if self._steps == 0 else 1):
            prices = ladder(self._price, self._width)
            values, choose = self._kinds_at(
                slopes, tangents, self._clips.best(steep, prices), prices
            )
            bounds = height + values + prices * self._budget
            best = int(np.argmin(bounds))
            self._price = float(prices[best])
            is_inside = 0 < best < PRICES - 1
            narrower, wider = math.sqrt(self._width), min(self._width * self._width, _WIDTH)
            self._width = max(_NARROWEST, narrower if is_inside else wider)
        if bounds[best] < self.bound:
            self.bound = float(bounds[best])
            self._lowest = (self.point.copy(), self._price)
        self._move(choose, best)

    def linear(self) -> tuple[float, Floats]:
        """Return a bound that adds up shot by shot: of nothing, and what each shot adds.

        Returns:
            What no choice without free shots can exceed, and (n_free,) what a free shot that is
            used adds to it at most, in the order of `shots` behind the kept ones.
        """
        slopes, height = self._part.slopes(self.point)
        prices = ladder(max(self._price, _CHEAPEST), _NEAR)
        gains = self._clips.best(slopes, prices).gains
        fixed = last(gains[:, : self.kept]) + height + prices * self._budget
        free = gains[:, self.kept :]
        if free.shape[1] == 0:
            return float(fixed.min()), np.zeros(0)
        hoped = np.maximum(np.maximum.reduceat(free, self._cliques, axis=1), 0.0)
        best = int(np.argmin(fixed + last(hoped)))
        return float(fixed[best]), free[best]

    def _kind(self) -> Indices:
        return self._part.groups.kinds

    def _slopes(self) -> tuple[Floats, float]:
        """Return a counted frame's worth in each shot, its kind aside, and the planes' height."""
        worth, point = self._worth, self.point
        bare = Given(point.likes, point.stretches, np.zeros(worth.kinds.size))
        slopes, height = self._part.slopes(bare)
        return slopes - worth.kinds.slope(bare.kinds)[self._kind()], height

    def _kinds_at(
        self, slopes: Floats, tangents: Floats, many: Best, prices: Floats
    ) -> tuple[Floats, Callable[[int], _Used]]:
        """Return what all kinds bring at each price, and a function that says by which shots."""
        kinds, kept = self._worth.kinds, self.kept
        flat = kinds.of(tangents) - kinds.slope(tangents) * tangents
        begun = np.unique(self._kind()[:kept])
        values = last(many.gains[:, :kept]) + total(flat[begun])
        if len(self.shots) == kept:
            return values, lambda at: _Used(np.arange(kept), many.frames[at], many.counted[at])
        middle, own = self._clips.counted, self._kind()
        slope = kinds.slope(middle, own)
        alone = self._clips.best(slopes + slope, prices)
        one = alone.gains[:, kept:] + (kinds.of(middle, own) - slope * middle)[kept:]
        ones = np.maximum.reduceat(one, self._first_of, axis=1)
        cliques = np.maximum.reduceat(many.gains[:, kept:], self._cliques, axis=1)
        several = np.add.reduceat(np.maximum(cliques, 0.0), self._kinds, axis=1)
        two = several + self._forced(cliques) + flat[self.kind_of]
        best = np.where(self._is_begun, several, np.maximum(np.maximum(ones, two), 0.0))

        def choose(at: int) -> _Used:
            is_one = ~self._is_begun & (ones[at] >= two[at]) & (ones[at] > 0)
            is_none = ~self._is_begun & (best[at] <= 0)
            single = one[at] >= np.where(is_one, ones[at], np.inf)[self._at_kind]
            top = np.repeat(np.maximum(cliques[at], 0.0), self._clique_sizes)
            gains = many.gains[at, kept:]
            multiple = (gains > 0) & (gains >= top) & ~(is_one | is_none)[self._at_kind]
            used = np.flatnonzero(np.r_[np.ones(kept, dtype=np.bool_), single | multiple])
            only = np.r_[np.zeros(kept, dtype=np.bool_), single][used]
            frames = np.where(only, alone.frames[at, used], many.frames[at, used])
            counted = np.where(only, alone.counted[at, used], many.counted[at, used])
            return _Used(used, frames, counted)

        return values + last(best), choose

    def _forced(self, cliques: Floats) -> Floats:
        """Return what it costs that at least two shots of a kind are used, (n_prices, n_kinds)."""
        first = np.maximum.reduceat(cliques, self._kinds, axis=1)
        is_first = cliques >= np.repeat(first, self._kind_sizes, axis=1)
        others = np.where(is_first, -np.inf, cliques)
        second = np.maximum.reduceat(others, self._kinds, axis=1)
        is_shared = np.add.reduceat(is_first.astype(np.intp), self._kinds, axis=1) > 1
        second = np.where(is_shared, first, second)
        cost: Floats = np.minimum(first, 0.0) + np.minimum(second, 0.0)
        return cost

    def _move(self, choose: Callable[[int], _Used], best: int) -> None:
        """Move the point towards what is used at the best price, or between two prices."""
        used = choose(best)
        filled = total(used.frames)
        towards = self._part.given(used.shots, used.counted)
        beside = best + (1 if filled > self._budget else -1)
        other = choose(min(max(beside, 0), PRICES - 1))
        between = total(other.frames)
        if (between - self._budget) * (filled - self._budget) < 0:
            share = (self._budget - filled) / (between - filled)
            _move(towards, self._part.given(other.shots, other.counted), share)
        elif filled > self._budget:
            # No price is just right, as where many shots are equal: take a part of each.
            nothing = self._part.given(used.shots[:0], used.counted[:0])
            _move(towards, nothing, 1.0 - self._budget / filled)
        _move(self.point, towards, 1.0 / (self._steps + 5.0))
        self._steps += 1


def _move(given: Given, towards: Given, share: float) -> None:
    given.likes += share * (towards.likes - given.likes)
    given.stretches += share * (towards.stretches - given.stretches)
    given.kinds += share * (towards.kinds - given.kinds)
