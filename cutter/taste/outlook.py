"""Turns a film's vectors into what tells its shots apart: where they lie, and which motifs return.

Vectors of pictures differ in hundreds of ways of which a film uses few. Two readings of a vector
bring these out. The filtered one keeps a direction as far as the film's shots differ in it by
more than chance (a Wiener filter). The motifs are directions in which most shots have nothing and
a few have much, as a place, a person or a thing has that returns; a shot shows one or does not.
Belongs to the film: knows nothing about viewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_MOTIFS: Final = 64
SHOTS_A_MOTIF: Final = 15
"""A film has at most one motif for so many shots: fewer cannot tell a motif from an accident."""
LEAST_SKEW: Final = 1.0
"""Third moment, of a direction of unit variance, from which it counts as a motif. Chance gives
half of it in 1,500 shots; something shown in one shot of twenty gives 4."""
SHOWN_FROM: Final = 1.8
"""Standard deviations from which a shot rather shows a motif than not."""
SHOWN_STEEPNESS: Final = 3.0
MOTIF_SHARE: Final = 0.7
"""Of what features tell, how much is told by motifs where there are some. Motifs alone are a
little better on made films (`benchmarks`, topic taste), the rest is for films without."""
_TURNS: Final = 60
"""Of the search for motifs: at most. Those that are there are found in about ten."""
_FOUND: Final = 1e-12
_AT_REST: Final = 1e-7
"""A motif that still moves by more in the last turn is none."""
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """How the vectors of one film vary."""

    middle: Array
    """(dim,) their mean."""
    filter: Array
    """(dim, dim) what keeps of a difference as much as is more than chance; scaled so that the
    film's shots have a mean square length of 1."""
    motifs: Array
    """(dim, n_motifs) what a difference is multiplied by; the film's shots have unit variance."""
    usual: Array
    """(n_motifs,) how far the film's shots show each motif on average, 0 to 1."""
    motif_size: float
    """Root mean square length of the film's shots in motifs, less what is usual."""

    @property
    def width(self) -> int:
        """Number of features."""
        return len(self.middle) + len(self.usual)

    def read(self, vectors: NDArray[np.floating[Any]]) -> Array:
        """Return vectors as features, (n, width); those of the film have mean square length 1.

        Args:
            vectors: (n, dim) unit length; a zero vector is nothing, and gives zeros.
        """
        if not vectors.any():
            return np.zeros((len(vectors), self.width))
        away = vectors.astype(np.float64) - self.middle
        filtered = away @ self.filter
        if len(self.usual):
            shown = (_shown(away @ self.motifs) - self.usual) / self.motif_size
            parts = [np.sqrt(1 - MOTIF_SHARE) * filtered, np.sqrt(MOTIF_SHARE) * shown]
            filtered = np.hstack(parts)
        filtered[~vectors.any(axis=1)] = 0.0
        result: Array = filtered
        return result


def outlook_of(vectors: NDArray[np.floating[Any]]) -> Outlook:
    """Return how vectors vary; the same vectors in the same order give the same.

    The filter is C (C + m)^-1, where C is their covariance and m its mean eigenvalue: what chance
    alone would give each direction.

    Args:
        vectors: (n, dim), of a film's shots; rows of zeros are left out.
    """
    rows = vectors[vectors.any(axis=1)].astype(np.float64)
    dim = vectors.shape[1]
    middle = rows.mean(axis=0) if len(rows) else np.zeros(dim)
    away = rows - middle
    covariance = away.T @ away / max(len(rows), 1)
    chance = float(np.trace(covariance)) / max(dim, 1)
    if chance < _TINY:
        return Outlook(middle, np.eye(dim), np.zeros((dim, 0)), np.zeros(0), 1.0)
    kept = np.eye(dim) - chance * np.linalg.inv(covariance + chance * np.eye(dim))
    kept = (kept + kept.T) / 2
    size = float(np.sqrt(np.mean(((away @ kept) ** 2).sum(axis=1))))
    motifs = _motifs(away, covariance)
    shown = _shown(away @ motifs)
    usual = shown.mean(axis=0)
    spread = float(np.sqrt(np.mean(((shown - usual) ** 2).sum(axis=1)))) if len(usual) else 1.0
    return Outlook(middle, kept / max(size, _TINY), motifs, usual, max(spread, _TINY))


def _shown(projected: Array) -> Array:
    """Return how far motifs are shown, 0 to 1."""
    exponent = np.clip(SHOWN_STEEPNESS * (projected - SHOWN_FROM), -60.0, 60.0)
    shown: Array = 1.0 / (1.0 + np.exp(-exponent))
    return shown


def _motifs(away: Array, covariance: Array) -> Array:
    """Return the motifs of centred vectors, (dim, n_motifs).

    Independent component analysis by the fixed-point iteration of Hyvärinen (FastICA, 1999),
    symmetric, with tanh, among the directions in which shots differ by more than chance (`_edge`);
    among others it would turn without end, and the last bits of a machine's arithmetic would
    decide where it stops. It begins at shots as unlike each other as may be, so that it hangs on
    no chance, and what is found counts only where it has come to rest and is skewed: shown much by
    few.
    """
    count, dim = away.shape
    most = min(MOST_MOTIFS, count // SHOTS_A_MOTIF)
    if most < 2:
        return np.zeros((dim, 0))
    values, axes = np.linalg.eigh(covariance)
    most = min(most, int(np.count_nonzero(values > _edge(values, count))))
    if most < 2:
        return np.zeros((dim, 0))
    whitener = axes[:, -most:] / np.sqrt(values[-most:])
    white = away @ whitener
    turned = _upright(white[_unlike(white, most)])
    for _ in range(_TURNS):
        bent = np.tanh(white @ turned.T)
        slope = 1.0 - np.mean(bent**2, axis=0)
        following = _upright(bent.T @ white / count - slope[:, None] * turned)
        moved = np.abs(np.abs((following * turned).sum(axis=1)) - 1.0)
        turned = following
        if moved.max() < _FOUND:
            break
    skew = np.mean((white @ turned.T) ** 3, axis=0)
    chosen = (np.abs(skew) >= LEAST_SKEW) & (moved < _AT_REST)
    motifs: Array = whitener @ (turned[chosen] * np.sign(skew[chosen])[:, None]).T
    return motifs


def _edge(values: Array, count: int) -> float:
    """Return the variance that chance alone gives the most varied direction.

    The upper edge of the law of Marchenko and Pastur (1967), whose scale is told by the median of
    the eigenvalues; the law's own median is about 1 - ratio / 3 of its mean.

    Args:
        values: (dim,) eigenvalues of the covariance.
        count: of shots.
    """
    there = values[values > _TINY]
    ratio = len(values) / count
    ratio = min(ratio, 1.0 / ratio)
    edge = float(np.median(there)) * (1.0 + np.sqrt(ratio)) ** 2 / (1.0 - ratio / 3.0)
    return float(edge)


def _unlike(white: Array, count: int) -> list[int]:
    """Return rows that are unlike each other: each the longest without what the others have."""
    left, chosen = white.copy(), []
    for _ in range(count):
        lengths = np.einsum("ij,ij->i", left, left)
        row = int(np.argmax(np.round(lengths, 9)))
        chosen.append(row)
        axis = left[row] / np.sqrt(max(lengths[row], _TINY))
        left = left - np.outer(left @ axis, axis)
    return chosen


def _upright(rows: Array) -> Array:
    """Return the rows at right angles to each other, each as near as may be to where it was."""
    values, axes = np.linalg.eigh(rows @ rows.T)
    return np.asarray((axes / np.sqrt(np.maximum(values, _TINY))) @ axes.T @ rows)
