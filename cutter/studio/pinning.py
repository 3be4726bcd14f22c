"""Finds what a hand edit means: which clip, and which exact part of the film."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.edit.grid import Grid
from cutter.edit.request import BRIEFEST
from cutter.edit.sequence import keys_of
from cutter.errors import UsageError
from cutter.schema import TimeRange
from cutter.times import clock_time, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Clip, FilmRecord
    from cutter.studio.scene import Scene

_FINEST: Final = 1_000_000
"""Parts of a second in which a time of a film without a constant rate is kept."""


def clip_of(key: str, clips: Sequence[Clip]) -> Clip:
    """Return the clip that is called so.

    Raises:
        UsageError: there is none.
    """
    keys = keys_of(clips)
    if key not in keys:
        raise UsageError(f"{key[:20]}: is not in the cut any more")
    return clips[keys.index(key)]


def refuse_no_shot(shot: int, film: FilmRecord) -> None:
    """Check that a film has a shot.

    Raises:
        UsageError: it has not.
    """
    if shot >= len(film.shots):
        raise UsageError(f"#{shot + 1}: the film has {len(film.shots)} shots")


def snapped(seconds: float, film: FilmRecord) -> Fraction:
    """Return the place nearest to a time where a clip may begin, at or after the film's start."""
    exact, media = Fraction(seconds), film.media
    if media.is_vfr:
        return Fraction(round(exact * _FINEST), _FINEST)
    return Fraction(round(exact * media.frame_rate)) / media.frame_rate


def trimmed(clip: Clip, start: float, end: float, scene: Scene) -> TimeRange:
    """Return what a clip shows once its edges are put there: whole frames, on the film's frames.

    Args:
        clip: one of the cut's.
        start: in seconds.
        end: in seconds.
        scene: the cut.

    Raises:
        UsageError: that lies beyond its shots or over another clip, or is too short.
    """
    film, rate = scene.film, scene.rate
    key = f"#{clip.shots[0] + 1}"
    usable = TimeRange(
        min(film.shots[clip.shots[0]].clean.start, clip.source_range.start),
        max(film.shots[clip.shots[-1]].clean.end, clip.source_range.end),
    )
    first, last = snapped(start, film), snapped(end, film)
    frame = max(1 / film.media.frame_rate, 1 / rate)
    if first < usable.start - frame or last > usable.end + frame:
        told = f"{clock_time(usable.start)} to {clock_time(usable.end)}"
        raise UsageError(f"{key}: its shot can be used from {told}; keep the edges in there")
    # Of what a rounded time reaches beyond the shot nothing is shown.
    first = max(first, Grid.of(film.media, rate).at_or_after(usable.start))
    count = min(round((last - first) * rate), int((usable.end - first) * rate))
    least = min(BRIEFEST, clip.source_range.duration)
    if count < least * rate:
        raise UsageError(f"{key}: a clip lasts {length(BRIEFEST)} at least; let it be longer")
    span = TimeRange(first, first + count / rate)
    for other in scene.clips:
        if other is not clip and other.source_range.intersection(span):
            raise UsageError(
                f"{key}: would lie over #{other.shots[0] + 1}, which shows"
                f" {clock_time(other.source_range.start)} to {clock_time(other.source_range.end)}"
            )
    return span
