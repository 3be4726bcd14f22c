"""Places an edit list's clips on the output's frames: from exact seconds to frame numbers.

This is the one place where a cut is counted in frames; picture, sound, joiner and verification
all use what is placed here. Knows nothing about files or encoders.

Frame j of a clip shows what the film shows at `start + j / rate`, to the nearest half frame: a
source frame is shown on the output frame that is nearest to its own time. So a source of the
output's own rate comes through frame by frame, and timestamps that a container rounded do no harm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from cutter.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cutter.schema import EditDecisionList

PIECE_SECONDS = 60
"""Longest piece that is encoded at one go. A constant, so that bytes do not depend on cores."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A run of output frames that come from one clip."""

    clip: int
    """Index into the edit list's clips."""
    source: int
    """Index into the edit list's sources."""
    first: int
    """Number of its first frame in the output."""
    count: int
    """How many output frames it has; at least one."""
    start: Fraction
    """What of the film its first frame shows, in seconds on the film's clock."""
    end: Fraction
    """Nothing of the film from here on may be shown."""


def nearest(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards (never to even, as `round` does)."""
    return math.floor(value + Fraction(1, 2))


def place(edl: EditDecisionList) -> tuple[Placed, ...]:
    """Return where every clip lies in the output, from joint to joint.

    Transitions change nothing of this. The first clip begins behind the title. A clip begins on
    the frame nearest to the sum of the lengths before it, so that rounding never adds up. A clip
    too short for any frame is left out.

    Raises:
        RenderError: the whole cut is too short for a single frame.
    """
    rate = edl.output.frame_rate
    placed: list[Placed] = []
    time = title_at(edl, "start")
    first = nearest(time * rate)
    for index, clip in enumerate(edl.clips):
        time += clip.source_range.duration
        last = nearest(time * rate)
        if last > first:
            span = clip.source_range
            placed.append(Placed(index, clip.source, first, last - first, span.start, span.end))
        first = last
    if not placed:
        raise RenderError("the plan holds less than one frame; give it a longer budget")
    return tuple(placed)


def pieces(placed: tuple[Placed, ...], rate: Fraction) -> Iterator[Placed]:
    """Yield the clips, long ones in pieces of at most `PIECE_SECONDS`."""
    longest = max(1, nearest(PIECE_SECONDS * rate))
    for clip in placed:
        for skipped in range(0, clip.count, longest):
            yield Placed(
                clip.clip,
                clip.source,
                clip.first + skipped,
                min(longest, clip.count - skipped),
                clip.start + skipped / rate,
                clip.end,
            )


def title_at(edl: EditDecisionList, place: Literal["start", "end"]) -> Fraction:
    """Return how long the title at one end of a cut is shown, in seconds; 0 without one."""
    return sum((title.duration for title in edl.titles if title.place == place), Fraction(0))


def frame_count(edl: EditDecisionList) -> int:
    """Return how many frames the output has, titles among them."""
    return nearest(edl.duration * edl.output.frame_rate)
