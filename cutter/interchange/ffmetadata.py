"""Writes a cut's chapters in FFmpeg's metadata form, exact to the frame.

They are those of the cut's own file; where it has none, one for each clip. For a cut that is there:
`ffmpeg -i cut.mp4 -i cut.ffmetadata -map_metadata 1 -map_chapters 1 -c copy with.mp4`.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import one_line
from cutter.timeline.chapters import chapters_of

if TYPE_CHECKING:
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

_SPECIAL: Final = re.compile(r"([=;#\\\n])")


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of an FFMETADATA1 file; times are frames of the cut."""
    rate = edl.output.frame_rate
    by_clip = dataclasses.replace(edl, output=dataclasses.replace(edl.output, chapters="clips"))
    lines = [";FFMETADATA1", f"title={_escaped(export.name)}"]
    for chapter in chapters_of(edl) or chapters_of(by_clip):
        lines += [
            "[CHAPTER]",
            f"TIMEBASE={rate.denominator}/{rate.numerator}",
            f"START={chapter.span.start * rate}",
            f"END={chapter.span.end * rate}",
            f"title={_escaped(chapter.title)}",
        ]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", one_line(text))
