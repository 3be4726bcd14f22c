"""A cut as a Kdenlive project: an MLT document with the properties that Kdenlive looks for.

The form of document version 1.04, which Kdenlive from 21.12 writes or takes up, 22.12 in Debian
among them; from 23.04 on it is brought to the form with sequences when it is opened. Each track is
a pair of playlists, so that neighbours can overlap in a mix. Picture and sound are clips of their
own, grouped. Reads no file.

`root` is not written: without it, films are looked for beside the project, wherever it lies.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import Frames, events, one_line
from cutter.interchange.kdenlive_title import title_document
from cutter.interchange.kdenlive_tracks import (
    FIRST_ID,
    MUSIC,
    Item,
    add_track,
    is_mixed,
    pictures,
    sounds_of,
    title_id,
)
from cutter.interchange.markup import document, node, root
from cutter.interchange.mlt_parts import VERSION, add_film, add_profile, half, prop, resource, span
from cutter.interchange.sounding import channels_of, lanes
from cutter.timeline.place import frame_count, nearest

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

DOCUMENT_VERSION: Final = "1.04"
INTERNAL: Final = 237
"""Kdenlive's mark of what it adds itself, and makes anew when it opens a project."""


@dataclass
class _Project:
    """A document on its way."""

    top: Element
    edl: EditDecisionList
    export: Export


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the cut as a Kdenlive project.

    Raises:
        RenderError: the cut is too short for a single frame.
    """
    made, total = events(edl), frame_count(edl)
    top = root(
        "mlt",
        {"LC_NUMERIC": "C", "producer": "main_bin", "version": VERSION},
    )
    add_profile(top, edl)
    project = _Project(top, edl, export)
    titles = _titles(made, edl, total)
    for number in range(len(edl.sources)):
        _film(project, number)
    for number, (text, _, count) in enumerate(titles):
        _title(project, number, text, count)
    _music(project, total)
    sounds = sounds_of(edl, made)
    _bin(project, made, titles, len(sounds), total)
    _black(project, total)
    # The lowest track comes first: music, sounds from the last to the first, the picture.
    tracks = [(items, "audio") for items in reversed(sounds)]
    tracks.append((pictures(edl, made, titles), "video"))
    if edl.music is not None:
        begin = nearest(edl.music.start * edl.output.frame_rate)
        bed = Item(MUSIC, _music_id(edl), 0, Frames(begin, total))
        tracks.insert(0, ([bed], "audio"))
    for number, (items, kind) in enumerate(tracks):
        add_track(top, edl, items, kind, number)
    _main(project, [kind for _, kind in tracks], total)
    return document(top)


def _titles(
    made: tuple[Event, ...], edl: EditDecisionList, total: int
) -> list[tuple[str, int, int]]:
    """Return the cards that are shown: words, first frame and count."""
    spans = {
        "start": (0, made[0].record.first),
        "end": (made[-1].record.end, total - made[-1].record.end),
    }
    told = [(title.text, *spans[title.place]) for title in edl.titles]
    return sorted((each for each in told if each[2] > 0), key=lambda each: each[1])


def _music_id(edl: EditDecisionList) -> int:
    return FIRST_ID + len(edl.sources) + len(edl.titles)


def _film(project: _Project, number: int) -> None:
    """Write a film for the bin, and for each kind of track as Kdenlive keeps them apart."""
    edl = project.edl
    source = edl.sources[number]
    kinds = {"bin": "", "video": "set.test_audio"}
    if channels_of(edl, number):
        kinds["audio"] = "set.test_image"
    for kind, without in kinds.items():
        made = add_film(project.top, edl, number, f"film{number + 1}_{kind}", project.export.folder)
        prop(made, "kdenlive:id", FIRST_ID + number)
        prop(made, "kdenlive:folderid", -1)
        if source.audio is not None:
            prop(made, "audio_index", source.audio)
        if without:
            prop(made, without, 1)


def _title(project: _Project, number: int, text: str, count: int) -> None:
    edl = project.edl
    made = node(project.top, "producer", {"id": f"title{number + 1}", **span(Frames(0, count))})
    prop(made, "length", count)
    prop(made, "eof", "pause")
    prop(made, "resource", "")
    prop(made, "mlt_service", "kdenlivetitle")
    prop(made, "kdenlive:clipname", one_line(text))
    prop(made, "kdenlive:folderid", -1)
    prop(made, "kdenlive:id", title_id(edl, number))
    prop(made, "xmldata", title_document(text, edl.output.width, edl.output.height, count))


def _music(project: _Project, total: int) -> None:
    music, edl = project.edl.music, project.edl
    if music is None:
        return
    begin = nearest(music.start * edl.output.frame_rate)
    made = node(project.top, "producer", {"id": MUSIC, **span(Frames(0, begin + total))})
    prop(made, "length", begin + total)
    prop(made, "eof", "pause")
    prop(made, "resource", resource(music.path, project.export.folder))
    prop(made, "mlt_service", "avformat-novalidate")
    prop(made, "video_index", -1)
    prop(made, "kdenlive:id", _music_id(edl))
    prop(made, "kdenlive:folderid", -1)


def _bin(
    project: _Project,
    made: tuple[Event, ...],
    titles: list[tuple[str, int, int]],
    sounds: int,
    total: int,
) -> None:
    """Write the bin: the project's own properties, and everything that it is cut from."""
    edl = project.edl
    rate = edl.output.frame_rate
    playlist = node(project.top, "playlist", {"id": "main_bin"})
    base = sounds + (edl.music is not None)
    told: dict[str, object] = {
        "version": DOCUMENT_VERSION,
        "kdenliveversion": "21.12.3",
        "profile": "",
        "audioChannels": 2,
        "activeTrack": base,
        "position": 0,
        "zonein": 0,
        "zoneout": min(total, nearest(3 * rate)),
        "guides": _guides(made),
        "groups": _groups(edl, made, sounds),
    }
    for name, value in told.items():
        prop(playlist, f"kdenlive:docproperties.{name}", value)
    prop(playlist, "kdenlive:documentnotes", "")
    prop(playlist, "xml_retain", 1)
    for number, source in enumerate(edl.sources):
        whole = Frames(0, max(1, nearest(source.duration * rate)))
        node(playlist, "entry", {"producer": f"film{number + 1}_bin", **span(whole)})
    for number, (_, _, count) in enumerate(titles):
        node(playlist, "entry", {"producer": f"title{number + 1}", **span(Frames(0, count))})
    if edl.music is not None:
        begin = nearest(edl.music.start * rate)
        node(playlist, "entry", {"producer": MUSIC, **span(Frames(0, begin + total))})


def _guides(made: tuple[Event, ...]) -> str:
    """Return a guide at every clip, with its score and reasons, as Kdenlive keeps them."""
    told = [{"comment": event.marker, "pos": event.record.first, "type": 0} for event in made]
    return json.dumps(told)


def _groups(edl: EditDecisionList, made: tuple[Event, ...], sounds: int) -> str:
    """Return which items belong together: each clip's picture and sound.

    An item is named by its track, the lowest being 0, and the frame where it begins.
    """
    base = 1 if edl.music is not None else 0
    taken = lanes(made)
    groups = []
    for number, event in enumerate(made):
        if not sounds or not channels_of(edl, event.source):
            continue
        lead = number > 0 and is_mixed(edl, made[number - 1], event)
        picture = event.record.first - half(event.before, "dissolve")
        sound = event.heard_record.first - (half(event.before, "dissolve") if lead else 0)
        track = base + sounds - 1 - taken[number]
        leaves = [f"{base + sounds}:{picture}", f"{track}:{sound}"]
        children = [{"data": leaf, "leaf": "clip", "type": "Leaf"} for leaf in leaves]
        groups.append({"children": children, "type": "AVSplit"})
    return json.dumps(groups)


def _black(project: _Project, total: int) -> None:
    made = node(project.top, "producer", {"id": "black_track", **span(Frames(0, total))})
    prop(made, "length", 2**31 - 1)
    prop(made, "eof", "continue")
    prop(made, "resource", "black")
    prop(made, "aspect_ratio", 1)
    prop(made, "mlt_service", "color")
    prop(made, "mlt_image_format", "rgba")
    prop(made, "set.test_audio", 0)


def _main(project: _Project, kinds: list[str], total: int) -> None:
    """Write the tractor of all tracks, and what Kdenlive lays between them itself."""
    name = f"tractor{len(kinds)}"
    main = node(project.top, "tractor", {"id": name, **span(Frames(0, total))})
    node(main, "track", {"producer": "black_track"})
    for number in range(len(kinds)):
        node(main, "track", {"producer": f"tractor{number}"})
    for number, kind in enumerate(kinds, start=1):
        service = "mix" if kind == "audio" else "qtblend"
        mixer = node(main, "transition")
        prop(mixer, "a_track", 0)
        prop(mixer, "b_track", number)
        prop(mixer, "mlt_service", service)
        prop(mixer, "kdenlive_id", service)
        prop(mixer, "internal_added", INTERNAL)
        prop(mixer, "always_active", 1)
        if kind == "audio":
            prop(mixer, "accepts_blanks", 1)
            prop(mixer, "sum", 1)
