"""Shares a budget out among chosen clips, to the frame. Knows nothing about what they show.

Many sets of clips are done at once, a row for each, every row as if it were alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]


def share_out(
    budget: int, shortest: Indices, usual: Indices, longest: Indices, worth: Floats, ease: float
) -> Indices:
    """Return a length for each clip so that they add up to the budget, if they can.

    All clips get their usual length. If that is too much, all are cut towards their shortest by
    the same part of the way; if too little, all are lengthened towards their longest, those of
    more worth more (one more frame of each is then worth the same).

    Args:
        budget: frames to share out; at least the sum of `shortest`.
        shortest: (n,) frames, at least 0; or (sets, n), a row for each of several sets of clips,
            with zeros in all three where a set has fewer.
        usual: frames, of the same shape, between the other two.
        longest: frames, of the same shape.
        worth: (n,) or (sets, n), above 0: of a frame of each clip.
        ease: frames beyond the usual length at which another frame counts a quarter.

    Returns:
        Frames, of the shape of `shortest`; their sum is the budget, or that of `longest` where
        this is less.
    """
    low, middle, high = (np.atleast_2d(each) for each in (shortest, usual, longest))
    least, ordinary, most = (each.sum(axis=1) for each in (low, middle, high))
    frames = np.where((budget >= most)[:, None], high, low)
    shorter = np.flatnonzero((least < budget) & (budget <= ordinary) & (budget < most))
    if len(shorter):
        part = (budget - least[shorter]) / (ordinary[shorter] - least[shorter])
        wished = low[shorter] + (middle[shorter] - low[shorter]) * part[:, None]
        frames[shorter] = _whole(wished, budget, low[shorter], high[shorter])
    longer = np.flatnonzero((least < budget) & (ordinary < budget) & (budget < most))
    if len(longer):
        roots = np.sqrt(np.broadcast_to(worth, low.shape)[longer])
        wished = _lengthened(budget, middle[longer], high[longer], roots, ease)
        frames[longer] = _whole(wished, budget, low[longer], high[longer])
    return frames.reshape(np.shape(shortest))


def _lengthened(
    budget: int, usual: Indices, longest: Indices, roots: Floats, ease: float
) -> Floats:
    """Return lengths that add up to the budget, where each clip's next frame is worth the same.

    A clip whose worth is `root`², lengthened by ease · (root / √price - 1), gives the price for
    its next frame. So all together they grow evenly with 1 / √price between the points where a
    clip begins to grow, and where it is as long as it may be; these are walked through in order.
    """
    room = (longest - usual).astype(np.float64)
    grows = room > 0
    growth = np.where(grows, ease * roots, 0.0)
    # One that does not grow begins and ends at nothing, with no growth in between.
    begins = np.divide(1.0, roots, out=np.zeros_like(room), where=grows)
    ends = np.divide(room + ease, growth, out=np.zeros_like(room), where=grows)
    points = np.concatenate([begins, ends], axis=1)
    order = _sorted_places(points)
    points = points.ravel()[order]
    rates = np.concatenate([growth, -growth], axis=1).ravel()[order]
    rates = rates.cumsum(axis=1)[:, :-1]
    reached = ((points[:, 1:] - points[:, :-1]) * rates).cumsum(axis=1)
    missing = (budget - usual.sum(axis=1)).astype(np.float64)[:, None]
    last = np.minimum((reached < missing).sum(axis=1), rates.shape[1] - 1)
    every = np.arange(len(points))
    until, rate = points[every, last + 1][:, None], rates[every, last][:, None]
    over = reached[every, last][:, None] - missing
    back = np.divide(over, rate, out=np.zeros_like(over), where=(rate > 0) & (over > 0))
    longer: Floats = usual + np.clip(growth * (until - back) - ease, 0.0, room)
    return longer


def _whole(wished: Floats, budget: int, shortest: Indices, longest: Indices) -> Indices:
    """Round to whole frames that add up to the budget: the largest parts of a frame go up."""
    frames = np.clip(np.floor(wished + 1e-6).astype(np.intp), shortest, longest)
    order = _sorted_places(-np.round(wished - frames, 6))
    missing = budget - frames.sum(axis=1)
    while missing.any():
        up = (missing > 0)[:, None]
        free = np.where(up, frames < longest, (frames > shortest) & (missing < 0)[:, None])
        turn = free.ravel()[order]
        turn = np.where(up, turn, turn[:, ::-1])
        turn &= turn.cumsum(axis=1) <= np.abs(missing)[:, None]
        turn = np.where(up, turn, turn[:, ::-1])
        chosen = np.zeros_like(turn)
        chosen.ravel()[order] = turn
        frames += np.where(up, 1, -1) * chosen
        missing = budget - frames.sum(axis=1)
    return frames


def _sorted_places(rows: Floats) -> Indices:
    """Return where in all rows, laid one behind the other, each row's values lie in order."""
    places: Indices = rows.argsort(axis=1, kind="stable")
    places += np.arange(len(rows))[:, None] * rows.shape[1]
    return places
