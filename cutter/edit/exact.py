"""Finds the very best choice where there are few enough shots to look at every one that could be.

A shot is in or out; a beginning of a choice is given up when even the most that the shots not yet
decided on could add would not bring it to what is already found (branch and bound; Land and
Doig, 1960), for all beginnings at once. Knows nothing about what the shots show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.problem import Problem

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Flags = NDArray[np.bool_]

MOST_SHOTS: Final = 60
"""Shots that may be decided on: a choice is the bits of one whole number."""
_MOST_BEGINNINGS: Final = 40_000
_MOST_CHOICES: Final = 12_000
_AT_ONCE: Final = 512
_ROUNDING: Final = 1e-5
"""More than worth can change by rounding, and by being reckoned in another order."""


def best_of_all(
    problem: Problem,
    kept: Flags,
    near: Flags,
    gains: Floats | None = None,
    least: float = 0.0,
    at_worth: float | None = None,
) -> Indices | None:
    """Return the best choice, or None where that takes too long.

    Args:
        problem: the budget and the shots, all of which may be used.
        kept: (n_shots,) which of them are in for certain.
        near: (n_shots, n_shots), which shots shut each other out.
        gains: (n_shots,) what each shot adds at most to what a choice is worth; of kept ones it
            is not read. None where nothing is known: every choice is then tried.
        least: what the gains of a choice must add up to, or it is not the best.
        at_worth: what the gains are added to for the most that a choice which fills the budget
            may be worth; None where the gains are no worth.

    Returns:
        The shots, ascending; of equal choices the one with the earlier shots.
    """
    if np.count_nonzero(~kept) > MOST_SHOTS:
        return None
    promising = _promising(problem, kept, near, gains, least)
    if promising is None or len(promising[0]) > _MOST_CHOICES:
        return None
    sets, gained = promising
    best, found, short = (-1, 0.0), None, least - _ROUNDING
    for start in range(0, len(sets), _AT_ONCE):
        if gains is not None and gained[start] < short:
            break
        rows = sets[start : start + _AT_ONCE]
        filled, worth = problem.of_each(rows)
        top = filled == filled.max()
        most = (int(filled.max()), float(worth[top].max()))
        if most >= best:
            equal = [np.flatnonzero(row) for row in rows[top & (worth == most[1])]]
            equal += [found] if found is not None and most == best else []
            best, found = most, min(equal, key=lambda chosen: chosen.tolist())
            if at_worth is not None and best[0] == problem.budget:
                short = max(short, best[1] - at_worth - _ROUNDING)
    return found


def _promising(
    problem: Problem, kept: Flags, near: Flags, gains: Floats | None, least: float
) -> tuple[Flags, Floats] | None:
    """Return the choices that may be the best and what they gain, the most first.

    Returns:
        (n_choices, n_shots) and (n_choices,); None if they are too many.
    """
    free = np.flatnonzero(~kept)
    most = np.zeros(len(free)) if gains is None else gains[free]
    order = np.argsort(-np.abs(most), kind="stable")
    hope = np.append(np.cumsum(np.maximum(most[order], 0.0)[::-1])[::-1], 0.0)
    bits = np.zeros(1, dtype=np.int64)
    gained, length = np.zeros(1), np.full(1, problem.shortest[kept].sum())
    for step, item in enumerate(order.tolist()):
        others = np.flatnonzero(near[free[item], free])
        shut_out = sum(1 << int(other) for other in others)
        grown = length + problem.shortest[free[item]]
        fits = (grown <= problem.budget) & (bits & shut_out == 0)
        bits = np.concatenate([bits, bits[fits] | (1 << item)])
        length = np.concatenate([length, grown[fits]])
        gained = np.concatenate([gained, gained[fits] + most[item]])
        if gains is not None:
            alive = gained + hope[step + 1] >= least - _ROUNDING
            bits, length, gained = bits[alive], length[alive], gained[alive]
        if len(bits) > _MOST_BEGINNINGS:
            return None
    first = np.argsort(-gained, kind="stable")
    bits = bits[first]
    sets = np.broadcast_to(kept, (len(bits), len(kept))).copy()
    sets[:, free] = (bits[:, None] >> np.arange(len(free))) & 1 == 1
    return sets, gained[first]
