from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.edit.marks import Mark, locate, parse_mark, shot_name
from cutter.errors import UsageError
from tests.edit.films import Take, make_film

FILMS = [make_film([Take(4), Take(6)]).analysis.film, make_film([Take(3)] * 5).analysis.film]


def test_the_three_kinds_of_mark_are_read() -> None:
    assert parse_mark("01:20") == Mark("time", "01:20", start=Fraction(80))
    assert parse_mark("80s") == Mark("time", "80s", start=Fraction(80))
    spoken = parse_mark("01:20-01:35")
    assert (spoken.kind, spoken.start, spoken.end) == ("range", Fraction(80), Fraction(95))
    assert parse_mark("01:20–01:35").kind == "range"
    assert parse_mark("#14").shot == 13
    assert parse_mark("#14@2").film == 1
    assert parse_mark("1:20@3").film == 2


@pytest.mark.parametrize(
    "text", ["", "#0", "#", "#x", "14#", "5-3", "5-5", "a-b", "5@0", "@2", "-5"]
)
def test_a_mark_that_makes_no_sense_is_refused_by_name(text: str) -> None:
    with pytest.raises(UsageError, match="--never"):
        parse_mark(text, "--never")


@given(st.text(max_size=12))
def test_any_text_is_a_mark_or_a_usage_error(text: str) -> None:
    try:
        mark = parse_mark(text)
    except UsageError:
        return
    assert mark.film >= 0 and mark.shot >= 0 and mark.start >= 0


def test_a_time_means_the_shot_that_shows_it() -> None:
    assert locate(parse_mark("3.99"), FILMS).shot == 0
    place = locate(parse_mark("4"), FILMS)
    assert (place.shot, place.moment) == (1, Fraction(4))
    assert locate(parse_mark("7@2"), FILMS).film == 1


def test_a_range_ends_with_the_film() -> None:
    assert locate(parse_mark("8-60"), FILMS).span.end == 10


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("#3", "#1 to #2"),
        ("10", "0:10"),
        ("20-30", "0:10"),
        ("#1@3", "2 films"),
        ("#6@2", "#1 to #5"),
    ],
)
def test_a_mark_outside_gives_the_valid_range(text: str, valid: str) -> None:
    with pytest.raises(UsageError, match=valid) as caught:
        locate(parse_mark(text), FILMS)
    assert text in str(caught.value)


def test_a_shots_name_can_be_typed_back() -> None:
    assert shot_name(0, 13) == "#14"
    back = parse_mark(shot_name(1, 13, films=2))
    assert (back.film, back.shot) == (1, 13)
