"""Writes a cut as a LosslessCut project, whose segments are exact seconds of one film.

The project holds nothing of sound's own edges, of transitions or of titles. Knows nothing about
reading; `losslesscut_read.py` does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.interchange.events import file_name, marker_of, one_line
from cutter.timeline.place import place

if TYPE_CHECKING:
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

VERSION: Final = 2
"""Of the project's form; since 2025. Older versions of the program read it all the same."""


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of an `.llc` file, to lie beside the film.

    Raises:
        UsageError: the cut draws on several films; a project holds one.
    """
    used = {edl.clips[piece.clip].source for piece in place(edl)}
    if len(used) > 1:
        raise UsageError(
            f"llc: a LosslessCut project holds one film and this cut draws on {len(used)}; "
            "export otio, edl or mpv"
        )
    segments = []
    for piece in place(edl):
        clip = edl.clips[piece.clip]
        shots = " ".join(f"#{shot + 1}" for shot in clip.shots)
        segments.append(
            {
                "start": float(clip.source_range.start),
                "end": float(clip.source_range.end),
                "name": shots,
                "tags": {"cutter": marker_of(clip)},
            }
        )
    name = one_line(file_name(edl.sources[used.pop()]))
    document = {"version": VERSION, "mediaFileName": name, "cutSegments": segments}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
