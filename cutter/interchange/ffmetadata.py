"""Writes a cut's chapters in FFmpeg's metadata form: one for each clip, exact to the frame.

For a rendered cut: `ffmpeg -i cut.mp4 -i cut.ffmetadata -map_metadata 1 -map_chapters 1`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import events, one_line

if TYPE_CHECKING:
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

_SPECIAL: Final = re.compile(r"([=;#\\\n])")


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of an FFMETADATA1 file; times are frames of the cut."""
    rate = edl.output.frame_rate
    lines = [";FFMETADATA1", f"title={_escaped(export.name)}"]
    for event in events(edl):
        lines += [
            "[CHAPTER]",
            f"TIMEBASE={rate.denominator}/{rate.numerator}",
            f"START={event.record.first}",
            f"END={event.record.end}",
            f"title={_escaped(event.name)}",
        ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))
