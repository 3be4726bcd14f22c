"""A dark board to draw on: words that are cut to their room, rows of pictures, colours.

Knows nothing about what is drawn. Fonts come from whoever calls, so that any script may be shown.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from cutter.report.words import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

    Fonts = Callable[[str, int], FreeTypeFont]
    """Gives a font that has a text's characters, of a size in pixels."""

Colour = tuple[int, int, int]

PAPER: Final = (18, 19, 22)
INK: Final = (236, 236, 232)
FAINT: Final = (146, 148, 152)
LINE: Final = (52, 55, 62)
EMPTY: Final = (44, 46, 52)
ACCENT: Final = (240, 168, 72)
FOR: Final = (92, 183, 155)
AGAINST: Final = (224, 115, 123)
SECOND: Final = (150, 140, 232)
LOVED: Final = (255, 214, 120)
HATED: Final = (58, 96, 178)


class Board:
    """A picture that is being drawn."""

    def __init__(self, size: tuple[int, int], fonts: Fonts) -> None:
        """Begin with an empty board of a size in pixels."""
        from PIL import Image as pictures
        from PIL import ImageDraw

        self.image: Image = pictures.new("RGB", size, PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self._fonts = fonts

    def words(
        self,
        place: tuple[float, float],
        text: str,
        size: int,
        colour: Colour = INK,
        *,
        room: float | None = None,
        anchor: str = "la",
    ) -> float:
        """Write one line; what does not fit into `room` pixels ends in an ellipsis.

        Args:
            place: where the anchor is.
            text: whatever others wrote.
            size: of the letters, in pixels.
            colour: of the letters.
            room: the most pixels that it may take.
            anchor: as Pillow names it: `la` left and above, `mm` the middle, `ra` right.

        Returns:
            How many pixels wide it is.
        """
        # Pillow's own font has neither of the two dashes, and one line shall have one font.
        shown = harmless(text).replace("\u2212", "-").replace("\u2013", "-")
        font = self._fonts(shown + "…", size)
        if room is not None:
            shown = fitted(shown, room, lambda part: float(font.getlength(part)))
        self.draw.text(place, shown, colour, font, anchor=anchor)
        return float(font.getlength(shown))

    def picture(self, picture: Image | None, box: tuple[int, int, int, int]) -> None:
        """Fill a box (left, top, width, height) with a picture, cropped to its shape."""
        from PIL import Image, ImageOps

        x, y, width, height = box
        if picture is None:
            self.draw.rectangle((x, y, x + width - 1, y + height - 1), EMPTY)
            return
        self.image.paste(ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS), (x, y))

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, width: int = 2) -> None:
        """Draw a line through points."""
        if len(points) > 1:
            self.draw.line(list(points), colour, width, joint="curve")

    def png(self) -> bytes:
        """Return the board as a PNG."""
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def fitted(text: str, room: float, width: Callable[[str], float]) -> str:
    """Return a text, its end cut off for an ellipsis where it takes more room than there is."""
    if width(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if width(text[:middle].rstrip() + "…") <= room else (low, middle - 1)
        )
    return text[:low].rstrip() + "…"


def between(first: Colour, second: Colour, part: float) -> Colour:
    """Return the colour that lies a part of the way from one to another."""
    r, g, b = (round(a + (z - a) * part) for a, z in zip(first, second, strict=True))
    return r, g, b


def heat(level: float) -> Colour:
    """Return the colour of how much something is wanted, -1 to 1; what is loved is bright."""
    if level < 0:
        return between(EMPTY, HATED, min(1.0, -level))
    if level < 0.5:
        return between(EMPTY, (190, 110, 40), level * 2)
    return between((190, 110, 40), LOVED, min(1.0, level * 2 - 1))
