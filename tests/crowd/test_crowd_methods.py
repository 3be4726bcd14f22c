"""The arithmetic of each method, held against the plain way of doing it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.crowd.blend import Blend
from cutter.crowd.content import Content, ridge
from cutter.crowd.features import worded
from cutter.crowd.methods import METHODS
from cutter.crowd.mixing import mixed, ranked, tried
from cutter.crowd.neighbours import SHRINKAGE, Neighbours, likeness_of
from cutter.crowd.ratings import Floats, Index, Items, Ratings
from cutter.crowd.stacking import FIRST, NEWCOMERS, folds, stacked
from cutter.crowd.together import Together, scores
from tests.crowd.made import checkerboard, items, random_ratings

SEEDS = st.integers(0, 10_000)


@given(SEEDS, st.integers(1, 12), st.integers(1, 12))
def test_a_ridge_regression_has_no_gradient_left(seed: int, n: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    features, wanted = rng.normal(size=(n, d)), rng.normal(size=n)
    weights = ridge(features, wanted, 3.0)
    gradient = features.T @ (features @ weights - wanted) + 3.0 * weights
    assert np.abs(gradient).max() < 1e-9


@given(SEEDS)
def test_both_ways_to_what_goes_together_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wide = (rng.random((5, 9)) < 0.5).astype(float)
    tall = np.vstack([wide, np.zeros((6, 9))])  # users without ratings change no weight
    recent = wide * rng.random((5, 9))
    padded = np.vstack([recent, np.zeros((6, 9))])
    assert np.allclose(scores(wide, recent, 2.0), scores(tall, padded, 2.0)[:5], atol=1e-10)


@given(SEEDS)
def test_no_item_speaks_for_itself(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rated = (rng.random((6, 8)) < 0.5).astype(float)
    alone = scores(np.vstack([rated, np.zeros((8, 8))]), np.vstack([np.zeros((6, 8)), np.eye(8)]))
    assert np.abs(np.diag(alone[6:])).max() < 1e-10


@given(SEEDS)
def test_likeness_compares_only_what_both_rated(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rated = (rng.random((4, 12)) < 0.6).astype(float)
    table = rng.normal(size=(4, 12)) * rated
    found = likeness_of(table, rated)
    for one in range(4):
        for other in range(4):
            both = (rated[one] * rated[other]).astype(bool)
            plain = 0.0
            if one != other and both.any():
                a, b = table[one, both], table[other, both]
                cosine = a @ b / np.sqrt((a @ a) * (b @ b))
                plain = max(0.0, cosine) * both.sum() / (both.sum() + SHRINKAGE)
            assert found[one, other] == pytest.approx(plain, abs=1e-9)


def test_neighbours_are_items_where_these_are_fewer() -> None:
    ratings, films, loves = checkerboard(users=60, films=12)
    method = Neighbours().fit(ratings, films)
    user, film = np.nonzero(np.ones_like(loves))
    assert ((method.predict(user, film).reshape(loves.shape) > 3) == loves).all()


def test_what_was_rated_lately_is_what_is_looked_for() -> None:
    user = np.array([0, 0, *np.repeat(np.arange(1, 9), 2)])
    film = np.array([0, 2, *[0, 1] * 4, *[2, 3] * 4])
    value = np.full(len(film), 4.0)
    names = tuple("abcdefghi")
    for latest, follows in ((2, 3), (0, 1)):
        when = np.where((user == 0) & (film == latest), 9, 1)
        ratings = Ratings(names, user, film, value, when)
        ranks = Together().fit(ratings, items(4)).rank(np.array([0]))[0]
        assert ranks[follows] > ranks[4 - follows]
        colour = np.eye(2)[np.arange(4) // 2]
        likes = Content().fit(ratings, items(4, colour)).rank(np.array([0]))[0]
        assert likes[follows] > likes[4 - follows]


@settings(max_examples=20)
@given(SEEDS)
def test_every_rating_of_an_old_hand_is_held_out_once(seed: int) -> None:
    ratings = random_ratings(40, 12, 300, seed)
    held = np.sum(folds(ratings), axis=0)
    always = (ratings.user % NEWCOMERS > 0) & (ratings.user % NEWCOMERS < 13)
    assert (held[always] == 1).all()
    newest = folds(ratings)[0][ratings.user == 0]
    assert newest.sum() == max(0, np.sum(ratings.user == 0) - FIRST[0])


def test_the_blend_trusts_the_crowd_where_content_tells_nothing() -> None:
    ratings, films, loves = checkerboard(users=40, films=30)
    user, film = np.nonzero(np.ones_like(loves))
    wrong = Items(films.keys, np.eye(2)[np.arange(30) // 15])
    for known in (films, wrong):
        found = Blend().fit(ratings, known).predict(user, film).reshape(loves.shape)
        assert ((found > 3) == loves).all()
    parts = {}
    for name in ("content", "neighbours"):
        method = METHODS[name]().fit(ratings, wrong)
        found = method.predict(user, film).reshape(loves.shape)
        parts[name] = np.mean((found > 3) == loves)
    assert parts["content"] < 0.9 < parts["neighbours"]


def test_ranks_are_mixed_apart_for_newcomers() -> None:
    ratings, films, _ = checkerboard()
    found = mixed(ratings, films)
    shares = found.shares_of(np.array([0.0, 10.0, 11.0]))
    assert shares.tolist() == [
        list(found.newcomers),
        list(found.newcomers),
        list(found.others),
    ]
    ratings = random_ratings(9, 14, 60, seed=1)
    films = items(14, np.random.default_rng(1).random((14, 3)))
    methods = [METHODS[name]().fit(ratings, films) for name in ("together", "content")]
    users = np.array([0, 1])
    first = ranked(methods, users, np.array([[1.0, 0.0], [0.0, 1.0]]))
    for row, method in enumerate(methods):
        plain = method.rank(users)[row]
        assert np.corrcoef(first[row], plain)[0, 1] == pytest.approx(1)


def test_mixes_are_tried_on_what_is_not_known_yet() -> None:
    # Each user keeps to twelve films of one kind, which nothing but their features tells.
    kinds, each = 5, 12
    user = np.repeat(np.arange(kinds), each)
    film = np.arange(kinds * each)
    ratings = Ratings(tuple("abcde"), user, film, np.full(len(user), 4.0), film)
    films = items(kinds * each, np.eye(kinds)[film // each])
    asked = film % each >= each - 3
    found = tried(ratings, films, ~asked, asked)
    assert found[1.0, 1.0, 0.0] > 0.99
    assert found[1.0, 1.0, 30.0] < 0.5


def test_trust_is_learnt_on_ratings_that_a_method_has_not_seen() -> None:
    class Spy:
        seen: Ratings
        asked = 0

        def fit(self, ratings: Ratings, items: Items) -> "Spy":
            self.seen = ratings
            return self

        def added(self, users: Index, items: Index) -> Floats:
            seen = set(zip(self.seen.user.tolist(), self.seen.item.tolist(), strict=True))
            pairs = set(zip(users.tolist(), items.tolist(), strict=True))
            assert not seen & pairs
            Spy.asked += len(pairs)
            return np.zeros(len(users))

    ratings = random_ratings(40, 12, 300, seed=1)
    stacked(ratings, items(12), (Spy,))
    assert Spy.asked >= 300


def test_rare_words_weigh_more_and_lone_ones_nothing() -> None:
    features, terms = worded([["sea", "drama"], ["sea", "drama"], ["drama"], ["lone"], []])
    assert terms == ("drama", "sea")
    assert features[0, 1] > features[0, 0] > 0
    assert features[2].tolist() == [1.0, 0.0]
    assert not features[3:].any()
    assert worded([["lone"], []])[0].shape == (2, 0)
