"""Finds, again and again, the shot that would add most to a growing choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.problem import DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.problem import Problem
    from cutter.edit.worth import Given

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]

_AHEAD: Final = 24
"""How many of the shots that added most before are looked at first."""


class Greedy:
    """Finds the shot that adds most; one that added little before can only add less now."""

    def __init__(self, problem: Problem, *, by_frame: bool) -> None:
        """Compare what shots add by the frame, or in all."""
        self._problem = problem
        self._by_frame = by_frame
        self.fit(problem.budget)

    def fit(self, room: int) -> None:
        """Let clips be no longer than the room, where they may be shorter."""
        self.lengths, self.counted = lengths_in(self._problem, room)
        self._most = np.full(len(self.lengths), np.inf)

    def best(self, given: Given, is_free: Flags) -> int:
        """Return the free shot that adds most to what is given; of equal ones the earliest."""
        hopes = np.where(is_free, self._most, -np.inf)
        if len(hopes) > 2 * _AHEAD:
            ahead = np.sort(np.argpartition(-hopes, _AHEAD)[:_AHEAD])
            most = self._merit(given, ahead)
            best = int(ahead[np.argmax(most)])
            hopes[ahead] = -np.inf
            if most.max() > hopes.max():
                return best
        every = np.flatnonzero(is_free)
        return int(every[np.argmax(self._merit(given, every))])

    def _merit(self, given: Given, shots: Indices) -> Floats:
        gains = self._problem.worth.part(shots).gains(given, self.counted[shots])
        merit: Floats = np.round(gains / self.lengths[shots] if self._by_frame else gains, DIGITS)
        self._most[shots] = merit
        return merit


def lengths_in(problem: Problem, room: Floats | int) -> tuple[Floats, Floats]:
    """Return how long each shot's clip would be in so much room, and how much of that counts."""
    lengths = np.maximum(np.minimum(problem.usual, room), problem.shortest)
    lengths = np.minimum(lengths, problem.longest).astype(np.float64)
    return lengths, problem.worth.counted(np.arange(len(problem.usual)), lengths)
