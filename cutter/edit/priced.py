"""What the best length of a clip is, and what it gains, where every frame has its price."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.worth import Worth

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]


PRICES: Final = 5
"""How many prices a ladder has."""


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """For some prices, what is best of each shot if it is used: (n_prices, n_shots) each."""

    gains: Floats
    frames: Floats
    counted: Floats


class Priced:
    """Clips of some shots, of any length that is allowed."""

    def __init__(self, worth: Worth, shortest: Indices, longest: Indices) -> None:
        """Find the lengths between which the best one lies.

        Args:
            worth: of these shots.
            shortest: (n_shots,) frames.
            longest: (n_shots,) frames.
        """
        self._worth = worth
        self._shortest = shortest.astype(np.float64)
        self._longest = np.maximum(longest.astype(np.float64), self._shortest)
        self.usual = np.clip(worth.usual, self._shortest, self._longest)
        """(n_shots,) the usual length, or the nearest that is allowed."""
        every = np.arange(len(shortest))
        self._counted_short = worth.counted(every, self._shortest)
        self.counted = worth.counted(every, self.usual)
        """(n_shots,) as how many frames the usual length counts."""

    def best(self, slopes: Floats, prices: Floats) -> Best:
        """Return the best lengths where a counted frame is worth its slope, and a frame its price.

        Between the shortest and the usual length what counts is convex, so one of the two ends is
        best; beyond the usual it is concave, and the best is where one more frame is worth its
        price.

        Args:
            slopes: (n_shots,).
            prices: (n_prices,) above 0.
        """
        worth, price = self._worth, prices[:, None]
        ratio = np.sqrt(np.maximum(slopes / price, 1.0))
        frames = np.clip(worth.usual + worth.ease * (ratio - 1.0), self.usual, self._longest)
        over = frames - worth.usual
        longer = worth.usual + worth.ease * over / (worth.ease + np.maximum(over, 0.0))
        counted = np.where(over > 0, longer, self.counted)
        gains = slopes * counted - price * frames
        short = slopes * self._counted_short - price * self._shortest
        is_short = short > gains
        return Best(
            np.where(is_short, short, gains),
            np.where(is_short, self._shortest, frames),
            np.where(is_short, self._counted_short, counted),
        )


def ladder(price: float, width: float) -> Floats:
    """Return five prices in even steps from price / width to price · width.

    Roots and quotients alone are the same to the last bit on every machine; powers are not.
    """
    half = math.sqrt(width)
    return np.array([price / width, price / half, price, price * half, price * width])
