"""Shares a budget out among chosen clips, to the frame. Knows nothing about what they show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

_HALVINGS: Final = 30


def share_out(
    budget: int, shortest: Indices, usual: Indices, longest: Indices, worth: Floats, ease: float
) -> Indices:
    """Return a length for each clip so that they add up to the budget, if they can.

    All clips get their usual length. If that is too much, all are cut towards their shortest by
    the same part of the way; if too little, all are lengthened towards their longest, those of
    more worth more (one more frame of each is then worth the same).

    Args:
        budget: frames to share out; at least the sum of `shortest`.
        shortest: (n,) frames, at least 0.
        usual: (n,) frames, between the other two.
        longest: (n,) frames.
        worth: (n,) above 0: of a frame of each clip.
        ease: frames beyond the usual length at which another frame counts a quarter.

    Returns:
        (n,) frames; their sum is the budget, or that of `longest` where this is less.
    """
    if budget >= int(longest.sum()):
        return longest.copy()
    least, middle = int(shortest.sum()), int(usual.sum())
    if budget <= least:
        return shortest.copy()
    if budget <= middle:
        part = (budget - least) / (middle - least)
        wished = shortest + (usual - shortest) * part
    else:
        wished = _lengthened(budget, usual, longest, worth, ease)
    return _whole(wished, budget, shortest, longest)


def _lengthened(
    budget: int, usual: Indices, longest: Indices, worth: Floats, ease: float
) -> Floats:
    """Return lengths that add up to the budget, where each clip's next frame is worth the same."""
    roots = np.sqrt(worth)
    low, high = 0.0, float(roots.max())
    wished = longest.astype(np.float64)
    for _ in range(_HALVINGS):
        price = (low + high) / 2
        extra = ease * np.maximum(roots / price - 1.0, 0.0)
        wished = np.minimum(usual + extra, longest)
        if math.fsum(wished) > budget:
            low = price
        else:
            high = price
    return wished


def _whole(wished: Floats, budget: int, shortest: Indices, longest: Indices) -> Indices:
    """Round to whole frames that add up to the budget: the largest parts of a frame go up."""
    frames = np.clip(np.floor(wished + 1e-6).astype(np.intp), shortest, longest)
    order = np.argsort(-np.round(wished - frames, 6), kind="stable")
    missing = budget - int(frames.sum())
    while missing != 0:
        step = 1 if missing > 0 else -1
        limit = longest if step > 0 else shortest
        free = order[frames[order] != limit[order]]
        turn = free[: abs(missing)] if step > 0 else free[::-1][: abs(missing)]
        frames[turn] += step
        missing -= step * len(turn)
    return frames
