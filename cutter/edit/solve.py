"""Chooses shots and their lengths for a budget, and says how far from the best that may be.

Few shots are looked at in every way they could be chosen; of many, a good choice is searched
among the promising ones and held against a bound. Knows nothing about films and times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.bound import Relaxed
from cutter.edit.exact import MOST_SHOTS, best_of_all
from cutter.edit.problem import Problem
from cutter.edit.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]

_ALL_TRIED: Final = 12
"""Of so many shots, every choice is tried without asking first what it may bring."""
_FEW: Final = 150
"""Up to so many candidates, a second start is worth its time."""
_SPARE: Final = 400
_OF_EACH: Final = 4
"""A search is made among twice the shots that the budget may hold and some more, and among the
first of each kind and stretch."""
_STEPS_BEFORE: Final = 5
_STEPS_BETWEEN: Final = 3
_STEPS_AFTER: Final = 8
"""Steps of the bound: before the search for its direction, once a choice has grown to see whether
it is good enough, and after the search for the gap."""
_CLOSE: Final = 0.001
"""Part of the worth that is not searched for, and not proved, any further."""
_FAR: Final = 0.009
_STEPS_MORE: Final = 12
"""Where the gap is still wider than this, so many steps more are made."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What was chosen, and how far from the best possible it may be."""

    chosen: Indices
    """The shots kept and added, ascending."""
    gap: float
    """0 to 1; 0 where no other choice is better."""


def solve(problem: Problem, kept: Indices, candidates: Indices, *, distinct: bool) -> Solution:
    """Choose among candidates what to add to the shots that are kept.

    Args:
        problem: the budget and the shots.
        kept: shots that are in already and stay.
        candidates: shots that may be added.
        distinct: whether near-duplicates of each other, or of what is kept, are shut out.
    """
    kept = np.unique(kept).astype(np.intp)
    free = _free(problem, kept, candidates, distinct=distinct)
    if len(free) == 0:
        return Solution(kept, 0.0)
    cliques = problem.likeness.cliques(free) if distinct else None
    every = np.union1d(kept, free)
    if int(problem.longest[every].sum()) <= problem.budget and _are_apart(cliques):
        return Solution(every, 0.0)
    if len(free) <= _ALL_TRIED:
        found = _very_best(problem, kept, free, distinct=distinct)
        if found is not None:
            return Solution(found, 0.0)
    return _searched(problem, kept, free, cliques)


def _free(problem: Problem, kept: Indices, candidates: Indices, *, distinct: bool) -> Indices:
    """Return the candidates that could be added at all."""
    room = problem.budget - int(problem.shortest[kept].sum())
    usable = (problem.longest >= problem.shortest) & (problem.shortest <= room)
    usable[kept] = False
    if distinct:
        for shot in kept.tolist():
            usable[problem.likeness.neighbours(shot)] = False
    free = np.unique(candidates).astype(np.intp)
    return free[usable[free]]


def _are_apart(cliques: Indices | None) -> bool:
    return cliques is None or len(np.unique(cliques)) == len(cliques)


def _searched(problem: Problem, kept: Indices, free: Indices, cliques: Indices | None) -> Solution:
    """Search, and hold what is found against the bound."""
    relaxed = Relaxed(problem, kept, free, cliques)
    for _ in range(_STEPS_BEFORE):
        relaxed.step()
    chosen = _search(problem, kept, relaxed, distinct=cliques is not None)
    filled, worth = problem.of(chosen)
    _hold(problem, relaxed, chosen, _STEPS_AFTER)
    relaxed.turn_back()
    for _ in range(_STEPS_MORE):
        if worth >= relaxed.bound * (1.0 - _FAR):
            break
        relaxed.step()
    if worth < relaxed.bound and len(free) <= MOST_SHOTS:
        best = _proved(problem, relaxed, kept, (filled, worth), distinct=cliques is not None)
        if best is not None:
            return Solution(best, 0.0)
    gap = 1.0 - worth / relaxed.bound if relaxed.bound > 0 else 0.0
    return Solution(chosen, max(0.0, gap))


def _core(problem: Problem, relaxed: Relaxed, kept: Indices) -> Indices:
    """Return the free shots that promise most, ascending: as many as a choice may be made of."""
    free = relaxed.shots[len(kept) :]
    part = problem.part(free)
    usual = np.clip(part.usual, part.shortest, part.longest)
    counted = part.worth.counted(np.arange(len(free)), usual.astype(np.float64))
    merit = part.worth.gains(relaxed.point, counted) / usual
    order = np.lexsort((free, -np.round(merit, 6)))
    free, usual = free[order], usual[order]
    held = int(np.searchsorted(np.cumsum(usual), problem.budget))
    groups = problem.worth.groups
    promising = np.arange(len(free)) < 2 * held + _SPARE
    promising |= _first_of_each(groups.kinds[free], _OF_EACH)
    promising |= _first_of_each(groups.stretches[free], _OF_EACH)
    return np.sort(free[promising])


def _first_of_each(groups: Indices, count: int) -> Flags:
    """Return which places hold one of the first few of their group."""
    order = np.argsort(groups, kind="stable")
    ranked = groups[order]
    place = np.arange(len(groups)) - np.searchsorted(ranked, ranked)
    first = np.zeros(len(groups), dtype=np.bool_)
    first[order] = place < count
    return first


def _search(problem: Problem, kept: Indices, relaxed: Relaxed, *, distinct: bool) -> Indices:
    """Return the best choice that is found among the core."""
    core = _core(problem, relaxed, kept)
    shots = np.union1d(kept, core)
    part = problem.part(shots)
    near = _near(problem, shots, distinct=distinct)
    searches = []
    # Long and short shots compete differently by the frame and by the clip: the better start wins.
    for by_frame in (True, False) if len(core) <= _FEW else (True,):
        search = Search(part, np.searchsorted(shots, kept), near)
        search.grow(by_frame=by_frame)
        _hold(problem, relaxed, shots[search.chosen], _STEPS_BETWEEN)
        search.improve(relaxed.bound * (1.0 - _CLOSE))
        searches.append(search)
    return shots[max(searches, key=lambda search: search.value).chosen]


def _hold(problem: Problem, relaxed: Relaxed, chosen: Indices, steps: int) -> None:
    """Lower the bound towards what a choice is worth."""
    enough = problem.of(chosen)[1] / (1.0 - _CLOSE)
    if relaxed.bound > enough:
        relaxed.turn_to(chosen, problem.share_out(chosen))
    for _ in range(steps):
        if relaxed.bound <= enough:
            break
        relaxed.step()


def _near(problem: Problem, shots: Indices, *, distinct: bool) -> Flags:
    if not distinct:
        return np.zeros((len(shots), len(shots)), dtype=np.bool_)
    return problem.conflicts(shots)


def _very_best(
    problem: Problem,
    kept: Indices,
    free: Indices,
    *,
    distinct: bool,
    gains: Floats | None = None,
    least: float = 0.0,
    at_worth: float | None = None,
) -> Indices | None:
    """Return the best of all choices, if that can be found in time."""
    shots = np.union1d(kept, free)
    near = _near(problem, shots, distinct=distinct)
    at = None if gains is None else gains[shots]
    found = best_of_all(problem.part(shots), np.isin(shots, kept), near, at, least, at_worth)
    return None if found is None else shots[found]


def _proved(
    problem: Problem,
    relaxed: Relaxed,
    kept: Indices,
    found: tuple[int, float],
    *,
    distinct: bool,
) -> Indices | None:
    """Return the best of all choices that may be better than what is found; None if too many."""
    free = relaxed.shots[len(kept) :]
    # The fuller cut goes first; where the budget is not full, only what fills as much is better.
    gains = problem.longest.astype(np.float64)
    nothing, least = None, float(found[0] - problem.longest[kept].sum())
    if found[0] == problem.budget:
        nothing, gains[free] = relaxed.linear()
        least = found[1] - nothing
    return _very_best(
        problem, kept, free, distinct=distinct, gains=gains, least=least, at_worth=nothing
    )
