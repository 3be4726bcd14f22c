"""Medians, ratios of medians, and their spread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measuring.ratios import Spread, digits_for

TIMES = st.lists(st.floats(0.01, 1e4), min_size=1, max_size=9)


def test_a_spread_holds_median_smallest_and_largest() -> None:
    assert Spread.of([3.0, 1.0, 10.0]) == Spread(3.0, 1.0, 10.0, 3)


def test_a_ratio_is_of_the_medians_and_spreads_over_the_pairs() -> None:
    ratio = Spread.ratio([2.0, 4.0, 9.0], [1.0, 2.0, 3.0])
    assert ratio == Spread(2.0, 2.0, 3.0, 3)


def test_where_one_was_run_once_it_is_paired_with_every_run_of_the_other() -> None:
    assert Spread.ratio([6.0], [1.0, 2.0, 3.0]) == Spread(3.0, 2.0, 6.0, 1)


@pytest.mark.parametrize("sides", [([], [1.0]), ([1.0], [])])
def test_nothing_measured_has_no_ratio(sides: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        Spread.ratio(*sides)


@given(TIMES, TIMES)
def test_turning_a_ratio_around_turns_its_spread_around(
    one: list[float], other: list[float]
) -> None:
    there, back = Spread.ratio(one, other), Spread.ratio(other, one)
    assert there.middle * back.middle == pytest.approx(1.0)
    assert there.low * back.high == pytest.approx(1.0)
    assert there.high * back.low == pytest.approx(1.0)


@given(TIMES)
def test_anything_takes_as_long_as_itself(times: list[float]) -> None:
    assert Spread.ratio(times, times) == Spread(1.0, 1.0, 1.0, len(times))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Spread(1.3149, 1.2801, 1.351, 3), "1.31 (1.28–1.35)"),
        (Spread(123.4, 120.2, 130.9, 2), "123 (120–131)"),
        (Spread(0.0123, 0.011, 0.014, 3), "0.0123 (0.0110–0.0140)"),
        (Spread(4.56, 4.56, 4.56, 1), "4.56"),
    ],
)
def test_a_spread_is_told_in_three_figures(value: Spread, text: str) -> None:
    assert value.text() == text


def test_digits_grow_as_values_shrink() -> None:
    assert [digits_for(v) for v in (400.0, 40.0, 4.0, 0.05, 0.004)] == [0, 1, 2, 3, 4]
