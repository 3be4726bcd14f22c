"""Writes portraits and heat maps, as pages and as pictures; for their owner's eyes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.files import PRIVATE, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.pipeline.interviewing import Screen
    from cutter.report.heat import HeatMap
    from cutter.report.portrait import Portrait
    from cutter.schema import FilmRecord


def write_heat(
    heat: HeatMap, *, page: Path | None = None, png: Path | None = None, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write a heat map where asked for, and return the files.

    Raises:
        RenderError: a file may not be written there.
    """
    from cutter.render.fonts import font_for
    from cutter.report.heat_map import heat_png
    from cutter.report.heat_page import heat_page

    written = []
    if page is not None:
        write_whole(page, heat_page(heat).encode(), overwrite=overwrite, mode=PRIVATE)
        written.append(page)
    if png is not None:
        write_whole(png, heat_png(heat, font_for), overwrite=overwrite, mode=PRIVATE)
        written.append(png)
    return tuple(written)


def write_portrait(
    portrait: Portrait,
    *,
    page: Path | None = None,
    png: Path | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a portrait where asked for, and return the files.

    Raises:
        RenderError: a file may not be written there.
    """
    from cutter.render.fonts import font_for
    from cutter.report.portrait_page import portrait_page
    from cutter.report.portrait_sheet import portrait_png

    written = []
    if page is not None:
        write_whole(page, portrait_page(portrait).encode(), overwrite=overwrite, mode=PRIVATE)
        written.append(page)
    if png is not None:
        data = portrait_png(portrait, font_for)
        write_whole(png, data, overwrite=overwrite, mode=PRIVATE)
        written.append(png)
    return tuple(written)


def write_screen(film: FilmRecord, screen: Screen, folder: Path) -> Path:
    """Write a screen of an interview into a folder, and return the file.

    Raises:
        OutputRefused: the folder is missing, or the disk refuses.
    """
    from cutter.render.fonts import font_for
    from cutter.report.screen import screen_png

    path = folder / f"screen-{screen.number:02d}.png"
    heading = f"Screen {screen.number}: which is the best, which the worst?"
    png = screen_png(film, screen.shots, heading, font_for)
    write_whole(path, png, overwrite=True, mode=PRIVATE)
    return path
