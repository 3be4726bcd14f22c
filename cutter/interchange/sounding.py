"""Which sound of a cut lies on which track, where sound does not always end with its picture.

Knows nothing about forms.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import has_sound
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from cutter.interchange.events import Event
    from cutter.schema import EditDecisionList, TimeRange

STEREO: Final = 2
RAMP: Final = Fraction(1, 4)
"""Seconds that a bed of music takes to go down under speech, and to come up again."""


def channels_of(edl: EditDecisionList, source: int) -> int:
    """Return how many channels of a source are heard in the cut; 0 for none.

    Plans of old do not say: then a film in a cut with sound is taken to be in stereo.
    """
    return (edl.sources[source].channels or STEREO) if has_sound(edl, source) else 0


def is_crossfaded(one: Event, other: Event) -> bool:
    """Whether two neighbours' sounds dissolve into each other along with their pictures."""
    return (
        one.after is not None
        and one.after.kind == "dissolve"
        and one.heard_record.end == one.record.end
        and other.heard_record.first == other.record.first
    )


def lanes(made: tuple[Event, ...]) -> tuple[int, ...]:
    """Return for every event the number of the track that its sound lies on.

    Sounds of one track never overlap, but for the two of a crossfade, which lie on one. Without
    split edits all lie on the first.
    """
    ends: list[int] = []
    taken: list[int] = []
    for number, event in enumerate(made):
        if number and is_crossfaded(made[number - 1], event):
            lane = taken[-1]
        else:
            begin = event.heard_record.first
            lane = next((n for n, end in enumerate(ends) if end <= begin), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = event.heard_record.end
        taken.append(lane)
    return tuple(taken)


def ducking(edl: EditDecisionList, ramp: Fraction) -> list[tuple[int, float]]:
    """Return the gain of the music in dB at record frames, straight from one to the next.

    A bed as loud as the programme is taken for granted: what it measures is known only where it
    is rendered.

    Args:
        edl: a cut with music.
        ramp: how long going down and up takes, in seconds.
    """
    music = edl.music
    if music is None:
        return []
    rate = edl.output.frame_rate
    points: list[tuple[int, float]] = [(0, music.level)]
    for start, end in _stretches(music.speech, 2 * ramp):
        points += [
            (nearest((start - ramp) * rate), music.level),
            (nearest(start * rate), music.ducked),
            (nearest(end * rate), music.ducked),
            (nearest((end + ramp) * rate), music.level),
        ]
    # Of points on one frame, as at the very beginning, the last holds.
    return sorted({max(0, frame): gain for frame, gain in points}.items())


def _stretches(spans: tuple[TimeRange, ...], pause: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return where the bed is down: stretches of speech, those joined that lie close."""
    joined: list[tuple[Fraction, Fraction]] = []
    for span in sorted(spans, key=lambda each: each.start):
        if joined and span.start - joined[-1][1] <= pause:
            joined[-1] = joined[-1][0], max(joined[-1][1], span.end)
        else:
            joined.append((span.start, span.end))
    return joined
