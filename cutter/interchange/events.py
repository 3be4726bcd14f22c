"""A cut as events in whole frames, which every timeline form is written from.

A record frame is one of the cut; a source frame is one of the film at the film's own rate, numbered
from its first shown frame (a film of variable rate is counted at its nominal one, as the programs
that conform it to a constant rate do). Knows nothing about files or forms.

Where film and cut have one rate, as many source frames are used as record frames. Where they
differ, the source's count is what passes in the film meanwhile, to the nearest frame, so that
rounding never adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from cutter.interchange.timecode import frame_of
from cutter.timeline.place import frame_count, nearest, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Clip, EditDecisionList, Source, Transition
    from cutter.timeline.place import Placed

MOST_REASONS: Final = 8
"""As many as a marker's text names."""


@dataclass(frozen=True, slots=True)
class Frames:
    """A run of frames."""

    first: int
    count: int

    @property
    def end(self) -> int:
        """The frame behind the last."""
        return self.first + self.count


@dataclass(frozen=True, slots=True)
class Join:
    """A transition, centred on the joint between two events; even, and half of it on each side."""

    kind: str
    """`dissolve` or `dip` (through black)."""
    count: int
    """Record frames, an even number."""


@dataclass(frozen=True, slots=True)
class Event:
    """A clip as it lies in the cut."""

    clip: int
    """Index into the edit list's clips."""
    source: int
    """Index into the edit list's sources."""
    record: Frames
    """Where its picture lies in the cut; the first event begins behind the title."""
    material: Frames
    """What of the film its picture shows, in the film's own frames."""
    heard_record: Frames
    """Where its sound lies in the cut: as its picture, except in a J or L cut."""
    heard_material: Frames
    """What of the film its sound is, in the film's own frames."""
    before: Join | None
    """The transition into it."""
    after: Join | None
    """The transition out of it."""
    name: str
    """`film #14`: the film's name and the shots."""
    marker: str
    """Score and reasons, in one line."""

    @property
    def is_split(self) -> bool:
        """Whether its sound is not cut where its picture is."""
        return self.heard_record != self.record


def events(edl: EditDecisionList) -> tuple[Event, ...]:
    """Return every clip that is shown as an event, in playing order.

    The record ranges follow each other without gap; sound keeps to its own picture, so that a
    split edit shifts an edge and never the sound itself.

    Raises:
        RenderError: the whole cut is too short for a single frame.
    """
    placed, total = place(edl), frame_count(edl)
    joins = {each.after: _join(each, edl.output.frame_rate) for each in edl.transitions}
    made = []
    for number, piece in enumerate(placed):
        before = placed[number - 1].clip if number else -1
        behind = placed[number + 1].clip if number + 1 < len(placed) else -1
        # A clip too short for a frame takes its transitions with it.
        into = joins.get(before) if before == piece.clip - 1 else None
        out_of = joins.get(piece.clip) if behind == piece.clip + 1 else None
        made.append(_event(edl, piece, into, out_of, total))
    return tuple(made)


def sound_tracks(found: Sequence[Event]) -> tuple[tuple[Event, ...], ...]:
    """Return the events on as few sound tracks as hold them without overlap, each in its order.

    Straight cuts need one track; the sound of a J or L cut may be heard together with the sound
    of its neighbour, which then lies on a second one.
    """
    tracks: list[list[Event]] = []
    for event in sorted(found, key=lambda each: each.heard_record.first):
        for track in tracks:
            if track[-1].heard_record.end <= event.heard_record.first:
                track.append(event)
                break
        else:
            tracks.append([event])
    return tuple(tuple(track) for track in tracks)


def source_frames(source: Source) -> int:
    """Return how many frames a film has, at its nominal rate."""
    return max(1, nearest(source.duration * source.frame_rate))


def source_start(source: Source) -> int:
    """Return the frame number that the film's first frame has in its own timecode.

    A timecode that the film's rate does not have counts as none: then it is 0.
    """
    try:
        return frame_of(source.timecode, source.frame_rate)
    except ValueError:
        return 0


def has_sound(edl: EditDecisionList, source: int) -> bool:
    """Whether a source is heard; one of which no sound is known counts as heard if none is."""
    known = any(each.channels for each in edl.sources)
    return edl.output.has_sound and (not known or edl.sources[source].channels > 0)


def file_name(source: Source) -> str:
    """Return the name of a film's file, without its folder."""
    return PurePosixPath(source.path).name


def one_line(text: str) -> str:
    """Return a text in one line, without characters that control something."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def marker_of(clip: Clip) -> str:
    """Return a clip's score and its strongest reasons, in one line."""
    ranked = sorted(clip.reasons, key=lambda reason: (-abs(reason.amount), reason.label))
    told = [
        f"{reason.label} {reason.amount:+.2f}" + (f" ({reason.detail})" if reason.detail else "")
        for reason in ranked[:MOST_REASONS]
    ]
    head = f"score {clip.score:.2f}" + (", asked for" if clip.pinned else "")
    return one_line(f"{head}: {', '.join(told)}" if told else head)


def _event(
    edl: EditDecisionList, piece: Placed, into: Join | None, out_of: Join | None, total: int
) -> Event:
    clip, source, rate = edl.clips[piece.clip], edl.sources[piece.source], edl.output.frame_rate
    record = Frames(piece.first, piece.count)
    # Rounding may push the last frames of a film over its end: then it is shown a frame earlier.
    first = nearest(clip.source_range.start * source.frame_rate)
    last = first + _passed(record.count, rate, source)
    first = max(0, first - max(0, last - source_frames(source)))
    heard = _heard(clip, source, record, rate, total)
    shots = " ".join(f"#{shot + 1}" for shot in clip.shots)
    return Event(
        clip=piece.clip,
        source=piece.source,
        record=record,
        material=_material(first, record, record, rate, source),
        heard_record=heard,
        heard_material=_material(first, record, heard, rate, source),
        before=into,
        after=out_of,
        name=one_line(f"{PurePosixPath(source.path).stem} {shots}"),
        marker=marker_of(clip),
    )


def _heard(clip: Clip, source: Source, record: Frames, rate: Fraction, total: int) -> Frames:
    """Return where a clip's sound lies in a cut of `total` frames."""
    start = max(Fraction(0), clip.audio_range.start) - clip.source_range.start
    end = min(source.duration, clip.audio_range.end) - clip.source_range.end
    if clip.audio_range == clip.source_range:
        return record
    first = max(0, record.first + nearest(start * rate))
    return Frames(first, max(1, min(total, record.end + nearest(end * rate)) - first))


def _passed(frames: int, rate: Fraction, source: Source) -> int:
    """Return how many frames of a film pass during so many of the cut; negative before it."""
    return nearest(frames * source.frame_rate / rate)


def _material(first: int, record: Frames, wanted: Frames, rate: Fraction, source: Source) -> Frames:
    """Return what of a film passes during `wanted`, where `record` begins at its frame `first`."""
    begin = max(0, first + _passed(wanted.first - record.first, rate, source))
    end = first + _passed(wanted.end - record.first, rate, source)
    return Frames(begin, max(1, end - begin))


def _join(transition: Transition, rate: Fraction) -> Join:
    return Join(transition.kind, max(2, 2 * nearest(transition.duration * rate / 2)))
