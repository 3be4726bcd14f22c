"""Ratings of many users over items, and what is known of the items: read-only arrays.

An item is a film or a shot. Knows nothing about files and methods.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]

NOBODY = -1
"""Index of a user or an item that is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """What may be rated: its keys, and what it is like."""

    keys: tuple[str, ...]
    """What tells it from any other: an id, or a fingerprint."""
    features: Floats
    """(n_items, n_terms) rows of unit length, or of zeros where nothing is known of an item."""
    titles: tuple[str, ...] = ()
    """For people; none, or one for each."""
    terms: tuple[str, ...] = ()
    """What the features stand for; none where they are numbers of a model."""

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together; keep the features from being written to."""
        features = _read_only(self.features, np.float64)
        if features.ndim != 2 or len(features) != len(self.keys):
            raise ValueError(f"{len(self.keys)} items have features of shape {features.shape}")
        if self.titles and len(self.titles) != len(self.keys):
            raise ValueError(f"{len(self.keys)} items have {len(self.titles)} titles")
        if self.terms and len(self.terms) != features.shape[1]:
            raise ValueError(f"{features.shape[1]} features have {len(self.terms)} terms")
        if not np.isfinite(features).all():
            raise ValueError("features must be finite")
        object.__setattr__(self, "features", features)

    def __len__(self) -> int:
        """Return the number of items."""
        return len(self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Who rated what, how high, and when; ordered by user, then by item, each pair once."""

    users: tuple[str, ...]
    """Their names; a user may have rated nothing."""
    user: Index
    """(n,) which of the users."""
    item: Index
    """(n,) which of the items."""
    value: Floats
    """(n,) on the scale."""
    when: Index = field(default_factory=lambda: np.zeros(0, np.int64))
    """(n,) seconds since 1970; all alike where times are not known."""
    scale: tuple[float, float] = (0.5, 5.0)
    """The lowest and the highest rating."""

    def __post_init__(self) -> None:
        """Refuse what makes no sense; put the rest in order.

        Raises:
            ValueError: parts of unequal length, a rating off the scale, a user or an item that
                there is not, or two ratings of one item by one user.
        """
        user, item = _read_only(self.user, np.int64), _read_only(self.item, np.int64)
        value, when = _read_only(self.value, np.float64), _read_only(self.when, np.int64)
        if not len(when):
            when = np.zeros(len(user), np.int64)
        if {part.shape for part in (user, item, value, when)} != {(len(user),)}:
            raise ValueError("users, items, values and times of ratings are not of one length")
        low, high = self.scale
        if not low < high or not (np.isfinite(value).all() and _within(value, low, high)):
            raise ValueError(f"ratings must lie on their scale, {low:g} to {high:g}")
        if not (_within(user, 0, len(self.users) - 1) and _within(item, 0, np.inf)):
            raise ValueError("a rating is by a user or of an item that there is not")
        order = np.lexsort((item, user))
        pairs = np.stack([user[order], item[order]])
        if (pairs[:, 1:] == pairs[:, :-1]).all(axis=0).any():
            raise ValueError("a user rates an item once")
        parts = {"user": user, "item": item, "value": value, "when": when}
        for name, part in parts.items():
            object.__setattr__(self, name, _read_only(part[order], part.dtype.type))

    def __len__(self) -> int:
        """Return the number of ratings."""
        return len(self.value)

    def only(self, chosen: Mask) -> Ratings:
        """Return some of the ratings, of the same users.

        Args:
            chosen: (n,) which to keep.
        """
        parts = (self.user[chosen], self.item[chosen], self.value[chosen], self.when[chosen])
        return Ratings(self.users, *parts, scale=self.scale)

    def with_user(
        self, name: str, item: Sequence[int], value: Sequence[float], when: int | None = None
    ) -> Ratings:
        """Return the ratings with those of one more user, who comes last.

        Args:
            name: of the user; not among the users yet.
            item: what they rated.
            value: how high, on the scale.
            when: seconds since 1970; as late as the latest unless given.
        """
        if name in self.users:
            raise ValueError("there is a user of that name")
        latest = int(self.when.max(initial=0)) if when is None else when
        return Ratings(
            (*self.users, name),
            np.append(self.user, np.full(len(item), len(self.users))),
            np.append(self.item, np.asarray(item, np.int64)),
            np.append(self.value, np.asarray(value, np.float64)),
            np.append(self.when, np.full(len(item), latest)),
            self.scale,
        )

    def later(self) -> Index:
        """Return for each rating how many of the same user's are later, (n,)."""
        order = np.lexsort((self.when, self.user))
        user, when = self.user[order], self.when[order]
        ends = np.searchsorted(user, user, side="right")
        # The place behind the last of those given at the same moment.
        changes = np.flatnonzero((np.diff(user) != 0) | (np.diff(when) != 0)) + 1
        behind = np.append(changes, len(user))
        after = behind[np.searchsorted(behind, np.arange(len(user)), side="right")]
        found = np.empty(len(user), np.int64)
        found[order] = ends - after
        return found

    def before(self) -> Index:
        """Return for each rating how many of the same user's come before it, (n,).

        Of those given at the same moment, in the order of their items.
        """
        order = np.lexsort((self.when, self.user))
        user = self.user[order]
        found = np.empty(len(user), np.int64)
        found[order] = np.arange(len(user)) - np.searchsorted(user, user, side="left")
        return found

    def counts(self) -> Index:
        """Return for each rating how many the same user gave, (n,)."""
        found: Index = np.bincount(self.user, minlength=len(self.users))[self.user]
        return found


def _read_only(values: NDArray[np.generic], kind: type[np.generic]) -> NDArray[np.generic]:
    copy = np.array(values, dtype=kind)
    copy.flags.writeable = False
    return copy


def _within(values: NDArray[np.generic], low: float, high: float) -> bool:
    return not len(values) or bool(values.min() >= low and values.max() <= high)
