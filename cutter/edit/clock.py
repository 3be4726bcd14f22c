"""Counts times in whole ticks, of which a second has so many that none is lost.

Plans compare and add thousands of times; whole numbers do that many times faster than fractions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.edit.grid import Grid


@dataclass(frozen=True, slots=True)
class Clock:
    """On it, all times that it was made for and the frames of a grid are whole ticks."""

    rate: int
    """Ticks per second."""
    frame: int
    """Ticks from one place where a clip may begin to the next; 1 where it may begin anywhere."""
    output: int
    """Ticks of a frame of the output."""

    @classmethod
    def of(cls, times: Iterable[Fraction], grid: Grid, *, finer_than: int = 1) -> Clock:
        """Return a clock for some times, and for the frames of the film and of the output.

        Args:
            times: in seconds.
            grid: of the film.
            finer_than: ticks per second of another clock; this one counts all its ticks too.
        """
        source, output = grid.source_rate, grid.output_rate
        rates = (finer_than, output.numerator, source.numerator if source is not None else 1)
        rate = math.lcm(*rates, *(time.denominator for time in times))
        frame = rate // source.numerator * source.denominator if source is not None else 1
        return cls(rate, frame, rate // output.numerator * output.denominator)

    def ticks(self, time: Fraction) -> int:
        """Return a time, one of those that the clock was made for, in ticks."""
        return time.numerator * (self.rate // time.denominator)

    def at_or_after(self, ticks: int) -> int:
        """Return the first place at or after a time where a clip may begin."""
        return -(-ticks // self.frame) * self.frame

    def at_or_before(self, ticks: int) -> int:
        """Return the last place at or before a time where a clip may begin."""
        return ticks // self.frame * self.frame

    def nearest(self, ticks: int) -> int:
        """Return the place nearest to a time where a clip may begin; the earlier of two."""
        before, after = self.at_or_before(ticks), self.at_or_after(ticks)
        return before if ticks - before <= after - ticks else after

    def seconds(self, ticks: int) -> Fraction:
        """Return a time in seconds."""
        return Fraction(ticks, self.rate)
