"""The subtitles of films become those of a cut: each cue is shown while what it says is heard.

Times follow the frames on which `place` lays the clips. Knows nothing about files and formats.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from cutter.schema import Cue, TimeRange
from cutter.timeline.place import frame_count, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cutter.schema import CueTrack, EditDecisionList

SHORTEST: Final = Fraction(3, 10)
"""Seconds; what an edge leaves of a cue is left out where it is shorter: nobody could read it."""


@dataclass(frozen=True, slots=True)
class Captions:
    """One subtitle track of a cut."""

    language: str
    """As the films' tracks have it; empty where it is not known."""
    title: str
    """Tells tracks of one language apart, as one for the hard of hearing."""
    cues: tuple[Cue, ...]
    """In the cut's own time, ordered by start; no two with the same text overlap."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A stretch of the cut in which one clip is heard."""

    source: int
    start: Fraction
    end: Fraction
    shift: Fraction
    """What is added to a time of the film to have it in the cut's own."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is shown of one cue, in the cut's own time."""

    cue: Cue
    start: Fraction
    end: Fraction


def captions_of(edl: EditDecisionList, language: str) -> tuple[Cue, ...]:
    """Return the cues of a cut in one language, in the cut's own time.

    Args:
        edl: the cut.
        language: as the films' tracks have it; an empty string for each film's first track. Of
            several tracks in it, the first of the cut's is taken.

    Returns:
        The cues ordered by start, split where a clip ends, joined again where it goes on, and
        without leftovers shorter than `SHORTEST`.

    Raises:
        RenderError: the whole cut is too short for a single frame.
    """
    if not language:
        first = [source.subtitles[0] if source.subtitles else None for source in edl.sources]
        return _captions(edl, first)
    rows = _rows(edl)
    row = next((row for row in rows if any(t and t.language == language for t in row)), None)
    return () if row is None else _captions(edl, row)


def caption_tracks(edl: EditDecisionList) -> tuple[Captions, ...]:
    """Return every subtitle track of a cut that shows at least one cue, in file order.

    The films' tracks are matched by language; of several in one language those of one title.

    Raises:
        RenderError: the whole cut is too short for a single frame.
    """
    found = []
    for row in _rows(edl):
        first = next(track for track in row if track is not None)
        cues = _captions(edl, row)
        if cues:
            found.append(Captions(first.language, first.title, cues))
    return tuple(found)


def _rows(edl: EditDecisionList) -> list[list[CueTrack | None]]:
    """Return for each track of the cut which of each film's tracks it is made of."""
    rows: list[list[CueTrack | None]] = []
    for index, source in enumerate(edl.sources):
        # Those of equal titles find each other first; the others take what is free.
        left: list[CueTrack] = []
        for track in source.subtitles:
            row = _free(rows, index, track, by_title=True)
            if row is None:
                left.append(track)
            else:
                row[index] = track
        for track in left:
            row = _free(rows, index, track, by_title=False)
            if row is None:
                row = [None] * len(edl.sources)
                rows.append(row)
            row[index] = track
    return rows


def _free(
    rows: Sequence[list[CueTrack | None]], source: int, track: CueTrack, *, by_title: bool
) -> list[CueTrack | None] | None:
    """Return the first row of a track's language that lacks one of this film; None for none."""
    for row in rows:
        first = next(each for each in row if each is not None)
        if row[source] is None and first.language == track.language:
            if by_title and first.title != track.title:
                continue
            return row
    return None


def _captions(edl: EditDecisionList, tracks: Sequence[CueTrack | None]) -> tuple[Cue, ...]:
    """Return what is shown of the tracks of all films, one of each."""
    shelves = [_Shelf(track.cues if track is not None else ()) for track in tracks]
    pieces = [
        _Piece(
            cue,
            max(heard.start, cue.span.start + heard.shift),
            min(heard.end, cue.span.end + heard.shift),
        )
        for heard in _stretches(edl)
        for cue in shelves[heard.source].between(heard.start - heard.shift, heard.end - heard.shift)
    ]
    shown = [
        Cue(TimeRange(piece.start, piece.end), piece.cue.text, piece.cue.track)
        for piece in _joined(pieces)
        if piece.end - piece.start >= min(SHORTEST, piece.cue.span.duration)
    ]
    return tuple(sorted(shown, key=lambda cue: (cue.span.start, cue.span.end, cue.text)))


def _stretches(edl: EditDecisionList) -> Iterator[_Heard]:
    """Yield where each clip is heard, as its sound is laid: a J or L cut leads or trails."""
    rate = edl.output.frame_rate
    whole = frame_count(edl) / rate
    for piece in place(edl):
        clip, begins = edl.clips[piece.clip], piece.first / rate
        lead = clip.audio_range.start - clip.source_range.start
        trail = clip.audio_range.end - clip.source_range.end
        start = max(Fraction(0), begins + lead)
        end = min(whole, begins + piece.count / rate + trail)
        if start < end:
            yield _Heard(piece.source, start, end, begins - piece.start)


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Yield the pieces, those of one text that overlap and those of one cue that touch as one."""
    last: _Piece | None = None
    for piece in sorted(pieces, key=lambda each: (each.cue.text, each.start, each.end)):
        if last is not None and last.cue.text == piece.cue.text:
            is_same = last.cue == piece.cue
            if piece.start < last.end or (is_same and piece.start == last.end):
                last = _Piece(piece.cue, last.start, max(last.end, piece.end))
                continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


class _Shelf:
    """The cues of one track, found by time without looking at all of them."""

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        self._cues = sorted(cues, key=lambda cue: (cue.span.start, cue.span.end))
        self._starts = [cue.span.start for cue in self._cues]
        self._ends = list(accumulate((cue.span.end for cue in self._cues), max))
        """When all cues up to each have ended: unlike their own ends, these ascend."""

    def between(self, start: Fraction, end: Fraction) -> list[Cue]:
        """Return the cues that stand at some time from `start` to `end`."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return [cue for cue in self._cues[first:last] if cue.span.end > start]
