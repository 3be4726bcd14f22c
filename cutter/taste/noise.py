"""How much noise hides one viewer's numbers: the analytic Gaussian mechanism.

Local differential privacy for a handful of clipped numbers. Knows nothing about what they mean.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DELTA: Final = 1e-5
"""Chance with which the promise may fail; well under one over the number of viewers."""
SENSITIVITY: Final = 2.0
"""How far apart two viewers' clipped numbers can lie: opposite points of the unit ball."""
USEFUL_NOISE: Final = 0.3
"""Length of the mean's noise below which a mean over viewers says something, where a viewer's own
numbers have length 1 at most."""


def sigma_for(epsilon: float, delta: float = DELTA, sensitivity: float = SENSITIVITY) -> float:
    """Return the standard deviation of noise that keeps (epsilon, delta)-privacy.

    The least that does, by bisection of the exact condition of Balle and Wang (2018), theorem 8:
    Phi(s / 2 sigma - epsilon sigma / s) - e^epsilon Phi(-s / 2 sigma - epsilon sigma / s) <= delta.

    Args:
        epsilon: above 0 and at most 50.
        delta: above 0 and below 1.
        sensitivity: the greatest distance of two inputs.

    Raises:
        ValueError: epsilon or delta is out of range.
    """
    if not 0 < epsilon <= 50 or not 0 < delta < 1:
        raise ValueError("epsilon must be above 0 and at most 50, delta between 0 and 1")
    low, high = 0.0, sensitivity
    while _leak(high, epsilon, sensitivity) > delta:
        low, high = high, 2 * high
    for _ in range(80):
        middle = (low + high) / 2
        if _leak(middle, epsilon, sensitivity) > delta:
            low = middle
        else:
            high = middle
    return high


def clipped(numbers: Sequence[float]) -> tuple[float, ...]:
    """Return the numbers, scaled down to length 1 where they are longer."""
    length = math.hypot(*numbers)
    return tuple(number / max(1.0, length) for number in numbers)


def noised(
    numbers: Sequence[float], sigma: float, gauss: Callable[[float, float], float]
) -> tuple[float, ...]:
    """Return the clipped numbers with noise.

    Args:
        numbers: what shall be hidden.
        sigma: see `sigma_for`.
        gauss: draws from a normal distribution of a mean and a standard deviation; it must not be
            predictable (`random.SystemRandom().gauss`).
    """
    return tuple(number + gauss(0.0, sigma) for number in clipped(numbers))


def viewers_needed(sigma: float, dimensions: int, noise: float = USEFUL_NOISE) -> int:
    """Return over how many viewers a mean must be taken for its noise to be of that length."""
    return math.ceil(dimensions * (sigma / noise) ** 2)


def _leak(sigma: float, epsilon: float, sensitivity: float) -> float:
    half, shift = sensitivity / (2 * sigma), epsilon * sigma / sensitivity
    return _normal(half - shift) - math.exp(epsilon) * _normal(-half - shift)


def _normal(x: float) -> float:
    """Return the standard normal distribution's share below x, exact far out as well."""
    return math.erfc(-x / math.sqrt(2)) / 2
