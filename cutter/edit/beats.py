"""Draws the joints of a cut onto the beats of its music, by trimming and lengthening clips.

Numbers only: knows nothing about files. As many joints as possible come to lie on beats, and among
those ways the one that changes least is taken; a joint that cannot be moved stays, and the cut
never becomes longer.
"""

from __future__ import annotations

import dataclasses
import itertools
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import TimeRange
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.schema import Clip

LEAST: Final = Fraction(1)
"""Seconds that a trimmed clip keeps at least."""
_MOST: Final = Fraction(1)
"""Seconds by which a clip is trimmed or lengthened at most: the beats of music of 60 beats a minute
lie so far apart."""
_KEPT: Final = Fraction(2, 3)
"""Share of a clip that is kept at least."""
_DRIFT: Final = Fraction(2)
"""Seconds that a joint may lie from where it was, by all that was changed before it."""
_STATES: Final = 40
"""Most ways that are followed at a time."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to lay the clips up to a joint."""

    landed: int
    """How many joints lie on a beat."""
    changed: Fraction
    """Seconds of all changes."""
    clips: tuple[Clip, ...]

    def is_better(self, other: _Way | None) -> bool:
        """Whether it has more joints on beats, or as many with less change."""
        if other is None:
            return True
        return (self.landed, -self.changed) > (other.landed, -other.changed)


def on_beats(
    clips: Sequence[Clip],
    beats: Sequence[Fraction],
    *,
    frame_rate: Fraction,
    rooms: Sequence[TimeRange],
    guards: Sequence[Sequence[TimeRange]],
    begin: Fraction = Fraction(0),
    least: Fraction = LEAST,
) -> tuple[Clip, ...]:
    """Return the clips with as many joints as possible on beats, to the nearest frame.

    Sound edges move with the picture's. A clip that was asked for is not trimmed.

    Args:
        clips: in playing order.
        beats: in the cut's own time, ascending (`timeline.music.beats_in_cut`).
        frame_rate: of the cut.
        rooms: for each clip the range of its source that may be shown; the clip lies inside.
        guards: for each clip spans of its source in which no edge may come to lie.
        begin: when the first clip begins, behind a title.
        least: seconds that a trimmed clip keeps at least.
    """
    if len(clips) < 2 or not beats:
        return tuple(clips)
    grid = sorted({Fraction(nearest(beat * frame_rate)) / frame_rate for beat in beats})
    lengths = [clip.source_range.duration for clip in clips]
    planned = list(itertools.accumulate(lengths, initial=begin))
    ways: dict[Fraction, _Way] = {begin: _Way(0, Fraction(0), ())}
    for number, clip in enumerate(clips):
        mover = _Mover(clip, rooms[number], guards[number], frame_rate, least)
        is_last = number == len(clips) - 1
        after: dict[Fraction, _Way] = {}
        for time, way in ways.items():
            straight = time + lengths[number]
            if is_last:
                ends = _endings(straight, planned[-1], frame_rate)
            else:
                ends = _near(grid, straight, planned[number + 1])
            for end, is_beat in ends:
                moved = mover.with_length(end - time)
                if moved is None:
                    continue
                changed = way.changed + abs(end - straight)
                there = _Way(way.landed + is_beat, changed, (*way.clips, moved))
                if there.is_better(after.get(end)):
                    after[end] = there
                if is_last:
                    break
        best = sorted(after.items(), key=lambda item: (-item[1].landed, item[1].changed, item[0]))
        ways = dict(best[:_STATES])
    # Where nothing else keeps to the length, the clips stay as they are.
    return next((way.clips for way in ways.values()), tuple(clips))


def joints_on_beats(
    clips: Sequence[Clip],
    beats: Sequence[Fraction],
    *,
    frame_rate: Fraction,
    begin: Fraction = Fraction(0),
) -> int:
    """Return how many joints lie within half a frame of a beat, as they are shown.

    Args:
        clips: in playing order.
        beats: in the cut's own time, in seconds.
        frame_rate: of the cut.
        begin: when the first clip begins.
    """
    frames = {nearest(beat * frame_rate) for beat in beats}
    lengths = (clip.source_range.duration for clip in clips[:-1])
    joints = itertools.islice(itertools.accumulate(lengths, initial=begin), 1, None)
    return sum(nearest(joint * frame_rate) in frames for joint in joints)


def _near(
    grid: Sequence[Fraction], straight: Fraction, planned: Fraction
) -> Iterator[tuple[Fraction, bool]]:
    """Yield where a joint may come to lie, and whether that is on a beat."""
    first = bisect_left(grid, straight - _MOST)
    is_on_beat = False
    for beat in grid[first:]:
        if beat > straight + _MOST:
            break
        if abs(beat - planned) <= _DRIFT:
            is_on_beat = is_on_beat or beat == straight
            yield beat, True
    if not is_on_beat:
        yield straight, False


def _endings(
    straight: Fraction, latest: Fraction, frame_rate: Fraction
) -> Iterator[tuple[Fraction, bool]]:
    """Yield where the cut may end, the best first: as it is, else no later than it was."""
    end = min(straight, latest)
    while end > straight - _MOST - _DRIFT:
        yield end, False
        end -= 1 / frame_rate


@dataclass(frozen=True, slots=True)
class _Mover:
    """Gives a clip another length where that is allowed."""

    clip: Clip
    room: TimeRange
    guards: Sequence[TimeRange]
    frame_rate: Fraction
    least: Fraction

    def with_length(self, length: Fraction) -> Clip | None:
        """Return the clip with that length; None where there is no way."""
        span = self.clip.source_range
        longer = length - span.duration
        if not longer:
            return self.clip
        shortest = max(min(self.least, span.duration), span.duration * _KEPT)
        if longer < 0 and (self.clip.pinned or length < shortest):
            return None
        if abs(longer) > _MOST + _DRIFT:
            return None
        for at_end in self._shares(longer):
            moved = self._moved(at_end - longer, at_end)
            if moved is not None:
                return moved
        return None

    def _shares(self, longer: Fraction) -> Iterator[Fraction]:
        """Yield how much of a change is made at the clip's end; the rest is made at its start."""
        half = Fraction(nearest(longer / 2 * self.frame_rate)) / self.frame_rate
        yield from (longer, Fraction(0), half)
        if longer > 0:
            yield min(longer, self.room.end - self.clip.source_range.end)
            yield max(Fraction(0), longer - (self.clip.source_range.start - self.room.start))

    def _moved(self, start: Fraction, end: Fraction) -> Clip | None:
        """Return the clip with its edges moved by so much, or None."""
        span, heard = self.clip.source_range, self.clip.audio_range
        edges = [(span.start, start), (heard.start, start), (span.end, end), (heard.end, end)]
        moved = [edge + by for edge, by in edges]
        if moved[0] < self.room.start or moved[2] > self.room.end or moved[1] < 0:
            return None
        for (_, by), edge in zip(edges, moved, strict=True):
            if by and any(guard.start < edge < guard.end for guard in self.guards):
                return None
        if moved[1] >= moved[3]:
            return None
        return dataclasses.replace(
            self.clip,
            source_range=TimeRange(moved[0], moved[2]),
            audio_range=TimeRange(moved[1], moved[3]),
        )
