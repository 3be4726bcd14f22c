"""Turns a film's scores into the shapes of a curve: numbers for an SVG, in its own units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.report.table import shot_name, signed, span_words
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Clip, FilmRecord, Score

WIDTH: Final = 1200
HEIGHT: Final = 200
_TOP: Final = 14
_BOTTOM: Final = 150
"""Between these lies the curve; below it the film's boundaries and times."""
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of the film, as a piece of the curve's width."""

    x: float
    width: float
    y: float
    """Where the curve is above it."""
    title: str
    number: int = 0
    """Place in the cut, for a clip."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The scores along one film."""

    line: str
    """Path of the curve."""
    area: str
    """The same, closed along the zero line."""
    zero: float
    shots: tuple[Bar, ...]
    clips: tuple[Bar, ...]
    boundaries: tuple[tuple[float, bool], ...]
    """Where shots change, and whether they change at once (a cut)."""
    ticks: tuple[tuple[float, str], ...]


def draw_curve(
    film: FilmRecord,
    scores: Sequence[Score],
    clips: Sequence[tuple[int, Clip]],
    name: tuple[int, int],
) -> Curve:
    """Lay out the scores of a film.

    Args:
        film: the film.
        scores: one for each shot.
        clips: those taken from this film, with their places in the cut.
        name: which film this is, from 0, and of how many.
    """
    end = film.media.end
    high = max([0.05, *(score.value for score in scores)])
    low = min([0.0, *(score.value for score in scores)])

    def x(time: Fraction) -> float:
        return round(float(time / end) * WIDTH, 2)

    def y(value: float) -> float:
        return round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP), 2)

    steps = [
        (x(shot.span.start), x(min(shot.span.end, end)), y(score.value))
        for shot, score in zip(film.shots, scores, strict=True)
    ]
    line = " ".join(f"{'M' if k == 0 else 'L'}{a} {h} H{b}" for k, (a, b, h) in enumerate(steps))
    area = f"{line} V{y(0.0)} H{steps[0][0]} Z" if steps else ""
    return Curve(
        line=line,
        area=area,
        zero=y(0.0),
        shots=tuple(
            Bar(a, round(b - a, 2), h, _shot_title(film, index, scores[index], name))
            for index, (a, b, h) in enumerate(steps)
        ),
        clips=tuple(
            Bar(
                x(clip.source_range.start),
                max(1.5, round(x(clip.source_range.end) - x(clip.source_range.start), 2)),
                y(clip.score),
                f"clip {number}: {span_words(clip.source_range)}",
                number,
            )
            for number, clip in clips
        ),
        boundaries=tuple((x(edge.start), edge.kind == "cut") for edge in film.boundaries),
        ticks=_ticks(end),
    )


def _shot_title(film: FilmRecord, index: int, score: Score, name: tuple[int, int]) -> str:
    span = span_words(film.shots[index].span)
    return f"{shot_name(name[0], index, name[1])}  {span}  {signed(score.value, plus='')}"


def film_ticks(end: Fraction) -> tuple[tuple[float, str], ...]:
    """Return about ten round times along a film: each as a part of its length, and in words.

    Args:
        end: the film's length in seconds.
    """
    step = next((s for s in _STEPS if end / s <= 12), _STEPS[-1])
    count = int(end // step)
    times = [step * k for k in range(count + 1) if step * k <= end * 0.97]
    return tuple((float(t / end), clock_time(end * 0 + t, digits=0)) for t in times)


def _ticks(end: Fraction) -> tuple[tuple[float, str], ...]:
    return tuple((round(part * WIDTH, 2), words) for part, words in film_ticks(end))
