"""Boundaries held against the truth and against another's."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scores import Found, agreement, score

TRUTH = {
    "boundaries": [
        {"kind": "cut", "start_frame": 40, "end_frame": 40},
        {"kind": "cut", "start_frame": 90, "end_frame": 90},
        {"kind": "dissolve", "start_frame": 120, "end_frame": 140},
    ]
}
FRAMES = st.lists(st.integers(0, 10_000), unique=True, max_size=40)


def cuts(*frames: int) -> list[tuple[str, Fraction, Fraction]]:
    return [("cut", Fraction(frame), Fraction(frame)) for frame in frames]


def test_what_is_right_counts_once_and_the_rest_is_false() -> None:
    found = [*cuts(40, 91, 122), ("dissolve", Fraction(118), Fraction(142))]
    scores = score(found, TRUTH)
    assert (scores.cuts_hit, scores.gradual_hit, scores.false) == (1, 0, 2)


def test_a_dissolve_is_found_by_one_boundary_inside_it() -> None:
    scores = score([*cuts(40, 90), ("dissolve", Fraction(118), Fraction(142))], TRUTH)
    assert (scores.f1, scores.cut_f1, scores.precision, scores.recall) == (1.0, 1.0, 1.0, 1.0)


def test_a_cut_one_frame_off_is_missed_and_false() -> None:
    scores = score(cuts(40, 91, 130), TRUTH)
    assert (scores.cuts_hit, scores.false, scores.recall) == (1, 1, 0.5)
    assert scores.cut_f1 == 2 / 4


@given(FRAMES, FRAMES)
def test_agreement_is_the_same_both_ways(one: list[int], other: list[int]) -> None:
    there, back = agreement(cuts(*one), cuts(*other)), agreement(cuts(*other), cuts(*one))
    assert there.f1 == back.f1
    assert there.ours == back.theirs
    assert there.both + len(there.ours) == len(one)
    assert (there.f1 == 1.0) == (set(one) == set(other))


def test_what_lies_inside_our_dissolves_is_left_out() -> None:
    ours: Found = [*cuts(40), ("dissolve", Fraction(100), Fraction(120))]
    agreed = agreement(ours, cuts(40, 110))
    assert (agreed.both, agreed.theirs, agreed.f1) == (1, (), 1.0)
