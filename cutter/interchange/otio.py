"""Writes a cut as an OpenTimelineIO timeline, through the library.

One video track; the sound on as many audio tracks as hold it without overlap; picture and sound of
a clip are linked by the link groups of DaVinci Resolve's metadata (OTIO itself has no links).
Positions in a film are in the film's own rate and count from its timecode; lengths are in the
cut's rate, so that nothing drifts where the two differ. `metadata["cutter"]` holds the plan, to be
read back exactly. Knows nothing about reading; `otio_read.py` does.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cutter.interchange.events import (
    Frames,
    events,
    file_name,
    has_sound,
    one_line,
    source_frames,
    source_start,
)
from cutter.interchange.plan import plan_to_json
from cutter.interchange.record import record_start
from cutter.interchange.sounding import is_crossfaded, lanes
from cutter.timeline.place import frame_count, nearest, title_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    import opentimelineio as otio

    from cutter.interchange.events import Event, Join
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList, Music

PLAN_KEY = "plan"
"""In the timeline's `metadata["cutter"]`: the plan file's text, which survives what programs do to
numbers."""
CLIP_KEY = "clip"
"""In a clip's: its place in that plan, from 0."""


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of an `.otio` file.

    Raises:
        UsageError: the record timecode is none.
    """
    import opentimelineio as otio

    text: str = otio.core.serialize_json_to_string(timeline_of(edl, export), {}, 2)
    return text + "\n"


def timeline_of(edl: EditDecisionList, export: Export) -> otio.schema.Timeline:
    """Return a cut as the library's timeline.

    Raises:
        UsageError: the record timecode is none.
    """
    import opentimelineio as otio

    found = events(edl)
    writer = _Writer(edl, export)
    timeline = otio.schema.Timeline(one_line(export.name))
    rate = float(edl.output.frame_rate)
    timeline.global_start_time = otio.opentime.RationalTime(record_start(edl, export).first, rate)
    # Escaped, because no name may break the text: a path can hold what no Unicode text can.
    plan = json.dumps(json.loads(plan_to_json(edl, export.folder)), separators=(",", ":"))
    timeline.metadata["cutter"] = {PLAN_KEY: plan}
    timeline.tracks.append(writer.pictures(found))
    heard = tuple(event for event in found if has_sound(edl, event.source))
    taken = lanes(heard)
    for lane in sorted(set(taken)):
        track = [event for event, on in zip(heard, taken, strict=True) if on == lane]
        timeline.tracks.append(writer.sound(track, f"A{lane + 1}"))
    if edl.music is not None:
        timeline.tracks.append(writer.music(edl.music))
    return timeline


class _Writer:
    """Makes the parts of one timeline."""

    def __init__(self, edl: EditDecisionList, export: Export) -> None:
        self._edl, self._export, self._rate = edl, export, edl.output.frame_rate

    def pictures(self, found: Sequence[Event]) -> otio.schema.Track:
        """Return the video track: titles as gaps, clips, and transitions between them."""
        import opentimelineio as otio

        track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
        self._title(track, "start")
        for number, event in enumerate(found):
            if number and event.before is not None:
                track.append(self._transition(event.before))
            clip = self._clip(event, event.material, event.record)
            clip.markers.append(self._marker(event))
            track.append(clip)
        self._title(track, "end")
        return track

    def sound(self, found: Sequence[Event], name: str) -> otio.schema.Track:
        """Return an audio track: clips at their own edges, with gaps where nothing is heard."""
        import opentimelineio as otio

        track = otio.schema.Track(name, kind=otio.schema.TrackKind.Audio)
        at = 0
        for number, event in enumerate(found):
            if event.heard_record.first > at:
                track.append(self._gap(event.heard_record.first - at))
            before = found[number - 1] if number else None
            is_next = before is not None and before.record.end == event.record.first
            if before and event.before and is_next and is_crossfaded(before, event):
                # Sound that ends with its picture crosses over as the pictures do.
                track.append(self._transition(event.before))
            track.append(self._clip(event, event.heard_material, event.heard_record))
            at = event.heard_record.end
        return track

    def music(self, music: Music) -> otio.schema.Track:
        """Return the track of the bed; how loud it is stays in the plan."""
        import opentimelineio as otio

        track = otio.schema.Track("Music", kind=otio.schema.TrackKind.Audio)
        rate = float(self._rate)
        span = otio.opentime.TimeRange(
            otio.opentime.RationalTime(nearest(music.start * self._rate), rate),
            otio.opentime.RationalTime(frame_count(self._edl), rate),
        )
        reference = otio.schema.ExternalReference(_url(music.path))
        clip = otio.schema.Clip(one_line(Path(music.path).name), reference, span)
        clip.metadata["cutter"] = {"music": True}
        track.append(clip)
        return track

    def _title(self, track: otio.schema.Track, place: Any) -> None:  # noqa: ANN401
        rate, before = self._rate, title_at(self._edl, "start")
        clips = self._edl.duration - title_at(self._edl, "end")
        spans = {"start": (Fraction(0), before), "end": (clips, self._edl.duration)}
        first, last = (nearest(moment * rate) for moment in spans[place])
        if last > first:
            gap = self._gap(last - first)
            words = [title.text for title in self._edl.titles if title.place == place]
            gap.name = one_line(" ".join(words))
            track.append(gap)

    def _gap(self, count: int) -> otio.schema.Gap:
        import opentimelineio as otio

        length = otio.opentime.RationalTime(count, float(self._rate))
        return otio.schema.Gap(duration=length)

    def _clip(self, event: Event, material: Frames, record: Frames) -> otio.schema.Clip:
        import opentimelineio as otio

        source = self._edl.sources[event.source]
        own = float(source.frame_rate)
        start = otio.opentime.RationalTime(source_start(source) + material.first, own)
        length = otio.opentime.RationalTime(record.count, float(self._rate))
        clip = otio.schema.Clip(
            event.name, self._reference(event), otio.opentime.TimeRange(start, length)
        )
        clip.metadata["cutter"] = self._told(event)
        clip.metadata["Resolve_OTIO"] = {"Link Group ID": event.clip + 1}
        return clip

    def _told(self, event: Event) -> dict[str, Any]:
        clip = self._edl.clips[event.clip]
        return {
            CLIP_KEY: event.clip,
            "shots": [shot + 1 for shot in clip.shots],
            "score": clip.score,
            "reasons": [
                {"label": one_line(r.label), "amount": r.amount, "detail": one_line(r.detail)}
                for r in clip.reasons
            ],
            "asked_for": clip.pinned,
        }

    def _reference(self, event: Event) -> otio.schema.ExternalReference:
        import opentimelineio as otio

        source = self._edl.sources[event.source]
        rate = float(source.frame_rate)
        given = available(self._edl, event, self._export.handles)
        span = otio.opentime.TimeRange(
            otio.opentime.RationalTime(source_start(source) + given.first, rate),
            otio.opentime.RationalTime(given.count, rate),
        )
        reference = otio.schema.ExternalReference(_url(source.path), span)
        reference.name = one_line(file_name(source))
        reference.metadata["cutter"] = {"fingerprint": source.fingerprint}
        return reference

    def _marker(self, event: Event) -> otio.schema.Marker:
        import opentimelineio as otio

        source = self._edl.sources[event.source]
        rate = float(source.frame_rate)
        span = otio.opentime.TimeRange(
            otio.opentime.RationalTime(source_start(source) + event.material.first, rate),
            otio.opentime.RationalTime(1, rate),
        )
        score = f"score {self._edl.clips[event.clip].score:.2f}"
        return otio.schema.Marker(score, span, color="GREEN", comment=event.marker)

    def _transition(self, join: Join) -> otio.schema.Transition:
        import opentimelineio as otio

        half = otio.opentime.RationalTime(join.count // 2, float(self._rate))
        dissolve = otio.schema.TransitionTypes.SMPTE_Dissolve
        kind = dissolve if join.kind == "dissolve" else otio.schema.TransitionTypes.Custom
        made = otio.schema.Transition(join.kind, kind, half, half)
        made.metadata["cutter"] = {"kind": join.kind}
        return made


def available(edl: EditDecisionList, event: Event, handles: int) -> Frames:
    """Return what of a film an event is given: all of it, or its own and its handles.

    Args:
        edl: the cut.
        event: one of its events.
        handles: output frames on either side; 0 for all of the film.

    Returns:
        Frames of the film. They hold the event's sound and what its transitions show as well.
    """
    source = edl.sources[event.source]
    whole = source_frames(source)
    if not handles:
        return Frames(0, whole)
    ratio = source.frame_rate / edl.output.frame_rate
    more = nearest(handles * ratio)
    joins = [nearest(j.count // 2 * ratio) if j else 0 for j in (event.before, event.after)]
    first = min(event.material.first - joins[0], event.heard_material.first) - more
    end = max(event.material.end + joins[1], event.heard_material.end) + more
    first = max(0, first)
    return Frames(first, max(1, min(whole, end) - first))


def _url(path: str) -> str:
    return Path(path).as_uri() if Path(path).is_absolute() else path
