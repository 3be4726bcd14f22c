"""A cut as FCPXML: the timeline form of Final Cut Pro, which DaVinci Resolve reads as well.

Version 1.9 of the form, of 2020: the first that names media by `media-rep`, so that the most
versions of both read it. Every time is a whole number of frames as a rational of seconds, never a
decimal. What the form has no word for is kept in `<metadata>` under keys of our own, which other
programs keep or drop (`fcpxml_keep.py`). Reads no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import events, one_line, source_start
from cutter.interchange.fcpxml_keep import CLIP, keep, keep_plan
from cutter.interchange.fcpxml_music import add_music
from cutter.interchange.fcpxml_resources import Resources, resources, time
from cutter.interchange.markup import document, node, root
from cutter.interchange.record import record_start
from cutter.interchange.sounding import channels_of, is_crossfaded
from cutter.interchange.timecode import is_drop, takes_drop
from cutter.timeline.place import frame_count, nearest, title_at

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

VERSION: Final = "1.9"
CONFORMED: Final = {
    Fraction(24000, 1001): "23.98",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30000, 1001): "29.97",
    Fraction(30): "30",
    Fraction(48): "48",
    Fraction(50): "50",
    Fraction(60000, 1001): "59.94",
    Fraction(60): "60",
}
"""What `srcFrameRate` may be, by the DTD."""
_SAMPLE_RATES: Final = {
    32000: "32k",
    44100: "44.1k",
    48000: "48k",
    88200: "88.2k",
    96000: "96k",
    176_400: "176.4k",
    192_000: "192k",
}


@dataclass(frozen=True, slots=True)
class _Timeline:
    """What every part of the timeline is written from."""

    edl: EditDecisionList
    named: Resources
    start: int
    """Record frame of the first frame, counted from timecode 0: offsets count from there."""

    @property
    def rate(self) -> Fraction:
        return self.edl.output.frame_rate

    def at(self, frame: int) -> str:
        """Return where a frame of the cut lies."""
        return time(self.start + frame, self.rate)


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the cut as FCPXML.

    Raises:
        UsageError: the start timecode is none at this rate.
        RenderError: the cut is too short for a single frame.
    """
    rate = edl.output.frame_rate
    made, record = events(edl), record_start(edl, export)
    top = root("fcpxml", {"version": VERSION})
    line = _Timeline(edl, resources(top, edl), record.first)
    event = node(node(top, "library"), "event", {"name": export.name})
    sequence = node(
        node(event, "project", {"name": export.name}),
        "sequence",
        {
            "format": line.named.sequence,
            "duration": time(frame_count(edl), rate),
            "tcStart": line.at(0),
            "tcFormat": "DF" if record.drop else "NDF",
            "audioLayout": "stereo",
            "audioRate": _SAMPLE_RATES.get(edl.output.sample_rate, "48k"),
        },
    )
    _spine(node(sequence, "spine"), line, made)
    keep_plan(sequence, edl, export.folder)
    return document(top, "fcpxml")


def _spine(spine: Element, line: _Timeline, made: tuple[Event, ...]) -> None:
    """Fill in the storyline: titles, clips, and between them the transitions."""
    edl = line.edl
    first = nearest(title_at(edl, "start") * line.rate)
    total, behind = frame_count(edl), made[-1].record.end
    ends = {"start": (0, first), "end": (behind, total - behind)}
    for number, title in enumerate(edl.titles):
        if title.place == "start" and first:
            _title(spine, line, number, ends["start"])
    for number, event in enumerate(made):
        _clip(spine, line, event)
        if event.after is not None:
            _transition(spine, line, event, made[number + 1])
    for number, title in enumerate(edl.titles):
        if title.place == "end" and total > behind:
            _title(spine, line, number, ends["end"])
    if edl.music is not None:
        add_music(spine[0], edl, line.named.music, total)


def _title(spine: Element, line: _Timeline, number: int, at: tuple[int, int]) -> None:
    """Write a card: Final Cut Pro's plainest title, which stands on black."""
    title, style = line.edl.titles[number], f"ts{number + 1}"
    made = node(
        spine,
        "title",
        {
            "ref": line.named.title,
            "offset": line.at(at[0]),
            "name": one_line(title.text),
            "duration": time(at[1], line.rate),
        },
    )
    node(node(made, "text"), "text-style", {"ref": style}, title.text)
    look = {
        "font": "Helvetica",
        "fontSize": "72",
        "fontFace": "Regular",
        "fontColor": "1 1 1 1",
        "alignment": "center",
    }
    node(node(made, "text-style-def", {"id": style}), "text-style", look)


def _clip(spine: Element, line: _Timeline, event: Event) -> None:
    edl, source = line.edl, line.edl.sources[event.source]
    speed, zero = source.frame_rate, source_start(source)
    begin = time(zero + event.material.first, speed)
    channels = channels_of(edl, event.source)
    made = node(
        spine,
        "asset-clip",
        {
            "ref": line.named.assets[event.source],
            "offset": line.at(event.record.first),
            "name": event.name,
            "start": begin,
            "duration": time(event.record.count, line.rate),
            "srcEnable": None if channels else "video",
            "format": line.named.formats[event.source],
            "tcFormat": "DF" if is_drop(source.timecode) and takes_drop(speed) else "NDF",
            "audioRole": "dialogue" if channels else None,
        },
    )
    if event.is_split and channels:
        made.set("audioStart", time(zero + event.heard_material.first, speed))
        made.set("audioDuration", time(event.heard_record.count, line.rate))
    node(made, "note", text=event.marker)
    if speed != line.rate:
        # Shown at its own speed: left to itself, Final Cut Pro would play 24 as 25.
        told = CONFORMED.get(speed)
        node(made, "conform-rate", {"scaleEnabled": "0", "srcFrameRate": told})
    if edl.reframe:
        fit = "fill" if edl.reframe[event.clip].fit == "crop" else "fit"
        node(made, "adjust-conform", {"type": fit})
    one = {"start": begin, "duration": time(1, speed)}
    node(made, "marker", {**one, "value": event.marker, "note": event.name})
    labels = [reason.label for reason in edl.clips[event.clip].reasons if reason.amount > 0]
    if labels:
        whole = {"start": begin, "duration": time(event.record.count, line.rate)}
        node(made, "keyword", {**whole, "value": one_line(", ".join(dict.fromkeys(labels)))})
    keep(made, CLIP, event.clip)


def _transition(spine: Element, line: _Timeline, one: Event, other: Event) -> None:
    """Lay a transition over the joint between two clips; each lends it half of its length."""
    join = one.after
    if join is None:
        return
    effect = line.named.dissolve if join.kind == "dissolve" else line.named.dip
    made = node(
        spine,
        "transition",
        {
            "name": effect[1],
            "offset": line.at(one.record.end - join.count // 2),
            "duration": time(join.count, line.rate),
        },
    )
    node(made, "filter-video", {"ref": effect[0], "name": effect[1]})
    if is_crossfaded(one, other) and line.edl.output.has_sound:
        sound = line.named.crossfade
        node(made, "filter-audio", {"ref": sound[0], "name": sound[1]})
