"""Every frame of a cut lies in exactly one segment, and every segment shows what the plan says."""

import dataclasses
import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import RenderError
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange, Title, Transition
from cutter.timeline.place import PIECE_SECONDS, frame_count, nearest, place
from cutter.timeline.segments import Segment, in_pieces, segments, sources_of, word_share

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(7, 3)]
FILM = 100_000


def cut(
    counts: list[int],
    rate: Fraction,
    transitions: list[tuple[int, str, int]],
    titles: tuple[Title, ...] = (),
    off: Fraction = Fraction(0),
) -> EditDecisionList:
    """Return a cut of clips of so many frames, with transitions of so many to a side."""
    clips = []
    at = 1000 + off
    for number, count in enumerate(counts):
        span = TimeRange(at / rate, (at + count) / rate)
        clips.append(Clip(number % 2, (number,), span, span, 0.0, ()))
        at += 3 * count
    joints = tuple(
        Transition(after, "dissolve" if kind == "dissolve" else "dip", 2 * half / rate)
        for after, kind, half in transitions
    )
    films = tuple(Source(f"{n}.mp4", str(n) * 32, FILM / rate, rate) for n in range(2))
    output = Output(320, 240, rate)
    plain = EditDecisionList(films, tuple(clips), output, "", "", Fraction(9), "film", 0.0)
    return dataclasses.replace(plain, transitions=joints, titles=titles)


@st.composite
def cuts(draw: st.DrawFn) -> EditDecisionList:
    counts = draw(st.lists(st.integers(1, 4000), min_size=1, max_size=8))
    free = list(counts)
    transitions = []
    for after in range(len(counts) - 1):
        kind = draw(st.sampled_from(["", "dissolve", "dip"]))
        most = min(free[after], free[after + 1])
        if kind and most:
            half = draw(st.integers(1, min(most, 40)))
            free[after] -= half
            free[after + 1] -= half
            transitions.append((after, kind, half))
    lengths = st.fractions(min_value=Fraction(1, 100), max_value=9, max_denominator=999)
    titles = [Title("words", draw(lengths), at) for at in ("start", "end") if draw(st.booleans())]
    off = draw(st.fractions(min_value=0, max_value=1, max_denominator=99))
    return cut(counts, draw(st.sampled_from(RATES)), transitions, tuple(titles), off)


@given(edl=cuts())
def test_segments_follow_each_other_from_the_first_frame_to_the_last(edl: EditDecisionList) -> None:
    made = segments(edl)
    assert made[0].first == 0
    assert made[-1].first + made[-1].count == frame_count(edl)
    for one, other in itertools.pairwise(made):
        assert one.first + one.count == other.first
    assert all(one.count >= 1 for one in made)
    assert all((one.kind == "title") == (not one.placed) for one in made)
    for one in made:
        assert all((piece.first, piece.count) == (one.first, one.count) for piece in one.placed)


@given(edl=cuts())
def test_every_frame_shows_the_moment_that_its_clip_has_there(edl: EditDecisionList) -> None:
    rate = edl.output.frame_rate
    clips = {piece.clip: piece for piece in place(edl)}
    for segment in segments(edl):
        for shown in segment.placed:
            clip = clips[shown.clip]
            assert shown.source == clip.source
            assert shown.start - clip.start == (shown.first - clip.first) / rate
            assert shown.end >= clip.end
            if segment.kind != "dissolve":
                assert clip.first <= shown.first
                assert shown.first + shown.count <= clip.first + clip.count
                assert shown.end == clip.end


@given(edl=cuts())
def test_transitions_lie_half_before_their_joint_and_half_behind_it(edl: EditDecisionList) -> None:
    made, clips = segments(edl), {piece.clip: piece for piece in place(edl)}
    for transition in edl.transitions:
        joint = clips[transition.after + 1].first
        half = nearest(transition.duration * edl.output.frame_rate / 2)
        around = [one for one in made if joint - half <= one.first < joint + half]
        if transition.kind == "dissolve":
            (dissolve,) = around
            assert (dissolve.kind, dissolve.first, dissolve.count) == (
                "dissolve",
                joint - half,
                2 * half,
            )
            before, behind = dissolve.placed
            assert (before.clip, behind.clip) == (transition.after, transition.after + 1)
        else:
            assert [(one.kind, one.first, one.count) for one in around] == [
                ("to_black", joint - half, half),
                ("from_black", joint, half),
            ]


@given(edl=cuts())
def test_long_bodies_come_in_pieces_and_nothing_else_does(edl: EditDecisionList) -> None:
    rate, made = edl.output.frame_rate, segments(edl)
    split = list(in_pieces(made, rate))
    assert [one for one in split if one.kind != "body"] == [
        one for one in made if one.kind != "body"
    ]
    longest = nearest(PIECE_SECONDS * rate)
    assert all(one.count <= longest for one in split if one.kind == "body")
    for one, other in itertools.pairwise(split):
        assert one.first + one.count == other.first
    assert sources_of(split) == sources_of(made)


def test_a_dissolve_has_even_steps_from_one_clip_to_the_other() -> None:
    segment = Segment("dissolve", 0, 4)
    shares = [Fraction(0), *(segment.weight(number) for number in range(4)), Fraction(1)]
    assert {other - one for one, other in itertools.pairwise(shares)} == {Fraction(1, 5)}


def test_a_dip_is_black_on_both_sides_of_its_joint() -> None:
    goes, comes = Segment("to_black", 0, 3), Segment("from_black", 3, 3)
    assert [goes.weight(n) for n in range(3)] == [Fraction(2, 3), Fraction(1, 3), 0]
    assert [comes.weight(n) for n in range(3)] == [0, Fraction(1, 3), Fraction(2, 3)]


@pytest.mark.parametrize("count", [1, 2, 5, 12, 75])
def test_words_of_a_card_come_and_go_gently(count: int) -> None:
    segment = Segment("title", 0, count)
    shares = [word_share(segment, number, Fraction(25)) for number in range(count)]
    assert shares == shares[::-1]
    assert shares[0] == 0
    assert all(0 <= share <= 1 for share in shares)
    assert shares[: count // 2] == sorted(shares[: count // 2])
    if count >= 5:
        assert max(shares) == 1


@pytest.mark.parametrize(
    ("counts", "transitions", "told"),
    [
        ([50, 50], [(0, "dissolve", 51)], "clip 1 has 50 frames"),
        ([50, 50, 50], [(0, "dip", 26), (1, "dissolve", 25)], "clip 2 has 50 frames"),
        ([50, 50], [(1, "dip", 5)], "behind clip 2 joins no two clips"),
        ([50, 50], [(0, "dip", 5), (0, "dip", 5)], "behind clip 1 joins no two clips"),
    ],
)
def test_a_transition_that_cannot_be_is_refused_in_one_line(
    counts: list[int], transitions: list[tuple[int, str, int]], told: str
) -> None:
    with pytest.raises(RenderError, match=told) as raised:
        segments(cut(counts, Fraction(25), transitions))
    assert "\n" not in str(raised.value)


def test_a_dissolve_needs_frames_of_both_films_beyond_their_clips() -> None:
    edl = cut([50, 50], Fraction(25), [(0, "dissolve", 10)])
    one, other = edl.clips
    enough = Fraction(60 + 1000, 25)
    films = dataclasses.replace(edl.sources[0], duration=enough), edl.sources[1]
    assert len(segments(dataclasses.replace(edl, sources=films))) == 3
    films = dataclasses.replace(edl.sources[0], duration=enough - Fraction(1, 25)), edl.sources[1]
    with pytest.raises(RenderError, match="needs frames that the film does not have"):
        segments(dataclasses.replace(edl, sources=films))
    late = dataclasses.replace(other, source_range=TimeRange(Fraction(10, 25), Fraction(60, 25)))
    assert len(segments(dataclasses.replace(edl, clips=(one, late)))) == 3
    early = dataclasses.replace(other, source_range=TimeRange(Fraction(9, 25), Fraction(59, 25)))
    with pytest.raises(RenderError, match="needs frames that the film does not have"):
        segments(dataclasses.replace(edl, clips=(one, early)))
