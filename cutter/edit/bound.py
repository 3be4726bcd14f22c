"""Bounds from above what any choice can be worth, so that a cut can say how good it is.

The worth is concave in the counted frames, so a tangent plane lies above it everywhere; under a
plane the best lengths are found shot by shot for a price per frame (Lagrange), clips may be
broken, and any price and any plane give a true bound. The plane is moved towards the best by
Frank and Wolfe's method (1956), the price by halving.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.solve import Problem
    from cutter.edit.worth import Given

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

_PLANES: Final = 6
_PRICES: Final = 18


def upper_bound(
    problem: Problem, found: Indices, kept: Indices, free: Indices, cliques: Indices | None
) -> float:
    """Return a worth that no choice can exceed.

    Args:
        problem: the budget and the shots.
        found: a good choice, near which the first plane is laid.
        kept: shots that are in for certain.
        free: shots that may be added.
        cliques: (len(free),) group of each free shot; of a group at most one is used. None where
            all may be.
    """
    relaxed = _Relaxed(problem, kept, free, cliques)
    worth = problem.worth
    frames = problem.share_out(found).astype(np.float64)
    given = worth.given(found, worth.counted_at_best(found, frames))
    best = math.inf
    for step in range(_PLANES):
        slopes, height = worth.slopes(given)
        value, frames = relaxed.best_under(slopes[relaxed.shots])
        best = min(best, height + value)
        _move(given, relaxed.given(frames), 1.0 / (step + 4.0))
    return best


class _Relaxed:
    """The problem without whole clips: any part of a shot may be used."""

    def __init__(
        self, problem: Problem, kept: Indices, free: Indices, cliques: Indices | None
    ) -> None:
        order = np.arange(len(free)) if cliques is None else np.argsort(cliques, kind="stable")
        groups = np.arange(len(free)) if cliques is None else cliques[order]
        self.starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]][: len(free)])
        self.sizes = np.diff(np.r_[self.starts, len(free)])
        self.problem = problem
        self.shots = np.concatenate([kept, free[order]]).astype(np.intp)
        self.kept = len(kept)
        self.least = np.zeros(len(self.shots))
        self.least[: self.kept] = problem.shortest[kept]
        self.most = np.maximum(problem.longest[self.shots].astype(np.float64), self.least)

    def given(self, frames: Floats) -> Given:
        worth = self.problem.worth
        return worth.given(self.shots, worth.counted_at_best(self.shots, frames))

    def best_under(self, slopes: Floats) -> tuple[float, Floats]:
        """Return the most that lengths can bring at these slopes, and lengths that nearly do."""
        budget = float(self.problem.budget)
        low, high = 0.0, float(slopes.max(initial=0.0)) + 1.0
        frames, gains = self._at_price(slopes, 0.0)
        best = self._total(gains, 0.0)
        if math.fsum(frames) <= budget:
            return best, frames
        for _ in range(_PRICES):
            price = (low + high) / 2
            tried, gains = self._at_price(slopes, price)
            best = min(best, self._total(gains, price))
            if math.fsum(tried) > budget:
                low, frames = price, tried
            else:
                high = price
        used = math.fsum(frames)
        return best, frames * (min(1.0, budget / used) if used else 1.0)

    def _total(self, gains: Floats, price: float) -> float:
        return price * self.problem.budget + math.fsum(gains)

    def _at_price(self, slopes: Floats, price: float) -> tuple[Floats, Floats]:
        """Return each shot's best length where a frame costs `price`, and what is then gained."""
        worth = self.problem.worth
        ratio = slopes / price if price > 0 else np.full(len(slopes), np.inf)
        with np.errstate(invalid="ignore"):
            wished = worth.best_stretch(self.shots, ratio)
        frames = np.where(ratio >= 1.0, np.minimum(wished, self.most), self.least)
        frames = np.maximum(frames, self.least)
        gains = slopes * worth.counted_at_best(self.shots, frames) - price * frames
        if len(self.starts) and len(self.starts) < len(frames) - self.kept:
            self._keep_one_of_each(frames, gains)
        return frames, gains

    def _keep_one_of_each(self, frames: Floats, gains: Floats) -> None:
        """Drop, within each clique, all but the shot that gains most."""
        free = gains[self.kept :]
        most = np.repeat(np.maximum.reduceat(free, self.starts), self.sizes)
        drop = free < most
        free[drop] = 0.0
        frames[self.kept :][drop] = 0.0
        # Equals within a clique stay: that can only raise the bound.


def _move(given: Given, towards: Given, step: float) -> None:
    given.likes += step * (towards.likes - given.likes)
    given.stretches += step * (towards.stretches - given.stretches)
    given.kinds += step * (towards.kinds - given.kinds)
