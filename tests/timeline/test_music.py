"""Music lasts for a whole cut, whatever its length, and its beats are known in the cut's time."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.timeline.music import LONGEST_CROSSING, beats_in_cut, passes

lengths = st.fractions(1, 300, max_denominator=1000)


@given(lengths, st.fractions(0, 1, max_denominator=97), lengths)
def test_the_passes_cover_the_cut_and_cross_over_where_they_meet(
    length: Fraction, share: Fraction, duration: Fraction
) -> None:
    start = length * share * Fraction(99, 100)
    found = list(passes(length, start, duration))
    assert found[0].at == 0
    assert found[0].start == start
    assert found[-1].at + found[-1].end - found[-1].start == duration
    for each in found:
        assert 0 <= each.start < each.end <= length
        assert each.crossing_in + each.crossing_out <= each.end - each.start or each is found[-1]
    for before, after in itertools.pairwise(found):
        ends = before.at + before.end - before.start
        assert ends - after.at == before.crossing_out == after.crossing_in
        assert 0 < before.crossing_out <= LONGEST_CROSSING
        assert before.end == length
        assert after.start == 0


def test_music_that_is_long_enough_is_played_once() -> None:
    (only,) = passes(Fraction(100), Fraction(20), Fraction(80))
    assert only.at == 0
    assert only.start == 20
    assert only.end == 100
    assert only.crossing_in == only.crossing_out == 0


@pytest.mark.parametrize("start", [Fraction(5), Fraction(-1)])
def test_there_is_no_music_outside_of_it(start: Fraction) -> None:
    with pytest.raises(ValueError, match="cannot begin at"):
        list(passes(Fraction(5), start, Fraction(3)))


def test_beats_come_where_they_are_heard() -> None:
    beats = [Fraction(n, 2) for n in range(20)]
    once = beats_in_cut(beats, Fraction(10), Fraction(1, 4), Fraction(5))
    assert once == tuple(Fraction(n, 2) + Fraction(1, 4) for n in range(10))
    twice = beats_in_cut(beats, Fraction(10), Fraction(0), Fraction(15))
    # From the middle of the crossing, nine and a half seconds in, those of the second pass.
    assert [beat for beat in twice if 9 <= beat <= 10] == [9, Fraction(19, 2), 10]
    assert max(twice) == Fraction(29, 2)
