"""A half-open span of exact time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """A half-open span of time, [start, end), in exact seconds.

    Raises:
        ValueError: the end is not after the start.
    """

    start: Fraction
    end: Fraction

    def __post_init__(self) -> None:
        """Refuse an empty or reversed span."""
        if not _is_before(self.start, self.end):
            raise ValueError(f"a time range must end after it starts: {self.start} to {self.end}")

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.end - self.start

    @property
    def middle(self) -> Fraction:
        """The time half-way."""
        return (self.start + self.end) / 2

    def contains(self, time: Fraction) -> bool:
        """Whether `time` lies inside."""
        return self.start <= time < self.end

    def intersection(self, other: TimeRange) -> TimeRange | None:
        """Return the part that both share, or None."""
        start = other.start if _is_before(self.start, other.start) else self.start
        end = other.end if _is_before(other.end, self.end) else self.end
        return TimeRange(start, end) if _is_before(start, end) else None

    def shifted(self, offset: Fraction) -> TimeRange:
        """Return the same span, `offset` seconds later."""
        return TimeRange(self.start + offset, self.end + offset)


def _is_before(one: Fraction, other: Fraction) -> bool:
    """Whether one time is earlier; plans ask this thousands of times, and `<` is slow."""
    return one.numerator * other.denominator < other.numerator * one.denominator


def merged(spans: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """Return spans in order, those that overlap or touch as one."""
    found: list[TimeRange] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = TimeRange(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
