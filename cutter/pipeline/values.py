"""Values of options as people write them, turned into numbers. Knows nothing about films."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from cutter.errors import UsageError
from cutter.times import parse_share, quoted

_SIZE: Final = re.compile(r"([0-9]{1,5})\s*[x×]\s*([0-9]{1,5})", re.IGNORECASE)
_WELL_KNOWN_RATES: Final = (
    Fraction(24000, 1001),
    Fraction(30000, 1001),
    Fraction(48000, 1001),
    Fraction(60000, 1001),
    Fraction(120000, 1001),
)
LOUDEST, QUIETEST = -5.0, -40.0
"""LUFS between which a programme's loudness may be asked for; -23 is EBU R128's own."""


def parse_spoilers(text: str) -> Fraction | None:
    """Read `0.75` or `75%` as a part of the film; None for `off`.

    Raises:
        UsageError: it is no part of a whole.
    """
    plain = text.strip().lower()
    if plain == "off":
        return None
    share = parse_share(plain)
    if share is None:
        try:
            share = Fraction(plain)
        except (ValueError, ZeroDivisionError) as error:
            told = f"--no-spoilers {quoted(text)} is no part of the film; write 0.75, 75% or off"
            raise UsageError(told) from error
    if not 0 < share <= 1:
        raise UsageError(f"--no-spoilers {quoted(text)}: more than 0 and at most 1 (the whole)")
    return share


def parse_loudness(text: str) -> float | None:
    """Read `-14` as LUFS; None for `off`.

    Raises:
        UsageError: it is no loudness, or one that no programme has.
    """
    plain = text.strip().lower().removesuffix("lufs").strip()
    if plain == "off":
        return None
    try:
        value = float(plain.replace("\u2212", "-"))
    except ValueError as error:
        told = f"--loudness {quoted(text)} is no loudness; write -14, -16, -23 or off"
        raise UsageError(told) from error
    if not QUIETEST <= value <= LOUDEST:
        raise UsageError(
            f"--loudness {quoted(text)}: from {QUIETEST:g} to {LOUDEST:g} LUFS, or off"
        )
    return value


def parse_size(text: str) -> tuple[int, int]:
    """Read `1280x720` as width and height in pixels.

    Raises:
        UsageError: it is no size, or one that no encoder takes.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"--size {quoted(text)} is no size; write 1280x720")
    width, height = int(match[1]), int(match[2])
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise UsageError(f"--size {quoted(text)}: each side from 16 to 8192")
    return width, height


def parse_frame_rate(text: str) -> Fraction:
    """Read `25`, `23.976` or `24000/1001`; a decimal near a well-known rate is that rate.

    Raises:
        UsageError: it is no rate, or one out of reach.
    """
    try:
        rate = Fraction(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"--fps {quoted(text)} is no rate; write 25 or 24000/1001") from error
    if not 1 <= rate <= 240:
        raise UsageError(f"--fps {quoted(text)}: from 1 to 240 frames per second")
    for known in _WELL_KNOWN_RATES:
        if abs(rate - known) < Fraction(1, 100):
            return known
    return rate
