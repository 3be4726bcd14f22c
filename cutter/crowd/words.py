"""Words that a crowd lets expect of a viewer: genres and tags that go with what they said.

From a few ratings or words of the viewer's own to beliefs for a new profile. Knows nothing about
profiles and files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.crowd.biases import levels_of
from cutter.schema import Belief

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.crowd.ratings import Floats, Items, Ratings
    from cutter.crowd.reading import Crowd

KEPT: Final = 0.6
"""Weight of a word that a viewer is expected to like by one spread of the crowd's tastes: what
others let expect of somebody is worth less than what they say themselves."""
STRENGTH: Final = 1.5
"""How many spreads somebody means who says that they like or dislike something."""
VAGUENESS: Final = 0.5
"""And how sure that is, in spreads."""
NOISE: Final = 4.0
"""Ratings of a word's items at which half of what they say of a taste for it is believed."""
LEAST_ITEMS: Final = 5
"""A word of fewer rated items is left out."""
LEAST: Final = 0.1
"""Smaller weights are left out."""
MOST: Final = 8
_DECADE: Final = re.compile(r"\d{4}s")
_VIEWER: Final = "viewer\0"


def believed(
    crowd: Crowd, rated: Mapping[int, float], said: Mapping[str, bool], most: int = MOST
) -> tuple[Belief, ...]:
    """Return what a viewer is expected to like or dislike, in words.

    Each user of the crowd has a taste for each word: how far they rate its items above their
    level. Tastes of users vary together; what the viewer said of some words tells of the others as
    far as they do (a Gaussian's conditional mean and spread; covariance after Ledoit and Wolf 2004,
    J. Multivariate Anal. 88:365).

    Args:
        crowd: ratings of many users, of items with words.
        rated: the viewer's ratings by item, on the crowd's scale.
        said: words of the crowd that the viewer says they like (True) or dislike.
        most: beliefs at most.

    Returns:
        The strongest first, without decades and without what the viewer said. `events` counts the
        viewer's ratings that a word is in.

    Raises:
        ValueError: a word is none of the crowd's.
    """
    from sklearn.covariance import ledoit_wolf

    terms = crowd.items.terms
    has = (crowd.items.features > 0).astype(np.float64)
    ratings = crowd.ratings.with_user(_VIEWER, list(rated), list(rated.values()))
    sums, counts, noise = _tastes(ratings, crowd.items, has)
    tastes = sums[:-1] / (counts[:-1] + NOISE)
    if not len(terms) or len(tastes) < 2:
        return ()
    covariance, _ = ledoit_wolf(tastes)
    spreads = np.sqrt(np.maximum(np.diag(covariance), 1e-12))
    told = sums[-1] / np.maximum(counts[-1], 1.0)
    doubt = np.where(counts[-1] > 0, noise / np.maximum(counts[-1], 1.0), np.inf)
    for word, is_liked in said.items():
        place = terms.index(word)
        told[place] = (STRENGTH if is_liked else -STRENGTH) * spreads[place]
        doubt[place] = (VAGUENESS * spreads[place]) ** 2
    mean, variance = _conditional(covariance, told, doubt)
    weights = np.clip(KEPT * mean / spreads, -1.0, 1.0)
    wide = KEPT * np.sqrt(np.maximum(variance, 0.0)) / spreads
    items_of = has[np.unique(crowd.ratings.item)].sum(axis=0)
    found = [
        Belief(
            text=term,
            weight=round(float(weights[place]), 4),
            spread=round(float(wide[place]), 4),
            events=int(counts[-1, place]),
            origin="words",
        )
        for place, term in enumerate(terms)
        if term not in said
        and not _DECADE.fullmatch(term)
        and items_of[place] >= LEAST_ITEMS
        and abs(weights[place]) >= LEAST
    ]
    found.sort(key=lambda belief: (-abs(belief.weight), belief.text))
    return tuple(found[:most])


def _tastes(ratings: Ratings, items: Items, has: Floats) -> tuple[Floats, Floats, float]:
    """Return (n_users, n_terms) sums of ratings above their level, their counts, their variance."""
    rest = ratings.value - levels_of(ratings, items).of(ratings.user, ratings.item)
    shape = (len(ratings.users), len(items))
    above, rated = np.zeros(shape), np.zeros(shape)
    above[ratings.user, ratings.item] = rest
    rated[ratings.user, ratings.item] = 1.0
    return above @ has, rated @ has, float(np.var(rest)) if len(rest) else 1.0


def _conditional(covariance: Floats, told: Floats, doubt: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of a Gaussian, mean 0, of which some parts are told with doubt."""
    known = np.flatnonzero(np.isfinite(doubt))
    across = covariance[:, known]
    inner = covariance[np.ix_(known, known)] + np.diag(doubt[known])
    gain = np.linalg.solve(inner, across.T).T
    mean = np.asarray(gain @ told[known], np.float64)
    variance = np.diag(covariance) - np.einsum("tk,tk->t", gain, across)
    return mean, np.asarray(variance, np.float64)
