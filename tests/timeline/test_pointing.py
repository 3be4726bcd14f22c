"""A time in a cut is the place of the film that is seen then: titles and transitions counted."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import UsageError
from cutter.schema import EditDecisionList, TimeRange, Title, Transition
from cutter.timeline.place import place
from cutter.timeline.pointing import pointed_at
from tests.interchange.cuts import PAL
from tests.timeline.test_compare import FILM, PLAIN, cut, seconds

CUT = dataclasses.replace(
    cut(PLAIN, PAL),
    titles=(Title("Hello", Fraction(2), "start"), Title("End", Fraction(1), "end")),
    transitions=(Transition(0, "dissolve", Fraction(1)),),
)
"""A title of 2 s, clips of 3, 4, 2.4 and 5 s, a title of 1 s: 17.4 s."""


def spans(mark: str, edl: EditDecisionList = CUT) -> list[TimeRange]:
    found = pointed_at(edl, mark)
    assert {place.film for place in found} == {FILM}
    return [place.span for place in found]


@pytest.mark.parametrize(
    ("mark", "clip"),
    [("2", 0), ("0:04.9", 0), ("0:05", 1), ("8.96", 1), ("9s", 2), ("0:11.4", 3), ("16.36", 3)],
)
def test_a_time_is_the_clip_that_is_seen_then(mark: str, clip: int) -> None:
    assert spans(mark) == [PLAIN[clip]]


def test_in_a_dissolve_the_clip_that_is_seen_more_is_meant() -> None:
    assert spans("4.96") == [PLAIN[0]]
    assert spans("5.04") == [PLAIN[1]]


def test_a_range_is_what_is_seen_meanwhile() -> None:
    assert spans("4-9.4") == [seconds(12, 13), seconds(20, 24), seconds(30, 30.4)]
    assert spans("0-17.4") == PLAIN


def test_a_clip_goes_by_its_number_and_all_is_every_clip() -> None:
    assert spans("#3") == [PLAIN[2]]
    assert spans("all") == spans("ALL") == PLAIN


def test_in_a_clip_of_several_shots_the_time_around_is_meant() -> None:
    clips = (dataclasses.replace(CUT.clips[0], shots=(0, 1)), *CUT.clips[1:])
    edl = dataclasses.replace(CUT, clips=clips)
    assert spans("3.6", edl) == [seconds(10.6, 12.6)]
    assert spans("2", edl) == [seconds(10, 11)]


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("0:01", "a title is shown"),
        ("17", "a title is shown"),
        ("0-1.5", "a title is shown"),
        ("17.4", "lasts 0:17.4"),
        ("1:00", "lasts 0:17.4"),
        ("5-60", "lasts 0:17.4"),
        ("#0", "clips #1 to #4"),
        ("#5", "clips #1 to #4"),
        ("#", "clips #1 to #4"),
        ("#\u0663", "clips #1 to #4"),
        ("9-5", "end behind its start"),
        ("soon", "points at nothing"),
        ("", "points at nothing"),
        ("-5", "points at nothing"),
    ],
)
def test_what_points_at_nothing_is_refused_in_one_line(mark: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        pointed_at(CUT, mark)


@given(st.integers(0, 434))
def test_every_frame_of_a_clip_points_into_it(frame: int) -> None:
    here = [p for p in place(CUT) if p.first <= frame < p.first + p.count]
    mark = f"{float(Fraction(frame, 25)):.3f}"
    if not here:
        with pytest.raises(UsageError):
            pointed_at(CUT, mark)
    else:
        assert spans(mark) == [PLAIN[here[0].clip]]
