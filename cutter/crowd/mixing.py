"""How to mix ranks: what puts the ratings that users gave last further up, tried on such.

Knows nothing of how the methods come to what they say.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.crowd.biases import Popularity
from cutter.crowd.content import Content
from cutter.crowd.together import Together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.crowd.ratings import Floats, Index, Items, Mask, Ratings
    from cutter.crowd.recommender import Recommender

FEW = 10
"""Up to so many ratings a user is a newcomer, for whom ranks are mixed otherwise."""
FIRST = 5
"""How many ratings newcomers have in the trial."""
LAST = 3
"""How many ratings are held out of each user's; of newcomers', all but the first."""
EVERY = 4
"""One user of so many is made a newcomer for the trial."""
CONTENT = (0.0, 0.3, 1.0)
POPULAR = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Shares that are tried, beside 1 for what goes together."""
AT = 10
_LEAST = 1e-12

Shares = tuple[float, float, float]
"""Of what goes together, of likeness in content, of popularity."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """How ranks are mixed."""

    newcomers: Shares
    others: Shares

    def shares_of(self, counts: Floats) -> Floats:
        """Return the shares for users who have so many ratings, (n, 3)."""
        is_new = (counts <= FEW)[:, None]
        return np.where(is_new, np.array(self.newcomers), np.array(self.others))


def mixed(ratings: Ratings, items: Items) -> Mixed:
    """Return the mix that does best on the ratings that users gave last, the plainest of equals."""
    before, count = ratings.before(), ratings.counts()
    after = count - 1 - before
    held = (after < LAST) & (after < count // 3)
    others = _best(ratings, items, ~held, held)
    is_new = (ratings.user % EVERY == 0) & (count > FIRST)
    known = ~is_new | (before < FIRST)
    asked = is_new & (before >= FIRST)
    return Mixed(_best(ratings, items, known, asked), others)


def ranked(methods: Sequence[Recommender], users: Index, shares: Floats) -> Floats:
    """Return ranks of several methods, each brought to one measure within a user, mixed.

    Args:
        methods: fitted ones.
        users: (n,).
        shares: (n, methods).

    Returns:
        (n, n_items).
    """
    parts = [_standard(method.rank(users)) for method in methods]
    return sum((shares[:, [k]] * part for k, part in enumerate(parts)), np.zeros_like(parts[0]))


def _best(ratings: Ratings, items: Items, known: Mask, asked: Mask) -> Shares:
    """Return the shares that do best; the plainest where there is nothing to try them on."""
    if not asked.any() or not known.any():
        return (1.0, CONTENT[0], POPULAR[0])
    found = tried(ratings, items, known, asked)
    return max(found, key=lambda shares: (found[shares], -shares[1], -shares[2]))


def tried(ratings: Ratings, items: Items, known: Mask, asked: Mask) -> dict[Shares, float]:
    """Return for each mix the mean NDCG@10 of some ratings among all items that are not known.

    Args:
        ratings: all of them.
        items: what is rated.
        known: (n,) which ratings are learnt from; one at least.
        asked: (n,) which are looked for; one at least.
    """
    given = ratings.only(known)
    methods = (Together(), Content(), Popularity())
    users, row = np.unique(ratings.user[asked], return_inverse=True)
    is_asked = np.zeros((len(users), len(items)), bool)
    is_asked[row, ratings.item[asked]] = True
    is_known = np.zeros((len(ratings.users), len(items)), bool)
    is_known[given.user, given.item] = True
    parts = [_standard(method.fit(given, items).rank(users)) for method in methods]
    parts[0][is_known[users]] = -np.inf
    found: dict[Shares, float] = {}
    for content, popular in itertools.product(CONTENT, POPULAR):
        score = parts[0] + content * parts[1] + popular * parts[2]
        found[1.0, content, popular] = round(_ndcg(score, is_asked), 6)
    return found


def _standard(ranks: Floats) -> Floats:
    """Return each row less its mean, in units of its spread."""
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    spread = np.maximum(centred.std(axis=1, keepdims=True), _LEAST)
    return np.asarray(centred / spread, np.float64)


def _ndcg(scores: Floats, wanted: Mask) -> float:
    """Return the mean NDCG@10 of what is wanted, each worth the same."""
    first = min(AT, scores.shape[1])
    top = np.argpartition(-scores, first - 1, axis=1)[:, :first]
    order = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1, kind="stable")
    hit = np.take_along_axis(wanted, np.take_along_axis(top, order, axis=1), axis=1)
    discounts = 1 / np.log2(np.arange(first) + 2)
    ideal = np.cumsum(discounts)[np.minimum(wanted.sum(axis=1), first) - 1]
    return float((hit @ discounts / ideal).mean())
