"""What every way of recommending must hold to."""

import numpy as np
import pytest

from cutter.crowd.methods import METHODS
from cutter.crowd.ratings import NOBODY, Floats, Items, Ratings
from cutter.crowd.recommender import Recommender
from tests.crowd.made import checkerboard, items, random_ratings

EVERY = sorted(METHODS)
SEES_WHO_LIKES_WHAT = ["blend", "content", "neighbours"]


@pytest.fixture(params=EVERY)
def method(request: pytest.FixtureRequest) -> Recommender:
    return METHODS[request.param]()


def pairs(ratings: Ratings, films: Items) -> tuple[np.ndarray, np.ndarray]:
    """Return every pair of a user and an item, those that nobody knows included."""
    users = np.append(np.arange(len(ratings.users)), NOBODY)
    found = np.meshgrid(users, np.append(np.arange(len(films)), NOBODY), indexing="ij")
    return found[0].ravel(), found[1].ravel()


def answers(method: Recommender, ratings: Ratings, films: Items) -> tuple[Floats, Floats]:
    method.fit(ratings, films)
    users = np.append(np.arange(len(ratings.users)), NOBODY)
    return method.predict(*pairs(ratings, films)), method.rank(users)


@pytest.mark.parametrize("name", SEES_WHO_LIKES_WHAT)
def test_a_checkerboard_is_seen_through(name: str) -> None:
    ratings, films, loves = checkerboard()
    method = METHODS[name]().fit(ratings, films)
    user, film = np.nonzero(np.ones_like(loves))
    found = method.predict(user, film).reshape(loves.shape)
    known = np.zeros_like(loves)
    known[ratings.user, ratings.item] = True
    for each, row in enumerate(found):
        loved, hated = row[loves[each] & ~known[each]], row[~loves[each] & ~known[each]]
        assert loved.min() > 3 > hated.max()


@pytest.mark.parametrize("name", ["blend", "together"])
def test_what_goes_together_is_put_together(name: str) -> None:
    ratings, films, loves = checkerboard()
    loved = ratings.only(ratings.value > 3)
    method = METHODS[name]().fit(loved, Items(films.keys, np.zeros((len(films), 0))))
    ranks = method.rank(np.arange(len(loves)))
    known = np.zeros_like(loves)
    known[loved.user, loved.item] = True
    for each, row in enumerate(ranks):
        assert row[loves[each] & ~known[each]].min() > row[~loves[each]].max()


def test_answers_have_their_shape_and_lie_on_the_scale(method: Recommender) -> None:
    ratings, films = random_ratings(9, 14, 60, seed=1), items(14)
    predicted, ranks = answers(method, ratings, films)
    assert predicted.shape == (10 * 15,)
    assert ranks.shape == (10, 14)
    assert np.isfinite(predicted).all()
    assert np.isfinite(ranks).all()
    assert predicted.min() >= 0.5
    assert predicted.max() <= 5.0


def test_one_pair_alone_is_answered_as_among_many(method: Recommender) -> None:
    ratings, films = random_ratings(9, 14, 60, seed=2), items(14)
    predicted, ranks = answers(method, ratings, films)
    user, film = pairs(ratings, films)
    for place in (0, 17, 100, 149):
        alone = method.predict(user[[place]], film[[place]])
        assert alone[0] == pytest.approx(predicted[place], abs=1e-12)
    assert np.allclose(method.rank(np.array([3])), ranks[[3]], atol=1e-12)
    nothing = np.zeros(0, np.int64)
    assert method.predict(nothing, nothing).shape == (0,)
    assert method.rank(nothing).shape == (0, 14)


def test_the_same_ratings_in_any_order_give_the_same_bytes(method: Recommender) -> None:
    ratings, films = random_ratings(9, 14, 60, seed=3), items(14)
    first = answers(method, ratings, films)
    turned = np.random.default_rng(0).permutation(len(ratings))
    parts = (ratings.user[turned], ratings.item[turned], ratings.value[turned])
    again = Ratings(ratings.users, *parts, ratings.when[turned], ratings.scale)
    second = answers(METHODS[method.name](), again, films)
    assert [part.tobytes() for part in first] == [part.tobytes() for part in second]


def test_a_second_fit_forgets_the_first(method: Recommender) -> None:
    ratings, films = random_ratings(9, 14, 60, seed=4), items(14)
    fresh = answers(METHODS[method.name](), ratings, films)
    method.fit(random_ratings(5, 6, 20, seed=5), items(6))
    again = answers(method, ratings, films)
    assert [part.tobytes() for part in fresh] == [part.tobytes() for part in again]


def test_who_is_not_known_is_answered_as_one_who_rated_nothing(method: Recommender) -> None:
    some = random_ratings(9, 14, 60, seed=6)
    parts = (some.user, some.item, some.value, some.when)
    ratings, films = Ratings((*some.users, "newcomer"), *parts), items(14)
    predicted, ranks = answers(method, ratings, films)
    by_user = predicted.reshape(11, 15)
    assert np.array_equal(by_user[9], by_user[10])
    assert np.array_equal(ranks[9], ranks[10])


def test_an_item_that_nobody_rated_is_expected_to_be_ordinary(method: Recommender) -> None:
    ratings, films = random_ratings(9, 14, 60, seed=7), items(15)
    predicted, _ = answers(method, ratings, films)
    by_user = predicted.reshape(10, 16)
    assert np.abs(by_user[:, 14] - ratings.value.mean()).max() < 1.5


@pytest.mark.parametrize("count", [1, 2, 7])
def test_one_user_alone_can_be_answered(method: Recommender, count: int) -> None:
    ratings, films = random_ratings(1, 14, count, seed=8), items(14)
    predicted, ranks = answers(method, ratings, films)
    assert np.isfinite(predicted).all()
    assert np.isfinite(ranks).all()


def test_no_ratings_at_all_say_the_middle_of_the_scale(method: Recommender) -> None:
    films = items(3)
    nothing = np.zeros(0, np.int64)
    empty = Ratings(("a",), nothing, nothing, np.zeros(0), scale=(1.0, 5.0))
    predicted, ranks = answers(method, empty, films)
    assert np.allclose(predicted, 3.0)
    assert np.isfinite(ranks).all()


def test_a_rating_of_an_item_that_there_is_not_is_refused(method: Recommender) -> None:
    with pytest.raises(ValueError, match="item that there is not"):
        method.fit(random_ratings(4, 9, 30, seed=9), items(6))


def test_what_many_loved_is_expected_to_be_liked_more(method: Recommender) -> None:
    users, films = 12, 4
    user, film = np.nonzero(np.ones((users, films)))
    names = tuple(f"u{number}" for number in range(users))
    value = np.array([5.0, 4.0, 2.0, 1.0])[film]
    given = (user, film, value)
    held = (user == 0) & ((film == 0) | (film == 3))
    ratings = Ratings(names, *(part[~held] for part in given))
    method.fit(ratings, items(films))
    loved, hated = method.predict(np.array([0, 0]), np.array([0, 3]))
    assert loved > hated
