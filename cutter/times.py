"""Turns times as people write them into exact seconds, and seconds into words.

Knows nothing about films.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from cutter.errors import UsageError

_NUMBER: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_CLOCK: Final = re.compile(rf"(?:([0-9]{{1,4}}):)?([0-9]{{1,4}}):({_NUMBER})")
_UNITS: Final = re.compile(
    rf"(?:({_NUMBER})\s*h)?\s*(?:({_NUMBER})\s*m(?:in)?)?\s*(?:({_NUMBER})\s*s(?:ec)?)?",
    re.IGNORECASE,
)
_SHARE: Final = re.compile(rf"({_NUMBER})\s*%")
_PLAIN: Final = re.compile(_NUMBER)


def parse_seconds(text: str) -> Fraction | None:
    """Read `80`, `80.5s`, `2m`, `1m30s`, `1h`, `1:20`, `01:20.5` or `1:02:03.5` as seconds.

    Returns:
        Exact seconds, 0 or more; None if it is none of these.
    """
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return Fraction(text)
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = int(clock[1] or 0), int(clock[2]), Fraction(clock[3])
        if seconds >= 60 or (clock[1] is not None and minutes >= 60):
            return None
        return hours * 3600 + minutes * 60 + seconds
    units = _UNITS.fullmatch(text)
    if units is None or not any(units.groups()):
        return None
    hours_, minutes_, seconds_ = (Fraction(part or 0) for part in units.groups())
    return hours_ * 3600 + minutes_ * 60 + seconds_


def parse_share(text: str) -> Fraction | None:
    """Read `15%` as 3/20; None if it is no share. It may be 0 or above 1."""
    share = _SHARE.fullmatch(text.strip())
    return Fraction(share[1]) / 100 if share else None


def positive_seconds(text: str, option: str) -> Fraction:
    """Read a length above zero, as the value of an option.

    Args:
        text: what was written.
        option: the option's name, for the message.

    Raises:
        UsageError: it is no length, or zero.
    """
    seconds = parse_seconds(text)
    if seconds is None:
        raise UsageError(f"{option} {quoted(text)} is not a length; write 1.5, 1.5s or 0:01.5")
    if seconds <= 0:
        raise UsageError(f"{option} {quoted(text)} must be more than zero; write 1.5 or 1.5s")
    return seconds


def quoted(text: str) -> str:
    """Return what somebody wrote, fit for a message of one line."""
    plain = "".join(char if char.isprintable() else "?" for char in text)
    return f"'{plain}'" if len(plain) <= 40 else f"'{plain[:37]}...'"


def clock_time(seconds: Fraction, *, digits: int = 1) -> str:
    """Return a time as `1:20.5`, or `1:02:03.5` from one hour on; rounded down."""
    scale = 10**digits
    ticks = seconds.numerator * scale // seconds.denominator
    sign, ticks = ("-", -ticks) if ticks < 0 else ("", ticks)
    whole, part = divmod(ticks, scale)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    tail = f".{part:0{digits}d}" if digits else ""
    head = f"{hours}:{minute:02d}" if hours else f"{minute}"
    return f"{sign}{head}:{second:02d}{tail}"


def length(seconds: Fraction) -> str:
    """Return a length in a few words: `12.4 s`, `90 s`, `0.04 s`."""
    rounded = round(float(seconds), 1 if seconds >= 1 else 3)
    return f"{rounded:g} s" if rounded < 100_000 else f"{rounded:.0f} s"
