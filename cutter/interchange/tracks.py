"""What lies on a timeline's tracks, in frames, and which sound belongs to which picture.

Knows nothing about forms or cuts.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from cutter.interchange.events import Join


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of a film on a track."""

    film: int
    start: Fraction
    """What of the film it begins with, in seconds on the film's clock."""
    first: int
    """Its first frame on the timeline."""
    count: int
    clip: int | None = None
    """Its place in the plan that the timeline came from, where it still says that."""

    @property
    def end(self) -> int:
        """The frame behind the last."""
        return self.first + self.count


@dataclass(frozen=True, slots=True)
class Tracks:
    """What a timeline holds."""

    rate: Fraction
    pictures: tuple[Shown, ...]
    """In playing order, without overlap."""
    sounds: tuple[Shown, ...]
    joins: Mapping[int, Join]
    """By the index of the picture before the joint."""
    notes: tuple[str, ...] = ()


def sound_edges(tracks: Tracks) -> dict[int, tuple[int, int]]:
    """Return by how many frames each picture's sound begins and ends behind it.

    A sound belongs to the picture of the same film that it is in step with. One that goes on under
    the next picture in step with both is theirs, each its own part.
    """
    starts = [shown.first for shown in tracks.pictures]
    found: dict[int, list[tuple[int, int]]] = {}
    for sound in tracks.sounds:
        under = range(
            max(0, bisect.bisect_right(starts, sound.first) - 1),
            bisect.bisect_left(starts, sound.end),
        )
        own = [number for number in under if _is_of(sound, tracks.pictures[number], tracks.rate)]
        for place, number in enumerate(own):
            first = sound.first if place == 0 else starts[number]
            end = sound.end if number == own[-1] else starts[own[place + 1]]
            found.setdefault(number, []).append((first, end))
    return {
        number: (
            min(first for first, _ in spans) - tracks.pictures[number].first,
            max(end for _, end in spans) - tracks.pictures[number].end,
        )
        for number, spans in found.items()
    }


def _is_of(sound: Shown, shown: Shown, rate: Fraction) -> bool:
    """Whether a sound is heard with a picture and is in step with it."""
    if shown.film != sound.film or shown.end <= sound.first:
        return False
    return abs((sound.start - shown.start) * rate - (sound.first - shown.first)) < 1
