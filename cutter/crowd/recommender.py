"""What every way of recommending can do, whatever it goes by.

    method = METHODS["blend"]().fit(ratings, items)
    method.predict(users, items)     what each user would rate each item, pair by pair
    method.rank(users)               how far up each item belongs in what is put before each user

The two answer different questions. A rating tells how much a film that is watched will be liked;
a rank also tells whether it is taken up at all. A method that knows nothing of the one answers as
the plain one of its kind does: by levels (biases), or by its ratings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from cutter.crowd.ratings import Floats, Index, Items, Ratings


class Recommender(Protocol):
    """A way of telling from the ratings of many what each would like.

    Users and items are indices into those that it was fitted to; `NOBODY` (-1) stands for one that
    is not known, of whom is said what holds for all. The same ratings give the same answers,
    whatever order they came in. What a user has rated is answered like anything else.
    """

    name: str

    def fit(self, ratings: Ratings, items: Items) -> Self:
        """Learn from ratings, in place of anything learnt before.

        Raises:
            ValueError: a rating is of an item that there is not.
        """
        ...

    def predict(self, users: Index, items: Index) -> Floats:
        """Return what users would rate items, on the ratings' scale.

        Args:
            users: (n,) one for each pair.
            items: (n,) one for each pair.

        Returns:
            (n,) expected ratings.
        """
        ...

    def rank(self, users: Index) -> Floats:
        """Return how far up each item belongs for each user: the higher, the further up.

        Args:
            users: (n,).

        Returns:
            (n, n_items), comparable within a row.
        """
        ...
