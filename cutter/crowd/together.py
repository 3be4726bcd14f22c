"""Puts forward what goes with what a user rated of late: EASE^R, in closed form.

Steck 2019, Embarrassingly shallow autoencoders for sparse data (WWW '19): the weights between
items that best give back who rated what, no item speaking for itself. Goes by what was rated, not
by how high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from cutter.crowd.biases import levels_of

if TYPE_CHECKING:
    from cutter.crowd.ratings import Floats, Index, Items, Ratings

PENALTY = 200.0
"""Of the squared weights; 50 to 500 made little difference on MovieLens latest-small."""
HALF_LIFE = 4.0
"""How many later ratings halve the weight of one: viewers stay with a subject for a while."""


class Together:
    """What is rated along with what the user rated; ratings themselves by levels alone."""

    name = "together"

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Solve for the weights between items, by the smaller of both systems."""
        self._levels = levels_of(ratings, items)
        shape = (len(ratings.users), len(items))
        rated, recent = np.zeros(shape), np.zeros(shape)
        rated[ratings.user, ratings.item] = 1.0
        recent[ratings.user, ratings.item] = 0.5 ** (ratings.later() / HALF_LIFE)
        counts = np.log1p(self._levels.ratings_of_item[:-1])
        # What is equal otherwise goes by how many rated it.
        popular = 1e-6 * counts / max(counts.max(initial=0.0), 1.0)
        self._scores = np.zeros((shape[0] + 1, shape[1]))
        self._scores[:-1] = scores(rated, recent)
        self._scores += popular
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the levels' sum; see `Recommender`."""
        return self._levels.on_scale(self._levels.of(users, items))

    def rank(self, users: Index) -> Floats:
        """Return how much each item goes with what was rated of late; see `Recommender`."""
        found: Floats = self._scores[users]
        return found


def scores(rated: Floats, recent: Floats, penalty: float = PENALTY) -> Floats:
    """Return `recent` times the weights that are learnt from `rated`.

    With P the inverse of X'X + penalty I for X = `rated`, the weights are I - P / diag(P). Where
    users are fewer than items, P comes from the users' table (Woodbury's identity).

    Args:
        rated: (n_users, n_items) 1 where a user rated an item, else 0.
        recent: (n_users, n_items) the same, weighted.
        penalty: of the squared weights.

    Returns:
        (n_users, n_items).
    """
    n_users, n_items = rated.shape
    if n_items <= n_users:
        inverse = np.linalg.inv(rated.T @ rated + penalty * np.eye(n_items))
        through: Floats = recent @ inverse
        return recent - through / np.diag(inverse)
    solved = np.linalg.solve(rated @ rated.T + penalty * np.eye(n_users), rated)
    diagonal = (1.0 - np.einsum("ui,ui->i", rated, solved)) / penalty
    through = (recent - (recent @ rated.T) @ solved) / penalty
    return np.asarray(recent - through / diagonal, np.float64)
