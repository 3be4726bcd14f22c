"""Distances between thumbnails, places along the line from one to another, and even rises in them.

The arithmetic under dissolves and fades; knows nothing about what is either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    """(n, d): one row for each frame, 8-bit levels."""

SHORTEST = 5
"""Frames; a shorter change is a soft cut, and the detectors find it."""


def squared_distances(points: Points, width: int) -> Points:
    """Return the squared distances of each frame to itself and the `width` frames after it.

    Levels are whole numbers from 0 to 255. Measured from 128, the sums of up to a thousand
    products of them fit a float32's 24 bits, so that they are exact and the same on every machine.

    Returns:
        (n, width + 1) float64; infinite where the film has no such frame.
    """
    n, size = points.shape
    levels = np.zeros((n + width, size), dtype=np.float32)
    levels[:n] = points - 128
    down, right = levels.strides
    ahead = np.lib.stride_tricks.as_strided(
        levels, (n, width + 1, size), (down, down, right), writeable=False
    )
    # einsum, because a matrix product this small is spread over threads that mostly wait.
    products = np.einsum("id,ijd->ij", levels[:n], ahead).astype(np.float64)
    squares = np.full(n + width, np.inf)
    squares[:n] = products[:, 0]
    later = np.lib.stride_tricks.sliding_window_view(squares, width + 1)
    distances: Points = np.maximum(squares[:n, None] + later - 2 * products, 0)
    return distances


def project(to_a: Points, to_b: Points, across: Points) -> tuple[Points, Points]:
    """Return how far along A…B points lie (0 to 1), and how far beside it as a share of |AB|."""
    share = 0.5 * (1 + (to_a - to_b) / across)
    return share, np.sqrt(np.maximum(to_a / across - share * share, 0))


def fit_ramp(share: Points) -> tuple[int, int, float]:
    """Fit 0 … 0, an even rise, 1 … 1 to a curve, coarsely at first, then frame by frame.

    Returns:
        The last index still at 0, the first at 1, and the root mean square error.
    """
    n = len(share)
    step = max(1, n // 24)
    grid = np.arange(0, n, step)
    first, last, error = _best_ramp(share, grid, grid)
    if step > 1:
        near = np.arange(-step, step + 1)
        first, last, error = _best_ramp(share, first + near, last + near)
    return first, last, error


def _best_ramp(
    share: Points, firsts: NDArray[np.int64], lasts: NDArray[np.int64]
) -> tuple[int, int, float]:
    """Try every pair of edges; the earlier of two equally good ones wins."""
    n = len(share)
    first, last = (side.ravel() for side in np.meshgrid(firsts, lasts, indexing="ij"))
    real = (first >= 0) & (last < n) & (last - first >= SHORTEST)
    first, last = first[real], last[real]
    if not len(first):
        return 0, 0, np.inf
    ramps = np.clip((np.arange(n) - first[:, None]) / (last - first)[:, None], 0, 1)
    errors = np.round(((ramps - share) ** 2).mean(axis=1), 12)
    best = int(errors.argmin())
    return int(first[best]), int(last[best]), float(np.sqrt(errors[best]))


def alike(a: Points, b: Points) -> float:
    """Return the correlation of two thumbnails; −1 if one of them is of one colour."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    # A plain frame has no drawing of its own: a fade to it changes everything.
    if size < len(a) * 4.0:
        return -1.0
    return float(a @ b) / size
