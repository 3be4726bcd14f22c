"""Recommenders of other libraries, behind cutter's Protocol, where they are installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from cutter.crowd.ratings import Floats, Index, Items, Ratings
from cutter.crowd.recommender import Recommender


class Surprise:
    """An algorithm of scikit-surprise at its defaults, but for what is given."""

    def __init__(self, name: str, **settings: object) -> None:
        """Choose the algorithm by its class; the others are its arguments."""
        self.name = f"surprise {name}"
        self._class, self._settings = name, settings

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Train it on the ratings."""
        import surprise

        settings = {"verbose": False, **self._settings}
        if self._class == "SVD":
            settings["random_state"] = 0
        self._algorithm: Any = getattr(surprise, self._class)(**settings)
        rows = zip(
            ratings.user.tolist(), ratings.item.tolist(), ratings.value.tolist(), strict=True
        )
        reader = surprise.Reader(rating_scale=ratings.scale)
        data = surprise.dataset.DatasetAutoFolds.__new__(surprise.dataset.DatasetAutoFolds)
        data.reader, data.df, data.has_been_split = reader, None, False
        data.raw_ratings = [(*row, None) for row in rows]
        self._train: Any = data.build_full_trainset()
        self._items = len(items)
        self._algorithm.fit(self._train)
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return its estimates."""
        pairs = zip(users.tolist(), items.tolist(), strict=True)
        return np.array([self._algorithm.predict(*pair).est for pair in pairs], np.float64)

    def rank(self, users: Index) -> Floats:
        """Return its estimates for all items, not cut to the scale."""
        return np.stack([self._row(user) for user in users.tolist()])

    def _row(self, user: int) -> Floats:
        train, algorithm = self._train, self._algorithm
        known = [item for item in range(self._items) if item in train._raw2inner_id_items]
        inner = np.array([train.to_inner_iid(item) for item in known])
        row = np.full(self._items, train.global_mean)
        try:
            own = train.to_inner_uid(user)
        except ValueError:
            return row
        level = train.global_mean + algorithm.bu[own]
        row[:] = level
        row[known] = level + algorithm.bi[inner]
        if self._class == "SVD":
            row[known] += algorithm.qi[inner] @ algorithm.pu[own]
        if self._class == "KNNBaseline":
            row[known] += self._neighbourly(own, level)[inner]
        return row

    def _neighbourly(self, own: int, level: float) -> Floats:
        """Return what KNNBaseline by items adds to the levels of a user, for all inner items."""
        algorithm = self._algorithm
        rated = np.array([item for item, _ in self._train.ur[own]])
        rest = np.array([value for _, value in self._train.ur[own]]) - level - algorithm.bi[rated]
        likeness = algorithm.sim[:, rated]
        if len(rated) > algorithm.k:
            nearest = np.argpartition(-likeness, algorithm.k - 1, axis=1)[:, : algorithm.k]
            likeness = np.take_along_axis(likeness, nearest, axis=1)
            rest = rest[nearest]
        weight = np.maximum(likeness, 0.0)
        total = weight.sum(axis=1)
        added: Floats = (weight * rest).sum(axis=1) / np.where(total > 0, total, 1.0)
        return added


class ImplicitALS:
    """implicit's alternating least squares on who rated what; it tells no ratings."""

    name = "implicit ALS"

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Train it at its defaults, but for one thread and a fixed seed."""
        from implicit.cpu.als import AlternatingLeastSquares
        from scipy.sparse import csr_matrix

        shape = (len(ratings.users), len(items))
        ones = np.ones(len(ratings), np.float32)
        table = csr_matrix((ones, (ratings.user, ratings.item)), shape)
        self._model: Any = AlternatingLeastSquares(random_state=0, num_threads=1)
        self._model.fit(table, show_progress=False)
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return no number for any pair."""
        return np.full(len(users), np.nan)

    def rank(self, users: Index) -> Floats:
        """Return the products of its factors."""
        found = self._model.user_factors[users] @ self._model.item_factors.T
        return np.asarray(found, np.float64)


def peers() -> dict[str, Callable[[], Recommender]]:
    """Return the methods of libraries that are installed, by name."""
    found: dict[str, Callable[[], Recommender]] = {}
    if importlib.util.find_spec("surprise") is not None:
        by_items = {"name": "pearson_baseline", "user_based": False}
        found["surprise BaselineOnly"] = lambda: Surprise("BaselineOnly")
        found["surprise SVD"] = lambda: Surprise("SVD")
        found["surprise KNNBaseline"] = lambda: Surprise("KNNBaseline", sim_options=by_items)
    if importlib.util.find_spec("implicit") is not None:
        found["implicit ALS"] = ImplicitALS
    return found
