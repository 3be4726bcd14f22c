"""Ways of recommending held side by side on ratings of many users, such as MovieLens'.

Three trials: random folds; each user's last rating; users cut down to their first few. Every
figure is kept by user, so that its interval, and that of the difference of two methods, comes from
drawing users again. Nothing is tuned here: a method sees the known ratings of a split alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.evaluation.intervals import (
    Measured,
    measure,
    paired_difference,
    pooled,
    pooled_difference,
)
from cutter.evaluation.metrics import ndcg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cutter.crowd.ratings import Floats, Mask, Ratings
    from cutter.crowd.reading import Crowd
    from cutter.crowd.recommender import Recommender

SEED = 6
FOLDS = 5
FIRST = 5
"""Ratings that a newcomer has."""
AT = 10
BY_RANK = frozenset({"popularity"})
"""Methods that order what was held back by their ranks: they tell no rating."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Which ratings are known, and which are asked for."""

    known: Mask
    """(n_ratings,)."""
    asked: Mask
    """(n_ratings,)."""
    among_all: bool
    """Whether what was held back is also looked for among all items that a user has not rated."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one method came to, by user; the users are those that anything was asked of."""

    squared: Floats
    """(n_users,) sum of squared errors; not a number where the method tells no ratings."""
    counts: Floats
    """(n_users,) ratings asked for."""
    held: Floats
    """(n_users,) NDCG@10 of the order of what was held back, gain 2 ** rating - 1, mean over folds;
    not a number where fewer than two ratings were held back at once."""
    among_all: Floats
    """(n_users,) NDCG@10 of what was held back among all unrated items, each worth the same; not a
    number where that was not asked."""

    @property
    def rmse(self) -> Measured | None:
        """Root of the mean squared error over all ratings asked for."""
        if not np.isfinite(self.squared).all():
            return None
        return pooled(self.squared, self.counts, finish=np.sqrt)

    @property
    def ndcg_held(self) -> Measured | None:
        """Mean over users."""
        return _mean(self.held)

    @property
    def ndcg_among_all(self) -> Measured | None:
        """Mean over users."""
        return _mean(self.among_all)

    def less_rmse(self, other: Outcome) -> Measured | None:
        """Return how much lower the RMSE is than another's: above 0 is better."""
        if not (np.isfinite(self.squared).all() and np.isfinite(other.squared).all()):
            return None
        return pooled_difference(other.squared, self.squared, self.counts, finish=np.sqrt)

    def more_held(self, other: Outcome) -> Measured | None:
        """Return how much higher the NDCG of what was held back is than another's."""
        return _difference(self.held, other.held)

    def more_among_all(self, other: Outcome) -> Measured | None:
        """Return how much higher the NDCG among all items is than another's."""
        return _difference(self.among_all, other.among_all)


def compare(
    crowd: Crowd,
    splits: Iterable[Split],
    methods: Mapping[str, Callable[[], Recommender]],
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Outcome]:
    """Fit every method to the known ratings of each split and hold it against those asked for.

    Args:
        crowd: the ratings, with what is known of the items. Tags that users gave to items which
            they are asked for are left out.
        splits: such as `in_folds`, `last_out` or `newcomers` make.
        methods: makes each method anew.
        tell: is told of each method of each split when it is done.

    Returns:
        For each method what it came to; users in the order of the ratings.
    """
    ratings = crowd.ratings
    n = len(ratings.users)
    sums = {name: np.zeros((n, 2)) for name in methods}
    ranks: dict[str, list[tuple[Floats, Floats]]] = {name: [] for name in methods}
    for number, split in enumerate(splits, 1):
        known, asked = ratings.only(split.known), ratings.only(split.asked)
        pairs = zip(asked.user.tolist(), asked.item.tolist(), strict=True)
        items = crowd.items_without([(ratings.users[user], item) for user, item in pairs])
        for name, make in methods.items():
            method = make().fit(known, items)
            predicted = method.predict(asked.user, asked.item)
            squared = np.square(predicted - asked.value)
            sums[name] += np.stack(
                [np.bincount(asked.user, part, minlength=n) for part in (squared, squared * 0 + 1)],
                axis=1,
            )
            ranks[name].append(_orders(method, predicted, known, asked, split))
            tell(f"split {number}: {name}")
    outcomes = {}
    for name in methods:
        is_asked = ~(sums[name][:, 1] == 0)
        held, among_all = (_by_user(parts) for parts in zip(*ranks[name], strict=True))
        squared, counts = sums[name][is_asked].T
        outcomes[name] = Outcome(squared, counts, held[is_asked], among_all[is_asked])
    return outcomes


def in_folds(ratings: Ratings, folds: int = FOLDS, seed: int = SEED) -> list[Split]:
    """Return splits in which each rating is asked for once, by chance."""
    fold = np.random.default_rng(seed).permutation(len(ratings)) % folds
    return [Split(fold != each, fold == each, among_all=False) for each in range(folds)]


def last_out(ratings: Ratings) -> list[Split]:
    """Return the split that asks for each user's last rating; of one moment, the last item's."""
    last = (ratings.before() == ratings.counts() - 1) & (ratings.counts() > 1)
    return [Split(~last, last, among_all=True)]


def newcomers(
    ratings: Ratings, groups: int = FOLDS, first: int = FIRST, seed: int = SEED
) -> list[Split]:
    """Return splits in which one group of users after the other is cut to its first ratings.

    All their others are asked for; the other groups' ratings are all known.
    """
    group = np.random.default_rng(seed).permutation(len(ratings.users)) % groups
    splits = []
    for each in range(groups):
        asked = (group[ratings.user] == each) & (ratings.before() >= first)
        splits.append(Split(~asked, asked, among_all=True))
    return splits


def thinned(crowd: Crowd, every: int) -> Crowd:
    """Return the crowd of one user in so many, and the items that these rated.

    Args:
        crowd: of all users.
        every: 1 keeps all.
    """
    from cutter.crowd.ratings import Items, Ratings
    from cutter.crowd.reading import Crowd, Tag

    whole = crowd.ratings
    chosen = whole.only(whole.user % every == 0)
    rated, item = np.unique(chosen.item, return_inverse=True)
    of_item = {int(old): new for new, old in enumerate(rated)}
    ratings = Ratings(
        whole.users[::every], chosen.user // every, item, chosen.value, chosen.when, whole.scale
    )
    items = Items(
        tuple(crowd.items.keys[old] for old in rated),
        np.zeros((len(rated), 0)),
        tuple(crowd.items.titles[old] for old in rated),
    )
    words = tuple(crowd.words[old] for old in rated)
    tags = tuple(Tag(t.user, of_item[t.item], t.text) for t in crowd.tags if t.item in of_item)
    bare = Crowd(ratings, items, (), words, tags)
    return Crowd(ratings, bare.items_without(()), (), words, tags)


def _orders(
    method: Recommender, predicted: Floats, known: Ratings, asked: Ratings, split: Split
) -> tuple[Floats, Floats]:
    """Return by user the NDCG of what was held back: among itself, and among all unrated."""
    n = len(asked.users)
    held, among_all = np.full(n, np.nan), np.full(n, np.nan)
    users = np.unique(asked.user)
    by_rank = method.name in BY_RANK
    ranks = method.rank(users) if split.among_all or by_rank else None
    starts = np.searchsorted(asked.user, users)
    ends = np.searchsorted(asked.user, users, side="right")
    begins, stops = (np.searchsorted(known.user, users, side=side) for side in ("left", "right"))
    for row, user in enumerate(users):
        own = slice(starts[row], ends[row])
        items, values = asked.item[own], asked.value[own]
        order = ranks[row, items] if by_rank and ranks is not None else predicted[own]
        if len(items) > 1 and np.isfinite(order).all():
            held[user] = ndcg(values, order, AT, gain="exponential")
        if split.among_all and ranks is not None:
            unrated = np.ones(ranks.shape[1], bool)
            unrated[known.item[begins[row] : stops[row]]] = False
            wanted = np.zeros(ranks.shape[1])
            wanted[items] = 1.0
            among_all[user] = ndcg(wanted[unrated], ranks[row, unrated], AT)
    return held, among_all


def _by_user(parts: Sequence[Floats]) -> Floats:
    """Return each user's mean over the splits that say anything of them."""
    table = np.stack(parts)
    said = np.isfinite(table).sum(axis=0)
    total = np.nansum(table, axis=0)
    return np.where(said > 0, total / np.maximum(said, 1), np.nan)


def _mean(values: Floats) -> Measured | None:
    found = values[np.isfinite(values)]
    return measure(found) if len(found) else None


def _difference(one: Floats, other: Floats) -> Measured | None:
    both = np.isfinite(one) & np.isfinite(other)
    return paired_difference(one[both], other[both]) if both.any() else None
