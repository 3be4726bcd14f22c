"""Timecode and frame numbers are each other's inverse at every rate, drop frame or not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.interchange.timecode import frame_of, is_drop, takes_drop, timebase, timecode

RATES = [
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(120000, 1001),
]
DROPPING = [Fraction(30000, 1001), Fraction(60000, 1001), Fraction(120000, 1001)]


@given(rate=st.sampled_from(RATES), data=st.data())
def test_a_frame_comes_back_from_its_timecode(rate: Fraction, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, 24 * 3600 * timebase(rate) - 1))
    assert frame_of(timecode(frame, rate), rate) == frame


@given(rate=st.sampled_from(DROPPING), data=st.data())
def test_a_frame_comes_back_from_its_drop_frame_timecode(
    rate: Fraction, data: st.DataObject
) -> None:
    day = 24 * 6 * (10 * (60 * timebase(rate) - timebase(rate) // 15) + timebase(rate) // 15)
    frame = data.draw(st.integers(0, day - 1))
    text = timecode(frame, rate, drop=True)
    assert is_drop(text)
    assert frame_of(text, rate) == frame
    # And it keeps up with the clock: off by the two frames of a minute and the 2.6 that remain
    # at the end of a day.
    said = sum(
        int(part) * unit for part, unit in zip(text[:8].split(":"), (3600, 60, 1), strict=True)
    )
    exact = frame / rate
    assert abs(said + Fraction(int(text[9:]), timebase(rate)) - exact) < Fraction(1, 5)


@pytest.mark.parametrize(
    ("frame", "rate", "drop", "text"),
    [
        (0, "30000/1001", True, "00:00:00;00"),
        (1799, "30000/1001", True, "00:00:59;29"),
        (1800, "30000/1001", True, "00:01:00;02"),
        (17981, "30000/1001", True, "00:09:59;29"),
        (17982, "30000/1001", True, "00:10:00;00"),
        (107892, "30000/1001", True, "01:00:00;00"),
        (3599, "60000/1001", True, "00:00:59;59"),
        (3600, "60000/1001", True, "00:01:00;04"),
        (1800, "30000/1001", False, "00:01:00:00"),
        (86400, "24000/1001", False, "01:00:00:00"),
        (90000, "25", False, "01:00:00:00"),
        (119, "120", False, "00:00:00:119"),
        (24 * 90000 + 1, "25", False, "00:00:00:01"),
    ],
)
def test_known_timecodes(frame: int, rate: str, drop: bool, text: str) -> None:
    assert timecode(frame, Fraction(rate), drop=drop) == text


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("", "25"),
        ("1:00:00:00", "25"),
        ("24:00:00:00", "25"),
        ("00:60:00:00", "25"),
        ("00:00:00:25", "25"),
        ("00:00:00:24", "24000/1001"),
        ("00:00:00;00", "25"),
        ("00:00:00;00", "30"),
        ("00:01:00;01", "30000/1001"),
        ("00:00:00:00\n01", "25"),
        ("٠٠:00:00:00", "25"),
    ],
)
def test_what_is_no_timecode_of_a_rate_is_refused(text: str, rate: str) -> None:
    with pytest.raises(ValueError):
        frame_of(text, Fraction(rate))


def test_drop_frame_is_for_the_slowed_multiples_of_thirty() -> None:
    assert [rate for rate in RATES if takes_drop(rate)] == DROPPING
    with pytest.raises(ValueError, match="no drop frame at 25"):
        timecode(0, Fraction(25), drop=True)
