"""Turns cuts into a contact sheet: one PNG with a picture of every clip, its time and its score.

Uses the pictures that the Analysis keeps; decodes no film.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from cutter.report.table import CutRow, cut_rows
from cutter.report.thumbnails import opened, picture_of_clip
from cutter.report.words import harmless
from cutter.times import length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as BitmapFont

    from cutter.schema import Analysis, EditDecisionList

    Font = FreeTypeFont | BitmapFont

CELL_WIDTH: Final = 320
_GAP: Final = 20
_MARGIN: Final = 36
_HEAD: Final = 92
_FOOT: Final = 46
_PAPER: Final = (18, 19, 22)
_INK: Final = (236, 236, 232)
_FAINT: Final = (146, 148, 152)
_ACCENT: Final = (240, 168, 72)
_EMPTY: Final = (44, 46, 52)
_MOST_CLIPS: Final = 400
"""Beyond so many clips, a sheet is no longer something to look at; the rest is counted."""


def contact_sheet(edl: EditDecisionList, analyses: Sequence[Analysis], heading: str = "") -> bytes:
    """Draw the contact sheet of a cut.

    Args:
        edl: the cut.
        analyses: those of its sources, in their order; their stored pictures are used.
        heading: stands above it; the profile's name unless given.

    Returns:
        The bytes of a PNG.
    """
    return contact_sheets([(edl, analyses)], heading)


def contact_sheets(
    cuts: Sequence[tuple[EditDecisionList, Sequence[Analysis]]], heading: str = ""
) -> bytes:
    """Draw the contact sheets of several variants, one below the other.

    Args:
        cuts: each with the analyses of its sources, see `contact_sheet`; at least one.
        heading: see `contact_sheet`.

    Returns:
        The bytes of a PNG.
    """
    from PIL import Image

    many = len(cuts) > 1
    drawn = [
        _drawn(edl, analyses, heading, f"variant {number} of {len(cuts)}" if many else "")
        for number, (edl, analyses) in enumerate(cuts, 1)
    ]
    size = max(each.width for each in drawn), sum(each.height for each in drawn)
    sheet = Image.new("RGB", size, _PAPER)
    top = 0
    for each in drawn:
        sheet.paste(each, (0, top))
        top += each.height
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _drawn(
    edl: EditDecisionList, analyses: Sequence[Analysis], heading: str, variant: str
) -> Image:
    """Return the sheet of one cut."""
    from PIL import Image, ImageDraw

    rows = cut_rows(edl)[:_MOST_CLIPS]
    columns = _columns(len(rows))
    media = analyses[edl.clips[0].source].film.media if edl.clips else analyses[0].film.media
    height = round(CELL_WIDTH * media.display_height / media.display_width)
    height = min(max(height, CELL_WIDTH // 3), CELL_WIDTH * 16 // 9)
    lines = -(-len(rows) // columns)
    size = (
        2 * _MARGIN + columns * CELL_WIDTH + (columns - 1) * _GAP,
        2 * _MARGIN + _HEAD + lines * (height + _FOOT + _GAP) - _GAP,
    )
    sheet = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(sheet)
    _draw_head(draw, edl, size[0], heading, variant)
    peak = max((clip.score for clip in edl.clips), default=0.0)
    for index, (row, clip) in enumerate(zip(rows, edl.clips, strict=False)):
        line, column = divmod(index, columns)
        x = _MARGIN + column * (CELL_WIDTH + _GAP)
        y = _MARGIN + _HEAD + line * (height + _FOOT + _GAP)
        picture = opened(picture_of_clip(analyses[clip.source].film, clip))
        _draw_picture(sheet, picture, (x, y, CELL_WIDTH, height))
        part = min(max(clip.score / peak, 0.0), 1.0) if peak > 0 else 0.0
        _draw_words(draw, row, part, (x, y + height))
    return sheet


def _columns(clips: int) -> int:
    """Return how many clips stand side by side: a little wider than high, the last line full."""
    usual = next((c for c in range(3, 8) if c * (c - 1) >= clips), 8)
    return min(range(max(3, usual - 1), usual + 2), key=lambda c: (-clips % c, abs(c - usual)))


def _draw_head(
    draw: ImageDraw, edl: EditDecisionList, width: int, heading: str, variant: str
) -> None:
    title = _plain(heading or edl.profile) or "The cut"
    large = _font(34)
    while draw.textlength(title, large) > width - 2 * _MARGIN and len(title) > 20:
        title = title[:-5] + "..."
    title += f", {variant}" if variant else ""
    films = ", ".join(source.path.rpartition("/")[2] for source in edl.sources)
    facts = _plain(f"{length(edl.duration)} of {films}   ·   {len(edl.clips)} clips")
    if len(edl.clips) > _MOST_CLIPS:
        facts += f", the first {_MOST_CLIPS} shown"
    draw.text((_MARGIN, _MARGIN - 6), title, _INK, large)
    small = _font(19)
    while draw.textlength(facts, small) > width - 2 * _MARGIN and len(facts) > 20:
        facts = facts[:-5] + "..."
    draw.text((_MARGIN, _MARGIN + 42), facts, _FAINT, small)


def _draw_picture(sheet: Image, picture: Image | None, box: tuple[int, int, int, int]) -> None:
    """Fill a box with a picture, cropped to its shape, with rounded corners."""
    from PIL import Image, ImageDraw, ImageOps

    x, y, width, height = box
    # The corners are drawn four times as large, so that they come out smooth.
    mask = Image.new("L", (width * 4, height * 4), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * 4 - 1, height * 4 - 1), 32, 255)
    fitted = (
        ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS)
        if picture is not None
        else Image.new("RGB", (width, height), _EMPTY)
    )
    sheet.paste(fitted, (x, y), mask.resize((width, height), Image.Resampling.LANCZOS))


def _draw_words(draw: ImageDraw, row: CutRow, part: float, corner: tuple[int, int]) -> None:
    """Write a clip's number, place, length and score under its picture."""
    x, y = corner
    number, words, faint = _font(19), _font(17), _font(15)
    draw.text((x, y + 9), str(row.number), _ACCENT, number)
    start = x + 10 + draw.textlength(str(row.number), number)
    draw.text((start, y + 10), _plain(row.film_time), _INK, words)
    facts = _plain(f"{row.shot}   {row.score}")
    right = x + CELL_WIDTH - draw.textlength(facts, faint)
    draw.text((right, y + 12), facts, _FAINT, faint)
    line = y + _FOOT - 10
    draw.rounded_rectangle((x, line, x + CELL_WIDTH, line + 4), 2, _EMPTY)
    if part > 0:
        draw.rounded_rectangle(
            (x, line, x + max(4, round(CELL_WIDTH * part)), line + 4), 2, _ACCENT
        )


def _plain(text: str) -> str:
    """Return the text in one line of letters that the built-in font has; others become `?`."""
    spelled = harmless(text).replace("\u2013", "-").replace("\u2212", "-")
    return spelled.encode("latin-1", "replace").decode("latin-1")


def _font(size: int) -> Font:
    from PIL import ImageFont

    return ImageFont.load_default(size)
