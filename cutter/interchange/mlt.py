"""A cut as MLT XML, as Shotcut keeps its projects and `melt` plays them.

One video track; a dissolve is a small tractor of its own between the clips, as Shotcut makes it.
Sound goes with the picture; where a sound does not end with its picture, all sound lies on tracks
of its own. Reads no file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import Frames, events, one_line
from cutter.interchange.markup import document, node, root
from cutter.interchange.mlt_parts import (
    VERSION,
    add_crop,
    add_fade,
    add_film,
    add_gain,
    add_mix,
    add_profile,
    clock,
    half,
    heard,
    prop,
    resource,
    shown,
    span,
)
from cutter.interchange.sounding import RAMP, channels_of, ducking, is_crossfaded, lanes
from cutter.timeline.place import frame_count, nearest

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

MAIN: Final = "tractor0"


@dataclass
class _Document:
    """A document on its way: what is named stands before what names it."""

    top: Element
    edl: EditDecisionList
    export: Export
    tracks: list[tuple[str, str]] = field(default_factory=list)
    """Id of every track above the background, and what is hidden of it, or nothing."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clip on its track."""

    producer: str
    used: Frames
    """Of its film, without what a dissolve shows of it beyond its edges."""
    reach: int = 0
    """Frames by which it goes on over its end, and the next begins before: half a dissolve."""


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the cut as MLT XML.

    Raises:
        RenderError: the cut is too short for a single frame.
    """
    made = events(edl)
    top = root(
        "mlt",
        {"LC_NUMERIC": "C", "version": VERSION, "producer": MAIN, "title": one_line(export.name)},
    )
    add_profile(top, edl)
    doc = _Document(top, edl, export)
    total = frame_count(edl)
    _background(doc, total)
    apart = any(event.is_split for event in made) and edl.output.has_sound
    _picture(doc, made, total, with_sound=not apart)
    if apart:
        taken = lanes(made)
        for lane in range(max(taken) + 1):
            on = [(n, event) for n, event in enumerate(made) if taken[n] == lane]
            _sound(doc, [each for each in on if channels_of(edl, each[1].source)], lane)
    if edl.music is not None:
        _music(doc, total)
    _main(doc, made, total)
    return document(top)


def _background(doc: _Document, total: int) -> None:
    black = node(doc.top, "producer", {"id": "black", **span(Frames(0, total))})
    prop(black, "length", total)
    prop(black, "eof", "pause")
    prop(black, "resource", "0")
    prop(black, "mlt_service", "color")
    prop(black, "mlt_image_format", "rgba")
    prop(black, "set.test_audio", 0)
    track = node(doc.top, "playlist", {"id": "background"})
    node(track, "entry", {"producer": "black", **span(Frames(0, total))})


def _picture(doc: _Document, made: tuple[Event, ...], total: int, *, with_sound: bool) -> None:
    """Write the video track; before it what lies on it: films, then the dissolves between them."""
    titles = {title.place: title.text for title in doc.edl.titles}
    first, end = made[0].record.first, made[-1].record.end
    for number, event in enumerate(made):
        _clip(doc, event, f"clip{number + 1}", with_sound=with_sound)
    entries: list[dict[str, object]] = []
    if "start" in titles and first:
        entries.append(_title(doc, titles["start"], "title-start", first))
    pieces = [
        _Piece(f"clip{number + 1}", shown(doc.edl, event), half(event.after, "dissolve"))
        for number, event in enumerate(made)
    ]
    for number, piece in enumerate(pieces):
        before = pieces[number - 1].reach if number else 0
        behind = pieces[number + 1] if piece.reach else None
        entries += _entries(doc, piece, before, behind, "luma mix" if with_sound else "luma")
    if "end" in titles and total > end:
        entries.append(_title(doc, titles["end"], "title-end", total - end))
    playlist = _playlist(doc, "playlist0", "V1", "video")
    for entry in entries:
        node(playlist, "entry", entry)
    doc.tracks.append(("playlist0", "" if with_sound else "audio"))


def _clip(doc: _Document, event: Event, name: str, *, with_sound: bool) -> None:
    """Write a clip's own producer: in Shotcut, filters and trims are each clip's alone."""
    edl = doc.edl
    source = edl.sources[event.source]
    made = add_film(doc.top, edl, event.source, name, doc.export.folder)
    if not with_sound or not channels_of(edl, event.source):
        prop(made, "audio_index", -1)
    elif source.audio is not None:
        prop(made, "audio_index", source.audio)
    prop(made, "shotcut:caption", event.name)
    prop(made, "shotcut:comment", event.marker)
    if edl.reframe:
        add_crop(made, edl, event)
    used = shown(edl, event)
    rise, fall = half(event.before, "dip"), half(event.after, "dip")
    if rise:
        fade = add_fade(made, Frames(used.first, rise), rises=True)
        prop(fade, "shotcut:filter", "fadeInBrightness")
    if fall:
        fade = add_fade(made, Frames(used.end - fall, fall), rises=False)
        prop(fade, "shotcut:filter", "fadeOutBrightness")


def _entries(
    doc: _Document, piece: _Piece, before: int, behind: _Piece | None, services: str
) -> list[dict[str, object]]:
    """Return what plays a piece alone, and the tractor that mixes it with the piece behind it.

    Args:
        doc: gets the tractor.
        piece: what is played.
        before: by how many frames the piece before reaches over the joint.
        behind: the piece behind, where the two are mixed.
        services: what mixes them.
    """
    alone = Frames(piece.used.first + before, piece.used.count - before - piece.reach)
    entries: list[dict[str, object]] = []
    if alone.count > 0:
        entries.append({"producer": piece.producer, **span(alone)})
    if behind is None:
        return entries
    whole, name = Frames(0, 2 * piece.reach), f"{piece.producer}-mix"
    mixer = node(doc.top, "tractor", {"id": name, **span(whole)})
    if "luma" in services:
        prop(mixer, "shotcut:transition", "lumaMix")
    leaving = Frames(piece.used.end - piece.reach, whole.count)
    coming = Frames(max(0, behind.used.first - piece.reach), whole.count)
    node(mixer, "track", {"producer": piece.producer, **span(leaving)})
    node(mixer, "track", {"producer": behind.producer, **span(coming)})
    for service in services.split():
        add_mix(mixer, whole, service)
    return [*entries, {"producer": name, **span(whole)}]


def _title(doc: _Document, text: str, name: str, count: int) -> dict[str, object]:
    """Write a card, words on black as Shotcut's simple text makes them; return its entry."""
    made = node(doc.top, "producer", {"id": name, **span(Frames(0, count))})
    prop(made, "length", count)
    prop(made, "eof", "pause")
    prop(made, "resource", "#ff000000")
    prop(made, "mlt_service", "color")
    prop(made, "mlt_image_format", "rgb")
    prop(made, "shotcut:caption", one_line(text))
    words = node(made, "filter")
    prop(words, "mlt_service", "dynamictext")
    # What stands between two number signs is otherwise replaced by what it names.
    prop(words, "argument", text.replace("#", "\\#"))
    prop(words, "geometry", "10%/10%:80%x80%:100")
    prop(words, "family", "Sans")
    prop(words, "size", max(8, doc.edl.output.height // 15))
    prop(words, "weight", 500)
    prop(words, "fgcolour", "#ffffffff")
    prop(words, "bgcolour", "#00000000")
    prop(words, "halign", "center")
    prop(words, "valign", "middle")
    prop(words, "shotcut:filter", "dynamicText")
    return {"producer": name, **span(Frames(0, count))}


def _sound(doc: _Document, numbered: list[tuple[int, Event]], lane: int) -> None:
    """Write one track of sounds that are cut apart from their pictures."""
    edl = doc.edl
    for number, event in numbered:
        source = edl.sources[event.source]
        made = add_film(doc.top, edl, event.source, f"sound{number + 1}", doc.export.folder)
        prop(made, "video_index", -1)
        if source.audio is not None:
            prop(made, "audio_index", source.audio)
        prop(made, "shotcut:caption", event.name)
    entries: list[dict[str, object]] = []
    at = before = 0
    for place, (number, event) in enumerate(numbered):
        behind = numbered[place + 1] if place + 1 < len(numbered) else None
        reach, other = 0, None
        if behind and behind[0] == number + 1 and is_crossfaded(event, behind[1]):
            reach = half(event.after, "dissolve")
            other = _Piece(f"sound{number + 2}", heard(edl, behind[1]))
        piece = _Piece(f"sound{number + 1}", heard(edl, event), reach)
        if event.heard_record.first > at:
            entries.append({"length": event.heard_record.first - at})
        entries += _entries(doc, piece, before, other, "mix")
        at, before = event.heard_record.end, reach
    name = f"playlist{len(doc.tracks)}"
    playlist = _playlist(doc, name, f"A{lane + 1}", "audio")
    for entry in entries:
        node(playlist, "entry" if "producer" in entry else "blank", entry)
    doc.tracks.append((name, "video"))


def _music(doc: _Document, total: int) -> None:
    """Write the bed on a track of its own, as low as the plan wants it."""
    music, rate = doc.edl.music, doc.edl.output.frame_rate
    if music is None:
        return
    begin = nearest(music.start * rate)
    made = node(doc.top, "producer", {"id": "music", **span(Frames(0, begin + total))})
    prop(made, "length", begin + total)
    prop(made, "eof", "pause")
    prop(made, "resource", resource(music.path, doc.export.folder))
    prop(made, "mlt_service", "avformat-novalidate")
    prop(made, "video_index", -1)
    add_gain(made, ducking(doc.edl, RAMP), begin)
    name = f"playlist{len(doc.tracks)}"
    playlist = _playlist(doc, name, "Music", "audio")
    node(playlist, "entry", {"producer": "music", **span(Frames(begin, total))})
    doc.tracks.append((name, "video"))


def _playlist(doc: _Document, name: str, title: str, kind: str) -> Element:
    playlist = node(doc.top, "playlist", {"id": name})
    prop(playlist, f"shotcut:{kind}", 1)
    prop(playlist, "shotcut:name", title)
    return playlist


def _main(doc: _Document, made: tuple[Event, ...], total: int) -> None:
    """Write the tractor that plays all tracks together."""
    rate = doc.edl.output.frame_rate
    main = node(doc.top, "tractor", {"id": MAIN, **span(Frames(0, total))})
    prop(main, "shotcut", 1)
    prop(main, "shotcut:projectAudioChannels", 2)
    markers = node(main, "properties", {"name": "shotcut:markers"})
    for number, event in enumerate(made):
        marker = node(markers, "properties", {"name": number})
        prop(marker, "text", event.marker)
        for end in ("start", "end"):
            prop(marker, end, clock(event.record.first, rate))
        prop(marker, "color", "#008000")
    node(main, "track", {"producer": "background"})
    for name, hidden in doc.tracks:
        node(main, "track", {"producer": name, "hide": hidden or None})
    for number in range(1, len(doc.tracks) + 1):
        mixer = node(main, "transition")
        prop(mixer, "a_track", 0)
        prop(mixer, "b_track", number)
        prop(mixer, "mlt_service", "mix")
        prop(mixer, "always_active", 1)
        prop(mixer, "sum", 1)
