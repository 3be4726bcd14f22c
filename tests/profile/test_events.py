"""An event says one thing only, as a line and as a value."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.errors import ProfileError
from cutter.profile.canonical import event_of
from cutter.profile.event_form import EventForm, HeadForm, PlaceForm
from cutter.profile.event_messages import KEYS, PLACE_KEYS
from cutter.profile.events import (
    Named,
    event_line,
    identity,
    parse_events,
    parse_written,
    retention_of,
)
from cutter.profile.json_schema import events_json_schema, events_json_schema_text
from cutter.schema import Event, Place, TimeRange
from tests.films import ROOT
from tests.profile.events import FILM, NOON, OTHER, events, like, place

if TYPE_CHECKING:
    from collections.abc import Callable

_plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def _nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = st.sampled_from([*KEYS, "other"])
    return st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5)


VALIDATOR = jsonschema.Draft202012Validator(events_json_schema())
HERE = Path("alice.history.jsonl")
LIKE = {"version": 1, "event": "like", "when": "2026-11-21T12:00:00Z", "film": FILM}
SPAN = {"span": ["80/1", "85/1"]}


def line(**changes: object) -> str:
    """Return a like with some keys changed; a key of None is left out."""
    document = {**LIKE, **SPAN, **changes}
    return json.dumps({key: value for key, value in document.items() if value is not None})


@settings(max_examples=60)
@given(events())
def test_an_event_comes_back_from_its_line_as_it_was(event: Event) -> None:
    written = event_line(event)
    assert "\n" not in written
    assert parse_events(written, HERE) == (event,)
    assert event_line(parse_events(written, HERE)[0]) == written
    VALIDATOR.validate(json.loads(written))


@settings(max_examples=60)
@given(events(), events())
def test_events_are_the_same_only_if_their_content_is(one: Event, other: Event) -> None:
    bare = [dataclasses.replace(event, title="") for event in (one, other)]
    assert (identity(one) == identity(other)) is (bare[0] == bare[1])


def test_a_title_changes_nothing_of_what_an_event_is() -> None:
    assert identity(like()) == identity(like(title="Storm"))
    assert identity(like()) != identity(like(number=1))


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        (["80/1", "85/1"], Fraction(80), Fraction(85)),
        (["1001/30000", "1/3"], Fraction(1001, 30000), Fraction(1, 3)),
        ("01:20-01:25", Fraction(80), Fraction(85)),
        ([80, 85.1], Fraction(80), Fraction("85.1")),
    ],
)
def test_spans_are_read_exactly(span: object, start: Fraction, end: Fraction) -> None:
    (event,) = parse_events(line(span=span), HERE)
    assert event.place == Place(FILM, TimeRange(start, end))


def test_times_are_read_exactly_and_turned_into_utc() -> None:
    for when in ("2026-11-21T12:00:00Z", "2026-11-21T14:00:00+02:00", "2026-11-20T23:30:00-12:30"):
        (event,) = parse_events(line(when=when), HERE)
        assert event.when == NOON
        assert event_line(event) == event_line(like(source=""))


BROKEN: list[tuple[dict[str, object], str]] = [
    ({"version": None}, "version: is missing"),
    ({"version": 2}, "version: must be the number 1"),
    ({"event": "loved"}, "event: must be a kind"),
    ({"when": None}, "when: is missing"),
    ({"when": "yesterday"}, "when: must be a time"),
    ({"when": "2026-11-21T12:00:00"}, "when: must be a time"),
    ({"when": "2026-11-21T12:00:00.5Z"}, "when: must be a time"),
    ({"when": 1795262400}, "when: must be a time"),
    ({"film": None}, "span: belongs to a film"),
    ({"film": ""}, "film: must be"),
    ({"span": None}, "span: is missing"),
    ({"span": ["80/1"]}, "span: must be a range"),
    ({"span": [80, True]}, "span: must be a range"),
    ({"shot": 3}, "span: only one"),
    ({"span": None, "shot": 0}, "shot: must be the number of a shot"),
    ({"value": 0.5}, "value: belongs to rating"),
    ({"event": "rating"}, "value: is missing"),
    ({"event": "rating", "value": "good"}, "value: must be a number"),
    ({"event": "better"}, "worse: is missing"),
    ({"event": "better", "worse": {"film": OTHER}}, "worse.span: is missing"),
    ({"worse": {"film": OTHER, "span": "0:01-0:02"}}, "worse: belongs to better"),
    ({"event": "comment"}, "comment: is missing"),
    ({"event": "kept", "film": None, "span": None}, "film: is missing"),
    ({"words": "storm"}, "words: must be"),
    ({"words": [""]}, "words[0]: must be"),
    ({"comment": "x" * 20_001}, "comment: must be text of up to 20,000"),
    ({"number": -1}, "number: must be a whole number"),
    ({"number": 0.5}, "number: must be a whole number"),
    ({"flim": "x"}, "flim: is not known here; did you mean film?"),
    ({"retention_days": 0}, "retention_days: "),
]


@pytest.mark.parametrize("parse", [parse_events, parse_written])
@pytest.mark.parametrize(("changes", "says"), BROKEN, ids=[says for _, says in BROKEN])
def test_what_is_no_event_is_told_by_line_and_field_and_refused_by_the_schema(
    changes: dict[str, object], says: str, parse: Callable[[str, Path], object]
) -> None:
    text = f"{line()}\n\n{line(**changes)}\n{line()}\n"
    with pytest.raises(ProfileError) as caught:
        parse(text, HERE)
    assert str(caught.value).startswith(f"alice.history.jsonl: line 3: {says}"), caught.value
    assert "\n" not in str(caught.value)
    assert not VALIDATOR.is_valid(json.loads(line(**changes)))


@pytest.mark.parametrize("parse", [parse_events, parse_written])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"version": 1,', "line 1: is not JSON"),
        ("[1]", "line 1: must be a JSON object"),
        (f'{line()[:-1]}, "film": "quokka"}}', "line 1: film: stands twice"),
        (line().replace('"like"', "null"), "line 1: event: must not be null"),
        (line(comment="a\u001bb"), "line 1: comment: holds a control character"),
        (event_line(like(comment="a\u001bb")), "line 1: comment: holds a control character"),
        (event_line(like(comment="a\u007fb")), "line 1: comment: holds a control character"),
        (line(comment="a\u009bb"), "line 1: comment: holds a control character"),
        (line(words=["\ud800"]), "line 1: words[0]: holds a control character"),
        (line(span=[5, 3]), "line 1: span: must be a range"),
        (line(span=["-1/1", "3/1"]), "line 1: span: must be a range"),
        (line(span=["1/0", "3/1"]), "line 1: span: must be a range"),
        (line(when="2026-02-30T12:00:00Z"), "line 1: when: must be a time"),
        (line(when="0001-01-01T00:00:00+05:00"), "line 1: when: must be a time"),
        (line(comment=["x"] * 100_000), "line 1: is longer than 256 kB"),
        (line(words=[[[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]]), "line 1: lists or objects"),
        (line(value="NaN").replace('"NaN"', "NaN"), "line 1: value: must be a number"),
    ],
)
def test_what_json_lets_through_is_told_too(
    text: str, says: str, parse: Callable[[str, Path], object]
) -> None:
    with pytest.raises(ProfileError, match=r"^alice\.history\.jsonl: ") as caught:
        parse(text, HERE)
    assert str(caught.value).startswith(f"alice.history.jsonl: {says}"), caught.value


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"film": "movie.mp4"}, "film: the fingerprint of a film"),
        ({"span": None, "shot": 14}, "shot: is known to no history"),
        ({"event": "better", "worse": {"shot": 1}}, "worse.shot: is known to no history"),
        ({"event": "rating", "value": 1.5}, "value: lies outside 0 to 1"),
        ({"when": "1815-06-18T12:00:00Z"}, "when: lies before"),
        ({"film": None, "span": None}, "says nothing"),
    ],
)
def test_a_history_holds_only_what_can_be_and_needs_no_looking_up(
    changes: dict[str, object], says: str
) -> None:
    text = f"{line()}\n{line(**changes)}\n"
    assert len(parse_written(text, HERE)) == 2
    with pytest.raises(ProfileError) as caught:
        parse_events(text, HERE)
    assert str(caught.value).startswith(f"alice.history.jsonl: line 2: {says}"), caught.value


@given(st.one_of(st.text(), st.recursive(_plain, _nested).map(json.dumps)))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    for parse in (parse_events, parse_written):
        try:
            parse(text, HERE)
        except ProfileError as error:
            assert re.fullmatch(r"alice\.history\.jsonl: line [0-9]+: .+", str(error)), str(error)


@settings(max_examples=100)
@given(events(), st.data())
def test_a_line_that_is_quickly_read_says_what_a_close_look_finds(
    event: Event, data: st.DataObject
) -> None:
    """Our own lines take a short way; whatever is changed in one, both ways must agree."""
    ours = event_line(event)
    at = data.draw(st.integers(0, len(ours)))
    count = data.draw(st.integers(0, 3))
    put = data.draw(
        st.sampled_from(['"', "0", "1", "-", ".5", "e1", "[", " ", "\\", "{}", "a", ""])
    )
    changed = ours[:at] + put + ours[at + count :]
    quick = event_of(changed)
    if quick is not None:
        (written,) = parse_written(changed, HERE)
        assert written.event == quick
        assert written.is_complete


def test_messages_tell_no_value() -> None:
    for changes, _ in BROKEN:
        told_of = {"title": "quokka", "words": ["wombat"], **changes}
        text = line(**told_of)
        with pytest.raises(ProfileError) as caught:
            parse_written(text.replace(FILM, "numbat.mp4").replace("loved", "bilby"), HERE)
        told = str(caught.value)
        assert not any(word in told for word in ("quokka", "wombat", "numbat", "bilby")), told


def test_a_person_may_name_a_film_by_its_path_and_a_place_by_its_shot() -> None:
    text = line(event="better", film="films/sea.mp4", span=None, shot=14, worse={"shot": 2})
    (written,) = parse_written(text, Path("desk/events.jsonl"))
    assert written.line == 1
    assert written.place == Named("", Path("desk/films/sea.mp4"), None, 14)
    assert written.worse == Named("", Path("desk/films/sea.mp4"), None, 2)
    assert not written.is_complete
    found = {14: place(80), 2: place(10)}
    event = written.resolved(lambda named: found[named.shot or 0])
    assert event == Event("better", NOON, place(80), place(10))


def test_what_is_named_in_full_needs_no_looking_up() -> None:
    (written,) = parse_written(line(), HERE)

    def find(_: Named) -> Place:
        raise AssertionError("nothing is to be looked up")

    assert written.is_complete
    assert written.resolved(find) == like(source="")


def test_the_first_line_may_say_for_how_long_events_are_kept() -> None:
    head = '{"version": 1, "retention_days": 730}'
    assert retention_of(f"{head}\n{line()}\n", HERE) == 730
    assert retention_of(f"{line()}\n", HERE) is None
    assert parse_events(f"{head}\n{line()}\n", HERE) == (like(source=""),)
    VALIDATOR.validate(json.loads(head))
    with pytest.raises(ProfileError, match="line 2: retention_days: belongs into the first line"):
        parse_events(f"{line()}\n{head}\n", HERE)


def test_only_a_line_feed_ends_a_line() -> None:
    comment = "one\u2028two\u2029three"
    assert parse_events(line(comment=comment), HERE)[0].comment == comment


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = ROOT / "docs" / "schema" / "events.schema.json"
    assert published.read_text(encoding="utf-8") == events_json_schema_text()
    jsonschema.Draft202012Validator.check_schema(events_json_schema())


def test_the_messages_name_every_key() -> None:
    assert {*EventForm.model_fields, *HeadForm.model_fields} == set(KEYS)
    assert set(PlaceForm.model_fields) == set(PLACE_KEYS)


def test_a_time_without_a_zone_is_no_events() -> None:
    with pytest.raises(ValueError, match="zone"):
        event_line(Event("like", datetime(2026, 11, 21), place()))
    assert event_line(Event("like", datetime(2026, 11, 21, tzinfo=UTC), place()))
