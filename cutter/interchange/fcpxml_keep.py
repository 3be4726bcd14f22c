"""What FCPXML has no word for, kept in its metadata: exact ranges, scores, reasons, fingerprints.

Each element keeps its own: a clip that another program moves takes its part along, one that it
drops is gone with it, and beside the part stands what the element said when it was written, so
that a reader sees what was changed since. Other programs keep or drop such entries, and use none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cutter.interchange.markup import node
from cutter.interchange.plan import plan_to_json

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from cutter.schema import EditDecisionList

CUT: Final = "com.cutter.cut"
SOURCE: Final = "com.cutter.source"
CLIP: Final = "com.cutter.clip"
TITLE: Final = "com.cutter.title"
MUSIC: Final = "com.cutter.music"
TIMES: Final = ("start", "duration", "audioStart", "audioDuration")
"""Attributes of a clip that say what of its film is used."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The parts of a plan file, as its own form writes them."""

    cut: dict[str, Any]
    """All but what follows, and what the timeline tells."""
    sources: list[dict[str, Any]]
    clips: list[dict[str, Any]]
    framings: list[dict[str, Any]]
    """One for each clip, or none at all."""
    titles: list[dict[str, Any]]
    music: dict[str, Any] | None


def kept(edl: EditDecisionList, folder: Path) -> Kept:
    """Return what is to be kept of a cut whose timeline will lie in `folder`."""
    plan = json.loads(plan_to_json(edl, folder))
    return Kept(
        sources=plan.pop("sources"),
        clips=plan.pop("clips"),
        framings=plan.pop("reframe"),
        titles=plan.pop("titles"),
        music=plan.pop("music"),
        cut={key: value for key, value in plan.items() if key != "transitions"},
    )


def keep(element: Element, key: str, value: object) -> None:
    """Put a value beside an element, as JSON in plain ASCII."""
    metadata = element.find("metadata")
    if metadata is None:
        metadata = node(element, "metadata")
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    node(metadata, "md", {"key": key, "value": text, "type": "string"})


def keep_clip(element: Element, kept: Kept, clip: int) -> None:
    """Put a clip's part beside the element that shows it, which has its times already."""
    part: dict[str, object] = {"clip": kept.clips[clip], "written": written(element)}
    if kept.framings:
        part["framing"] = kept.framings[clip]
    keep(element, CLIP, part)


def written(element: Element) -> dict[str, str]:
    """Return the times that an element says."""
    return {name: element.attrib[name] for name in TIMES if name in element.attrib}


def kept_beside(element: Element, key: str) -> dict[str, Any]:
    """Return what was put beside an element; empty where nothing fit to be read is there."""
    for each in element.iterfind("metadata/md"):
        if each.get("key") == key:
            try:
                value = json.loads(each.get("value", ""))
            except (ValueError, RecursionError):
                return {}
            return value if isinstance(value, dict) else {}
    return {}
