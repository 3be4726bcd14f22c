"""Words drawn into a grey picture: broken into lines, and as large as fits. Plain text only.

Whatever a text holds is drawn as it stands; nothing in it is a command to anybody. Knows nothing
about titles and cues.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.render.fonts import font_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PIL.ImageFont import FreeTypeFont

    Grey = NDArray[np.uint8]

SMALLEST: Final = 6
"""Pixels; letters are made no smaller, and lines that then find no room are left out."""
SHRUNK: Final = 0.9
"""By how much letters are made smaller at a time until the text fits."""
SPACING: Final = 1.25
"""From line to line, in sizes of the letters."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text, centred, as they are to be drawn."""

    lines: tuple[str, ...]
    size: int
    """Of the letters, in pixels."""
    font: FreeTypeFont

    @property
    def height(self) -> int:
        """Of all lines, in pixels."""
        return round(len(self.lines) * self.size * SPACING)


def block(text: str, size: int, width: int, height: int, letters: str = "") -> Block:
    """Return a text broken into lines that fit a box; smaller than asked for where they must be.

    Args:
        text: any; its own line breaks are kept.
        size: of the letters, in pixels, where that fits.
        width: of the box, in pixels.
        height: of the box.
        letters: what else the font must have.
    """
    plain = clean(text)
    size = max(SMALLEST, size)
    while True:
        font = font_for(plain + letters, size)
        made = Block(tuple(_lines(plain, font, width)), size, font)
        if made.height <= height or size == SMALLEST:
            most = max(1, int(height / (size * SPACING)))
            return Block(made.lines[:most], size, font)
        size = max(SMALLEST, min(size - 1, int(size * SHRUNK)))


def clean(text: str) -> str:
    """Return a text with nothing in it that is no character: controls become spaces."""
    breaks = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
    for mark, newline in breaks.items():
        text = text.replace(mark, newline)
    kept = (
        one if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Cn") else " "
        for one in text
    )
    return "\n".join(" ".join(line.split()) for line in "".join(kept).split("\n")).strip("\n")


def draw(made: Block, canvas: Grey, top: int, outline: int = 0) -> None:
    """Draw lines, centred, into a picture; the brighter of letters and picture stays.

    Args:
        made: the lines.
        canvas: (height, width) uint8, changed in place.
        top: where the first line begins, in pixels.
        outline: how much thicker than themselves letters are drawn, in pixels on every side.
    """
    from PIL import Image, ImageDraw

    height, width = canvas.shape
    picture = Image.fromarray(canvas)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(made.lines):
        y = top + round((number + 0.5) * made.size * SPACING)
        pen.text((width / 2, y), line, fill=255, font=made.font, anchor="mm", stroke_width=outline)
    np.maximum(canvas, np.asarray(picture)[:height, :width], out=canvas)


def _lines(text: str, font: FreeTypeFont, width: int) -> Iterator[str]:
    """Yield lines no wider than a box: broken between words, or within one that is too long."""
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if font.getlength(joined) <= width:
                line = joined
                continue
            if line:
                yield line
            line = word
            while len(line) > 1 and font.getlength(line) > width:
                kept = _fitting(line, font, width)
                yield line[:kept]
                line = line[kept:]
        yield line


def _fitting(word: str, font: FreeTypeFont, width: int) -> int:
    """Return how many characters of a word fit, at least one."""
    low, high = 1, len(word)
    while high - low > 1:
        middle = (low + high) // 2
        if font.getlength(word[:middle]) <= width:
            low = middle
        else:
            high = middle
    return low
