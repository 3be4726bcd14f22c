"""Scores that know nothing of what is seen: the place in the film alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

TENTHS = 10
SHRINK = 2.0
"""A mean counts as if so many answers of 0 were among its own, so that few answers say little."""


def tenths(share: ArrayLike) -> Indices:
    """Return in which tenth of its film each place lies, from its share of the film, 0 to 1."""
    part = np.asarray(share, np.float64) * TENTHS
    return np.clip(part.astype(np.intp), 0, TENTHS - 1)


def by_tenth(part: Indices, rows: Indices, said: Floats) -> Floats:
    """Return a score for each place: the mean answer so far in its tenth, drawn towards 0.

    Args:
        part: (n,) the tenth of each place.
        rows: (m,) places that were answered about.
        said: (m,) the answers.
    """
    total = np.bincount(part[rows], said, TENTHS)
    count = np.bincount(part[rows], minlength=TENTHS)
    scores: Floats = (total / (count + SHRINK))[part]
    return scores


def drawn_to(base: float, said: list[float]) -> float:
    """Return the mean of answers, drawn towards a base where there are few."""
    return (sum(said) + SHRINK * base) / (len(said) + SHRINK)
