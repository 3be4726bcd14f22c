"""Writes a cut as an EDL of the player mpv, which plays it at once, without rendering.

The form has the picture's edges alone: sound is cut where the picture is, and there are no titles
or transitions. Knows nothing about other forms of the same name.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.interchange.events import events
from cutter.interchange.plan import relative_path

if TYPE_CHECKING:
    from cutter.interchange.formats import Export
    from cutter.schema import EditDecisionList

EARLY: Final = Fraction(1, 4)
"""Frames by which a segment begins before its first frame: mpv compares timestamps exactly, and a
container may have rounded them (Matroska to milliseconds)."""
DIGITS: Final = 9


def write(edl: EditDecisionList, export: Export) -> str:
    """Return the text of the file.

    Raises:
        UsageError: a film's name cannot be written.
    """
    lines = ["# mpv EDL v0"]
    for event in events(edl):
        source = edl.sources[event.source]
        clock = export.clocks[event.source] if export.clocks else Fraction(0)
        frame = 1 / source.frame_rate
        start = edl.clips[event.clip].source_range.start
        if not source.is_vfr:
            start = event.material.first * frame
        end = start + event.record.count / edl.output.frame_rate
        start, end = max(Fraction(0), start - EARLY * frame), end - EARLY * frame
        path = relative_path(source.path, export.folder)
        lines.append(
            f"{_value(path)},start={_decimal(clock + start)},length={_decimal(end - start)},"
            f"title={_value(event.name)}"
        )
    return "\n".join(lines) + "\n"


def _value(text: str) -> str:
    """Return a value that may hold anything: its length in bytes stands before it."""
    try:
        return f"%{len(text.encode())}%{text}"
    except UnicodeEncodeError as error:
        raise UsageError(f"mpv: {text!r}: this name is no text; rename the film") from error


def _decimal(seconds: Fraction) -> str:
    """Return seconds with nine decimals, rounded down (no float in between)."""
    ticks = seconds.numerator * 10**DIGITS // seconds.denominator
    whole, part = divmod(ticks, 10**DIGITS)
    return f"{whole}.{part:0{DIGITS}d}"
