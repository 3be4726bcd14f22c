"""Likes what is like what was liked: each user's own ratings, and what the items are like.

Knows nothing about who else liked what, beyond the levels.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Self

import numpy as np

from cutter.crowd.biases import levels_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        """Learn what each user rated of late; their tastes when first asked for."""
        self._levels = levels_of(ratings, items)
        self._ratings, self._features = ratings, items.features
        self._added: Floats | None = None
        weights = 0.5 ** (ratings.later() / HALF_LIFE)
        self._recent = np.zeros((len(ratings.users) + 1, items.features.shape[1]))
        for user, own in self._users():
            self._recent[user] = weights[own] @ self._features[ratings.item[own]]
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the levels and what the user's taste adds; see `Recommender`."""
        level = self._levels.of(users, items)
        return self._levels.on_scale(level + self.added(users, items))

    def added(self, users: Index, items: Index) -> Floats:
        """Return what the user's taste adds to the levels of each pair, (n,)."""
        if self._added is None:
            # Only now, for ranks need none of it.
            self._added = self._tastes()
        found: Floats = self._added[users, items]
        return found

    def rank(self, users: Index) -> Floats:
        """Return how like what the user lately rated each item is; see `Recommender`."""
        likeness: Floats = self._recent[users] @ self._features.T
        return likeness

    def _tastes(self) -> Floats:
        """Return what each user's taste adds for each item, (n_users + 1, n_items + 1)."""
        ratings = self._ratings
        rest = ratings.value - self._levels.of(ratings.user, ratings.item)
        tastes = np.zeros((len(ratings.users) + 1, self._features.shape[1]))
        for user, own in self._users():
            tastes[user] = ridge(self._features[ratings.item[own]], rest[own], NOISE)
        added = np.zeros((len(tastes), len(self._features) + 1))
        added[:, :-1] = tastes @ self._features.T
        return added

    def _users(self) -> Iterator[tuple[int, slice]]:
        """Yield each user who rated anything, and where their ratings lie."""
        starts = np.searchsorted(self._ratings.user, np.arange(len(self._ratings.users) + 1))
        for user, (start, end) in enumerate(itertools.pairwise(starts.tolist())):
            if start < end:
                yield user, slice(start, end)


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
