"""Content, neighbours and what goes together, blended: each trusted as far as it has shown itself.

Ratings are stacked (`stacking.py`), ranks mixed (`mixing.py`); both learn how on ratings held out
of those given, so that nothing is tuned on what a trial keeps back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cutter.crowd.biases import Popularity, levels_of
from cutter.crowd.content import Content
from cutter.crowd.mixing import Mixed, mixed, ranked
from cutter.crowd.neighbours import Neighbours
from cutter.crowd.stacking import design, stacked
from cutter.crowd.together import Together

if TYPE_CHECKING:
    from cutter.crowd.ratings import Floats, Index, Items, Ratings


class Blend:
    """The blend of content-based and collaborative methods."""

    name = "blend"
    _mixed: Mixed | None

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Learn how far to trust each method, then fit each to all ratings."""
        self._weights = stacked(ratings, items, (Content, Neighbours))
        self._given, self._mixed = (ratings, items), None
        self._levels = levels_of(ratings, items)
        self._content = Content().fit(ratings, items)
        self._neighbours = Neighbours().fit(ratings, items)
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        """Return the stacked prediction; see `Recommender`."""
        columns = design(self._levels, (self._content, self._neighbours), users, items)
        added: Floats = columns @ self._weights
        return self._levels.on_scale(self._levels.of(users, items) + added)

    def rank(self, users: Index) -> Floats:
        """Return the mixed ranks; see `Recommender`."""
        if self._mixed is None:
            # Only now, for ratings need none of it.
            self._mixed = mixed(*self._given)
            self._together = Together().fit(*self._given)
            self._popularity = Popularity().fit(*self._given)
        shares = self._mixed.shares_of(self._levels.ratings_of_user[users])
        return ranked((self._together, self._content, self._popularity), users, shares)
