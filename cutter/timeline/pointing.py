"""A time, a range or a clip's number in a cut as the places of its films that are shown there.

Titles and transitions count as they are shown. Knows nothing about files.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.schema import Place, TimeRange
from cutter.timeline.place import Placed, frame_count, place
from cutter.times import clock_time, parse_seconds, quoted

if TYPE_CHECKING:
    from cutter.schema import EditDecisionList

AROUND: Final = Fraction(1)
"""Seconds before and behind a time that are meant by it, in a clip that shows several shots."""
ALL: Final = "all"


def pointed_at(edl: EditDecisionList, mark: str) -> tuple[Place, ...]:
    """Return what of its films a mark in a cut points at, in playing order.

    Args:
        edl: the cut.
        mark: `01:23` for the clip that is seen then, the one more than half there where two go
            over into each other; `01:23-01:30` for what is seen meanwhile; `#3` for the third
            clip; `all` for every clip.

    Raises:
        UsageError: it is no mark, or nothing of a film is seen there.
        RenderError: the cut is too short for a single frame.
    """
    text = mark.strip()
    if text.casefold() == ALL:
        return tuple(_whole(edl, piece) for piece in place(edl))
    if text.startswith("#"):
        return (_numbered(edl, text),)
    start, dash, end = text.replace("\u2013", "-").partition("-")
    first = _frame(edl, start, mark)
    if not dash:
        for piece in place(edl):
            if piece.first <= first < piece.first + piece.count:
                return (_around(edl, piece, first),)
        raise UsageError(f"{quoted(mark)}: a title is shown there, and nothing of a film")
    behind = _frame(edl, end, mark, is_end=True)
    if behind <= first:
        raise UsageError(f"{quoted(mark)}: a range must end behind its start")
    found = tuple(_part(edl, piece, first, behind) for piece in place(edl))
    if not any(found):
        raise UsageError(f"{quoted(mark)}: a title is shown there, and nothing of a film")
    return tuple(each for each in found if each is not None)


def _frame(edl: EditDecisionList, text: str, mark: str, *, is_end: bool = False) -> int:
    """Return the frame that is shown at a time of the cut; of an end the one behind it."""
    seconds = parse_seconds(text)
    if seconds is None:
        raise UsageError(f"{quoted(mark)} points at nothing; write 01:23, 01:23-01:30, #3 or all")
    frame = seconds * edl.output.frame_rate
    number = math.ceil(frame) if is_end else math.floor(frame)
    total = frame_count(edl)
    if number >= total + is_end and not (is_end and number <= total + edl.output.frame_rate):
        raise UsageError(f"{quoted(mark)}: the cut lasts {clock_time(edl.duration)}")
    return number


def _numbered(edl: EditDecisionList, text: str) -> Place:
    number = text[1:]
    known = number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= len(edl.clips)
    if not known:
        raise UsageError(f"{quoted(text)}: the cut has the clips #1 to #{len(edl.clips)}")
    clip = edl.clips[int(number) - 1]
    return Place(edl.sources[clip.source].fingerprint, clip.source_range)


def _whole(edl: EditDecisionList, piece: Placed) -> Place:
    clip = edl.clips[piece.clip]
    return Place(edl.sources[clip.source].fingerprint, clip.source_range)


def _around(edl: EditDecisionList, piece: Placed, frame: int) -> Place:
    """Return the clip that is shown in a frame, or the time around it where shots are joined."""
    clip, whole = edl.clips[piece.clip], _whole(edl, piece)
    if len(clip.shots) < 2:
        return whole
    time = piece.start + (frame - piece.first) / edl.output.frame_rate
    near = TimeRange(time - AROUND, time + AROUND).intersection(clip.source_range)
    return whole if near is None else Place(whole.film, near)


def _part(edl: EditDecisionList, piece: Placed, first: int, behind: int) -> Place | None:
    """Return what of a clip is shown in a run of frames."""
    low, high = max(first, piece.first), min(behind, piece.first + piece.count)
    if high <= low:
        return None
    rate = edl.output.frame_rate
    start = piece.start + (low - piece.first) / rate
    end = min(piece.end, piece.start + (high - piece.first) / rate)
    if end <= start:
        return None
    return Place(edl.sources[piece.source].fingerprint, TimeRange(start, end))
