"""Draws one screen of an interview: some shots of a film, each with its key.

As a PNG, or in the coloured half blocks that a terminal can show. Uses the pictures that the
Analysis keeps; decodes no film.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.report.board import ACCENT, EMPTY, FAINT, INK, Board
from cutter.report.thumbnails import opened, picture_of_shot
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from cutter.report.board import Fonts
    from cutter.schema import FilmRecord

COLUMNS: Final = 3
CELL: Final = 480
"""Pixels wide is a picture."""
_GAP: Final = 18
_MARGIN: Final = 30
_HEAD: Final = 64
_FOOT: Final = 40
_BLOCK: Final = "\u2580"
"""The upper half of a character's cell: two pixels above each other, ink and ground."""
_RESET: Final = "\x1b[0m"


def screen_png(film: FilmRecord, shots: Sequence[int], heading: str, fonts: Fonts) -> bytes:
    """Draw a screen.

    Args:
        film: whose pictures are used.
        shots: what to show; their keys count from 1.
        heading: what stands above.
        fonts: gives a font for a text.

    Returns:
        The bytes of a PNG.
    """
    height = _height(film, CELL)
    lines = -(-len(shots) // COLUMNS)
    size = (
        2 * _MARGIN + COLUMNS * CELL + (COLUMNS - 1) * _GAP,
        2 * _MARGIN + _HEAD + lines * (height + _FOOT + _GAP) - _GAP,
    )
    board = Board(size, fonts)
    board.words((_MARGIN, _MARGIN), heading, 30, INK, room=size[0] - 2 * _MARGIN)
    for number, shot in enumerate(shots):
        line, column = divmod(number, COLUMNS)
        x = _MARGIN + column * (CELL + _GAP)
        y = _MARGIN + _HEAD + line * (height + _FOOT + _GAP)
        board.picture(opened(picture_of_shot(film, shot)), (x, y, CELL, height))
        width = board.words((x, y + height + 6), str(number + 1), 26, ACCENT)
        at = clock_time(film.shots[shot].span.start, digits=0)
        board.words((x + width + 12, y + height + 10), at, 20, FAINT)
    return board.png()


def screen_blocks(film: FilmRecord, shots: Sequence[int], columns: int) -> list[str]:
    """Return a screen as lines for a terminal that shows 24-bit colours.

    Args:
        film: whose pictures are used.
        shots: what to show; their keys count from 1.
        columns: characters that a line may have.
    """
    wide = max(8, (columns - 2 * (COLUMNS - 1)) // COLUMNS)
    high = _height(film, wide)
    high += high % 2
    lines = []
    for first in range(0, len(shots), COLUMNS):
        row = shots[first : first + COLUMNS]
        pictures = [_sized(opened(picture_of_shot(film, shot)), wide, high) for shot in row]
        for y in range(0, high, 2):
            lines.append("  ".join(_line(picture, y) + _RESET for picture in pictures))
        keys = [
            f"{first + n + 1}  {clock_time(film.shots[shot].span.start, digits=0)}"
            for n, shot in enumerate(row)
        ]
        lines += ["  ".join(key.ljust(wide) for key in keys).rstrip(), ""]
    return lines


def _height(film: FilmRecord, width: int) -> int:
    height = round(width * film.media.display_height / film.media.display_width)
    return min(max(height, width // 3), width * 16 // 9)


def _sized(picture: Image | None, width: int, height: int) -> Image:
    from PIL import Image as pictures
    from PIL import ImageOps

    if picture is None:
        return pictures.new("RGB", (width, height), EMPTY)
    return ImageOps.fit(picture, (width, height), pictures.Resampling.LANCZOS)


def _line(picture: Image, y: int) -> str:
    parts = []
    for x in range(picture.width):
        ink, ground = picture.getpixel((x, y)), picture.getpixel((x, y + 1))
        parts.append(f"\x1b[38;2;{_numbers(ink)}m\x1b[48;2;{_numbers(ground)}m{_BLOCK}")
    return "".join(parts)


def _numbers(pixel: object) -> str:
    return ";".join(str(value) for value in pixel) if isinstance(pixel, tuple) else "0;0;0"
