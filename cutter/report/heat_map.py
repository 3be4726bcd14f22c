"""Draws a heat map as one PNG: viewers by time, pictures of the film under it, and two curves.

Uses the pictures that the Analysis keeps; decodes no film.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.report.board import (
    ACCENT,
    FAINT,
    INK,
    LINE,
    SECOND,
    Board,
    heat,
)
from cutter.report.curve import film_ticks
from cutter.report.heat import columns_of
from cutter.report.thumbnails import opened, picture_of_shot
from cutter.times import length

if TYPE_CHECKING:
    from cutter.report.board import Fonts
    from cutter.report.heat import Array, Audience, HeatMap

WIDTH: Final = 1600
MARGIN: Final = 36
LEFT: Final = 236
"""Where the film begins; left of it stand the viewers' names."""
TOP: Final = 132
_RIGHT: Final = WIDTH - MARGIN
_ROWS: Final = 620
"""Pixels that all rows together may take, where rows of the least height fit."""
_LEAST_ROW: Final = 7
_MOST_ROW: Final = 40
_GAP: Final = 10
"""Between audiences."""
_PICTURE: Final = 96
"""Pixels wide is a picture of the film."""
_CURVES: Final = 130
_FOOT: Final = 74
_POINTS: Final = 325
"""Steps of a curve over more shots than these, which would only make it hairy."""
_SMALLEST: Final = 11
"""Rows lower than this have no room for a name."""


def heat_png(heat_map: HeatMap, fonts: Fonts) -> bytes:
    """Draw a heat map.

    Args:
        heat_map: what is to be shown.
        fonts: gives a font for a text.

    Returns:
        The bytes of a PNG.
    """
    rows = row_boxes(heat_map)
    bottom = rows[-1][1] if rows else TOP
    media = heat_map.film.media
    shape = media.display_height / max(1, media.display_width)
    high = max(24, min(120, round(_PICTURE * shape)))
    board = Board((WIDTH, bottom + 16 + high + 24 + _CURVES + _FOOT), fonts)
    _head(board, heat_map)
    _names(board, heat_map, rows)
    lines = columns_of(heat_map.film, heat_map.levels, _RIGHT - LEFT)
    for box, line in zip(rows, lines, strict=True):
        _row(board, line, box)
    for audience in heat_map.audiences:
        _cut(board, heat_map, audience, rows[audience.viewers[-1]][1])
    _pictures(board, heat_map, bottom + 16, high)
    _curves(board, heat_map, bottom + 16 + high + 24)
    has_cuts = any(audience.cut for audience in heat_map.audiences)
    _scale(board, bottom + 16 + high + 24 + _CURVES + 44, has_cuts=has_cuts)
    return board.png()


def row_boxes(heat_map: HeatMap) -> list[tuple[int, int]]:
    """Return where each viewer's row begins and ends, in pixels from above."""
    viewers = len(heat_map.viewers)
    height = max(_LEAST_ROW, min(_MOST_ROW, _ROWS // max(1, viewers)))
    boxes, y = [], TOP
    for audience in heat_map.audiences:
        for _ in audience.viewers:
            boxes.append((y, y + height - (1 if height > _LEAST_ROW else 0)))
            y += height
        y += _GAP
    return boxes


def _head(board: Board, heat_map: HeatMap) -> None:
    media = heat_map.film.media
    room = _RIGHT - MARGIN
    board.words((MARGIN, 30), media.path.name, 32, room=room)
    shots, viewers = len(heat_map.film.shots), len(heat_map.viewers)
    facts = (
        f"{length(media.end)}   ·   {shots} {'shot' if shots == 1 else 'shots'}   ·   "
        f"{viewers} {'viewer' if viewers == 1 else 'viewers'}"
    )
    board.words((MARGIN, 72), facts, 18, FAINT, room=room)
    board.words((MARGIN, 97), heat_map.said, 18, FAINT, room=room)


def _names(board: Board, heat_map: HeatMap, rows: list[tuple[int, int]]) -> None:
    several = len(heat_map.audiences) > 1
    for audience in heat_map.audiences:
        first, last = rows[audience.viewers[0]], rows[audience.viewers[-1]]
        if several:
            board.draw.rectangle((MARGIN, first[0], MARGIN + 3, last[1] - 1), ACCENT)
        for viewer in audience.viewers:
            top, end = rows[viewer]
            if end - top < _SMALLEST:
                continue
            size = min(18, end - top - 2)
            place = (LEFT - 12, (top + end) / 2)
            name = heat_map.viewers[viewer]
            board.words(place, name, size, INK, room=LEFT - MARGIN - 24, anchor="rm")


def _row(board: Board, line: Array, box: tuple[int, int]) -> None:
    for x, level in enumerate(line.tolist()):
        board.draw.line((LEFT + x, box[0], LEFT + x, box[1] - 1), heat(level))


def _cut(board: Board, heat_map: HeatMap, audience: Audience, y: int) -> None:
    """Mark under an audience's rows what its cut uses."""
    end = float(heat_map.film.media.end)
    for clip in audience.cut:
        left, right = (
            LEFT + float(time) / end * (_RIGHT - LEFT)
            for time in (clip.source_range.start, clip.source_range.end)
        )
        board.draw.rectangle((left, y + 2, max(left + 1, right - 1), y + 5), INK)


def _pictures(board: Board, heat_map: HeatMap, y: int, high: int) -> None:
    """Show what the film shows where each picture stands."""
    film = heat_map.film
    count = (_RIGHT - LEFT) // _PICTURE
    edges = np.linspace(LEFT, _RIGHT, count + 1).round().astype(int).tolist()
    ends = np.array([float(shot.span.end) for shot in film.shots])
    for number, (left, right) in enumerate(itertools.pairwise(edges)):
        time = (number + 0.5) / count * float(film.media.end)
        if not len(ends):
            continue
        shot = min(int(np.searchsorted(ends, time, side="right")), len(ends) - 1)
        board.picture(opened(picture_of_shot(film, shot)), (left, y, right - left - 2, high))


def _curves(board: Board, heat_map: HeatMap, y: int) -> None:
    """Draw how far the viewers agree on wanting each moment, and how much they quarrel over it."""
    both = np.vstack([heat_map.common, heat_map.divided])
    many = len(heat_map.film.shots) > _POINTS
    common, divided = columns_of(heat_map.film, both, _POINTS if many else _RIGHT - LEFT)
    step = (_RIGHT - LEFT) / len(common)
    high = max(0.2, float(np.abs(both).max(initial=0.0)))
    low = min(0.0, float(common.min(initial=0.0)))

    def at(value: float) -> float:
        return y + _CURVES - (value - low) / (high - low) * _CURVES

    board.draw.line((LEFT, at(0), _RIGHT, at(0)), LINE)
    for values, colour in ((divided, SECOND), (common, ACCENT)):
        points = [(LEFT + x * step, at(value)) for x, value in enumerate(values.tolist())]
        board.line(points, colour, 2)
    for words, colour, row in (("wanted on the whole", ACCENT, 0), ("divided over", SECOND, 1)):
        board.words((LEFT - 12, y + 16 + row * 26), words, 17, colour, anchor="ra", room=188)
    for part, told in film_ticks(heat_map.film.media.end):
        x = LEFT + part * (_RIGHT - LEFT)
        board.draw.line((x, y + _CURVES + 6, x, y + _CURVES + 12), FAINT)
        board.words((x, y + _CURVES + 15), told, 15, FAINT)


def _scale(board: Board, y: int, *, has_cuts: bool) -> None:
    """Tell what the colours say."""
    x = LEFT + board.words((LEFT, y), "unwanted", 15, FAINT) + 10
    for step in range(200):
        board.draw.line((x + step, y + 3, x + step, y + 15), heat(step / 99.5 - 1))
    x += 210
    x += board.words((x, y), "loved, each viewer by their own measure", 15, FAINT)
    if has_cuts:
        board.draw.rectangle((x + 30, y + 7, x + 54, y + 10), INK)
        board.words((x + 62, y), "in the audience's cut", 15, FAINT)
