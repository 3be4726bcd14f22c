"""A bed of music in an FCPXML timeline: a connected clip under the storyline, with its level.

Knows nothing about the storyline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.interchange.fcpxml_keep import MUSIC, keep
from cutter.interchange.fcpxml_resources import time
from cutter.interchange.markup import node
from cutter.interchange.sounding import RAMP, ducking
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cutter.schema import EditDecisionList


def add_music(first: Element, edl: EditDecisionList, asset: str, total: int) -> None:
    """Connect the music to the first element of the storyline, under all of the cut.

    Args:
        first: that element; what is anchored to it stands before its markers.
        edl: the cut.
        asset: what the music is called.
        total: frames of the cut.
    """
    music, rate = edl.music, edl.output.frame_rate
    if music is None:
        return
    begin = nearest(music.start * rate)
    made = node(
        first,
        "asset-clip",
        {
            "ref": asset,
            "lane": "-1",
            "offset": first.get("start", "0s"),
            "name": music.path.rsplit("/", 1)[-1],
            "start": time(begin, rate),
            "duration": time(total, rate),
            "srcEnable": "audio",
            "audioRole": "music",
        },
    )
    volume = node(made, "adjust-volume", {"amount": f"{music.level:g}dB"})
    points = ducking(edl, RAMP)
    if len(points) > 1:
        keys = node(node(volume, "param", {"name": "amount"}), "keyframeAnimation")
        for frame, gain in points:
            where = time(begin + frame, rate)
            node(keys, "keyframe", {"time": where, "value": f"{gain:g}dB"})
    keep(made, MUSIC, 0)
    first.remove(made)
    behind = ("marker", "keyword", "metadata")
    place = next((n for n, each in enumerate(first) if each.tag in behind), len(first))
    first.insert(place, made)
