"""The rules of FCPXML's DTD, version 1.9, for the elements that a cut needs: what may hold what.

Written down by hand from Apple's reference: the order of children as a pattern over their names,
the attributes that may stand, and those that must.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ADJUST = r"(adjust-crop )?(adjust-conform )?(adjust-transform )?(adjust-blend )?(adjust-volume )?"
ANCHORED = r"((audio|video|clip|title|asset-clip|spine) )*"
MARKS = r"((marker|chapter-marker|rating|keyword) )*"
CHILDREN: Final = {
    "fcpxml": r"(resources )?(library )",
    "resources": r"((asset|effect|format|media) )*",
    "format": "",
    "effect": "",
    "asset": r"(media-rep )+(metadata )?",
    "media-rep": "",
    "metadata": r"(md )*",
    "md": "",
    "library": r"(event )*",
    "event": r"(project )*",
    "project": r"sequence ",
    "sequence": r"(note )?spine (metadata )?",
    "spine": r"((asset-clip|title|gap|transition) )*",
    "asset-clip": rf"(note )?(conform-rate )?(timeMap )?{ADJUST}{ANCHORED}{MARKS}(metadata )?",
    "title": rf"(param )*(text )*(text-style-def )*(note )?{ANCHORED}{MARKS}(metadata )?",
    "transition": r"(filter-video )?(filter-audio )?(marker )*(metadata )?",
    "text": r"(text-style )*",
    "text-style-def": r"text-style ",
    "adjust-volume": r"(param )*",
    "param": r"(fadeIn )?(fadeOut )?(keyframeAnimation )?(param )*",
    "keyframeAnimation": r"(keyframe )*",
}
"""Of elements that are not named here: no children."""
ANCHOR = {"lane", "offset"}
CLIP = {*ANCHOR, "name", "start", "duration", "enabled"}
ATTRIBUTES: Final[dict[str, tuple[set[str], set[str]]]] = {
    "fcpxml": ({"version"}, set()),
    "format": (
        {"id"},
        {"name", "frameDuration", "fieldOrder", "width", "height", "paspH", "paspV", "colorSpace"},
    ),
    "effect": ({"id", "uid"}, {"name", "src"}),
    "asset": (
        {"id"},
        {"name", "uid", "start", "duration", "hasVideo", "format", "hasAudio"}
        | {"audioSources", "audioChannels", "audioRate"},
    ),
    "media-rep": ({"src"}, {"kind", "sig", "suggestedFilename"}),
    "md": ({"key"}, {"value", "editable", "type", "displayName", "description", "source"}),
    "event": (set(), {"name", "uid"}),
    "project": (set(), {"name", "uid", "id", "modDate"}),
    "sequence": (
        {"format"},
        {"duration", "tcStart", "tcFormat", "audioLayout", "audioRate", "renderFormat"},
    ),
    "asset-clip": (
        {"ref"},
        CLIP
        | {"srcEnable", "audioStart", "audioDuration", "format", "tcStart", "tcFormat"}
        | {"modDate", "audioRole", "videoRole"},
    ),
    "title": ({"ref", "duration"}, CLIP | {"role"}),
    "transition": ({"duration"}, {"name", "offset"}),
    "filter-video": ({"ref"}, {"name", "enabled"}),
    "filter-audio": ({"ref"}, {"name", "enabled", "presetID"}),
    "text-style": (set(), {"ref", "font", "fontSize", "fontFace", "fontColor", "alignment"}),
    "text-style-def": ({"id"}, {"name"}),
    "conform-rate": (set(), {"scaleEnabled", "srcFrameRate", "frameSampling"}),
    "adjust-conform": (set(), {"type"}),
    "adjust-volume": (set(), {"amount"}),
    "param": ({"name"}, {"key", "value", "enabled"}),
    "keyframe": ({"time", "value"}, {"interp", "curve"}),
    "marker": ({"start", "value"}, {"duration", "completed", "note"}),
    "keyword": ({"value"}, {"start", "duration", "note"}),
}
ONE_OF: Final = {
    ("sequence", "tcFormat"): {"DF", "NDF"},
    ("asset-clip", "tcFormat"): {"DF", "NDF"},
    ("asset-clip", "srcEnable"): {"all", "audio", "video"},
    ("sequence", "audioLayout"): {"mono", "stereo", "surround"},
    ("sequence", "audioRate"): {"32k", "44.1k", "48k", "88.2k", "96k", "176.4k", "192k"},
    ("conform-rate", "srcFrameRate"): {"23.98", "24", "25", "29.97", "30"}
    | {"47.95", "48", "50", "59.94", "60"},
    ("adjust-conform", "type"): {"fit", "fill", "none"},
    ("md", "type"): {"string", "boolean", "integer", "float", "date", "timecode"},
}


def check(top: Element) -> None:
    """Fail where a document breaks a rule."""
    ids = [element.attrib["id"] for element in top.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)), "an id is used once"
    for element in top.iter():
        tag = element.tag
        held = "".join(f"{child.tag} " for child in element)
        assert re.fullmatch(CHILDREN.get(tag, ""), held), f"{tag} holds {held}"
        must, may = ATTRIBUTES.get(tag, (set(), set()))
        assert must <= set(element.attrib), f"{tag} lacks {must - set(element.attrib)}"
        assert set(element.attrib) <= must | may, f"{tag}: {set(element.attrib) - must - may}"
        for name in ("ref", "format"):
            assert element.get(name) is None or element.attrib[name] in ids, element.attrib
        for name, value in element.attrib.items():
            assert value in ONE_OF.get((tag, name), {value}), f"{tag} {name}={value}"
