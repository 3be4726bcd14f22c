"""Levels: how high users rate, and how high items are rated. And what all others are held against.

Knows nothing about content, nor about who is like whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from cutter.crowd.ratings import Floats, Index, Items, Ratings

OF_USER = 4.0
OF_ITEM = 3.0
"""How many usual ratings weigh as much as what is known of a user's or an item's level; chosen on
folds of MovieLens that are not among those reported."""
ROUNDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A mean, and how far each user's and each item's ratings lie from it."""

    mean: float
    of_user: Floats
    """(n_users + 1,); the last is 0, for whom nothing is known of."""
    of_item: Floats
    """(n_items + 1,); likewise."""
    ratings_of_user: Floats
    """(n_users + 1,) how many there are."""
    ratings_of_item: Floats
    """(n_items + 1,)."""
    scale: tuple[float, float]

    def of(self, users: Index, items: Index) -> Floats:
        """Return the level of each pair, not cut to the scale, (n,)."""
        level: Floats = self.mean + self.of_user[users] + self.of_item[items]
        return level

    def on_scale(self, values: Floats) -> Floats:
        """Return values cut to the scale of the ratings."""
        return np.clip(values, *self.scale)


def levels_of(ratings: Ratings, items: Items) -> Levels:
    """Return the levels of users and items, each held towards the mean while little is known.

    Minimises squared errors with squared levels weighed by `OF_USER` and `OF_ITEM`, by turns
    (Koren 2010, ACM TKDD 4:1, section 2.1).

    Raises:
        ValueError: a rating is of an item that there is not.
    """
    n_users, n_items = len(ratings.users), len(items)
    if len(ratings) and ratings.item.max() >= n_items:
        raise ValueError("a rating is of an item that there is not")
    user, item = ratings.user, ratings.item
    mean = float(ratings.value.mean()) if len(ratings) else sum(ratings.scale) / 2
    rest = ratings.value - mean
    by_user = np.bincount(user, minlength=n_users + 1).astype(np.float64)
    by_item = np.bincount(item, minlength=n_items + 1).astype(np.float64)
    of_user, of_item = np.zeros(n_users + 1), np.zeros(n_items + 1)
    for _ in range(ROUNDS):
        sums = np.bincount(item, rest - of_user[user], minlength=n_items + 1)
        of_item = sums / (by_item + OF_ITEM)
        sums = np.bincount(user, rest - of_item[item], minlength=n_users + 1)
        of_user = sums / (by_user + OF_USER)
    return Levels(mean, of_user, of_item, by_user, by_item, ratings.scale)


class Popularity:
    """What many have rated comes first, for everybody alike."""

    name = "popularity"

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Count the ratings of each item, and take their mean, held towards that of all."""
        self._levels = levels_of(ratings, items)
        above = ratings.value - self._levels.mean
        counts = self._levels.ratings_of_item
        sums = np.bincount(ratings.item, above, minlength=len(items) + 1)
        self._means = self._levels.mean + sums / (counts + OF_ITEM)
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the item's mean rating; see `Recommender`."""
        means: Floats = self._means[items]
        return self._levels.on_scale(means)

    def rank(self, users: Index) -> Floats:
        """Return the logarithm of how many ratings an item has; see `Recommender`."""
        return np.tile(np.log1p(self._levels.ratings_of_item[:-1]), (len(users), 1))


class Baseline:
    """How high the user rates, and how high the item is rated."""

    name = "baseline"

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Learn the levels."""
        self._levels = levels_of(ratings, items)
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the levels' sum; see `Recommender`."""
        return self._levels.on_scale(self._levels.of(users, items))

    def rank(self, users: Index) -> Floats:
        """Return the items' levels; see `Recommender`."""
        return np.tile(self._levels.of_item[:-1], (len(users), 1))
