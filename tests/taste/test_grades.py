"""What events say of a shot, and how surely."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.schema import Event, EventKind, Place, TimeRange
from cutter.taste.grades import DOUBLES_IN, evidence_of
from cutter.taste.traits import no_traits, traits_of
from tests.taste.made import film
from tests.taste.reacted import BEGAN, evidence, named, preferred, reacted

if TYPE_CHECKING:
    from cutter.schema import Grade

FILM = film(["sea", "snow", "city", "sea"])


def graded(kind: EventKind, value: float | None = None) -> Grade:
    (grade,) = evidence(FILM, [reacted(FILM, kind, 1, value=value)]).grades
    return grade


def test_what_is_said_outright_is_surer_than_what_is_only_done() -> None:
    said = [graded("like"), graded("dislike"), graded("rating", 0.9)]
    done = [graded(kind) for kind in ("rewatched", "skipped", "kept", "removed", "added", "moved")]
    done += [graded("watched", 0.9), graded("trimmed", 0.9)]
    assert max(grade.spread for grade in said) < min(grade.spread for grade in done)


def test_liking_weighs_against_disliking_and_adding_against_removing() -> None:
    for good, bad in (("like", "dislike"), ("rewatched", "skipped"), ("added", "removed")):
        assert graded(good).value > 0 > graded(bad).value  # type: ignore[arg-type]
    assert graded("like").value > graded("added").value > graded("kept").value > 0


@pytest.mark.parametrize("kind", ["rating", "watched", "trimmed"])
def test_a_greater_share_never_says_less(kind: EventKind) -> None:
    values = [graded(kind, share / 10).value for share in range(11)]
    assert values == sorted(values)
    assert values[0] < 0 < values[-1]


def test_what_was_shown_and_what_words_alone_tell_say_nothing_of_a_shot() -> None:
    events = [reacted(FILM, "shown", 0), reacted(FILM, "comment", 1), Event("like", BEGAN)]
    told = evidence(FILM, events)
    assert (told.grades, told.comparisons, told.resting) == ((), (), 0)


@given(st.sampled_from(get_args(EventKind)))
def test_events_of_shots_that_the_model_does_not_know_rest(kind: EventKind) -> None:
    other = Place("f" * 32, TimeRange(*(FILM.film.shots[0].span.start, FILM.film.media.end)))
    worse = other if kind == "better" else None
    event = Event(kind, BEGAN, Place("f" * 32, FILM.film.shots[0].span), worse, value=0.5)
    told = evidence_of(named([event]), (), no_traits(768, 768))
    assert told.resting == (kind not in ("shown", "comment"))
    assert not told.grades
    assert not told.comparisons


def test_an_event_is_about_the_shot_of_its_place() -> None:
    told = evidence(FILM, [reacted(FILM, "like", 2), preferred(FILM, 3, 0)])
    assert [grade.row for grade in told.grades] == [2]
    assert [(each.better, each.worse) for each in told.comparisons] == [(3, 0)]


def test_age_counts_from_the_latest_event_and_widens_what_an_event_says() -> None:
    old, new = reacted(FILM, "like", 0), reacted(FILM, "like", 1, day=round(DOUBLES_IN))
    spreads = {grade.row: grade.spread for grade in evidence(FILM, [old, new]).grades}
    assert spreads[1] == graded("like").spread
    assert spreads[0] ** 2 == pytest.approx(2 * spreads[1] ** 2)
    alone = evidence(FILM, [reacted(FILM, "like", 0, day=5000)])
    assert alone.grades[0].spread == spreads[1]


def test_an_event_of_another_age_of_the_world_is_no_fault() -> None:
    ancient = reacted(FILM, "like", 0, day=-700_000)
    told = evidence(FILM, [ancient, reacted(FILM, "like", 1)])
    assert max(grade.spread for grade in told.grades) < 1000


@given(st.permutations(range(4)), st.integers(0, 3))
def test_the_order_of_events_changes_nothing(order: list[int], twice: int) -> None:
    kinds: tuple[EventKind, ...] = ("like", "dislike", "kept", "removed")
    events = [reacted(FILM, kind, shot, day=shot) for shot, kind in enumerate(kinds)]
    shuffled = [events[number] for number in (*order, twice)]
    one, other = evidence(FILM, events), evidence(FILM, shuffled)
    assert (one.grades, one.comparisons) == (other.grades, other.comparisons)


def test_traits_of_shots_are_those_of_all_shots() -> None:
    every, some = traits_of(FILM, [0, 1, 2, 3]), traits_of(FILM, [3, 1])
    assert (some.pictures == every.pictures[[3, 1]]).all()
    assert (some.picture_nulls == every.picture_nulls[[3, 1]]).all()
    assert not some.pictures.flags.writeable
    with pytest.raises(ValueError, match="has 4 shots"):
        traits_of(FILM, [4])


def test_a_day_more_or_less_is_nothing_to_speak_of() -> None:
    one = reacted(FILM, "like", 0)
    later = Event("like", one.when + timedelta(days=1), one.place)
    spreads = [grade.spread for grade in evidence(FILM, [one, later]).grades]
    assert max(spreads) / min(spreads) < 1.01
