import io
from dataclasses import replace

import numpy as np
from PIL import Image

from cutter.report.sheet import CELL_WIDTH, contact_sheet
from tests.report.cuts import COLOURS, make_cut, without_pictures


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_the_sheet_shows_every_clip_in_playing_order() -> None:
    edl, films, _ = make_cut()
    sheet = np.asarray(opened(contact_sheet(edl, [film.analysis for film in films]))).astype(int)
    places = []
    for clip in edl.clips:
        distance = np.abs(sheet - COLOURS[clip.shots[0]]).sum(axis=2)
        rows, columns = np.nonzero(distance < 20)
        area = CELL_WIDTH * CELL_WIDTH * 9 // 16
        assert len(rows) > 0.8 * area
        places.append((round(float(np.median(rows))), round(float(np.median(columns)))))
    assert places == sorted(places)


def test_a_sheet_can_be_drawn_without_pictures_and_in_any_script() -> None:
    edl, films, _ = make_cut(path="фильм 映画.mp4")
    edl = replace(edl, profile="алиса")
    assert opened(contact_sheet(edl, [without_pictures(f).analysis for f in films])).width > 600


def test_a_long_name_stays_on_the_sheet() -> None:
    edl, films, _ = make_cut(path="x" * 400 + ".mp4")
    sheet = np.asarray(opened(contact_sheet(edl, [film.analysis for film in films])))
    assert (sheet[:, -20:] == sheet[0, 0]).all()


def test_the_same_cut_gives_the_same_bytes() -> None:
    edl, films, _ = make_cut()
    analyses = [film.analysis for film in films]
    assert contact_sheet(edl, analyses) == contact_sheet(edl, analyses)


def test_control_characters_in_names_do_not_break_the_sheet() -> None:
    edl, films, _ = make_cut(path="films/a\nb\x00\x1b[2J\u202e\udcff.mp4")
    analyses = [film.analysis for film in films]
    drawn = contact_sheet(replace(edl, profile="al\nice\t\x9b"), analyses)
    assert opened(drawn).size == opened(contact_sheet(edl, analyses)).size
