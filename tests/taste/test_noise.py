"""The noise is as much as (epsilon, delta)-privacy needs, and no more."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from cutter.taste.noise import DELTA, SENSITIVITY, clipped, noised, sigma_for, viewers_needed


@pytest.mark.parametrize(("epsilon", "sigma"), [(1, 7.46), (2, 3.99), (8, 1.20)])
def test_it_is_what_the_literature_s_condition_gives(epsilon: float, sigma: float) -> None:
    assert sigma_for(epsilon) == pytest.approx(sigma, abs=0.006)


@given(st.floats(0.05, 20))
def test_the_promise_holds_and_less_noise_would_break_it(epsilon: float) -> None:
    sigma = sigma_for(epsilon)

    def leak(scale: float) -> float:
        # The privacy loss of two inputs that far apart, from its own distribution.
        mean = SENSITIVITY**2 / (2 * scale**2)
        deviation = SENSITIVITY / scale
        return float(
            norm.sf((epsilon - mean) / deviation)
            - math.exp(epsilon) * norm.sf((epsilon + mean) / deviation)
        )

    assert leak(sigma) <= DELTA * (1 + 1e-6)
    assert leak(sigma * 0.99) > DELTA


@pytest.mark.parametrize("epsilon", [0, -1, 51, math.nan])
def test_what_is_no_epsilon_is_refused(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon"):
        sigma_for(epsilon)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=16))
def test_no_viewer_s_numbers_are_longer_than_one(numbers: list[float]) -> None:
    assert math.hypot(*clipped(numbers)) <= 1 + 1e-9
    if math.hypot(*numbers) <= 1:
        assert clipped(numbers) == tuple(numbers)


def test_the_noise_is_of_the_size_that_was_asked_for() -> None:
    drawn = noised([0.0] * 20_000, 3.0, random.Random(5).gauss)
    assert math.sqrt(sum(each**2 for each in drawn) / len(drawn)) == pytest.approx(3.0, rel=0.02)


def test_how_many_viewers_make_it_useful() -> None:
    assert viewers_needed(sigma_for(8), 16) == pytest.approx(256, abs=2)
    assert viewers_needed(sigma_for(1), 16) == pytest.approx(9896, rel=0.001)
