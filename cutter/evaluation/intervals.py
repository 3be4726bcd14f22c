"""How sure a figure is: intervals over units such as viewers, users or queries.

It turns one value per unit into a mean with its interval; it knows nothing of what was measured.
Units are drawn again with replacement, whole: whatever belongs to one viewer stays together.
Random numbers come from fixed seeds, and the order of the units changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEVEL = 0.95
RESAMPLES = 2000
"""Enough for the ends of a 95 % interval (Efron and Tibshirani 1993, section 14.2)."""
SEED = 6
AT_ONCE = 4_000_000
"""Draws that are held in memory together."""
CERTAIN = 1e-12
"""A share that is cut off no further: the normal's quantile of nothing is infinite."""
NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its interval."""

    mean: float
    low: float
    """Lower end; minus infinity where there are too few units for an interval."""
    high: float
    n: int
    """How many units it is the mean of."""

    @property
    def is_bounded(self) -> bool:
        """Whether there were units enough, two at least, for an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference is surely one, at the interval's level."""
        return self.low > 0 or self.high < 0

    def in_words(self, digits: int = 3) -> str:
        """Return the figure and its interval for people: `0.812 (0.790 to 0.833)`.

        Where all units were alike that is said instead, for their interval has no width.
        """
        if not self.is_bounded:
            return f"{self.mean:.{digits}f} (one alone: no interval)"
        if self.low == self.high:
            return f"{self.mean:.{digits}f} (all {self.n} alike)"
        return f"{self.mean:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"

    def as_json(self) -> dict[str, float | int | None]:
        """Return its fields for JSON, which knows no infinity: an end that is not known is null."""
        low, high = (end if math.isfinite(end) else None for end in (self.low, self.high))
        return {"mean": self.mean, "low": low, "high": high, "n": self.n}


def measure(values: ArrayLike, *, level: float = LEVEL, seed: int = SEED) -> Measured:
    """Return the mean of some units' values with its interval.

    Bootstrap with bias correction and acceleration (BCa; Efron 1987, J. Am. Stat. Assoc. 82:171),
    at levels widened for few units (Hesterberg 2015, The American Statistician 69:371). Values
    that are all alike give an interval of no width: nothing else was ever seen.

    Args:
        values: (n,) one for each unit.
        level: share of such intervals that hold the true mean.
        seed: of the draws.

    Raises:
        ValueError: there are no values, or one is not finite.
    """
    found = _checked(values)
    return _interval(found[:, None], lambda means: means[..., 0], level, seed)


def paired_difference(
    first: ArrayLike, second: ArrayLike, *, level: float = LEVEL, seed: int = SEED
) -> Measured:
    """Return how much more the first has than the second on the same units, with its interval.

    Args:
        first: (n,) one for each unit.
        second: (n,) of the same units in the same order.
        level: as of `measure`.
        seed: as of `measure`.

    Raises:
        ValueError: they are not of one length, or as of `measure`.
    """
    one, other = _checked(first), _checked(second)
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} values are no pairs")
    return measure(one - other, level=level, seed=seed)


def unpaired_difference(
    first: ArrayLike, second: ArrayLike, *, level: float = LEVEL, seed: int = SEED
) -> Measured:
    """Return how much more one set of units has on average than another, with its interval.

    Each set is drawn again apart from the other (two independent samples); `n` counts both. The
    ends are percentiles, widened for the smaller set.

    Args:
        first: (n,) one for each unit.
        second: (m,) of other units.
        level: as of `measure`.
        seed: as of `measure`.

    Raises:
        ValueError: as of `measure`.
    """
    one, other = np.sort(_checked(first)), np.sort(_checked(second))
    mean, n = float(one.mean() - other.mean()), len(one) + len(other)
    fewer = min(len(one), len(other))
    if fewer < 2:
        return Measured(mean, -math.inf, math.inf, n)
    rng = np.random.default_rng(seed)
    drawn = _resampled(one[:, None], rng)[:, 0] - _resampled(other[:, None], rng)[:, 0]
    shares = [_widened(share, fewer) for share in ((1 - level) / 2, (1 + level) / 2)]
    low, high = np.quantile(drawn, shares)
    return Measured(mean, min(float(low), mean), max(float(high), mean), n)


def pooled(
    totals: ArrayLike,
    counts: ArrayLike,
    *,
    finish: Callable[[Floats], Floats] | None = None,
    level: float = LEVEL,
    seed: int = SEED,
) -> Measured:
    """Return a figure over everything that all units hold together, with its interval over units.

    Such as RMSE over all ratings of all users: totals of squared errors, counts of ratings, and
    `finish` is the square root. A unit that holds more weighs more.

    Args:
        totals: (n,) the sum over what each unit holds.
        counts: (n,) how much each unit holds, over 0.
        finish: what is done with the ratio of both sums.
        level: as of `measure`.
        seed: as of `measure`.

    Raises:
        ValueError: they are not of one length, or as of `measure`.
    """
    rows = _together(totals, counts)

    def figure(means: Floats) -> Floats:
        ratio = means[..., 0] / means[..., 1]
        return ratio if finish is None else finish(ratio)

    return _interval(rows, figure, level, seed)


def pooled_difference(
    first: ArrayLike,
    second: ArrayLike,
    counts: ArrayLike,
    *,
    finish: Callable[[Floats], Floats] | None = None,
    level: float = LEVEL,
    seed: int = SEED,
) -> Measured:
    """Return how much more the first has than the second of such a figure on the same units.

    Args:
        first: (n,) totals as of `pooled`.
        second: (n,) totals of the same units in the same order.
        counts: (n,) how much each unit holds, over 0.
        finish: as of `pooled`.
        level: as of `measure`.
        seed: as of `measure`.

    Raises:
        ValueError: they are not of one length, or as of `measure`.
    """
    rows = _together(first, second, counts)

    def figure(means: Floats) -> Floats:
        one, other = means[..., 0] / means[..., 2], means[..., 1] / means[..., 2]
        return one - other if finish is None else finish(one) - finish(other)

    return _interval(rows, figure, level, seed)


def _interval(
    rows: Floats, figure: Callable[[Floats], Floats], level: float, seed: int
) -> Measured:
    """Return the BCa interval of a figure that is a smooth function of the mean of the rows."""
    n = len(rows)
    # In one order always, so that sums come out the same to the last bit.
    rows = rows[np.lexsort(rows.T[::-1])]
    mean = float(figure(rows.mean(axis=0)))
    if n < 2:
        return Measured(mean, -math.inf, math.inf, n)
    drawn = figure(_resampled(rows, np.random.default_rng(seed)))
    if drawn.min() == drawn.max():
        return Measured(mean, mean, mean, n)
    # A draw equal to the figure counts by half, so that few distinct values lean to no side.
    near = np.isclose(drawn, mean, rtol=1e-12, atol=1e-15)
    below = float(np.mean((drawn < mean) & ~near) + np.mean(near) / 2)
    below = min(max(below, 1 / len(drawn)), 1 - 1 / len(drawn))
    bias = NORMAL.inv_cdf(below)
    without = figure((rows.sum(axis=0) - rows) / (n - 1))
    pulls = without.mean() - without
    spread = float(np.sum(pulls**2))
    acceleration = float(np.sum(pulls**3)) / (6 * spread**1.5) if spread > 0 else 0.0
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        at = bias + NORMAL.inv_cdf(_widened(share, n))
        ends.append(NORMAL.cdf(bias + at / max(1 - acceleration * at, 1e-3)))
    low, high = np.quantile(drawn, ends)
    return Measured(mean, min(float(low), mean), max(float(high), mean), n)


def _widened(share: float, n: int) -> float:
    """Return the share of draws to cut off so that few units are not thought surer than they are.

    Hesterberg's expanded percentile: the normal's share at sqrt(n / (n - 1)) of Student's quantile.
    """
    from scipy.special import stdtrit

    widened = NORMAL.cdf(math.sqrt(n / (n - 1)) * float(stdtrit(n - 1, share)))
    return min(max(widened, CERTAIN), 1 - CERTAIN)


def _resampled(rows: Floats, rng: np.random.Generator) -> Floats:
    """Return (RESAMPLES, k) means of rows drawn with replacement."""
    n, step = len(rows), max(1, AT_ONCE // len(rows))
    parts = [
        rows[rng.integers(n, size=(min(step, RESAMPLES - start), n))].mean(axis=1)
        for start in range(0, RESAMPLES, step)
    ]
    return np.concatenate(parts)


def _together(*columns: ArrayLike) -> Floats:
    """Return columns of one length side by side; the last are counts, over 0."""
    checked = [_checked(column) for column in columns]
    if len({len(column) for column in checked}) > 1:
        raise ValueError(f"columns of {[len(column) for column in checked]} units")
    if checked[-1].min() <= 0:
        raise ValueError("a unit that holds nothing has no part in a pooled figure")
    return np.stack(checked, axis=1)


def _checked(values: ArrayLike) -> Floats:
    found = np.asarray(values, np.float64)
    if found.ndim != 1 or not len(found):
        raise ValueError(f"an interval needs one value for each unit, not {found.shape}")
    if not np.isfinite(found).all():
        raise ValueError("an interval needs finite values")
    return found
