"""Likes what those who agree with one like, or what is rated like what one liked.

Knows nothing about what the items are like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from cutter.crowd.biases import levels_of

if TYPE_CHECKING:
    from cutter.crowd.ratings import Floats, Index, Items, Ratings

SHRINKAGE = 100.0
"""Ratings in common at which half of a likeness is believed (Koren 2010, section 2.2)."""
DOUBT = 0.5
"""Weight of the plain levels beside the sum of the neighbours' likenesses. Both were chosen on
folds of MovieLens that are not among those reported."""
_LEAST = 1e-12


class Neighbours:
    """Ratings less their levels, averaged over neighbours by likeness.

    Neighbours are users, or items where these are fewer: the smaller table of likenesses.
    """

    name = "neighbours"

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Compare all with all, and average once for every pair."""
        self._levels = levels_of(ratings, items)
        rest = ratings.value - self._levels.of(ratings.user, ratings.item)
        shape = (len(ratings.users), len(items))
        by_items = shape[1] < shape[0]
        table, rated = np.zeros(shape), np.zeros(shape)
        table[ratings.user, ratings.item] = rest
        rated[ratings.user, ratings.item] = 1.0
        if by_items:
            table, rated = table.T, rated.T
        likeness = likeness_of(table, rated)
        found = (likeness @ table) / (likeness @ rated + DOUBT)
        self._added = np.zeros((shape[0] + 1, shape[1] + 1))
        self._added[:-1, :-1] = found.T if by_items else found
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the levels and what the neighbours add; see `Recommender`."""
        level = self._levels.of(users, items)
        return self._levels.on_scale(level + self.added(users, items))

    def added(self, users: Index, items: Index) -> Floats:
        """Return what the neighbours add to the levels of each pair, (n,)."""
        found: Floats = self._added[users, items]
        return found

    def rank(self, users: Index) -> Floats:
        """Return what the user would rate each item, less their own level; see `Recommender`."""
        level: Floats = self._levels.of_item[:-1] + self._added[users, :-1]
        return level


def likeness_of(table: Floats, rated: Floats) -> Floats:
    """Return the likeness of each row to each other, 0 to 1: what they share alone is compared.

    The cosine of two rows over the columns that both have, times n / (n + SHRINKAGE) for n of
    them; 0 for the opposed, and for a row with itself.

    Args:
        table: (rows, columns) values, 0 where there is none.
        rated: (rows, columns) 1 where there is one, else 0.

    Returns:
        (rows, rows), symmetric.
    """
    squares = np.square(table) @ rated.T
    norms = np.sqrt(np.maximum(squares * squares.T, _LEAST))
    shared = rated @ rated.T
    likeness: Floats = (table @ table.T) / norms * shared / (shared + SHRINKAGE)
    np.fill_diagonal(likeness, 0.0)
    return np.maximum(likeness, 0.0)
