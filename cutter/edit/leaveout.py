"""Tells which shots are no part of the story: black, logos at the head, credits at the end.

Decides from signals and place alone, and rather keeps a shot than loses one: lettering within a
normal picture (a sign, a subtitle, credits over the last scene) is kept.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cutter.schema import FilmRecord, Shot, Signals

BLACK_SHARE: Final = 0.9
"""From this share of black on, nothing is to be seen."""
HEAD_SECONDS: Final = Fraction(60)
HEAD_SHARE: Final = Fraction(3, 100)
"""Logos stand in the first minute, or in the first 3 % of a long film."""
TAIL_SHARE: Final = Fraction(12, 100)
"""Credits stand in the last 12 %; in a short film, logos stand in no more than the first 12 %."""
CREDITS_TEXT: Final = 0.03
LOGO_TEXT: Final = 0.01
"""Share of the picture that lettering covers. A page of credits covers a few hundredths."""
DARK: Final = 0.6
"""Share of black in a ground that counts as dark."""
DARK_LIGHT: Final = 0.2
"""Mean light of a dark ground with white lettering on it."""
PLAIN_COLOUR: Final = 0.12
"""Colourfulness below which a ground is grey; an evenly lit photograph reaches 0.15 and more
(Hasler and Suesstrunk, 2003: 15 of 100 is 'slightly colourful')."""
STILL: Final = 0.25
"""Motion below which nothing but lettering moves."""


def left_out(film: FilmRecord) -> tuple[str, ...]:
    """Return for each shot why it is left out by default: `black`, `logo`, `credits` or nothing.

    Args:
        film: its shots, their signals and its end are read.
    """
    return tuple(
        _reason(shot, signals, film.media.end)
        for shot, signals in zip(film.shots, film.signals, strict=True)
    )


def _reason(shot: Shot, signals: Signals, end: Fraction) -> str:
    if signals.black >= BLACK_SHARE and signals.text < CREDITS_TEXT:
        return "black"
    if signals.text < LOGO_TEXT:
        return ""
    if not _is_lettering_on_plain_ground(signals):
        return "black" if signals.black >= BLACK_SHARE else ""
    middle = shot.span.middle
    if middle >= end * (1 - TAIL_SHARE) and signals.text >= CREDITS_TEXT:
        return "credits"
    head = min(max(HEAD_SECONDS, end * HEAD_SHARE), end * TAIL_SHARE)
    if shot.span.end <= head and signals.motion <= STILL:
        return "logo"
    return "black" if signals.black >= BLACK_SHARE else ""


def _is_lettering_on_plain_ground(signals: Signals) -> bool:
    """Whether there is nothing beside lettering: no face, no colour, and a dark or even ground."""
    if signals.faces > 0 or signals.colourfulness > PLAIN_COLOUR:
        return False
    is_dark = signals.black >= DARK or signals.brightness <= DARK_LIGHT
    is_white = signals.brightness >= 0.8 and signals.contrast <= 0.35 and signals.saturation <= 0.1
    return is_dark or is_white
