"""What a history says in words becomes beliefs that are careful, recent and in no order."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.schema import Belief, Event, EventKind
from cutter.taste.word_phrases import phrase_of, word_key
from cutter.taste.worded import HALF_LIFE_DAYS, MOST, beliefs_from_words

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def event(
    kind: EventKind, *words: str, value: float | None = None, days: float = 0, number: int = 0
) -> Event:
    when = NOW - timedelta(days=days)
    return Event(kind, when, value=value, words=words, source="csv", number=number)


def rated(value: float, *words: str, days: float = 0, number: int = 0) -> Event:
    return event("rating", *words, value=value, days=days, number=number)


def by_text(beliefs: tuple[Belief, ...]) -> dict[str, Belief]:
    return {belief.text: belief for belief in beliefs}


def test_what_is_rated_above_a_viewer_s_own_mean_is_liked() -> None:
    # A strict viewer: 0.5 is their best.
    events = [rated(0.5, "western", number=n) for n in range(9)]
    events += [rated(0.1, "comedy", number=n) for n in range(9)]
    found = by_text(beliefs_from_words(events))
    assert found["western"].weight > 0.4
    assert found["comedy"].weight < -0.4
    assert {belief.origin for belief in found.values()} == {"words"}
    assert found["western"].events == 9


def test_one_lukewarm_rating_makes_no_belief() -> None:
    events = [rated(0.6, "drama", number=n) for n in range(5)]
    assert beliefs_from_words([*events, rated(0.7, "opera")]) == ()


def test_more_evidence_makes_surer() -> None:
    few = [event("like", "war", number=n) for n in range(3)]
    many = [event("like", "war", number=n) for n in range(30)]
    one, other = (by_text(beliefs_from_words(some))["war"] for some in (few, many))
    assert other.spread < one.spread
    assert other.weight > one.weight


def test_what_is_old_counts_less_beside_the_latest() -> None:
    def weight(days: float) -> float:
        events = [event("like", "sea", days=days, number=n) for n in range(4)]
        return by_text(beliefs_from_words([*events, rated(0.6, "drama")]))["sea"].weight

    assert weight(0) > weight(HALF_LIFE_DAYS) > weight(2 * HALF_LIFE_DAYS) > 0


def test_the_same_history_years_later_says_the_same() -> None:
    for shift in (0, 4000):
        events = [rated(0.9, "sea", days=shift), event("dislike", "war", days=shift + 9)]
        assert by_text(beliefs_from_words(events))["war"].weight == pytest.approx(
            by_text(beliefs_from_words([rated(0.9, "sea"), event("dislike", "war", days=9)]))[
                "war"
            ].weight
        )


def test_what_a_comment_speaks_of_is_believed_at_once() -> None:
    comment = event("comment", "drama")
    found = by_text(beliefs_from_words([comment], [[("storm", 0.9), ("shouting", -0.9)]]))
    assert found["storm"].weight > 0.4
    assert found["shouting"].weight < -0.4
    assert "drama" not in found


def test_kinds_of_feedback_all_speak() -> None:
    kinds: list[tuple[EventKind, float | None, int]] = [
        *(("like", None, 1), ("dislike", None, -1), ("rewatched", None, 1)),
        *(("watched", 1.0, 1), ("watched", 0.05, -1), ("skipped", None, -1)),
    ]
    for kind, value, sign in kinds:
        events = [event(kind, "sea", value=value, number=n) for n in range(60)]
        assert by_text(beliefs_from_words(events))["sea"].weight * sign > 0, kind


def test_one_of_many_genres_is_believed_less_than_one_alone() -> None:
    alone = by_text(beliefs_from_words([event("like", "sea", number=n) for n in range(3)]))
    among = by_text(
        beliefs_from_words(
            [event("like", "sea", "war", "crime", "space", number=n) for n in range(3)]
        )
    )
    assert among["sea"].weight < alone["sea"].weight


def test_there_are_never_too_many_and_the_strongest_come_first() -> None:
    events = [event("like", f"w{n}", number=k) for n in range(90) for k in range(n % 5 + 1)]
    found = beliefs_from_words(events)
    assert len(found) == MOST
    assert [abs(b.weight) for b in found] == sorted((abs(b.weight) for b in found), reverse=True)
    assert all(belief.events == 5 or belief.events == 4 or belief.events == 3 for belief in found)


def test_a_plural_is_the_same_word() -> None:
    events = [
        event("like", "storms"),
        event("like", "storm", number=1),
        event("like", "storm", days=1),
    ]
    assert [(b.text, b.events) for b in beliefs_from_words(events)] == [("storm", 3)]


def test_genres_become_phrases_and_what_shows_nothing_is_left_out() -> None:
    assert phrase_of("Sci-Fi") == phrase_of("science fiction") == "science fiction"
    assert phrase_of("Coming Of Age") == "growing up"
    for silent in ("IMAX", "watched", "2012", "x", "  "):
        assert phrase_of(silent) == ""
    assert word_key("a storm") == word_key("Storms".casefold())
    assert word_key("glass") == "glass"


events_ = st.lists(
    st.builds(
        lambda kind, words, value, days, number: Event(
            kind,
            NOW - timedelta(days=days),
            value=value if kind in ("rating", "watched") else None,
            words=tuple(words),
            number=number,
        ),
        st.sampled_from(["rating", "like", "dislike", "watched", "rewatched", "comment"]),
        st.lists(
            st.sampled_from(["sea", "seas", "war", "Sci-Fi", "drama"]), max_size=3, unique=True
        ),
        st.floats(0, 1).map(lambda value: round(value, 3)),
        st.integers(0, 3000),
        st.integers(0, 2),
    ),
    max_size=25,
)


@given(events=events_, seed=st.integers(0, 99))
def test_the_order_of_events_changes_no_bit(events: list[Event], seed: int) -> None:
    said = [[("storm", 0.5)] if each.kind == "comment" else [] for each in events]
    shuffled = list(zip(events, said, strict=True))
    random.Random(seed).shuffle(shuffled)
    shuffled += shuffled[:3]
    again = beliefs_from_words([one for one, _ in shuffled], [two for _, two in shuffled])
    assert again == beliefs_from_words(events, said)


@given(events_)
def test_weights_stay_within_bounds(events: list[Event]) -> None:
    for belief in beliefs_from_words(events):
        assert abs(belief.weight) <= 2
        assert 0 < belief.spread < 0.7
        assert belief.events >= 1


def test_no_history_says_nothing() -> None:
    assert beliefs_from_words([]) == ()
