"""Time stamps become exact times, whatever a container rounds them to."""

import itertools
import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.media.cadence import WELL_KNOWN_RATES, Clock, is_vfr, nominal_rate, snap_rate

ticks = st.sampled_from([Fraction(1, base) for base in (1000, 12_800, 15_360, 90_000, 1_000_000)])
rates = st.sampled_from([rate for rate in WELL_KNOWN_RATES if rate <= 120])


@given(rate=rates, tick=ticks, first=st.integers(-10_000, 10**9), mode=st.sampled_from("fr"))
def test_frames_of_a_constant_rate_fall_on_its_grid(
    rate: Fraction, tick: Fraction, first: int, mode: str
) -> None:
    rounded = math.floor if mode == "f" else round
    stamps = [rounded(first + k / rate / tick) for k in range(400)]
    clock = Clock(stamps[0] * tick, rate, tick)
    assert [clock.time(stamp) for stamp in stamps] == [k / rate for k in range(400)]
    assert nominal_rate(stamps, tick, [rate]) == (rate, False)


@given(rate=rates, tick=ticks)
def test_the_rate_is_found_though_the_header_is_vague(rate: Fraction, tick: Fraction) -> None:
    stamps = [round(k / rate / tick) for k in range(300)]
    vague = rate * Fraction(10_001, 10_000)
    assert nominal_rate(stamps, tick, [vague, None]) == (rate, False)


def test_neighbouring_rates_are_told_apart() -> None:
    for rate in WELL_KNOWN_RATES:
        assert snap_rate(rate * Fraction(100_010, 100_000)) == rate
    assert snap_rate(Fraction(2250, 100)) == Fraction(45, 2)


@given(st.lists(st.integers(1, 5000), min_size=3, max_size=60))
def test_frames_of_a_variable_rate_keep_their_exact_times(steps: list[int]) -> None:
    tick, stamp, stamps = Fraction(1, 90_000), 0, [0]
    for step in steps:
        stamp += 3 * step
        stamps.append(stamp)
    clock = Clock(Fraction(0), Fraction(30), tick)
    times = [clock.time(each) for each in stamps]
    assert all(abs(time - each * tick) <= tick for time, each in zip(times, stamps, strict=True))
    assert times == sorted(set(times))


@given(rate=rates, tick=ticks, start=st.fractions(0, 4000), k=st.integers(1, 10_000))
def test_a_stamp_to_seek_is_never_after_the_frame(
    rate: Fraction, tick: Fraction, start: Fraction, k: int
) -> None:
    clock = Clock(start, rate, tick)
    stamp = clock.stamp(k / rate)
    assert stamp * tick < start + k / rate <= (stamp + 2) * tick


def test_one_odd_step_makes_a_rate_variable_but_a_torn_end_does_not() -> None:
    rate = Fraction(25)
    times = [k / rate for k in range(100)]
    assert not is_vfr(times, rate)
    assert is_vfr([*times[:40], times[40] + Fraction(1, 90), *times[41:]], rate)
    assert not is_vfr(times[:95] + times[97:], rate)
    assert not is_vfr(times[:1], rate)
    assert not is_vfr([], rate)


def test_a_frame_held_here_and_there_leaves_the_rate_constant_but_many_do_not() -> None:
    rate = Fraction(25)
    # As AVI begins where its sound needs room: the first frame stays for two.
    assert nominal_rate([0, *range(2, 200)], 1 / rate, [rate]) == (rate, False)
    # Every seventh is left out; a tick is a frame, so one tick more is another length.
    thinned = [k for k in range(200) if k % 7]
    assert nominal_rate(thinned, 1 / rate, [rate]) == (rate, True)
    # A third is left out, and the header says the mean.
    thinned = [k * 512 for k in range(200) if k % 3 or k % 2]
    assert nominal_rate(thinned, Fraction(1, 12_800), [Fraction(125, 6)]) == (rate, True)


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
@pytest.mark.parametrize("claims", [[], [Fraction(2000)], [Fraction(90_000)]])
def test_jitter_does_not_move_the_nominal_rate(rate: int, claims: list[Fraction | None]) -> None:
    tick, length = Fraction(1, 90_000), 90_000 // rate
    # Steps of two lengths, neither of them a frame's: the middle one is 0.87 of the rate.
    stamps = [k * length + (k * 7 % 5) * 3 * length // 40 for k in range(300)]
    found, is_variable = nominal_rate(stamps, tick, [*claims, Fraction(rate)])
    assert (found, is_variable) == (Fraction(rate), True)
    chance = random.Random(2)
    stamps = [k * length + chance.randrange(length * 9 // 10) for k in range(300)]
    found, is_variable = nominal_rate(stamps, tick, [Fraction(rate)])
    assert (found, is_variable) == (Fraction(rate), True)


def test_without_a_usual_step_the_headers_mean_counts_unless_it_is_lower() -> None:
    chance = random.Random(1)
    steps = [chance.choice([2000, 2500, 3000, 3700, 4100, 6000, 9000, 90_000]) for _ in range(300)]
    stamps = list(itertools.accumulate(steps))
    tick = Fraction(1, 90_000)
    median = nominal_rate(stamps, tick, [])[0]
    assert 20 < median < 45
    assert nominal_rate(stamps, tick, [Fraction(99, 2)]) == (Fraction(50), True)
    assert nominal_rate(stamps, tick, [Fraction(6)]) == (median, True)


def test_the_nominal_rate_of_a_variable_one_is_the_usual_one() -> None:
    tick = Fraction(1, 1000)
    stamps = [0, 1003, 2006] + [2006 + round(k * 1000 / 60) for k in range(1, 200)]
    assert nominal_rate(stamps, tick, [Fraction(62, 3)]) == (Fraction(60), True)


@pytest.mark.parametrize("claims", [[], [None], [Fraction(0)], [Fraction(90_000)]])
def test_a_rate_is_assumed_where_nothing_tells(claims: list[Fraction | None]) -> None:
    assert nominal_rate([0], Fraction(1, 90_000), claims) == (Fraction(25), False)
