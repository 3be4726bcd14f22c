"""The chapters of a cut: those of its films where they come to lie, or one for each clip.

They lie on frames and fill the whole cut; a title belongs to the first, an end card to the last.
Knows nothing about files and formats.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.schema import TimeRange
from cutter.timeline.place import frame_count, nearest, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.schema import EditDecisionList
    from cutter.timeline.place import Placed


@dataclass(frozen=True, slots=True)
class Passage:
    """One chapter of a cut."""

    span: TimeRange
    """In the cut's own time, on its frames."""
    title: str
    """Never empty."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a chapter of the cut begins."""

    frame: int
    source: int
    chapter: int
    """Index into the film's chapters; -1 for what lies before the first."""
    title: str


def chapters_of(edl: EditDecisionList) -> tuple[Passage, ...]:
    """Return the chapters of a cut as `edl.output.chapters` asks for them.

    Those of a film begin with the first frame of theirs that is shown, wherever the cut goes over
    from one to another. What belongs to none is called by its time in the film, as clips are.

    Returns:
        The chapters in playing order, one after the other without gaps; none where none are asked
        for, or where the films have none.

    Raises:
        RenderError: the whole cut is too short for a single frame.
    """
    if edl.output.chapters == "none":
        return ()
    placed = place(edl)
    if edl.output.chapters == "clips":
        starts = [(piece.first, _name(n, piece.start)) for n, piece in enumerate(placed, start=1)]
    else:
        used = {piece.source for piece in placed}
        if not any(edl.sources[source].chapters for source in used):
            return ()
        starts = [(mark.frame, mark.title) for mark in _changes(edl, placed)]
    rate = edl.output.frame_rate
    frames = [0, *(frame for frame, _ in starts[1:]), frame_count(edl)]
    return tuple(
        Passage(TimeRange(first / rate, last / rate), title)
        for first, last, (_, title) in zip(frames, frames[1:], starts, strict=False)
    )


def _changes(edl: EditDecisionList, placed: Sequence[Placed]) -> Iterator[_Mark]:
    """Yield a mark wherever the cut goes over from one chapter of a film to another."""
    last: _Mark | None = None
    for piece in placed:
        for mark in _marks(edl, piece):
            if last is None or (last.source, last.chapter) != (mark.source, mark.chapter):
                yield mark
            last = mark


def _marks(edl: EditDecisionList, piece: Placed) -> Iterator[_Mark]:
    """Yield which chapters of its film one clip shows, and from which frame on."""
    rate, chapters = edl.output.frame_rate, edl.sources[piece.source].chapters
    times = [chapter.start for chapter in chapters]
    here = bisect_right(times, piece.start) - 1
    behind = bisect_right(times, piece.start + piece.count / rate)
    begins = {0: here}
    for number in range(here + 1, behind):
        # Of chapters that begin on one frame the last is seen.
        begins[nearest((times[number] - piece.start) * rate)] = number
    for frame, number in begins.items():
        if frame < piece.count:
            title = chapters[number].title if number >= 0 else ""
            time = piece.start + frame / rate
            yield _Mark(piece.first + frame, piece.source, number, title or _clock(time))


def _name(number: int, start: Fraction) -> str:
    """Return what a clip is called: its number, and when it begins in its film."""
    return f"{number} ({_clock(start)})"


def _clock(time: Fraction) -> str:
    """Return a time as `1:02:03`."""
    seconds = int(time)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
