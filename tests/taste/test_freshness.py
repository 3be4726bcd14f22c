"""What was shown steps back, by how much of it was seen, and the reasons say so."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.schema import Event, EventKind, Place, Score, TimeRange
from cutter.taste.freshness import SEEN, freshened, places_seen
from cutter.taste.score import score_film
from tests.taste.made import film, taste, want

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
FILM = film(["sea", "city", "sea", "rain", "sea", "snow"])
SCORES = score_film(FILM, taste(want("sea"), want("rain", "dislike")))
PRINT = FILM.film.media.fingerprint


def place(start: float, end: float, print_: str = PRINT) -> Place:
    return Place(print_, TimeRange(Fraction(str(start)), Fraction(str(end))))


def shown(*places: Place, strength: float = 1.0) -> Sequence[Score]:
    return freshened(SCORES, FILM.film, places, strength)


spans = st.builds(
    lambda start, length: place(start / 8, (start + length) / 8),
    st.integers(0, 180),
    st.integers(1, 60),
)


@given(st.lists(spans, max_size=6), st.floats(0, 1))
def test_reasons_add_up_and_nothing_gains(places: list[Place], strength: float) -> None:
    for before, after in zip(SCORES, shown(*places, strength=strength), strict=True):
        assert abs(sum(reason.amount for reason in after.reasons) - after.value) < 1e-6
        assert after.value <= before.value
        assert after.value >= min(0.0, before.value)
        assert (after.is_match, after.never, after.must) == (
            before.is_match,
            before.never,
            before.must,
        )
        if strength == 0:
            assert after == before


@given(st.lists(spans, max_size=5))
def test_neither_order_nor_repetition_of_what_was_seen_matters(places: list[Place]) -> None:
    assert shown(*places) == shown(*reversed(places), *places)


def test_a_shot_that_was_seen_counts_for_nothing_and_its_neighbours_stay() -> None:
    scores = shown(place(8, 12))
    assert SCORES[2].value > 0.3
    assert scores[2].value == 0
    assert scores[2].reasons[-1].label == SEEN
    assert scores[:2] == SCORES[:2]
    assert scores[3:] == SCORES[3:]


def test_half_the_strength_takes_half() -> None:
    scores = shown(place(8, 12), strength=0.5)
    assert scores[2].value == pytest.approx(SCORES[2].value / 2, abs=1e-6)


def test_a_clip_s_length_of_a_shot_is_all_of_it_and_less_counts_in_part() -> None:
    assert shown(place(8.5, 11.5))[2].value == 0
    assert shown(place(8, 9.5))[2].value == pytest.approx(SCORES[2].value / 2, abs=1e-6)


def test_another_film_s_places_change_nothing() -> None:
    assert shown(place(8, 12, "f" * 32)) == SCORES


def test_what_must_be_in_and_what_never_may_stay_as_they_are() -> None:
    told = taste(want("sea", "must"), want("rain", "never"))
    scores = score_film(FILM, told)
    after = freshened(scores, FILM.film, [place(0, 24)], 1.0)
    kept = [n for n, score in enumerate(scores) if score.must or score.never]
    assert len(kept) >= 3
    assert [after[n] for n in kept] == [scores[n] for n in kept]


@pytest.mark.parametrize(
    ("kind", "value", "source", "is_seen"),
    [
        ("shown", None, "cut", True),
        ("watched", 0.5, "", True),
        ("watched", 0.0, "", False),
        ("rating", 0.1, "rate", True),
        ("like", None, "interview", False),
        ("removed", None, "timeline", True),
        ("skipped", None, "", False),
    ],
)
def test_what_counts_as_seen(kind: EventKind, value: float, source: str, is_seen: bool) -> None:
    event = Event(kind, WHEN, place(1, 2), value=value, source=source)
    assert (places_seen([event]) == (place(1, 2),)) is is_seen


def test_events_without_a_place_show_nothing() -> None:
    assert places_seen([Event("rating", WHEN, value=1.0, words=("drama",))]) == ()
