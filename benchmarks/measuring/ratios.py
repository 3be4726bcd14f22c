"""Numbers from samples: medians with their spread, and ratios of medians. Pure arithmetic."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Spread:
    """A median, and the smallest and largest value that it stands for."""

    middle: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Summarise values.

        Raises:
            ValueError: there are none.
        """
        if not values:
            raise ValueError("nothing was measured")
        return cls(statistics.median(values), min(values), max(values), len(values))

    @classmethod
    def ratio(cls, values: Sequence[float], others: Sequence[float]) -> Self:
        """Return the ratio of the medians, with the spread of the ratios of pairs.

        Runs of the same turn make a pair. Where one was run less often than the other, each of
        its runs makes a pair with each of the other's.

        Raises:
            ValueError: there are no values on one side.
        """
        if not values or not others:
            raise ValueError("nothing was measured")
        if len(values) == len(others):
            pairs = list(zip(values, others, strict=True))
        else:
            pairs = [(value, other) for value in values for other in others]
        ratios = [value / other for value, other in pairs]
        middle = statistics.median(values) / statistics.median(others)
        n = min(len(values), len(others))
        return cls(middle, min(ratios), max(ratios), n)

    def text(self, digits: int | None = None) -> str:
        """Return `1.31 (1.28–1.35)`, or the number alone where there is but one."""
        if digits is None:
            digits = digits_for(self.middle)
        if self.n == 1 and self.low == self.high:
            return f"{self.middle:.{digits}f}"
        return f"{self.middle:.{digits}f} ({self.low:.{digits}f}–{self.high:.{digits}f})"


def digits_for(value: float) -> int:
    """Return how many digits after the point tell three figures of a value, four at most."""
    size = abs(value)
    if size >= 100:
        return 0
    if size >= 10:
        return 1
    if size >= 0.2:
        return 2
    return 3 if size >= 0.02 else 4
