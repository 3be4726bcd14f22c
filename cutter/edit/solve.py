"""Chooses shots and their lengths for a budget: greedy by worth per frame, then improved.

Deterministic: worth is rounded before it is compared, and ties fall to the earlier shot. Knows
nothing about films and times, only about arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.lengths import share_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.likeness import Likeness
    from cutter.edit.worth import Given, Worth

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

DIGITS: Final = 6
"""Decimals to which worth is rounded before it is compared."""
_ROUNDS: Final = 4
_TRIALS: Final = 3
_FEW: Final = 400
"""Up to so many candidates, a second start is worth its time."""
_MOST_SWAPS: Final = 48
"""How many of the weakest clips are tried for exchange in a round."""


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
        frames = self.share_out(chosen)
        return int(frames.sum()), round(self.worth.of(chosen, frames.astype(np.float64)), DIGITS)

    def is_possible(self, chosen: Indices) -> bool:
        """Whether the shortest clips of these shots fit into the budget."""
        return int(self.shortest[chosen].sum()) <= self.budget


def solve(problem: Problem, kept: Indices, candidates: Indices, *, distinct: bool) -> Indices:
    """Choose among candidates what to add to the shots that are kept.

    Args:
        problem: the budget and the shots.
        kept: shots that are in already and stay.
        candidates: shots that may be added.
        distinct: whether near-duplicates of each other, or of what is kept, are shut out.

    Returns:
        The shots kept and added, ascending.
    """
    searches = []
    # Long and short shots compete differently by the frame and by the clip: the better start wins.
    for by_frame in (True, False) if len(candidates) <= _FEW else (True,):
        search = _Search(problem, kept, candidates, distinct=distinct)
        search.grow(by_frame=by_frame)
        for _ in range(_ROUNDS):
            if not (search.swap() | search.squeeze_in() | search.drop()):
                break
        searches.append(search)
    return max(searches, key=lambda search: search.value).chosen


class _Search:
    """A choice that grows and is improved move by move."""

    def __init__(
        self, problem: Problem, kept: Indices, candidates: Indices, *, distinct: bool
    ) -> None:
        self.problem = problem
        self.kept = np.unique(kept)
        self.distinct = distinct
        self.is_free = np.zeros(len(problem.shortest), dtype=np.bool_)
        """Whether a shot is a candidate that is not chosen."""
        self.is_free[candidates] = (problem.longest >= problem.shortest)[candidates]
        self.is_free[self.kept] = False
        self.like = np.zeros(len(problem.shortest), dtype=np.intp)
        """How many of the chosen shots each shot is a near-duplicate of."""
        if distinct:
            for shot in self.kept:
                self.like[problem.likeness.neighbours(int(shot))] += 1
        self._take(self.kept)

    def grow(self, *, by_frame: bool) -> None:
        """Add the shot of most worth, per frame or in all, while the budget lasts."""
        problem, worth = self.problem, self.problem.worth
        chosen = self.chosen
        frames = problem.usual[chosen].clip(problem.shortest[chosen], problem.longest[chosen])
        given = worth.given(chosen, worth.counted(chosen, frames.astype(np.float64)))
        left = problem.budget - int(frames.sum())
        room = problem.budget - int(problem.shortest[chosen].sum())
        added: list[int] = []
        while left > 0 and len(free := self._free(room)):
            lengths = self._lengths(free, left)
            gains = worth.gains(given, free, lengths)
            best = int(np.argmax(np.round(gains / lengths if by_frame else gains, DIGITS)))
            shot, length = free[best : best + 1], lengths[best : best + 1]
            if length[0] > left:
                # It fits only if the others are cut shorter; squeezing in comes later.
                break
            added.append(int(shot[0]))
            self._change(int(shot[0]), 1)
            _pass_on(given, worth.given(shot, worth.counted(shot, length)), 1)
            left -= int(length[0])
            room -= int(problem.shortest[shot[0]])
        self._take(np.union1d(chosen, np.array(added, dtype=np.intp)))

    def swap(self) -> bool:
        """Exchange the chosen shots that bring least for better ones, where there are any."""
        tried = [self._exchange(shot) for shot in self._weakest()]
        return any(tried)

    def squeeze_in(self) -> bool:
        """Add shots for which the others are cut shorter, as long as that is worth it."""
        improved = False
        while self._exchange(None):
            improved = True
        return improved

    def drop(self) -> bool:
        """Leave shots out whose time the others use better."""
        improved = False
        for shot in self._weakest():
            rest = self.chosen[self.chosen != shot]
            if self._may_be_dropped(shot) and self.problem.of(rest) > self.value:
                self._change(shot, -1)
                self._take(rest)
                improved = True
        return improved

    def _may_be_dropped(self, shot: int) -> bool:
        """Whether a shot brings little more than its frames would elsewhere."""
        frames = self.frames[self.chosen == shot].astype(np.float64)
        counted = self.problem.worth.counted(np.array([shot]), frames)
        slopes, _ = self.problem.worth.slopes(self.given)
        return float(slopes[shot] * counted[0]) < 1.5 * self.price * float(frames[0])

    def _weakest(self) -> list[int]:
        """Return the chosen shots that bring least; those that are kept are not among them."""
        own = np.setdiff1d(self.chosen, self.kept)
        frames = self.frames[np.searchsorted(self.chosen, own)].astype(np.float64)
        slopes, _ = self.problem.worth.slopes(self.given)
        order = np.argsort(np.round(slopes[own] * frames, DIGITS), kind="stable")
        return [int(shot) for shot in own[order][:_MOST_SWAPS]]

    def _exchange(self, shot: int | None) -> bool:
        """Put the best other shot in the place of `shot` (or of nothing) if that is better."""
        chosen = self.chosen if shot is None else self.chosen[self.chosen != shot]
        if shot is not None:
            self._change(shot, -1)
        for other in self._promising(shot, chosen):
            trial = np.union1d(chosen, np.array([other]))
            if self.problem.of(trial) > self.value:
                self._change(other, 1)
                self._take(trial)
                return True
        if shot is not None:
            self._change(shot, 1)
        return False

    def _promising(self, instead_of: int | None, chosen: Indices) -> list[int]:
        """Return the few shots that would probably be worth more in the place of another."""
        problem, worth = self.problem, self.problem.worth
        free = self._free(problem.budget - int(problem.shortest[chosen].sum()))
        if instead_of is not None:
            free = free[free != instead_of]
        if len(free) == 0:
            return []
        gap = problem.budget - int(self.frames.sum())
        given, lost, freed = self.given, 0.0, 0.0
        if instead_of is not None:
            shot = np.array([instead_of])
            now = self.frames[self.chosen == instead_of].astype(np.float64)
            given, freed = given.copy(), float(now[0])
            _pass_on(given, worth.given(shot, worth.counted(shot, now)), -1)
            lost = float(worth.gains(given, shot, now)[0])
        lengths = self._lengths(free, int(freed) + gap)
        gains = worth.gains(given, free, lengths) - lost - self.price * (lengths - freed - gap)
        hopeful = np.round(gains, DIGITS) > 0 if gap == 0 else np.ones(len(free), dtype=np.bool_)
        order = np.argsort(-np.round(gains[hopeful], DIGITS), kind="stable")[:_TRIALS]
        return [int(other) for other in free[hopeful][order]]

    def _lengths(self, shots: Indices, room: int) -> Floats:
        """Return the length that each shot's clip would have if there is so much room."""
        problem = self.problem
        lengths = np.maximum(np.minimum(problem.usual[shots], room), problem.shortest[shots])
        return np.minimum(lengths, problem.longest[shots]).astype(np.float64)

    def _free(self, room: int) -> Indices:
        """Return the candidates that are not chosen, not alike, and fit at their shortest."""
        fits = self.is_free & (self.problem.shortest <= room)
        if self.distinct:
            fits &= self.like == 0
        return np.flatnonzero(fits)

    def _change(self, shot: int, step: int) -> None:
        """Note that a shot is chosen (1), or no longer (-1)."""
        self.is_free[shot] = step < 0
        if self.distinct:
            self.like[self.problem.likeness.neighbours(shot)] += step

    def _take(self, chosen: Indices) -> None:
        """Make this the choice, with its lengths and its worth."""
        problem, worth = self.problem, self.problem.worth
        self.chosen = chosen
        self.frames = problem.share_out(chosen)
        frames = self.frames.astype(np.float64)
        self.given = worth.given(chosen, worth.counted(chosen, frames))
        self.value = problem.of(chosen)
        over = np.maximum(frames - worth.usual[chosen], 0.0)
        next_frames = worth.relevance[chosen] * (worth.ease / (worth.ease + over)) ** 2
        self.price = float(next_frames.mean()) if len(chosen) else 0.0
        """About what a frame is worth elsewhere."""


def _pass_on(given: Given, more: Given, sign: int) -> None:
    given.likes += sign * more.likes
    given.stretches += sign * more.stretches
    given.kinds += sign * more.kinds
