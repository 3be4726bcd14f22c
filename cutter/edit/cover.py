"""What it is worth to cover groups of one sort, and sums that are the same on every machine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """What it is worth to cover groups of one sort: weight · m / (m + fair) for each."""

    weights: Floats
    """(n_groups,)."""
    fair: float
    """Frames of a group's fair share."""

    @classmethod
    def even(cls, weight: float, budget: int, count: int) -> Cover:
        """Return groups of equal weight, which add up to `weight`."""
        return cls(np.full(count, weight / count), budget / count)

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.weights)

    def of(self, given: Floats, groups: Indices | None = None) -> Floats:
        """Return the worth of what each group, or each of some groups, has been given."""
        weights = self.weights if groups is None else self.weights[groups]
        worth: Floats = weights * (given / (given + self.fair))
        return worth

    def slope(self, given: Floats, groups: Indices | None = None) -> Floats:
        """Return what the next counted frame is worth in each group, or each of some groups."""
        weights = self.weights if groups is None else self.weights[groups]
        start = given + self.fair
        slope: Floats = weights * (self.fair / (start * start))
        return slope


def added(weights: Floats | float, fair: float, before: Floats, more: Floats) -> Floats:
    """Return how much weight · m / (m + fair) rises as m goes from `before` up by `more`."""
    start = before + fair
    rise: Floats = weights * ((fair * more) / (start * (start + more)))
    return rise


def total(values: Floats) -> float:
    """Add up, rounded once: the same in any order and on any machine."""
    return math.fsum(values.tolist())


def last(rows: Floats) -> Floats:
    """Add up each row from its first to its last."""
    if rows.shape[1] == 0:
        return np.zeros(len(rows))
    summed: Floats = np.cumsum(rows, axis=1)[:, -1]
    return summed


def added_up(rows: Floats) -> Floats:
    """Add rows to each other, the first first: the same on every machine."""
    if len(rows) == 0:
        return np.zeros(rows.shape[1])
    summed: Floats = np.add.accumulate(rows, axis=0)[-1]
    return summed
