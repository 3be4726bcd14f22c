"""Several viewers' scores as one: reasons add up, say whose they are, and nobody shouts."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.schema import Score
from cutter.taste.blend import (
    blended,
    equal_weights,
    factors_of,
    rank,
    reweighed,
    scales_of,
)
from cutter.taste.score import score_film
from tests.taste.made import film, taste, want

TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")
FILM = film([topic for topic in TOPICS for _ in range(3)])


def scores(*likes: str, dislike: str = "", weight: float = 1.0) -> Sequence[Score]:
    wants = [want(topic, weight=weight) for topic in likes]
    if dislike:
        wants.append(want(dislike, "dislike", weight=weight))
    return score_film(FILM, taste(*wants))


def together(*own: Sequence[Score], weights: tuple[float, ...] = ()) -> tuple[Score, ...]:
    names = ["alice", "bob", "carol"][: len(own)]
    factors = factors_of(scales_of(own), weights or equal_weights(len(own)))
    return blended(own, names, factors)


topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=3, unique=True)


@settings(max_examples=25)
@given(topics, topics, topics, st.floats(0.01, 0.98))
def test_reasons_add_up(one: list[str], two: list[str], bad: list[str], share: float) -> None:
    own = [scores(*one, dislike=bad[0]), scores(*two), scores(bad[0])]
    weights = (share * 0.9, (1 - share) * 0.9, 0.1)
    for score in together(*own, weights=weights):
        assert abs(sum(reason.amount for reason in score.reasons) - score.value) < 1e-6


@settings(max_examples=25)
@given(topics, topics, st.integers(2, 3))
def test_equal_viewers_are_as_one(one: list[str], bad: list[str], many: int) -> None:
    own = scores(*one, dislike=bad[0])
    for alone, both in zip(own, together(*[own] * many), strict=True):
        assert both.value == alone.value
        assert [(r.label, r.amount) for r in both.reasons] == [
            (r.label, r.amount) for r in alone.reasons
        ]
        assert replace(both, reasons=()) == replace(alone, reasons=())


@settings(max_examples=25)
@given(topics, topics)
def test_the_order_of_viewers_changes_no_value(one: list[str], two: list[str]) -> None:
    own = [scores(*one), scores(*two)]
    values = [score.value for score in together(*own)]
    assert [score.value for score in together(*reversed(own))] == pytest.approx(values, abs=2e-6)


def test_strong_words_do_not_count_for_more() -> None:
    loud = together(scores("sea", weight=10.0), scores("city"))
    even = together(scores("sea"), scores("city"))
    ratio = [a.value / b.value for a, b in zip(loud, even, strict=True) if abs(b.value) > 0.1]
    # The scale of both may change; what one thing is worth beside the other hardly does.
    assert max(ratio) / min(ratio) < 1.15


def test_reasons_say_whose_they_are() -> None:
    both = together(scores("sea", "snow"), scores("sea", "city"))
    told = {r.label: r.detail for score in both for r in score.reasons if abs(r.amount) > 0.1}
    assert told["sea"].startswith("alice and bob: picture")
    assert told["snow"].startswith("alice: picture")
    assert told["city"].startswith("bob: picture")


def test_a_like_and_a_dislike_of_one_thing_stay_two_reasons() -> None:
    both = together(scores("sea"), scores("city", dislike="sea"))
    amounts = [r.amount for r in both[0].reasons if r.label == "sea"]
    assert len(amounts) == 2
    assert min(amounts) < 0 < max(amounts)


def test_any_one_s_never_keeps_a_shot_out() -> None:
    banned = score_film(FILM, taste(want("sea"), want("fire", "never")))
    must = score_film(FILM, taste(want("fire", "must")))
    both = together(must, banned)
    kept_out = [score.shot for score in banned if score.never]
    assert len(kept_out) == 3
    for shot in kept_out:
        assert both[shot].never == "fire"
        assert not both[shot].must
        assert not both[shot].is_match


def test_whoever_is_pleased_less_counts_for_more_and_nobody_falls_silent() -> None:
    weights = reweighed((0.5, 0.5), (0.9, 0.1))
    assert weights[1] > 0.5 > weights[0]
    assert sum(weights) == pytest.approx(1)
    for _ in range(20):
        weights = reweighed(weights, (1.0, 0.0))
    assert weights[0] > 0.005
    assert reweighed((0.5, 0.5), (0.3, 0.3)) == (0.5, 0.5)


def test_cuts_are_compared_by_the_least_pleased_first() -> None:
    assert rank((0.5, 0.4)) > rank((0.9, 0.3))
    assert rank((0.9, 0.4)) > rank((0.4, 0.5))
