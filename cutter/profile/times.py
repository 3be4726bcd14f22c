"""Turns times as a profile writes them into exact seconds. Knows nothing about films."""

from __future__ import annotations

from fractions import Fraction

from cutter.schema import TimeRange
from cutter.times import parse_seconds, parse_share


def parse_span(value: object) -> TimeRange:
    """Read `"01:20-01:35"` or `[80, 95]` as a range.

    Raises:
        ValueError: it is neither, or does not end after it starts.
    """
    if isinstance(value, str):
        start, separator, end = value.replace("–", "-").partition("-")
        if not separator:
            raise ValueError("not a span")
        return TimeRange(_time(start), _time(end))
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("not a span")
    start_s, end_s = (exact(number) for number in value)
    if start_s < 0:
        raise ValueError("a span starts at 0 or later")
    return TimeRange(start_s, end_s)


def parse_length(value: object) -> Fraction:
    """Read a positive length: `2.5`, `"2.5s"` or `"1:30"`.

    Raises:
        ValueError: it is none of these, or not above zero.
    """
    length = _time(value) if isinstance(value, str) else exact(value)
    if length <= 0:
        raise ValueError("a length is above zero")
    return length


def is_budget(text: str) -> bool:
    """Whether the text is a length above zero (`90s`, `1:30`, `2m`) or a share (`15%`)."""
    share = parse_share(text)
    if share is not None:
        return 0 < share <= 1
    seconds = parse_seconds(text)
    return seconds is not None and seconds > 0


def exact(number: object) -> Fraction:
    """Return a JSON number as the fraction that its digits say: 0.1 is 1/10.

    Raises:
        ValueError: it is no number.
    """
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError("not a number")
    return Fraction(str(number))


def _time(text: str) -> Fraction:
    seconds = parse_seconds(text)
    if seconds is None:
        raise ValueError("not a time")
    return seconds
