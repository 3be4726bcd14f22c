"""Places times on a film's frames and counts the output's frames. Whole-number arithmetic only.

A film of constant rate is cut on its frames (k / frame rate); one of variable rate anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.schema import Media, TimeRange


def floor_times(time: Fraction, rate: Fraction) -> int:
    """Return `time * rate` rounded down, without building a fraction (plans do this often)."""
    return (time.numerator * rate.numerator) // (time.denominator * rate.denominator)


def ceil_times(time: Fraction, rate: Fraction) -> int:
    """Return `time * rate` rounded up."""
    return -((-time.numerator * rate.numerator) // (time.denominator * rate.denominator))


@dataclass(frozen=True, slots=True)
class Grid:
    """Where clips of one film may begin, and how long they are in output frames."""

    source_rate: Fraction | None
    """The film's frames per second; None where it varies."""
    output_rate: Fraction

    @classmethod
    def of(cls, media: Media, output_rate: Fraction) -> Grid:
        """Return the grid of a film for an output."""
        return cls(None if media.is_vfr else media.frame_rate, output_rate)

    def at_or_after(self, time: Fraction) -> Fraction:
        """Return the first place at or after `time` where a clip may begin."""
        if self.source_rate is None:
            return time
        rate = self.source_rate
        return Fraction(ceil_times(time, rate) * rate.denominator, rate.numerator)

    def frames_in(self, span: TimeRange) -> int:
        """Return how many whole output frames a clip inside `span` can have; 0 for none."""
        if self.source_rate is None:
            return floor_times(span.duration, self.output_rate)
        rate, output, end = self.source_rate, self.output_rate, span.end
        first = ceil_times(span.start, rate)
        over = end.denominator * rate.numerator
        left = end.numerator * rate.numerator - first * rate.denominator * end.denominator
        return max(0, left * output.numerator // (over * output.denominator))

    def seconds(self, frames: int) -> Fraction:
        """Return how long `frames` output frames last."""
        return frames / self.output_rate
