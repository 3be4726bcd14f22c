"""What of its film each clip of a cut may show: its shots' clean parts, without what is banned.

For whoever moves edges after the choice. Knows nothing about scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.edit.bans import denied_spans, spoiler_of
from cutter.edit.marks import locate
from cutter.edit.pins import without
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.request import CutRequest
    from cutter.schema import Clip, FilmRecord


def rooms_of(
    clips: Sequence[Clip], films: Sequence[FilmRecord], request: CutRequest
) -> tuple[TimeRange, ...]:
    """Return for each clip the widest range around it that may be shown, at least the clip itself.

    Args:
        clips: in any order.
        films: by the clips' `source`.
        request: what was asked for.
    """
    banned = [locate(mark, films, "--never") for mark in request.never]
    bans = [(place.film, place.span) for place in banned]
    for number, film in enumerate(films):
        bans += [(number, span) for span in denied_spans(film, request.denied)]
        spoiler = spoiler_of(film, request.until)
        bans += [(number, spoiler)] if spoiler is not None else []
    return tuple(_room(clip, films[clip.source], bans) for clip in clips)


def _room(clip: Clip, film: FilmRecord, bans: Sequence[tuple[int, TimeRange]]) -> TimeRange:
    span = clip.source_range
    start, end = film.shots[clip.shots[0]].clean.start, film.shots[clip.shots[-1]].clean.end
    if not start <= span.start < span.end <= end:
        # A pinned range may reach into a dissolve: it stays as it was asked for.
        return span
    free = without(clip.source, (TimeRange(start, end),), bans)
    return next((part for part in free if part.start <= span.start and span.end <= part.end), span)
