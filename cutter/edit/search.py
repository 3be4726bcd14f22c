"""Looks for a good choice: greedy by worth per frame, then improved by exchanging shots.

All moves of a round are reckoned at once, roughly; the promising ones are then tried exactly.
Deterministic: worth is rounded before it is compared, and ties fall to the earlier shot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.cover import added
from cutter.edit.greedy import Greedy, lengths_in
from cutter.edit.problem import DIGITS
from cutter.edit.worth import Given

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.problem import Problem

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]

_MOST_WEAK: Final = 48
"""How many of the weakest clips are tried for exchange in a round."""
_TRIALS: Final = 48
_OF_EACH: Final = 3
"""How many of the most promising moves of a round are tried exactly, and how many for a clip."""
_OF_A_FRAME: Final = 1e6
"""What it promises to fill a frame more: more than all else, for the fuller cut is the better."""
_JOINED: Final = 12
"""How many of the moves that help are tried together."""
_ROUNDS: Final = 12


class Search:
    """A choice that grows and is improved move by move."""

    def __init__(self, problem: Problem, kept: Indices, near: Flags) -> None:
        """Begin with the shots that are kept.

        Args:
            problem: the budget and the shots, all of which may be used.
            kept: those that are in for certain, ascending.
            near: (n_shots, n_shots), which shots shut each other out.
        """
        self.problem = problem
        self._kept = np.zeros(len(problem.shortest), dtype=np.bool_)
        self._kept[kept] = True
        self._near = near
        self._take(kept)

    def grow(self, *, by_frame: bool) -> None:
        """Add the shot of most worth, per frame or in all, while the budget lasts."""
        problem, worth = self.problem, self.problem.worth
        usual = problem.usual.clip(problem.shortest, problem.longest)
        chosen, frames = self.chosen.tolist(), usual[self.chosen].astype(np.float64)
        given = worth.given(self.chosen, worth.counted(self.chosen, frames))
        left = problem.budget - int(frames.sum())
        room = problem.budget - int(problem.shortest[self.chosen].sum())
        is_free, longest = ~self._shut_out(), int(usual.max(initial=0))
        greedy = Greedy(problem, by_frame=by_frame)
        while left > 0 and (is_free & (problem.shortest <= room)).any():
            if left < longest:
                greedy.fit(left)
            best = greedy.best(given, is_free & (problem.shortest <= room))
            length = int(greedy.lengths[best])
            if length > left:
                # It fits only if the others are cut shorter; that is for the exchanges.
                break
            chosen.append(best)
            shot = np.array([best])
            _add(given, worth.given(shot, greedy.counted[shot]))
            left -= length
            room -= int(problem.shortest[best])
            is_free &= ~self._near[best]
            is_free[best] = False
        self._take(np.sort(np.array(chosen, dtype=np.intp)))

    def improve(self, enough: float) -> None:
        """Exchange, add and leave out shots while that helps and the worth is not `enough`."""
        for _ in range(_ROUNDS):
            if self.value >= (self.problem.budget, enough) or not self._move(*self._moves()):
                break

    def _move(self, out: Indices, into: Indices) -> bool:
        """Try moves, each by itself, then those that helped together; keep what is best.

        Args:
            out: (n_moves,) the shot that each leaves out, -1 for none.
            into: (n_moves,) the shot that each adds, -1 for none.
        """
        shots = np.union1d(self.chosen, into[into >= 0])
        part = self.problem.part(shots)
        now = np.isin(shots, self.chosen)
        sets = np.repeat(now[None], len(out), axis=0)
        sets &= shots != out[:, None]
        sets |= shots == into[:, None]
        filled, worth = part.of_each(sets)
        best = self.value
        for move in np.lexsort((np.arange(len(out)), -worth, -filled))[:_JOINED].tolist():
            if (int(filled[move]), float(worth[move])) <= self.value:
                break
            trial = (now & (shots != out[move])) | (shots == into[move])
            if not self._is_allowed(shots, now, int(out[move]), int(into[move])):
                continue
            value = part.of(np.flatnonzero(trial))
            if value > best:
                best, now = value, trial
        if best == self.value:
            return False
        self._take(shots[now])
        return True

    def _is_allowed(self, shots: Indices, now: Flags, out: int, into: int) -> bool:
        """Whether a move may still be made when others have been made before it."""
        there = shots[now]
        if into in there or (out >= 0 and out not in there):
            return False
        rest = there[there != out]
        if into < 0:
            return True
        least = int(self.problem.shortest[rest].sum() + self.problem.shortest[into])
        return least <= self.problem.budget and not self._near[into, rest].any()

    def _take(self, chosen: Indices) -> None:
        """Make this the choice, with its lengths and its worth."""
        problem, worth = self.problem, self.problem.worth
        self.chosen = chosen
        self.frames = problem.share_out(chosen).astype(np.float64)
        self._counted = worth.counted(chosen, self.frames)
        self._given = worth.given(chosen, self._counted)
        self.value = problem.of(chosen)
        over = np.maximum(self.frames - worth.usual[chosen], 0.0)
        next_frames = worth.relevance[chosen] * (worth.ease / (worth.ease + over)) ** 2
        self._price = float(next_frames.mean()) if len(chosen) else 0.0
        """About what a frame is worth elsewhere."""

    def _weakest(self) -> Indices:
        """Return the places of the chosen shots that bring least beyond their frames' price."""
        places = np.flatnonzero(~self._kept[self.chosen])
        surplus = np.round(self._lost(places) - self._price * self.frames[places], DIGITS)
        return places[np.argsort(surplus, kind="stable")[:_MOST_WEAK]]

    def _lost(self, places: Indices) -> Floats:
        """Return what the cut loses without each of some chosen shots, its frames aside."""
        worth, shots, counted = self.problem.worth, self.chosen[places], self._counted[places]
        groups = worth.groups
        lost = worth.relevance[shots] * counted
        for cover, of_shot, given in (
            (worth.stretches, groups.stretches[shots], self._given.stretches),
            (worth.kinds, groups.kinds[shots], self._given.kinds),
        ):
            before = np.maximum(given[of_shot] - counted, 0.0)
            lost = lost + added(cover.weights[of_shot], cover.fair, before, counted)
        for k in range(worth.likes.size):
            more = groups.likes[shots, k] * counted
            before = np.maximum(self._given.likes[k] - more, 0.0)
            lost = lost + added(worth.likes.weights[k], worth.likes.fair, before, more)
        return lost

    def _moves(self) -> tuple[Indices, Indices]:
        """Return the most promising moves: the shots they leave out and add, -1 for none.

        What a move brings is reckoned roughly, as if each frame had a price.
        """
        problem, worth = self.problem, self.problem.worth
        places = self._weakest()
        weak = self.chosen[places]
        lost = np.append(self._lost(places), 0.0)
        room = np.append(self.frames[places], 0.0)
        spare = problem.budget - self.frames.sum()
        lengths, counted = lengths_in(problem, (room + spare)[:, None])
        gains = worth.gains(self._without(places), counted)
        promise = gains - self._price * lengths + (self._price * (room + spare) - lost)[:, None]
        promise = np.where(self._may_come(weak), promise + self._fuller(weak), -np.inf)
        leaving = self._price * room - lost
        # To leave out is thought better than it looks: the others' next frames may bring more.
        leaving[:-1] += 0.5 * self._price * room[:-1]
        leaving[-1] = -np.inf
        promise = np.round(np.concatenate([promise, leaving[:, None]], axis=1), DIGITS)
        promise[promise <= (0.0 if self.value[0] == problem.budget else -np.inf)] = -np.inf
        rows, columns = _best_of(promise, _OF_EACH, _TRIALS)
        out = np.append(weak, -1)[rows]
        return out, np.where(columns < len(problem.shortest), columns, -1)

    def _fuller(self, weak: Indices) -> Floats | float:
        """Return what it promises that a move fills more of a budget that is not full."""
        longest, budget = self.problem.longest, self.problem.budget
        if self.value[0] == budget:
            return 0.0
        without = longest[self.chosen].sum() - np.append(longest[weak], 0)
        more: Floats = np.minimum(without[:, None] + longest, budget) - float(self.value[0])
        return _OF_A_FRAME * more

    def _may_come(self, weak: Indices) -> Flags:
        """Return which shots may be added when each weak one, or none, is left out."""
        problem = self.problem
        clashes = self._near[self.chosen].sum(axis=0)[None].repeat(len(weak) + 1, axis=0)
        clashes[:-1] -= self._near[weak]
        least = problem.shortest[self.chosen].sum() - np.append(problem.shortest[weak], 0)
        allowed: Flags = (clashes == 0) & (least[:, None] + problem.shortest <= problem.budget)
        allowed[:, self.chosen] = False
        return allowed

    def _without(self, places: Indices) -> Given:
        """Return what is given without each of some chosen shots, and last with all of them.

        Returns:
            (n_places + 1, n_groups) each.
        """
        groups, given, rows = self.problem.worth.groups, self._given, np.arange(len(places))
        shots, counted = self.chosen[places], self._counted[places]
        likes, stretches, kinds = (
            np.repeat(each[None], len(places) + 1, axis=0)
            for each in (given.likes, given.stretches, given.kinds)
        )
        likes[:-1] -= groups.likes[shots] * counted[:, None]
        stretches[rows, groups.stretches[shots]] -= counted
        kinds[rows, groups.kinds[shots]] -= counted
        return Given(*(np.maximum(each, 0.0) for each in (likes, stretches, kinds)))

    def _shut_out(self) -> Flags:
        """Return which shots are chosen, or near-duplicates of chosen ones."""
        shut = np.zeros(len(self._near), dtype=np.bool_)
        shut |= self._near[self.chosen].any(axis=0)
        shut[self.chosen] = True
        return shut


def _best_of(promise: Floats, of_each: int, count: int) -> tuple[Indices, Indices]:
    """Return rows and columns of the greatest, a few of each row, the greatest first."""
    wide = min(of_each, promise.shape[1])
    columns = np.argsort(-promise, axis=1, kind="stable")[:, :wide]
    ranked = np.take_along_axis(promise, columns, axis=1).ravel()
    order = np.argsort(-ranked, kind="stable")[:count]
    order = order[np.isfinite(ranked[order])]
    rows: Indices = order // wide
    return rows, columns.ravel()[order]


def _add(given: Given, more: Given) -> None:
    given.likes += more.likes
    given.stretches += more.stretches
    given.kinds += more.kinds
