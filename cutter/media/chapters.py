"""What an opened file says of its chapters and of its timecode, on our clock.

Knows nothing about what becomes of them.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.schema import Chapter

if TYPE_CHECKING:
    from av.container import InputContainer

MOST_CHAPTERS: Final = 1000
"""More than any film has; what lies beyond is left out."""
LONGEST_TITLE: Final = 200
"""Characters of a chapter's title that are kept."""
_TIMECODE: Final = re.compile(r"(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d\d?)")


def chapters(container: InputContainer, clock_start: Fraction) -> tuple[Chapter, ...]:
    """Return a film's chapters, ordered by start.

    Args:
        container: the opened film.
        clock_start: the first shown frame's time on the file's own clock, in seconds.
    """
    found = []
    for told in container.chapters()[:MOST_CHAPTERS]:
        unit = told["time_base"] or Fraction(1, 1000)
        start = max(Fraction(0), told["start"] * Fraction(unit) - clock_start)
        title = " ".join(str(told["metadata"].get("title", "")).split())
        found.append(Chapter(start, title[:LONGEST_TITLE]))
    return tuple(sorted(found, key=lambda chapter: chapter.start))


def timecode(container: InputContainer) -> str:
    """Return the first frame's timecode as the file tells it, or an empty string.

    Drop frame is told by a `;` (or `.`) before the frames, as FFmpeg writes it.
    """
    for metadata in (*(stream.metadata for stream in container.streams), container.metadata):
        match = _TIMECODE.fullmatch(metadata.get("timecode", "").strip())
        if match is not None:
            mark = ":" if match[4] == ":" else ";"
            return f"{match[1]}:{match[2]}:{match[3]}{mark}{match[5]}"
    return ""
