"""Trials of ways of recommending: what is held back is not seen, and figures are what they say."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from cutter.crowd.methods import METHODS
from cutter.crowd.ratings import Floats, Index, Items, Ratings
from cutter.crowd.reading import Crowd, read_crowd
from cutter.crowd.recommender import Recommender
from cutter.evaluation.movielens import (
    FIRST,
    Outcome,
    compare,
    in_folds,
    last_out,
    newcomers,
    thinned,
)
from tests.films import ROOT

USERS, FILMS = 12, 30


@pytest.fixture
def crowd(tmp_path: Path) -> Crowd:
    rng = np.random.default_rng(3)
    ratings = ["userId,movieId,rating,timestamp"]
    tags = ["userId,movieId,tag,timestamp"]
    for user in range(USERS):
        for when, film in enumerate(rng.permutation(FILMS)[: 8 + user]):
            ratings.append(f"{user},{film},{rng.integers(1, 11) / 2},{when // 2}")
            tags.append(f"{user},{film},tag of {user},0")
    movies = ["movieId,title,genres", *(f"{film},Film {film},Drama" for film in range(FILMS))]
    for name, lines in (("ratings", ratings), ("tags", tags), ("movies", movies)):
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return read_crowd(tmp_path)


class Oracle:
    """Knows every rating, and answers with it, off by a constant or turned round."""

    name = "oracle"

    def __init__(self, truth: Ratings, off: float = 0.0, sign: float = 1.0) -> None:
        self._table = np.zeros((USERS, FILMS))
        self._table[truth.user, truth.item] = truth.value
        self._off, self._sign = off, sign
        self.seen: list[tuple[Ratings, Items]] = []

    def fit(self, ratings: Ratings, items: Items) -> Self:
        self.seen.append((ratings, items))
        return self

    def predict(self, users: Index, items: Index) -> Floats:
        found: Floats = self._sign * self._table[users, items] + self._off
        return found

    def rank(self, users: Index) -> Floats:
        found: Floats = self._sign * self._table[users]
        return found


def test_folds_ask_for_each_rating_once(crowd: Crowd) -> None:
    splits = in_folds(crowd.ratings, 4)
    assert (np.sum([split.asked for split in splits], axis=0) == 1).all()
    assert all((split.known == ~split.asked).all() for split in splits)


def test_the_last_one_out_is_the_latest(crowd: Crowd) -> None:
    (split,) = last_out(crowd.ratings)
    ratings = crowd.ratings
    assert split.asked.sum() == USERS
    for place in np.flatnonzero(split.asked):
        own = ratings.user == ratings.user[place]
        assert ratings.when[place] == ratings.when[own].max()


def test_newcomers_keep_their_first_ratings_and_the_others_all(crowd: Crowd) -> None:
    ratings = crowd.ratings
    was_new = np.zeros(USERS, int)
    for split in newcomers(ratings, 3):
        known = np.bincount(ratings.user[split.known], minlength=USERS)
        is_new = np.bincount(ratings.user[split.asked], minlength=USERS) > 0
        assert (known[is_new] == FIRST).all()
        was_new += is_new
        for user in np.flatnonzero(is_new):
            own = ratings.user == user
            latest_known = ratings.when[own & split.known].max()
            assert latest_known <= ratings.when[own & split.asked].min()
    assert (was_new == 1).all()


def test_who_knows_the_truth_makes_no_error_and_who_turns_it_round_does_worst(
    crowd: Crowd,
) -> None:
    truth = crowd.ratings
    methods: dict[str, Callable[[], Recommender]] = {
        "right": lambda: Oracle(truth),
        "off": lambda: Oracle(truth, off=0.5),
        "turned": lambda: Oracle(truth, off=5.5, sign=-1.0),
    }
    found = compare(crowd, newcomers(truth, 3), methods)
    right, off, turned = found["right"], found["off"], found["turned"]
    assert right.rmse is not None
    assert off.rmse is not None
    assert right.rmse.mean == 0
    assert off.rmse.mean == pytest.approx(0.5)
    assert off.counts.sum() == len(truth) - FIRST * USERS
    for outcome in (right, off):
        assert outcome.ndcg_held is not None
        assert outcome.ndcg_held.mean == pytest.approx(1)
        assert outcome.ndcg_among_all is not None
        # What is known already is no candidate: else it would come before what is asked for.
        assert outcome.ndcg_among_all.mean == pytest.approx(1)
    for better in (right.less_rmse(turned), right.more_held(turned), right.more_among_all(turned)):
        assert better is not None
        assert better.low > 0


def test_no_method_sees_what_is_held_back_nor_the_tags_on_it(crowd: Crowd) -> None:
    spy = Oracle(crowd.ratings)
    splits = in_folds(crowd.ratings, 4)
    compare(crowd, splits, {"spy": lambda: spy})
    for split, (known, items) in zip(splits, spy.seen, strict=True):
        assert len(known) == split.known.sum()
        asked = crowd.ratings.only(split.asked)
        for user, item in zip(asked.user, asked.item, strict=True):
            tag = f"tag of {crowd.ratings.users[user]}"
            assert tag not in items.terms or not items.features[item, items.terms.index(tag)]
        shown = items.terms.index("tag of 11")
        assert items.features[known.item[known.user == 11], shown].any()


def test_a_method_that_tells_no_ratings_has_no_error(crowd: Crowd) -> None:
    nothing = Outcome(*(np.array([np.nan, np.nan]),) * 4)
    some = Outcome(np.array([1.0, 2.0]), np.array([1.0, 1.0]), *(np.array([0.5, np.nan]),) * 2)
    assert nothing.rmse is None
    assert nothing.ndcg_held is None
    assert some.less_rmse(nothing) is None
    assert some.more_held(nothing) is None
    assert some.ndcg_held is not None


def test_a_thinned_crowd_is_that_of_some_users_whole(crowd: Crowd) -> None:
    part = thinned(crowd, 3)
    assert part.ratings.users == crowd.ratings.users[::3]
    for new, old in enumerate(range(0, USERS, 3)):
        mine, theirs = part.ratings.user == new, crowd.ratings.user == old
        films = [part.items.keys[item] for item in part.ratings.item[mine]]
        assert films == [crowd.items.keys[item] for item in crowd.ratings.item[theirs]]
        assert part.ratings.value[mine].tolist() == crowd.ratings.value[theirs].tolist()
    assert part.items.features.any()


def movielens() -> Path:
    """Return the folder of MovieLens, or skip the test, saying that it is absent."""
    given = os.environ.get("CUTTER_DATA")
    folder = (Path(given) if given else ROOT.parent / "shared" / "data") / "ml-latest-small"
    if not (folder / "ratings.csv").is_file():
        pytest.skip("MovieLens latest-small is not here (set CUTTER_DATA)")
    return folder


@pytest.mark.slow
def test_on_movielens_the_blend_is_no_worse_than_any_and_surely_better_on_a_measure() -> None:
    from benchmarks.peers.recommenders import peers

    crowd = thinned(read_crowd(movielens()), 4)
    rating_ones = {name: make for name, make in peers().items() if name != "implicit ALS"}
    found = compare(crowd, in_folds(crowd.ratings, 3), {**METHODS, **rating_ones})
    blend = found.pop("blend")
    for name, other in found.items():
        by_error, by_order = blend.less_rmse(other), blend.more_held(other)
        assert by_error is not None
        assert by_order is not None
        assert min(by_error.high, by_order.high) >= 0, name
        assert max(by_error.low, by_order.low) > 0, name


@pytest.mark.slow
def test_on_movielens_newcomers_are_served_better_than_by_popularity() -> None:
    crowd = thinned(read_crowd(movielens()), 3)
    methods = {name: METHODS[name] for name in ("popularity", "blend")}
    found = compare(crowd, newcomers(crowd.ratings, 4), methods)
    blend, popular = found["blend"], found["popularity"]
    for better in (
        blend.less_rmse(popular),
        blend.more_held(popular),
        blend.more_among_all(popular),
    ):
        assert better is not None
        assert better.low > 0
