"""Turns a heat map into one self-contained HTML page: the map, what is loved, who quarrels.

The page asks nothing of any host and runs no script; its colours follow the reader's light or dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.report.curve import film_ticks
from cutter.report.heat import columns_of, ranked, who_loves
from cutter.report.table import shot_name, signed, span_words
from cutter.report.template import data_uri, filled
from cutter.report.thumbnails import picture_of_clip, picture_of_shot, shrunk
from cutter.times import clock_time, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.report.heat import Array, Audience, HeatMap

WIDTH: Final = 1200
LEVELS: Final = 4
"""Steps of colour on either side of indifference."""
_CURVES: Final = 120
_PICTURES: Final = 12
_SHOWN: Final = 6
"""Shots shown of each list."""
_POINTS: Final = 600
"""Steps of a curve."""


@dataclass(frozen=True, slots=True)
class RowPart:
    """One viewer's row."""

    name: str
    y: float
    paths: tuple[tuple[str, str], ...]
    """For each colour its class and the cells that have it, as a path."""


@dataclass(frozen=True, slots=True)
class ShotCard:
    """A shot that is worth a look."""

    name: str
    picture: str
    film_time: str
    value: str
    who: str


@dataclass(frozen=True, slots=True)
class AudiencePart:
    """One audience in words and pictures."""

    name: str
    viewers: tuple[str, ...]
    reasons: tuple[tuple[str, str, bool], ...]
    cards: tuple[ShotCard, ...]
    cut: tuple[tuple[float, str, str], ...]
    """Of each clip: its length as a percentage, its picture, its place in the film."""
    length: str


def heat_page(heat_map: HeatMap) -> str:
    """Write the page of a heat map: HTML, UTF-8, complete in itself."""
    film = heat_map.film
    row = 30 if len(heat_map.viewers) <= 12 else 18
    tops = _tops(heat_map, row)
    common, divided = columns_of(film, np.vstack([heat_map.common, heat_map.divided]), _POINTS)
    high = max(0.2, float(max(np.abs(common).max(initial=0), divided.max(initial=0))))
    low = min(0.0, float(common.min(initial=0)))
    return filled(
        "heat.html.j2",
        film=film.media.path.name,
        said=heat_map.said,
        facts=[
            ("length", clock_time(film.media.end)),
            ("shots", str(len(film.shots))),
            ("viewers", str(len(heat_map.viewers))),
            ("audiences", str(len(heat_map.audiences))),
        ],
        width=WIDTH,
        row=row,
        high=tops[-1] + row if tops else row,
        rows=[
            RowPart(name, y, _cells(heat_map, number, row))
            for number, (name, y) in enumerate(zip(heat_map.viewers, tops, strict=True))
        ],
        hits=_hits(heat_map),
        pictures=_strip(heat_map),
        curves=_CURVES,
        common=_line(common, low, high),
        divided=_line(divided, low, high),
        zero=_height(0.0, low, high),
        ticks=[(round(part * WIDTH, 2), told) for part, told in film_ticks(film.media.end)],
        lists=(
            ("Wanted on the whole", _cards(heat_map, heat_map.common)),
            ("Divided over", _cards(heat_map, heat_map.divided)),
        ),
        audiences=[_audience(heat_map, each) for each in heat_map.audiences],
    )


def _tops(heat_map: HeatMap, row: int) -> list[float]:
    tops, y = [], 0.0
    for audience in heat_map.audiences:
        for _ in audience.viewers:
            tops.append(y)
            y += row
        y += row / 3
    return tops


def _cells(heat_map: HeatMap, viewer: int, row: int) -> tuple[tuple[str, str], ...]:
    """Return a row's cells, gathered by colour; what is indifferent is left as the ground."""
    steps = np.rint(heat_map.levels[viewer] * LEVELS).astype(int).tolist()
    end = heat_map.film.media.end
    paths: dict[int, list[str]] = {}
    for step, shot in zip(steps, heat_map.film.shots, strict=True):
        if step:
            x = round(float(shot.span.start / end) * WIDTH, 1)
            wide = max(0.5, round(float(min(shot.span.end, end) / end) * WIDTH - x, 1))
            paths.setdefault(step, []).append(f"M{x:g} 0h{wide:g}v{row - 2}h-{wide:g}z")
    return tuple((_class(step), "".join(paths[step])) for step in sorted(paths))


def _class(step: int) -> str:
    return f"up{step}" if step > 0 else f"down{-step}"


def _hits(heat_map: HeatMap) -> list[tuple[float, float, str]]:
    """Return for each shot where it lies and what is told of it when it is pointed at."""
    end = heat_map.film.media.end
    return [
        (
            round(float(shot.span.start / end) * WIDTH, 1),
            round(float(shot.span.duration / end) * WIDTH, 1),
            f"{shot_name(0, shot.index, 1)}  {span_words(shot.span)}  "
            f"{who_loves(heat_map, shot.index)}",
        )
        for shot in heat_map.film.shots
    ]


def _strip(heat_map: HeatMap) -> list[str]:
    """Return pictures of the film at even steps."""
    film = heat_map.film
    ends = [shot.span.end for shot in film.shots]
    if not ends:
        return []
    times = [film.media.end * (2 * k + 1) / (2 * _PICTURES) for k in range(_PICTURES)]
    shots = [min(sum(end <= time for end in ends), len(ends) - 1) for time in times]
    return [data_uri(shrunk(picture_of_shot(film, shot), 120)) for shot in shots]


def _line(values: Array, low: float, high: float) -> str:
    step = WIDTH / len(values)
    return " ".join(
        f"{'M' if k == 0 else 'L'}{round((k + 0.5) * step, 1):g} {_height(value, low, high):g}"
        for k, value in enumerate(values.tolist())
    )


def _height(value: float, low: float, high: float) -> float:
    return round(_CURVES - 4 - (value - low) / (high - low) * (_CURVES - 8), 1)


def _cards(heat_map: HeatMap, values: Array) -> list[ShotCard]:
    return [_card(heat_map, shot, float(values[shot])) for shot in ranked(values, _SHOWN)]


def _card(heat_map: HeatMap, shot: int, value: float) -> ShotCard:
    film = heat_map.film
    return ShotCard(
        name=shot_name(0, shot, 1),
        picture=data_uri(shrunk(picture_of_shot(film, shot), 280)),
        film_time=span_words(film.shots[shot].span),
        value=signed(value, plus=""),
        who=who_loves(heat_map, shot),
    )


def _audience(heat_map: HeatMap, audience: Audience) -> AudiencePart:
    rows: Sequence[int] = audience.viewers
    wanted = heat_map.levels[list(rows)].mean(axis=0)
    return AudiencePart(
        name=audience.name,
        viewers=tuple(heat_map.viewers[row] for row in rows),
        reasons=tuple((label, signed(value), value < 0) for label, value in audience.reasons),
        cards=tuple(_card(heat_map, shot, float(wanted[shot])) for shot in audience.loved),
        cut=_clips(heat_map, audience),
        length=length(sum((each.source_range.duration for each in audience.cut), Fraction(0))),
    )


def _clips(heat_map: HeatMap, audience: Audience) -> tuple[tuple[float, str, str], ...]:
    total = sum((each.source_range.duration for each in audience.cut), Fraction(0))
    return tuple(
        (
            round(float(clip.source_range.duration / total) * 100, 3),
            data_uri(shrunk(picture_of_clip(heat_map.film, clip), 160)),
            span_words(clip.source_range),
        )
        for clip in audience.cut
    )
