"""Clips are placed on frames so that rounding never adds up and no frame is lost or doubled."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.errors import RenderError
from cutter.schema import Clip, EditDecisionList, Output, Source, TimeRange
from cutter.timeline.place import PIECE_SECONDS, frame_count, nearest, pieces, place

RATES = [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(7, 3)]
rates = st.sampled_from(RATES)
lengths = st.lists(
    st.fractions(min_value=Fraction(1, 1000), max_value=90, max_denominator=9999),
    min_size=1,
    max_size=30,
)


def cut(lengths_s: list[Fraction], rate: Fraction) -> EditDecisionList:
    clips = tuple(
        Clip(0, (i,), TimeRange(Fraction(i), i + n), TimeRange(Fraction(i), i + n), 0.0, ())
        for i, n in enumerate(lengths_s)
    )
    source = Source("film.mp4", "0" * 32, Fraction(1000), rate)
    output = Output(320, 240, rate)
    return EditDecisionList((source,), clips, output, "", "", Fraction(9), "film", 0.0)


@given(lengths=lengths, rate=rates)
def test_clips_follow_each_other_without_gap_and_end_within_half_a_frame(
    lengths: list[Fraction], rate: Fraction
) -> None:
    edl = cut(lengths, rate)
    if nearest(edl.duration * rate) == 0:
        with pytest.raises(RenderError, match="less than one frame"):
            place(edl)
        return
    placed = place(edl)
    assert placed[0].first == 0
    for one, other in itertools.pairwise(placed):
        assert one.first + one.count == other.first
        assert one.clip < other.clip
    assert all(piece.count >= 1 for piece in placed)
    assert abs(frame_count(edl) / rate - edl.duration) <= 1 / (2 * rate)
    for piece in placed:
        before = sum(lengths[: piece.clip], Fraction(0))
        assert abs(piece.first / rate - before) <= 1 / (2 * rate)
        assert piece.start == edl.clips[piece.clip].source_range.start


@given(counts=st.lists(st.integers(1, 400), min_size=1, max_size=20), rate=rates)
def test_clips_of_whole_frames_keep_exactly_their_frames(counts: list[int], rate: Fraction) -> None:
    placed = place(cut([count / rate for count in counts], rate))
    assert [piece.count for piece in placed] == counts


@given(counts=st.lists(st.integers(1, 9000), min_size=1, max_size=6), rate=rates)
def test_pieces_are_the_clips_in_short_runs(counts: list[int], rate: Fraction) -> None:
    placed = place(cut([count / rate for count in counts], rate))
    split = list(pieces(placed, rate))
    assert sum(piece.count for piece in split) == sum(counts)
    assert all(0 < piece.count <= nearest(PIECE_SECONDS * rate) for piece in split)
    for clip in placed:
        own = [piece for piece in split if piece.clip == clip.clip]
        assert own[0].start == clip.start
        for one, other in itertools.pairwise(own):
            assert other.start == one.start + one.count / rate
            assert other.first == one.first + one.count


@pytest.mark.parametrize(
    ("value", "whole"), [("1/2", 1), ("3/2", 2), ("5/2", 3), ("-1/2", 0), ("249/100", 2)]
)
def test_halves_go_up_and_never_to_even(value: str, whole: int) -> None:
    assert nearest(Fraction(value)) == whole
