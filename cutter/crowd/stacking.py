"""How much to trust each method for a rating: a ridge regression over ratings that it had not seen.

What is trusted depends on how many ratings there are of the user and of the item, so that a
newcomer is told from an old hand. Knows nothing of how the methods come to what they say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from cutter.crowd.biases import Levels, levels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.crowd.ratings import Floats, Index, Items, Mask, Ratings

FOLDS = 4
SEED = 17
NEWCOMERS = 16
"""In every fold one user of so many is cut down to the first few ratings."""
FIRST = (2, 5, 12)
"""To how many, by turns."""
TRUST = 0.7
"""What a method's word weighs before anything is seen of how well it does."""
PENALTY = 10.0
"""Of squared weights, away from that; all three chosen on other folds than those reported."""
USER_HALF, ITEM_HALF = 10.0, 5.0
"""Ratings at which a user, an item, counts as half new."""


class Adds(Protocol):
    """A method that adds something to the levels."""

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Learn from ratings."""
        ...

    def added(self, users: Index, items: Index) -> Floats:
        """Return what it adds to the level of each pair, (n,)."""
        ...


Methods = tuple["Callable[[], Adds]", ...]


def stacked(ratings: Ratings, items: Items, methods: Methods) -> Floats:
    """Return the weights of the columns of `design`, learnt on folds of the ratings.

    Args:
        ratings: all that may be learnt from.
        items: what is rated.
        methods: makes each of them anew.

    Returns:
        (n_columns,).
    """
    prior = _prior(len(methods))
    system = PENALTY * np.eye(len(prior))
    right = PENALTY * prior
    for held in folds(ratings):
        if not held.any() or held.all():
            continue
        known, asked = ratings.only(~held), ratings.only(held)
        levels = levels_of(known, items)
        fitted = [make().fit(known, items) for make in methods]
        columns = design(levels, fitted, asked.user, asked.item)
        rest = asked.value - levels.of(asked.user, asked.item)
        system += columns.T @ columns
        right += columns.T @ rest
    return np.asarray(np.linalg.solve(system, right), np.float64)


def design(levels: Levels, fitted: Sequence[Adds], users: Index, items: Index) -> Floats:
    """Return what the stacked prediction is linear in, beyond the levels.

    Args:
        levels: of the ratings that the methods were fitted to.
        fitted: the methods.
        users: (n,) one for each pair.
        items: (n,) one for each pair.

    Returns:
        (n, 7 + 3 * methods): levels, and each method's word, alone and by how new the user and
        the item are, 0 to 1.
    """
    new_user = 1 / (1 + levels.ratings_of_user[users] / USER_HALF)
    new_item = 1 / (1 + levels.ratings_of_item[items] / ITEM_HALF)
    of_user, of_item = levels.of_user[users], levels.of_item[items]
    columns = [np.ones(len(users)), new_user, new_item]
    columns += [of_user, of_user * new_user, of_item, of_item * new_item]
    for method in fitted:
        word = method.added(users, items)
        columns += [word, word * new_user, word * new_item]
    return np.stack(columns, axis=1)


def folds(ratings: Ratings) -> list[Mask]:
    """Return for each fold which ratings are held out of it, (n,).

    A share of all, by a fixed seed, and of some users all but the first few.
    """
    fold = np.random.default_rng(SEED).permutation(len(ratings)) % FOLDS
    before, masks = ratings.before(), []
    for number in range(FOLDS):
        is_new = (ratings.user + number) % NEWCOMERS == 0
        first = np.array(FIRST)[ratings.user // NEWCOMERS % len(FIRST)]
        masks.append(np.where(is_new, before >= first, fold == number))
    return masks


def _prior(methods: int) -> Floats:
    weights = np.zeros(7 + 3 * methods)
    weights[7::3] = TRUST
    return weights
