"""Intervals hold what they promise on simulated data, and lean on nothing but the values."""

import json
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.evaluation.intervals import (
    Measured,
    measure,
    paired_difference,
    pooled,
    pooled_difference,
    unpaired_difference,
)

Draw = Callable[[np.random.Generator], "np.ndarray[tuple[int], np.dtype[np.float64]]"]

WORLDS: dict[str, tuple[Draw, float]] = {
    "even": (lambda rng: rng.normal(2.0, 3.0, 30), 2.0),
    "leaning": (lambda rng: rng.exponential(1.0, 30), 1.0),
    "yes or no": (lambda rng: (rng.random(30) < 0.7).astype(np.float64), 0.7),
    "few": (lambda rng: rng.normal(0.0, 1.0, 10), 0.0),
}
TRIALS = 150
values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)


@pytest.mark.parametrize("world", WORLDS)
def test_nineteen_intervals_of_twenty_hold_the_true_mean(world: str) -> None:
    draw, truth = WORLDS[world]
    rng = np.random.default_rng(17)
    found = [measure(draw(rng), seed=trial) for trial in range(TRIALS)]
    share = np.mean([each.low <= truth <= each.high for each in found])
    assert 0.88 <= share <= 1.0
    half = np.mean(
        [each.low <= truth <= each.high for each in (measure(draw(rng), level=0.5) for _ in found)]
    )
    assert 0.38 <= half <= 0.75, "at 50 % an interval is narrower"


@pytest.mark.parametrize("count", [4, 5])
def test_few_units_are_not_thought_surer_than_they_are(count: int) -> None:
    rng = np.random.default_rng(count)
    found = [measure(rng.normal(0, 1, count), seed=trial) for trial in range(2 * TRIALS)]
    # Plain percentiles hold 0.80 here; of so few units no bootstrap holds 0.95.
    assert np.mean([each.low <= 0 <= each.high for each in found]) >= 0.85


def test_differences_of_two_groups_are_held_too() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for trial in range(TRIALS):
        found = unpaired_difference(rng.normal(1, 1, 12), rng.normal(0, 2, 25), seed=trial)
        held += found.low <= 1 <= found.high
    assert 0.88 <= held / TRIALS <= 0.995


def test_pairs_are_compared_as_pairs() -> None:
    rng = np.random.default_rng(3)
    viewers = rng.normal(0, 10, 40)
    better = viewers + 0.5 + rng.normal(0, 0.1, 40)
    assert paired_difference(better, viewers).excludes_zero
    assert not unpaired_difference(better, viewers).excludes_zero


@settings(max_examples=25, deadline=None)
@given(values, st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(found: list[float], shuffle: object) -> None:
    mixed = list(found)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = measure(found), measure(mixed)
    assert one == other
    assert one.low <= one.mean <= one.high


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=30), st.integers(-9, 9))
def test_an_interval_moves_and_grows_with_the_values(found: list[int], shift: int) -> None:
    plain, other = measure(found), measure([3.0 * value + shift for value in found])
    assert other.mean == pytest.approx(3 * plain.mean + shift)
    assert other.low == pytest.approx(3 * plain.low + shift, abs=1e-6)
    assert other.high == pytest.approx(3 * plain.high + shift, abs=1e-6)


def test_one_unit_has_no_interval_and_json_says_null() -> None:
    alone = measure([0.25])
    assert not alone.is_bounded
    assert not alone.excludes_zero
    assert json.loads(json.dumps(alone.as_json())) == {
        "mean": 0.25,
        "low": None,
        "high": None,
        "n": 1,
    }
    assert "no interval" in alone.in_words()
    assert measure([1.0, 1.0]).in_words(1) == "1.0 (all 2 alike)"
    assert measure([0.0, 0.25, 0.5]).in_words(1).startswith("0.2 (")
    assert not unpaired_difference([1.0], [0.0, 0.1]).is_bounded


def test_more_units_are_surer() -> None:
    rng = np.random.default_rng(1)
    few, many = measure(rng.normal(size=20)), measure(rng.normal(size=2000))
    assert many.high - many.low < (few.high - few.low) / 5


def test_a_pooled_figure_is_that_of_everything_together() -> None:
    counts = np.array([1, 4, 10, 2, 7])
    rng = np.random.default_rng(2)
    errors = [rng.normal(0, 1, count) for count in counts]
    totals = [float(np.sum(each**2)) for each in errors]
    found = pooled(totals, counts, finish=np.sqrt)
    assert found.mean == pytest.approx(np.sqrt(np.mean(np.concatenate(errors) ** 2)))
    assert found.low < found.mean < found.high
    assert found.n == 5


def test_pooled_differences_of_the_same_are_nothing_and_of_worse_are_seen() -> None:
    rng = np.random.default_rng(4)
    counts = rng.integers(5, 30, 60)
    totals = counts * rng.uniform(0.5, 1.5, 60)
    same = pooled_difference(totals, totals, counts, finish=np.sqrt)
    assert same == Measured(0.0, 0.0, 0.0, 60)
    worse = pooled_difference(totals * 1.1, totals, counts, finish=np.sqrt)
    assert worse.low > 0


@pytest.mark.parametrize("bad", [[], [[1.0]], [math.nan], [math.inf, 1.0]])
def test_what_is_no_figure_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="an interval needs"):
        measure(bad)  # type: ignore[arg-type]


def test_pairs_of_different_length_and_empty_units_are_refused() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        paired_difference([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="holds nothing"):
        pooled([1.0, 2.0], [1, 0])
