"""Likes what is like what was liked: each user's own ratings, and what the items are like.

Knows nothing about who else liked what, beyond the levels.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Self

import numpy as np

from cutter.crowd.biases import levels_of

if TYPE_CHECKING:
    from cutter.crowd.ratings import Floats, Index, Items, Ratings

NOISE = 4.0
"""Variance of a rating about a user's taste over that of a taste for one term: how strongly tastes
are held towards none. Chosen on folds of MovieLens that are not among those reported."""
HALF_LIFE = 5.0
"""How many later ratings halve what one says of what is looked for now."""


class Content:
    """For each user a ridge regression of ratings, less their levels, on the items' features."""

    name = "content"

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Learn each user's taste in closed form."""
        self._levels = levels_of(ratings, items)
        self._features = items.features
        rest = ratings.value - self._levels.of(ratings.user, ratings.item)
        recent = 0.5 ** (ratings.later() / HALF_LIFE)
        n_users, n_terms = len(ratings.users), items.features.shape[1]
        tastes = np.zeros((n_users, n_terms))
        self._recent = np.zeros((n_users + 1, n_terms))
        starts = np.searchsorted(ratings.user, np.arange(n_users + 1))
        for user, (start, end) in enumerate(itertools.pairwise(starts)):
            if start < end:
                seen = items.features[ratings.item[start:end]]
                tastes[user] = ridge(seen, rest[start:end], NOISE)
                self._recent[user] = recent[start:end] @ seen
        self._added = np.zeros((n_users + 1, len(items) + 1))
        self._added[:-1, :-1] = tastes @ items.features.T
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the levels and what the user's taste adds; see `Recommender`."""
        level = self._levels.of(users, items)
        return self._levels.on_scale(level + self.added(users, items))

    def added(self, users: Index, items: Index) -> Floats:
        """Return what the user's taste adds to the levels of each pair, (n,)."""
        found: Floats = self._added[users, items]
        return found

    def rank(self, users: Index) -> Floats:
        """Return how like what the user lately rated each item is; see `Recommender`."""
        likeness: Floats = self._recent[users] @ self._features.T
        return likeness


def ridge(features: Floats, wanted: Floats, penalty: float) -> Floats:
    """Return the weights of a ridge regression without a constant, by the smaller of both systems.

    Args:
        features: (n, d).
        wanted: (n,).
        penalty: of the squared weights, above 0.

    Returns:
        (d,).
    """
    n, d = features.shape
    if n <= d:
        dual = np.linalg.solve(features @ features.T + penalty * np.eye(n), wanted)
        return np.asarray(features.T @ dual, np.float64)
    weights = np.linalg.solve(features.T @ features + penalty * np.eye(d), features.T @ wanted)
    return np.asarray(weights, np.float64)
