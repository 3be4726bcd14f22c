"""Where music lies under a cut: once, or again and again. Knows nothing about samples."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_CROSSING = Fraction(1)
"""Seconds in which the end of the music crosses over into its beginning where it is played again;
of short music a quarter of it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One playing of the music, or of what of it is heard."""

    at: Fraction
    """When it begins, in the cut's time."""
    start: Fraction
    """What of the music is heard then, in seconds."""
    end: Fraction
    """Where in the music it ends."""
    crossing_in: Fraction = Fraction(0)
    """Seconds that it shares with the pass before it."""
    crossing_out: Fraction = Fraction(0)
    """Seconds that it shares with the next one."""


def passes(length: Fraction, start: Fraction, duration: Fraction) -> Iterator[Pass]:
    """Yield how music is played so that it lasts for a whole cut.

    Args:
        length: of the music, in seconds.
        start: what of it comes first; behind its end there is none.
        duration: of the cut.

    Raises:
        ValueError: there is no music from `start` on.
    """
    if start < 0 or start >= length:
        raise ValueError(f"the music lasts {float(length):.2f} s and cannot begin at {start} s")
    at, crossing_in = Fraction(0), Fraction(0)
    while True:
        ends = at + length - start
        if ends >= duration:
            yield Pass(at, start, start + duration - at, crossing_in)
            return
        crossing_out = min(LONGEST_CROSSING, length / 4, (length - start) / 2)
        yield Pass(at, start, length, crossing_in, crossing_out)
        at, start, crossing_in = ends - crossing_out, Fraction(0), crossing_out


def beats_in_cut(
    beats: Sequence[Fraction], length: Fraction, start: Fraction, duration: Fraction
) -> tuple[Fraction, ...]:
    """Return when the beats of music are heard in a cut, ordered.

    Args:
        beats: on the music's own clock.
        length: of the music, in seconds.
        start: what of it comes with the cut's first frame.
        duration: of the cut.
    """
    found: set[Fraction] = set()
    for each in passes(length, start, duration):
        # While two passes cross over, the louder one beats.
        first = each.start + each.crossing_in / 2
        last = each.end - each.crossing_out / 2
        found.update(each.at + beat - each.start for beat in beats if first <= beat < last)
    return tuple(sorted(found))
