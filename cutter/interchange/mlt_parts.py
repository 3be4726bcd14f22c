"""What the two MLT forms share: the profile, films as producers, fades, and where films lie.

MLT counts everything in frames of the cut, in films too; an `out` is the last frame itself. Knows
nothing about tracks.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import Frames
from cutter.interchange.markup import node
from cutter.interchange.plan import relative_path
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from cutter.interchange.events import Event, Join
    from cutter.schema import EditDecisionList, Source

VERSION: Final = "7.12.0"
"""Of MLT, whose form this is."""
_READ_OTHERWISE: Final = re.compile(r"[:?|%\\]|^[^/]*=")
"""In a name: what MLT may take for a protocol, for options, or for a pattern."""


def prop(parent: Element, name: str, value: object) -> None:
    """Write a property."""
    node(parent, "property", {"name": name}, value)


def add_profile(top: Element, edl: EditDecisionList) -> None:
    """Write what the cut is like, its rate as the exact ratio."""
    out = edl.output
    common = math.gcd(out.width, out.height)
    node(
        top,
        "profile",
        {
            "description": f"{out.width}x{out.height} {float(out.frame_rate):.2f} fps",
            "width": out.width,
            "height": out.height,
            "progressive": 1,
            "sample_aspect_num": 1,
            "sample_aspect_den": 1,
            "display_aspect_num": out.width // common,
            "display_aspect_den": out.height // common,
            "frame_rate_num": out.frame_rate.numerator,
            "frame_rate_den": out.frame_rate.denominator,
            "colorspace": 709,
        },
    )


def resource(path: str, folder: Path) -> str:
    """Return a film's path as MLT reads it: relative to the document where that is safe.

    So films that are moved together with the document are still found.
    """
    relative = relative_path(path, folder)
    return path if _READ_OTHERWISE.search(relative) else relative


def length_of(edl: EditDecisionList, source: Source) -> int:
    """Return a film's length in frames of the cut."""
    return max(1, nearest(source.duration * edl.output.frame_rate))


def shown(edl: EditDecisionList, event: Event) -> Frames:
    """Return what of its film a clip shows, counted at the cut's rate."""
    clip, length = edl.clips[event.clip], length_of(edl, edl.sources[event.source])
    first = nearest(clip.source_range.start * edl.output.frame_rate)
    return Frames(max(0, min(first, length - event.record.count)), event.record.count)


def heard(edl: EditDecisionList, event: Event) -> Frames:
    """Return what of its film is heard in a clip, counted at the cut's rate."""
    lead = event.heard_record.first - event.record.first
    first = max(0, shown(edl, event).first + lead)
    return Frames(first, event.heard_record.count)


def span(used: Frames) -> dict[str, object]:
    """Return frames as the attributes that MLT gives them."""
    return {"in": used.first, "out": used.end - 1}


def add_film(
    parent: Element, edl: EditDecisionList, source: int, name: str, folder: Path
) -> Element:
    """Append a film as a producer, all of it."""
    film = edl.sources[source]
    length = length_of(edl, film)
    made = node(parent, "producer", {"id": name, **span(Frames(0, length))})
    prop(made, "length", length)
    prop(made, "eof", "pause")
    prop(made, "resource", resource(film.path, folder))
    prop(made, "mlt_service", "avformat-novalidate")
    prop(made, "seekable", 1)
    return made


def add_fade(parent: Element, used: Frames, *, rises: bool) -> Element:
    """Append a fade of the picture from black or to it, over frames of the film."""
    made = node(parent, "filter", span(used))
    low, high = (0, 1) if rises else (1, 0)
    prop(made, "mlt_service", "brightness")
    prop(made, "level", f"0={low};{used.count - 1}={high}")
    return made


def add_mix(parent: Element, used: Frames, service: str, *, reverse: bool = False) -> Element:
    """Append a transition between the first two tracks: `luma` for pictures, `mix` for sound."""
    made = node(parent, "transition", span(used))
    prop(made, "a_track", 0)
    prop(made, "b_track", 1)
    prop(made, "mlt_service", service)
    if service == "mix":
        prop(made, "start", -1)
        prop(made, "accepts_blanks", 1)
    if reverse:
        prop(made, "reverse", 1)
    return made


def add_gain(parent: Element, points: list[tuple[int, float]], begin: int) -> None:
    """Append a filter of volume, its gain in dB straight from point to point."""
    made = node(parent, "filter")
    prop(made, "mlt_service", "volume")
    prop(made, "level", ";".join(f"{begin + frame}={gain:g}" for frame, gain in points))


def add_crop(parent: Element, edl: EditDecisionList, event: Event) -> None:
    """Append a crop to the shape of the cut, still where the path has its mean.

    Nothing where all of the picture is shown, or its size is not known.
    """
    framing, film = edl.reframe[event.clip], edl.sources[event.source]
    if framing.fit != "crop" or not (film.width and film.height):
        return
    x = sum(each.x for each in framing.path) / len(framing.path) if framing.path else 0.5
    y = sum(each.y for each in framing.path) / len(framing.path) if framing.path else 0.5
    is_wider = film.width * edl.output.height > edl.output.width * film.height
    bias = (0.5 - x) * film.width if is_wider else (0.5 - y) * film.height
    made = node(parent, "filter")
    prop(made, "mlt_service", "crop")
    prop(made, "center", 1)
    prop(made, "center_bias", round(bias))
    prop(made, "use_profile", 1)


def half(join: Join | None, kind: str) -> int:
    """Return half the length of a transition, if it is of that kind; else 0."""
    return join.count // 2 if join is not None and join.kind == kind else 0


def clock(frame: int, rate: Fraction) -> str:
    """Return where a frame of the cut lies, `HH:MM:SS.mmm`, to the millisecond."""
    ticks = nearest(frame / rate * 1000)
    seconds, milliseconds = divmod(ticks, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}.{milliseconds:03d}"
