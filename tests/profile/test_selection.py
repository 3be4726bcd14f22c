"""What somebody wants forgotten is found, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from cutter.errors import UsageError
from cutter.profile.events import identity
from cutter.profile.retold import COLUMNS, retold, row
from cutter.profile.selection import Selection, mentions, parse_day
from cutter.schema import Event
from tests.profile.events import FILM, NOON, OTHER, events, like, place

DAY = timedelta(days=1)


@settings(max_examples=30)
@given(events())
def test_nothing_said_means_nothing_and_all_means_all(event: Event) -> None:
    assert not Selection().holds(event)
    assert Selection(is_all=True).holds(event)
    assert Selection(ids=(identity(event)[:8],)).holds(event)


@settings(max_examples=30)
@given(events())
def test_an_event_lies_before_a_day_or_after_it_or_on_it(event: Event) -> None:
    day = event.when.date()
    assert Selection(since=day).holds(event)
    assert Selection(until=day).holds(event)
    assert not Selection(since=day + DAY).holds(event)
    assert not Selection(until=day - DAY).holds(event)


@pytest.mark.parametrize(
    ("event", "tag", "is_meant"),
    [
        (like(words=("spiders",)), "Spider", True),
        (like(words=("crime", "drama")), "crime drama", False),
        (like(comment="Loved the storm. Hated those spiders!"), "spider", True),
        (like(comment="a quiet room; the loud sea"), "quiet sea", False),
        (like(comment="the quiet, loud sea"), "loud sea", True),
        (like(title="The Storm"), "storm", True),
        (like(words=("brainstorm",)), "storm", False),
        (like(words=("the one",)), "the one", True),
        (like(), "like", False),
        (like(), "rate", False),
    ],
)
def test_a_tag_is_found_whatever_the_form_of_its_words(
    event: Event, tag: str, is_meant: bool
) -> None:
    assert mentions(event, tag) is is_meant
    assert Selection(tag=tag).holds(event) is is_meant


def test_either_film_of_a_comparison_is_meant() -> None:
    compared = Event("better", NOON, place(), place(20, OTHER))
    assert Selection(film=FILM).holds(compared)
    assert Selection(film=OTHER).holds(compared)
    assert not Selection(film=OTHER).holds(like())


def test_what_is_said_together_must_all_hold() -> None:
    both = Selection(film=FILM, since=NOON.date())
    assert both.holds(like())
    assert not both.holds(like(-24 * 60))
    assert not both.holds(like(place=place(film=OTHER)))


@pytest.mark.parametrize("name", ["abc", "xyzw", "", "a" * 33])
def test_what_can_name_no_event_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="--event"):
        Selection(ids=(name,))


def test_days_are_read_in_one_form_alone() -> None:
    assert parse_day("2026-11-21", "--since") == date(2026, 11, 21)
    for text in ("2026-13-01", "21.11.2026", "20261121", "2026-11-21T00:00", ""):
        with pytest.raises(UsageError, match="--since"):
            parse_day(text, "--since")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (like(), "liked 1:20.0–1:25.0 of sea.mp4"),
        (Event("dislike", NOON, place(film=OTHER)), "disliked 1:20.0–1:25.0 of film fedcba98"),
        (Event("rating", NOON, words=("crime",), value=0.8), "rated something (crime) 80 %"),
        (Event("watched", NOON, title="Sea", value=0.5), "watched 50 % of “Sea”"),
        (
            Event("better", NOON, place(), place(10, OTHER)),
            "found 1:20.0–1:25.0 of sea.mp4 better than 0:10.0–0:15.0 of film fedcba98",
        ),
        (Event("comment", NOON, comment="wet"), "said of something: “wet”"),
        (Event("trimmed", NOON, place(), value=0.25), "trimmed 1:20.0–1:25.0 of sea.mp4 to 25 %"),
        (like(comment="wet", words=("a",)), "liked 1:20.0–1:25.0 of sea.mp4 (a): “wet”"),
    ],
)
def test_an_event_is_told_in_plain_words(event: Event, line: str) -> None:
    assert retold(event, {FILM: "sea.mp4"}) == line


@settings(max_examples=30)
@given(events())
def test_every_event_can_be_told_in_a_line_and_in_a_row(event: Event) -> None:
    assert "\n" not in retold(event)
    assert set(row(event, identity(event))) == set(COLUMNS)
