"""A crop moves slowly and smoothly, stays in the picture, and mostly does not move at all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cutter.edit import tripod
from cutter.edit.subject import CELL

Floats = NDArray[np.float64]
SHARE = 0.316
PLACES = np.linspace(SHARE / 2, 1 - SHARE / 2, 56)
FINE_STEP = tripod.TICK / tripod.FINE


def towards(targets: Floats, size: float = 0.1) -> Floats:
    """Return rewards that fall off from a place that is best at each tick."""
    return np.exp(-0.5 * ((PLACES[None, :] - targets[:, None]) / size) ** 2)


@st.composite
def any_rewards(draw: st.DrawFn) -> Floats:
    """Return rewards of any kind: noise, targets that leap, targets that drift."""
    ticks = draw(st.integers(1, 80))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    if draw(st.booleans()):
        return rng.random((ticks, len(PLACES))) * draw(st.sampled_from([0.1, 1.0, 50.0]))
    every = draw(st.integers(1, 20))
    targets = np.repeat(rng.random(ticks // every + 1), every)[:ticks]
    return towards(targets, draw(st.floats(0.01, 0.3))) * draw(st.sampled_from([1.0, 30.0]))


@given(any_rewards())
def test_no_subject_makes_it_fast_or_abrupt_or_leave_the_picture(rewards: Floats) -> None:
    path = tripod.path(rewards, PLACES, SHARE)
    assert len(path) == (len(rewards) - 1) * tripod.FINE + 1
    speed = np.diff(path) / FINE_STEP
    assert np.abs(speed).max(initial=0) <= tripod.MOST_SPEED + 1e-9
    change = np.abs(np.diff(speed)) / FINE_STEP
    # A gear more is a step of speed, spread over a window that is twelve points long.
    assert change.max(initial=0) <= tripod.MOST_ACCELERATION * 1.1
    assert path.min() >= PLACES[0] - 1e-9
    assert path.max() <= PLACES[-1] + 1e-9


@given(st.floats(0.2, 0.8), st.integers(0, 2**32 - 1), st.integers(4, 80))
def test_a_subject_that_fidgets_does_not_move_it(middle: float, seed: int, ticks: int) -> None:
    rng = np.random.default_rng(seed)
    path = tripod.path(towards(middle + rng.uniform(-0.05, 0.05, ticks)), PLACES, SHARE)
    assert np.ptp(path) == 0
    assert abs(path[0] - np.clip(middle, PLACES[0], PLACES[-1])) < 0.06


def test_a_short_glance_elsewhere_does_not_move_it_and_a_lasting_one_does() -> None:
    def looks(ticks: int) -> Floats:
        there = np.full(48, 0.25)
        there[20 : 20 + ticks] = 0.75
        return tripod.path(towards(there), PLACES, SHARE)

    assert np.ptp(looks(3)) == 0
    assert np.ptp(looks(24)) > 0.4


def test_two_who_speak_in_turns_do_not_make_it_swing() -> None:
    turns = np.where(np.arange(80) // 10 % 2 == 0, 0.38, 0.62)
    assert np.ptp(tripod.path(0.2 * towards(turns), PLACES, SHARE)) == 0
    assert np.ptp(tripod.path(2 * towards(turns), PLACES, SHARE)) > 0, "or this shows nothing"


def test_a_shift_of_less_than_a_quarter_of_the_crop_does_not_move_it() -> None:
    targets = np.linspace(0.5, 0.5 + 0.9 * tripod.STILL * SHARE, 60)
    assert np.ptp(tripod.path(50 * towards(targets, 0.03), PLACES, SHARE)) == 0


def test_a_subject_that_crosses_the_picture_is_followed() -> None:
    targets = np.linspace(0.2, 0.8, 41)
    path = tripod.path(towards(targets), PLACES, SHARE)[:: tripod.FINE]
    assert np.abs(path - targets).max() < SHARE / 2
    assert (np.diff(path) >= -1e-9).all(), "it does not go back and forth"


def test_a_step_of_the_places_is_no_longer_than_the_speed_allows() -> None:
    assert CELL <= tripod.MOST_SPEED * tripod.TICK / tripod.GEARS + 1e-12
