"""Ratings as values: in one order, each pair once, never written to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.crowd.ratings import Items, Ratings
from tests.crowd.made import random_ratings

SEEDS = st.integers(0, 10_000)


def rated(**changed: object) -> Ratings:
    parts: dict[str, object] = {
        "users": ("a", "b"),
        "user": np.array([1, 0]),
        "item": np.array([0, 2]),
        "value": np.array([3.0, 4.0]),
    }
    return Ratings(**(parts | changed))  # type: ignore[arg-type]


def test_ratings_are_ordered_by_user_then_item_and_read_only() -> None:
    ratings = rated()
    assert ratings.user.tolist() == [0, 1]
    assert ratings.value.tolist() == [4.0, 3.0]
    for part in (ratings.user, ratings.item, ratings.value, ratings.when):
        assert not part.flags.writeable


@pytest.mark.parametrize(
    "changed",
    [
        {"value": np.array([3.0, 5.5])},
        {"value": np.array([3.0, np.nan])},
        {"value": np.array([3.0])},
        {"user": np.array([1, 2])},
        {"user": np.array([0, -1])},
        {"item": np.array([-1, 2])},
        {"when": np.array([1])},
        {"scale": (5.0, 5.0)},
        {"user": np.array([0, 0]), "item": np.array([2, 2])},
    ],
)
def test_ratings_that_make_no_sense_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"rat"):
        rated(**changed)


@given(SEEDS)
def test_before_and_later_are_counted_within_a_user(seed: int) -> None:
    ratings = random_ratings(4, 9, 25, seed)
    before, later = ratings.before(), ratings.later()
    for place in range(len(ratings)):
        own = ratings.user == ratings.user[place]
        assert later[place] == np.sum(own & (ratings.when > ratings.when[place]))
        ahead = (ratings.when < ratings.when[place]) | (
            (ratings.when == ratings.when[place]) & (ratings.item < ratings.item[place])
        )
        assert before[place] == np.sum(own & ahead)
    assert ratings.counts().sum() == np.sum(np.bincount(ratings.user) ** 2)


@given(SEEDS)
def test_some_of_the_ratings_and_the_others_are_all(seed: int) -> None:
    ratings = random_ratings(4, 9, 25, seed)
    chosen = np.random.default_rng(seed).random(25) < 0.5
    some, others = ratings.only(chosen), ratings.only(~chosen)
    assert len(some) + len(others) == 25
    assert sorted([*some.value, *others.value]) == sorted(ratings.value)
    assert some.users == ratings.users


def test_one_more_user_comes_last_and_latest() -> None:
    ratings = rated(when=np.array([50, 70])).with_user("me", [1, 0], [5.0, 1.0])
    assert ratings.users == ("a", "b", "me")
    own = ratings.user == 2
    assert ratings.item[own].tolist() == [0, 1]
    assert ratings.value[own].tolist() == [1.0, 5.0]
    assert ratings.when[own].tolist() == [70, 70]
    with pytest.raises(ValueError, match="user of that name"):
        ratings.with_user("me", [1], [5.0])


def test_items_whose_parts_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="features"):
        Items(("a",), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="titles"):
        Items(("a",), np.zeros((1, 3)), titles=("x", "y"))
    with pytest.raises(ValueError, match="terms"):
        Items(("a",), np.zeros((1, 3)), terms=("x",))
    with pytest.raises(ValueError, match="finite"):
        Items(("a",), np.full((1, 3), np.nan))
    assert not Items(("a",), np.zeros((1, 3))).features.flags.writeable
