"""How well scored windows of time find true ones: average precision and recall of the first.

As the published evaluation of QVHighlights has it, which follows ActivityNet's and Pascal VOC's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Window = tuple[float, float]
    Scored = tuple[float, float, float]

IOU_LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
MOST_WINDOWS = 10
"""Of a query's predictions the first so many in the file's order count, whatever their scores."""
LENGTHS: dict[str, Window | None] = {
    "full": None,
    "short": (0, 10),
    "middle": (10, 30),
    "long": (30, 150),
}
"""True windows longer than the first and at most as long as the second, in seconds."""


def of_length(windows: Sequence[Window], lengths: Window | None) -> tuple[Window, ...]:
    """Return the true windows of some lengths; all for None."""
    if lengths is None:
        return tuple(windows)
    return tuple(each for each in windows if lengths[0] < each[1] - each[0] <= lengths[1])


def window_aps(truth: Sequence[Window], predictions: Sequence[Scored]) -> Floats:
    """Return the average precision of one query at each level of IoU.

    Predictions are taken by falling score (equal ones in the file's order). Each finds the true
    window that it covers best among those that none before it has found, if their IoU is at least
    the level; of equal ones the later. AP is the area under precision made falling over recall
    (Pascal VOC 2010). 0 without predictions.

    Args:
        truth: one window or more.
        predictions: start, end, score.

    Returns:
        (10,) one for each of `IOU_LEVELS`.
    """
    ranked = sorted(predictions[:MOST_WINDOWS], key=lambda each: -each[2])
    result = np.zeros(len(IOU_LEVELS))
    if not ranked:
        return result
    overlaps = _overlaps(ranked, truth)
    for column, level in enumerate(IOU_LEVELS):
        result[column] = _area(_found(overlaps, level), len(truth))
    return result


def recall_at_one(truth: Sequence[Window], predictions: Sequence[Scored]) -> Floats:
    """Return 1 at each level of IoU that the first prediction has with any true window, else 0.

    The first in the file's order, not by score. 0 without predictions.

    Args:
        truth: one window or more.
        predictions: start, end, score.

    Returns:
        (10,) one for each of `IOU_LEVELS`.
    """
    if not predictions:
        return np.zeros(len(IOU_LEVELS))
    best = float(_overlaps(predictions[:1], truth).max())
    return np.array([float(best >= level) for level in IOU_LEVELS])


def _overlaps(predictions: Sequence[Scored], truth: Sequence[Window]) -> Floats:
    """Return (n_predictions, n_truth) intersections over unions."""
    ours, true = np.array(predictions, np.float64)[:, None, :2], np.array(truth, np.float64)
    shared = np.minimum(ours[..., 1], true[:, 1]) - np.maximum(ours[..., 0], true[:, 0])
    shared = np.maximum(shared, 0.0)
    lengths = (ours[..., 1] - ours[..., 0]) + (true[:, 1] - true[:, 0])
    overlaps: Floats = shared / (lengths - shared)
    return overlaps


def _found(overlaps: Floats, level: float) -> NDArray[np.bool_]:
    """Return for each prediction in turn whether it finds a true window."""
    free = np.ones(overlaps.shape[1], bool)
    found = np.zeros(len(overlaps), bool)
    for row, each in enumerate(overlaps):
        left = np.where(free, each, -1.0)
        best = len(left) - 1 - int(np.argmax(left[::-1]))
        if left[best] >= level:
            found[row], free[best] = True, False
    return found


def _area(found: NDArray[np.bool_], n_true: int) -> float:
    hits = np.cumsum(found)
    precision = hits / np.arange(1, len(found) + 1)
    falling = np.maximum.accumulate(precision[::-1])[::-1]
    return float(falling[found].sum() / n_true)
