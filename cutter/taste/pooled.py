"""Turns the vectors of keyframes, or of cues, into one vector for each shot, and places it.

Knows nothing about films beyond which vector belongs to which shot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.taste.calibrate import cosines

if TYPE_CHECKING:
    from cutter.schema import Vectors

Array = NDArray[np.float64]

_LEAST_LENGTH = 1e-9
_DIGITS = 6


def mean_of_each(vectors: Vectors, shots: NDArray[np.intp], weights: Array, count: int) -> Vectors:
    """Return the mean of each shot's vectors, (count, dim) float32, unit length or zero.

    Args:
        vectors: (n, dim), of keyframes or of cues, as often as they belong to a shot.
        shots: (n,) whose they are, ascending.
        weights: (n,) how much each counts.
        count: number of shots.
    """
    sums = np.zeros((count, vectors.shape[1]))
    weighted = vectors.astype(np.float64) * weights[:, None]
    if len(shots):
        first = np.flatnonzero(np.diff(shots, prepend=-1))
        sums[shots[first]] = np.add.reduceat(weighted, first, axis=0)
    lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))[:, None]
    known = lengths > _LEAST_LENGTH
    unit = np.zeros_like(sums)
    np.divide(sums, lengths, out=unit, where=known)
    return unit.astype(np.float32)


def among_nulls(vectors: Vectors, nulls: Vectors) -> Array:
    """Return mean and spread of each vector's cosines with the null prompts, (n, 2).

    Zero for a zero vector, and where there are no null prompts.
    """
    result = np.zeros((len(vectors), 2))
    if len(vectors) and len(nulls):
        found = cosines(vectors, nulls)
        result = np.round(np.column_stack([found.mean(axis=1), found.std(axis=1)]), _DIGITS)
    result[~vectors.any(axis=1)] = 0.0
    return result
