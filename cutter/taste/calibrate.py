"""Turns cosines into matches of 0 to 1 that mean the same in every film and for every model.

A cosine is no probability: one model puts a fitting caption at 0.30 and a foreign one at 0.18,
another at 0.80 and 0.05, and some pictures are near to every caption, some captions near to every
picture. So a picture's cosine with a phrase is first told in units of that picture's cosines with
captions of nothing in particular (the null prompts), then held against the film's own
distribution. Knows nothing about shots, profiles or scores.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DECIMALS = 6
"""Results are rounded to these, so that the last bits of a BLAS decide nothing."""
THRESHOLD = 0.5
"""A match of this and more is one."""

FAINT = 0.1
"""A match of this and less is nothing."""

# In units of the null prompts' spread. With ViT-B-32 fitting captions lie 3 to 5 above the null
# prompts' mean, foreign ones within 1.2 (cosines 0.28 to 0.33, and 0.15 to 0.22, spread 0.03).
NEEDED_Z = 2.2
STEEPNESS = 2.0
BIAS_LIMIT = 1.0
"""How much of a phrase's film-wide nearness is taken as bias: never so much that a film in which
everything matches would lose its matches."""
ORDINARY_TOP = 4.0
FOLLOW_TOP = 0.5
"""Where the film's best lies above an ordinary match, the needed z follows it half of the way: a
model that tells apart well puts half-fitting pictures as high as another puts fitting ones."""
PRIOR_PICTURES = 4.0
"""The film's own statistics count as this many pictures' worth of knowing nothing."""
LEAST_SPREAD = 0.01

# Example pictures: 0 is how near any two shots of the film are, 1 is the same picture.
NEEDED_NEARNESS = 0.45
NEARNESS_STEEPNESS = 14.0
ORDINARY_NEARNESS = 0.5
"""Cosine of two unrelated pictures where the film cannot tell: CLIP's usual 0.4 to 0.6."""
NEARNESS_LIMIT = 0.6
"""The film's baseline is taken no higher, so that a film of one place can match everywhere."""


def cosines(rows: NDArray[np.floating[Any]], columns: NDArray[np.float32]) -> Array:
    """Return the cosines of unit vectors, (n_rows, n_columns), rounded to 1e-6.

    Args:
        rows: (n_rows, dim), unit length or zero.
        columns: (n_columns, dim), likewise.
    """
    product = rows.astype(np.float64, copy=False) @ columns.astype(np.float64).T
    return _rounded(product)


def match_words(of_phrases: Array, of_nulls: Array) -> Array:
    """Return how well each phrase fits each picture (or each cue), 0 to 1.

    z = (cosine - mean of null cosines) / spread of null cosines, per picture; from it the phrase's
    median over the film is taken in part (`BIAS_LIMIT`), and it is held against `NEEDED_Z`, which
    rises with the best of the film (`FOLLOW_TOP`): match = 1 / (1 + exp(-steepness (z - needed))).
    For one picture, and for one phrase over all pictures of like null cosines, a greater cosine
    never gives a smaller match.

    Args:
        of_phrases: (n_pictures, n_phrases) cosines.
        of_nulls: (n_pictures, n_nulls) cosines of the same pictures with the null prompts.

    Returns:
        (n_pictures, n_phrases), rounded to 1e-6.
    """
    if not of_phrases.size:
        return np.zeros(of_phrases.shape)
    return match_levelled(of_phrases, null_level(of_nulls))


def match_levelled(of_phrases: Array, level: Array) -> Array:
    """Return what `match_words` does, where the null prompts were reckoned before.

    Args:
        of_phrases: (n_pictures, n_phrases) cosines.
        level: (n_pictures, 2) of the same pictures, see `null_level`.
    """
    if not of_phrases.size:
        return np.zeros(of_phrases.shape)
    z = above_level(of_phrases, level)
    return match_above(z, np.median(z, axis=0), z.max(axis=0), np.array(len(z)))


def match_above(
    z: Array, usual: Array, best: Array, count: NDArray[np.signedinteger[Any]]
) -> Array:
    """Return how well pictures fit that lie so many spreads above the null prompts.

    Args:
        z: of the pictures, see `above_level`; the others have its shape or one that goes with it.
        usual: what the film's pictures have for this phrase in the middle.
        best: the greatest that a picture of the film has.
        count: how many pictures the film has.
    """
    known = count / (count + PRIOR_PICTURES)
    bias = known * np.clip(usual, -BIAS_LIMIT, BIAS_LIMIT)
    needed = NEEDED_Z + FOLLOW_TOP * np.maximum(0.0, best - bias - ORDINARY_TOP)
    return _rounded(_logistic(STEEPNESS * (z - bias - needed)))


def match_examples(of_examples: Array, own: Array) -> Array:
    """Return how like each example picture each picture of the film is, 0 to 1.

    nearness = (cosine - baseline) / (1 - baseline), where the baseline is the median cosine of
    pictures from different shots of this film, drawn towards `ORDINARY_NEARNESS` where there are
    few and held under `NEARNESS_LIMIT`.

    Args:
        of_examples: (n_pictures, n_examples) cosines.
        own: cosines between pictures of different shots of the film, any number of them.
    """
    return match_near(of_examples, baseline_of(own))


def baseline_of(own: Array) -> float:
    """Return how near to each other pictures of this film are that have nothing in common.

    Args:
        own: see `match_examples`.
    """
    middle = float(np.median(own)) if own.size else ORDINARY_NEARNESS
    known = own.size / (own.size + PRIOR_PICTURES)
    baseline = known * middle + (1 - known) * ORDINARY_NEARNESS
    return min(baseline, NEARNESS_LIMIT)


def match_near(of_examples: Array, baseline: float | Array) -> Array:
    """Return what `match_examples` does, where the film's own pictures were compared before."""
    nearness = (of_examples - baseline) / (1 - baseline)
    return _rounded(_logistic(NEARNESS_STEEPNESS * (nearness - NEEDED_NEARNESS)))


def clear(match: Array) -> Array:
    """Return matches without what is faint: 0 up to `FAINT`, then evenly up to 1.

    What is faint in many preferences shall not add up to something.
    """
    return _rounded(np.maximum(0.0, (match - FAINT) / (1.0 - FAINT)))


def noisy_or(*matches: Array) -> Array:
    """Return the chance that at least one of several independent findings is true."""
    missed = np.ones_like(matches[0])
    for match in matches:
        missed = missed * (1.0 - match)
    return _rounded(1.0 - missed)


def null_level(of_nulls: Array) -> Array:
    """Return what a picture's cosines are held against: (n_pictures, 2), mean and spread.

    Args:
        of_nulls: (n_pictures, n_nulls) cosines with the null prompts, of all pictures of a film.
    """
    if not of_nulls.size:
        return np.zeros((len(of_nulls), 2))
    mean = of_nulls.mean(axis=1, keepdims=True)
    squares = np.einsum("ij,ij->i", of_nulls, of_nulls)[:, None] / of_nulls.shape[1]
    spread = np.sqrt(np.maximum(0.0, squares - mean**2))
    # A picture's own spread is known from some sixty prompts only; the film's steadies it.
    spread = np.sqrt((spread**2 + np.mean(spread**2)) / 2)
    return np.hstack([_rounded(mean), _rounded(np.maximum(spread, LEAST_SPREAD))])


def above_level(of_phrases: Array, level: Array) -> Array:
    """Return how many spreads the cosines lie above the null prompts' mean, z in `match_words`."""
    return _rounded((of_phrases - level[:, :1]) / level[:, 1:])


def _logistic(x: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60.0, 60.0)))


def _rounded(values: Array) -> Array:
    # Adding zero turns -0.0 into 0.0.
    return np.round(values, DECIMALS) + 0.0
