"""Thumbnails of all shots of a film on a few large pictures, so that the page asks a few times.

From the stored pictures; decodes no film.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from cutter.report.thumbnails import opened, picture_of_shot

if TYPE_CHECKING:
    from cutter.schema import FilmRecord
    from cutter.studio.wire import SheetsTold

SHEETS: Final[SheetsTold] = {
    "address": "/thumbs/{}.jpg",
    "width": 128,
    "height": 72,
    "columns": 10,
    "rows": 10,
}
_PER_SHEET: Final = SHEETS["columns"] * SHEETS["rows"]


def sheet(film: FilmRecord, number: int) -> bytes | None:
    """Return one sheet of thumbnails, JPEG; None where there is no such sheet.

    Each picture is set into its place whole, with black around it where its shape differs.
    """
    from PIL import Image

    first = number * _PER_SHEET
    shots = range(first, min(first + _PER_SHEET, len(film.shots)))
    if number < 0 or not shots:
        return None
    width, height, columns = SHEETS["width"], SHEETS["height"], SHEETS["columns"]
    rows = -(-len(shots) // columns)
    drawn = Image.new("RGB", (width * columns, height * rows))
    for place, shot in enumerate(shots):
        picture = opened(picture_of_shot(film, shot))
        if picture is None:
            continue
        picture.thumbnail((width, height))
        left = place % columns * width + (width - picture.width) // 2
        top = place // columns * height + (height - picture.height) // 2
        drawn.paste(picture, (left, top))
    buffer = io.BytesIO()
    drawn.save(buffer, "JPEG", quality=72)
    return buffer.getvalue()
