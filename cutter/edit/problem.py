"""A budget to fill and what each shot may give to it, as arrays. Knows no films and no times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.lengths import share_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.likeness import Likeness
    from cutter.edit.worth import Worth

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]

DIGITS: Final = 6
"""Decimals to which worth is rounded before it is compared."""


@dataclass(slots=True, eq=False)
class Problem:
    """A budget to fill, and what each shot may give to it. All lengths are output frames."""

    worth: Worth
    likeness: Likeness
    budget: int
    shortest: Indices
    """(n_shots,) frames of a clip, if there is one."""
    longest: Indices
    """(n_shots,) frames; below `shortest` where a shot cannot be used."""
    usual: Indices
    """(n_shots,) frames."""

    def share_out(self, chosen: Indices) -> Indices:
        """Return the lengths of clips of the chosen shots; see `lengths.share_out`."""
        shortest, longest = self.shortest[chosen], self.longest[chosen]
        usual = np.clip(self.usual[chosen], shortest, longest)
        worth = self.worth.relevance[chosen]
        return share_out(self.budget, shortest, usual, longest, worth, self.worth.ease)

    def of(self, chosen: Indices) -> tuple[int, float]:
        """Return how many frames a cut of these shots fills, and its worth: what is compared."""
        filled, worth = self.part(chosen).of_each(np.ones((1, len(chosen)), dtype=np.bool_))
        return int(filled[0]), float(worth[0])

    def of_each(self, sets: Flags) -> tuple[Indices, Floats]:
        """Return the same for many choices: (n_sets, n_shots) to (n_sets,) frames and worth.

        A choice has the same worth, to the bit, whatever other shots and choices are beside it.
        """
        usual = np.clip(self.usual, self.shortest, self.longest)
        lengths = (self.shortest * sets, usual * sets, self.longest * sets)
        frames = share_out(self.budget, *lengths, self.worth.relevance, self.worth.ease)
        worth = self.worth.of_each(frames.astype(np.float64))
        return frames.sum(axis=1), np.round(worth, DIGITS)

    def is_possible(self, chosen: Indices) -> bool:
        """Whether the shortest clips of these shots fit into the budget."""
        return int(self.shortest[chosen].sum()) <= self.budget

    def part(self, shots: Indices) -> Problem:
        """Return the same for some of the shots, which are then numbered from 0."""
        return Problem(
            self.worth.part(shots),
            self.likeness,
            self.budget,
            self.shortest[shots],
            self.longest[shots],
            self.usual[shots],
        )

    def conflicts(self, shots: Indices) -> Flags:
        """Return which of some shots are near-duplicates of each other; (n, n)."""
        place = np.full(len(self.shortest), -1, dtype=np.intp)
        place[shots] = np.arange(len(shots))
        near = np.zeros((len(shots), len(shots)), dtype=np.bool_)
        for row, shot in enumerate(shots.tolist()):
            others = place[self.likeness.neighbours(shot)]
            near[row, others[others >= 0]] = True
        return near
