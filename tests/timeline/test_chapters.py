"""A cut's chapters fill it, and change where the films' do."""

import itertools
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.schema import Chapters, EditDecisionList
from cutter.timeline.chapters import chapters_of
from cutter.timeline.place import frame_count, place
from tests.timeline.cuts import clip, cut, source

FILM = source(chapters=[(0, "Dawn"), (10, "Noon"), (20, "Dusk")])


def told(edl: EditDecisionList) -> list[tuple[Fraction | int, Fraction | int, str]]:
    return [(each.span.start, each.span.end, each.title) for each in chapters_of(edl)]


def test_no_chapters_unless_they_are_asked_for_and_there() -> None:
    assert told(cut([FILM], [clip(1, 2)])) == []
    assert told(cut([source()], [clip(1, 2)], chapters="film")) == []


def test_a_chapter_begins_with_the_first_of_it_that_is_shown() -> None:
    clips = [clip(8, 12), clip(15, 16), clip(22, 23), clip(13, 14)]
    assert told(cut([FILM], clips, chapters="film")) == [
        (0, 2, "Dawn"),
        (2, 5, "Noon"),
        (5, 6, "Dusk"),
        (6, 7, "Noon"),
    ]


def test_a_title_belongs_to_the_first_chapter() -> None:
    assert told(cut([FILM], [clip(9, 11)], card=3, chapters="film")) == [
        (0, 4, "Dawn"),
        (4, 5, "Noon"),
    ]


def test_what_is_of_no_chapter_is_called_by_its_time() -> None:
    late = source(chapters=[(100, "Late"), (200, "")])
    clips = [clip(99, 101), clip(7, 8, film=1), clip(210, 211)]
    assert told(cut([late, FILM], clips, chapters="film")) == [
        (0, 1, "0:01:39"),
        (1, 2, "Late"),
        (2, 3, "Dawn"),
        (3, 4, "0:03:30"),
    ]


def test_every_clip_can_be_a_chapter() -> None:
    clips = [clip(3700, 3701), clip("61.48", 63)]
    assert told(cut([source()], clips, card=1, chapters="clips")) == [
        (0, 2, "1 (1:01:40)"),
        (2, Fraction(88, 25), "2 (0:01:01)"),
    ]


times = st.integers(0, 400).map(lambda n: Fraction(n, 7))


@settings(max_examples=60)
@given(
    st.lists(times, max_size=8),
    st.lists(st.tuples(times, st.integers(1, 90)), min_size=1, max_size=6),
    st.sampled_from([Fraction(24000, 1001), Fraction(25)]),
    st.sampled_from(["film", "clips"]),
)
def test_chapters_fill_the_cut_and_every_frame_lies_in_its_own(
    starts: list[Fraction], shown: list[tuple[Fraction, int]], rate: Fraction, kind: Chapters
) -> None:
    marks = [(start, f"chapter {n}") for n, start in enumerate(sorted(starts))]
    clips = [clip(start, start + count / rate) for start, count in shown]
    edl = cut([source(chapters=marks)], clips, rate=rate, chapters=kind)
    found = chapters_of(edl)
    if not marks and kind == "film":
        assert found == ()
        return
    assert found[0].span.start == 0
    assert found[-1].span.end == frame_count(edl) / rate
    assert all(one.span.end == two.span.start for one, two in itertools.pairwise(found))
    if kind == "clips":
        assert [each.span.start for each in found] == [piece.first / rate for piece in place(edl)]
        return
    for piece in place(edl):
        for frame in range(piece.count):
            # To the nearest half frame, as frames are shown.
            there = piece.start + (frame + Fraction(1, 2)) / rate
            titles = [title for start, title in marks if start < there]
            now = (piece.first + frame) / rate
            seen = next(each.title for each in found if each.span.contains(now))
            assert seen == titles[-1] if titles else ":" in seen
