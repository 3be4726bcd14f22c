"""A cut as xmeml 5: the XML of Final Cut Pro 7, which Premiere Pro and DaVinci Resolve import.

Positions are whole frames: `start` and `end` of the cut, `in` and `out` of the film, from its first
frame. A film is described once and named by its id after that. Picture and sound of a clip are
linked; the sound of a split edit has its own range. Reads no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.interchange.events import events, one_line
from cutter.interchange.markup import document, node, root
from cutter.interchange.record import record_start
from cutter.interchange.timecode import timebase
from cutter.interchange.xmeml_media import (
    Films,
    add_characteristics,
    add_rate,
    add_timecode,
    is_told,
)
from cutter.interchange.xmeml_parts import add_title, add_transition
from cutter.interchange.xmeml_sound import Places, add_sound, picture_id
from cutter.timeline.place import frame_count

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

VERSION: Final = "5"


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the cut as xmeml.

    Raises:
        UsageError: the form has no word for the cut's frame rate, or the start timecode is none.
        RenderError: the cut is too short for a single frame.
    """
    rate = edl.output.frame_rate
    if not is_told(rate):
        raise UsageError(
            f"xmeml cannot hold {float(rate):.6g} frames per second, only whole rates and those "
            f"of NTSC; make the cut at {timebase(rate)}, or write another form"
        )
    made, record = events(edl), record_start(edl, export)
    top = root("xmeml", {"version": VERSION})
    sequence = node(top, "sequence", {"id": "sequence-1", "explodedTracks": "true"})
    node(sequence, "name", text=one_line(export.name))
    node(sequence, "duration", text=frame_count(edl))
    add_rate(sequence, rate)
    add_timecode(sequence, rate, record.first, drop=record.drop)
    media = node(sequence, "media")
    films, places = Films(edl), Places(edl, made)
    _picture(node(media, "video"), edl, made, films, places)
    if edl.output.has_sound or edl.music is not None:
        add_sound(node(media, "audio"), edl, made, films, places)
    for event in made:
        marker = node(sequence, "marker")
        node(marker, "name", text=event.name)
        node(marker, "comment", text=event.marker)
        node(marker, "in", text=event.record.first)
        node(marker, "out", text=-1)
    return document(top, "xmeml")


def _picture(
    video: Element,
    edl: EditDecisionList,
    made: tuple[Event, ...],
    films: Films,
    places: Places,
) -> None:
    """Write the one video track: titles, clips, and the transitions between them."""
    out = edl.output
    add_characteristics(node(video, "format"), out.frame_rate, out.width, out.height)
    track = node(video, "track")
    titles = {title.place: title for title in edl.titles}
    first, end, total = made[0].record.first, made[-1].record.end, frame_count(edl)
    if "start" in titles and first:
        add_title(track, titles["start"].text, (0, first), out.frame_rate, "title-start")
    for number, event in enumerate(made):
        joins = event.before, event.after
        item = films.clipitem(track, event, picture_id(number), joins=joins)
        of = node(item, "sourcetrack")
        node(of, "mediatype", text="video")
        comments = node(item, "comments")
        node(comments, "mastercomment1", text=event.marker)
        places.links(item, number)
        if event.after is not None:
            add_transition(track, event.record.end, event.after, "video")
    if "end" in titles and total > end:
        add_title(track, titles["end"].text, (end, total - end), out.frame_rate, "title-end")
    node(track, "enabled", text="TRUE")
    node(track, "locked", text="FALSE")
