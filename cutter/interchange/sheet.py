"""Writes a cut as a table for spreadsheets: a row for each clip, comma-separated.

Columns are those of `COLUMNS`: timecodes, frames and seconds of record, source and sound; frames
that the film has beyond the clip on either side; transition into it; score and reasons.
"""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.interchange.events import events, has_sound, one_line, source_frames, source_start
from cutter.interchange.plan import relative_path
from cutter.interchange.record import record_start
from cutter.interchange.timecode import is_drop, takes_drop, timecode

if TYPE_CHECKING:
    from cutter.interchange.events import Event
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList, Source

COLUMNS: Final = (
    "number",
    "name",
    "film",
    "shots",
    "record_in",
    "record_out",
    "record_first_frame",
    "frames",
    "source_in",
    "source_out",
    "source_first_frame",
    "source_frames",
    "source_rate",
    "source_in_s",
    "source_out_s",
    "sound_record_first_frame",
    "sound_frames",
    "sound_source_first_frame",
    "frames_before",
    "frames_after",
    "transition",
    "score",
    "asked_for",
    "reasons",
)
_ACTING: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection")."""


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of the table; out is exclusive everywhere.

    Raises:
        UsageError: the record timecode is none.
    """
    record = record_start(edl, export)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for number, event in enumerate(events(edl), start=1):
        source, clip = edl.sources[event.source], edl.clips[event.clip]
        heard = has_sound(edl, event.source)
        into = event.before
        row = (
            number,
            _words(event.name),
            _words(relative_path(source.path, export.folder)),
            _words(" ".join(f"#{shot + 1}" for shot in clip.shots)),
            record.timecode(event.record.first),
            record.timecode(event.record.end),
            event.record.first,
            event.record.count,
            _source_timecode(source, event.material.first),
            _source_timecode(source, event.material.end),
            event.material.first,
            event.material.count,
            f"{source.frame_rate.numerator}/{source.frame_rate.denominator}",
            _seconds(clip.source_range.start),
            _seconds(clip.source_range.end),
            event.heard_record.first if heard else "",
            event.heard_record.count if heard else "",
            event.heard_material.first if heard else "",
            event.material.first,
            _after(source, event),
            f"{into.kind} {into.count}" if into else "",
            f"{clip.score:.4f}",
            "yes" if clip.pinned else "",
            _words(event.marker),
        )
        table.writerow(row)
    return text.getvalue()


def _after(source: Source, event: Event) -> int:
    return max(0, source_frames(source) - event.material.end)


def _source_timecode(source: Source, frame: int) -> str:
    drop = is_drop(source.timecode) and takes_drop(source.frame_rate)
    return timecode(source_start(source) + frame, source.frame_rate, drop=drop)


def _seconds(value: Fraction) -> str:
    return f"{float(value):.6f}"


def _words(text: str) -> str:
    """Return words of others so that no spreadsheet takes them for a formula."""
    plain = one_line(text)
    return f"'{plain}" if plain.startswith(_ACTING) else plain
