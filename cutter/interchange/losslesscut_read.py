"""Reads a LosslessCut project: the segments of one film that are chosen, in their order.

A segment without an end is a mark and no part of the cut. Knows nothing about how films are found.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter.errors import InputError
from cutter.interchange.conform import conformed, on_frame
from cutter.interchange.json5 import loads
from cutter.interchange.plan import absolute_path
from cutter.interchange.reading import NamedFilm
from cutter.interchange.tracks import Shown, Tracks
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.schema import EditDecisionList, Source

LONGEST = 10**7
"""Seconds; some hundred days."""
SLACK = 1
"""Seconds by which a segment may end behind its film: the sound, and so the file, may be longer."""


def films(text: str, path: Path) -> tuple[NamedFilm, ...]:
    """Return the one film that a project is of.

    Raises:
        InputError: the text is no project.
    """
    name = _project(text, path).get("mediaFileName")
    if not isinstance(name, str) or not name or "\0" in name:
        raise InputError(f"{path}: mediaFileName: names no film", path)
    # Only ever a name: the project lies beside its film.
    plain = name.replace("\\", "/").rpartition("/")[2]
    return (NamedFilm((absolute_path(plain, path),)),)


def read(text: str, path: Path, found: Sequence[Source]) -> EditDecisionList:
    """Return the project's cut.

    Raises:
        InputError: the text is no project, or a segment reaches outside the film.
    """
    film = found[0]
    rate = film.frame_rate
    pictures: list[Shown] = []
    at = 0
    for number, segment in enumerate(_project(text, path)["cutSegments"]):
        span = _span(segment, f"{path}: cutSegments[{number}]", path)
        if span is None:
            continue
        start, end = (on_frame(moment, rate) for moment in span)
        if start >= film.duration or end > film.duration + SLACK:
            last = f"{float(film.duration):.3f} s"
            raise InputError(
                f"{path}: cutSegments[{number}]: reaches outside the film, which lasts {last}", path
            )
        count = nearest((min(end, film.duration) - start) * rate)
        if count > 0:
            pictures.append(Shown(0, start, at, count))
            at += count
    tracks = Tracks(rate, tuple(pictures), tuple(pictures), {})
    return conformed(tracks, found, path)


def _project(text: str, path: Path) -> dict[str, Any]:
    try:
        found = loads(text)
    except ValueError as error:
        raise InputError(f"{path}: not a LosslessCut project: {error}", path) from error
    if not isinstance(found, dict) or not isinstance(found.get("cutSegments"), list):
        raise InputError(f"{path}: not a LosslessCut project: it has no cutSegments", path)
    return found


def _span(segment: object, where: str, path: Path) -> tuple[Fraction, Fraction] | None:
    """Return a segment's start and end in seconds; None for one that is no part of the cut."""
    if not isinstance(segment, dict):
        raise InputError(f"{where}: not a segment", path)
    if segment.get("selected") is False or segment.get("end") is None:
        return None
    times = [segment.get("start") or 0, segment["end"]]
    for time in times:
        if isinstance(time, bool) or not isinstance(time, int | float) or not 0 <= time < LONGEST:
            raise InputError(f"{where}: start and end must be seconds", path)
    start, end = (Fraction(time) for time in times)
    if end <= start:
        raise InputError(f"{where}: ends before it begins", path)
    return start, end
