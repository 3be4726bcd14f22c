"""What FCPXML has no word for, kept in its metadata: the plan, and what belongs to what in it.

Other programs keep such entries or drop them, and use none. Knows nothing about the timeline.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cutter.interchange.markup import node
from cutter.interchange.plan import plan_to_json

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from cutter.schema import EditDecisionList

PLAN: Final = "com.cutter.plan"
"""Beside the sequence: the plan file's text."""
SOURCE: Final = "com.cutter.source"
"""Beside a film: its place in the plan, from 0."""
CLIP: Final = "com.cutter.clip"
"""Beside a clip: the same."""
MUSIC: Final = "com.cutter.music"
"""Beside the plan's music."""


def keep(element: Element, key: str, value: object) -> None:
    """Put an entry behind all else that an element holds."""
    metadata = element.find("metadata")
    if metadata is None:
        metadata = node(element, "metadata")
    kind = "integer" if isinstance(value, int) else "string"
    node(metadata, "md", {"key": key, "value": value, "type": kind})


def keep_plan(element: Element, edl: EditDecisionList, folder: Path) -> None:
    """Put the plan beside the sequence, in plain ASCII: no word of it can break the text."""
    plan = json.loads(plan_to_json(edl, folder))
    keep(element, PLAN, json.dumps(plan, separators=(",", ":"), allow_nan=False))


def kept(element: Element, key: str) -> str | None:
    """Return the entry beside an element; None where there is none."""
    for each in element.iterfind("metadata/md"):
        if each.get("key") == key:
            return each.get("value")
    return None


def kept_number(element: Element, key: str) -> int | None:
    """Return the entry beside an element if it is a place in a list."""
    text = kept(element, key) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
