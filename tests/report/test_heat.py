"""A heat map shows what it is given: bright where a shot is loved, in any script, at any size."""

import io
import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from cutter.render.fonts import font_for
from cutter.report.board import fitted, heat
from cutter.report.heat import HeatMap, columns_of, ranked, who_loves
from cutter.report.heat_map import LEFT, MARGIN, WIDTH, heat_png, row_boxes
from cutter.report.heat_page import heat_page
from cutter.schema import Clip, TimeRange
from tests.report.crowds import make_heat, random_levels
from tests.report.test_page import read

LEVELS = np.array(
    [
        [1.0, 0.0, -1.0, 0.0, 0.6, 0.0],
        [0.0, 1.0, 0.0, -1.0, 0.6, 0.0],
        [-1.0, 0.2, 1.0, 0.0, 0.6, 0.0],
    ]
)


def pixels(heat_map: HeatMap) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(heat_png(heat_map, font_for))).convert("RGB"))


def light(colours: np.ndarray) -> np.ndarray:
    """Return the luma (BT.601) of colours."""
    return colours.astype(float) @ [0.299, 0.587, 0.114]


def test_the_bright_cells_are_the_shots_with_high_levels() -> None:
    heat_map = make_heat(LEVELS)
    picture = pixels(heat_map)
    centres = [round(LEFT + (shot + 0.5) / 6 * (WIDTH - MARGIN - LEFT)) for shot in range(6)]
    rows = [(top + end) // 2 for top, end in row_boxes(heat_map)]
    cells = picture[np.ix_(rows, centres)]
    for viewer, shots in enumerate(LEVELS):
        assert light(cells[viewer]).argmax() == shots.argmax()
        for shot, level in enumerate(shots):
            assert tuple(cells[viewer, shot]) == heat(level)
    # What is unwanted is blue, what is loved is not.
    red, blue = cells[..., 0].astype(int), cells[..., 2].astype(int)
    assert (blue[LEVELS == -1] > red[LEVELS == -1] + 60).all()
    assert (red[LEVELS >= 0.6] > blue[LEVELS >= 0.6] + 60).all()


def test_more_is_never_darker() -> None:
    tones = [float(light(np.array(heat(level)))) for level in np.linspace(0, 1, 50)]
    assert tones == sorted(tones)


def test_shots_too_short_for_a_pixel_are_told_by_their_mean() -> None:
    heat_map = make_heat(np.tile([1.0, -0.5], 1000)[None], seconds=1)
    columns = columns_of(heat_map.film, heat_map.levels, 10)
    assert np.allclose(columns, 0.25, atol=0.01)
    assert columns_of(heat_map.film, heat_map.levels, 2000)[0, :4].tolist() == [1, -0.5, 1, -0.5]


def test_a_row_is_as_long_as_the_film_and_shots_as_they_last() -> None:
    heat_map = make_heat(np.array([[0.0, 1.0]]))
    assert columns_of(heat_map.film, heat_map.levels, 8)[0].tolist() == [0] * 4 + [1] * 4


@pytest.mark.parametrize(("viewers", "shots"), [(1, 1), (2, 3), (30, 2000)])
def test_any_number_of_viewers_and_shots_is_drawn(viewers: int, shots: int) -> None:
    sizes = [viewers - viewers // 3, viewers // 3] if viewers >= 3 else [viewers]
    heat_map = make_heat(random_levels(viewers, shots), audiences=sizes, seconds=2)
    picture = pixels(heat_map)
    assert picture.shape[1] == WIDTH
    assert picture.shape[0] < 1400
    page = heat_page(heat_map)
    assert len(page) < 4_000_000
    read(page)


def test_words_of_any_length_and_script_stay_on_the_picture() -> None:
    names = ("w" * 300, "алиса и её длинное имя", "映画が好き")
    picture = pixels(make_heat(LEVELS, viewers=names, likes="x" * 500))
    assert (picture[:, -20:] == picture[0, 0]).all()
    assert (picture[200:260, : MARGIN - 2] == picture[0, 0]).all()
    assert fitted("abcdef", 4, len) == "abc…"
    assert fitted("abc", 4, len) == "abc"


def test_the_same_heat_map_gives_the_same_bytes() -> None:
    heat_map = make_heat(random_levels(5, 40))
    assert heat_png(heat_map, font_for) == heat_png(heat_map, font_for)
    assert heat_page(heat_map) == heat_page(heat_map)


def test_the_page_holds_everything_in_itself() -> None:
    html = heat_page(make_heat(random_levels(4, 12), audiences=[3, 1]))
    reader = read(html)
    tags = {tag for tag, _ in reader.tags}
    assert not {"script", "link", "iframe", "object", "base"} & tags
    for _, attributes in reader.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("src") or "data:image/jpeg;base64,").startswith("data:image/jpeg")
        assert "href" not in attributes
    assert "http" not in html.replace("http-equiv", "")
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme: dark" in html


def test_the_page_has_a_cell_for_every_level_and_says_it_in_words() -> None:
    heat_map = make_heat(LEVELS, viewers=("ann", "ben", "cleo"))
    html = heat_page(heat_map)
    reader = read(html)
    paths = [a for tag, a in reader.tags if tag == "path"]
    loved = [a["d"] or "" for a in paths if a.get("class") == "up4"]
    assert [path.count("M") for path in loved] == [1, 1, 1]
    assert loved[0].startswith("M0 0")
    assert loved[1].startswith("M200 0")
    hits = [t for t in reader.texts if t.startswith("#")]
    assert any("#1  0:00.0–0:04.0  loved by ann; unwanted by cleo" in told for told in hits)
    titles = [told for told in reader.texts if told.startswith("How ")]
    assert len(titles) == 2
    assert any(told.endswith("nobody minds") for told in hits)
    for name in heat_map.viewers:
        assert name in reader.texts


def test_words_of_others_are_never_markup() -> None:
    bad = "<script>alert(1)</script>\"'&\x1b\u202e"
    heat_map = make_heat(LEVELS, viewers=(bad, "b", "c"), likes=bad)
    html = heat_page(heat_map)
    assert "<script" not in html
    assert not re.search("[\x1b\u202e]", html)
    read(html)


def test_who_loves_a_shot_is_told_shortly() -> None:
    heat_map = make_heat(np.full((9, 2), 0.9))
    assert who_loves(heat_map, 0) == "loved by viewer 0, viewer 1, viewer 2, viewer 3 and 5 more"


def test_ties_fall_to_the_earlier_shot_and_nothing_is_no_rank() -> None:
    assert ranked(np.array([0.5, 0.9, 0.5, 0.0, -1.0]), 9) == (1, 0, 2)


def test_what_an_audience_s_cut_uses_is_marked_under_its_rows() -> None:
    plain = make_heat(LEVELS, audiences=[2, 1])
    spans = [TimeRange(Fraction(4), Fraction(7)), TimeRange(Fraction(20), Fraction(24))]
    clips = tuple(Clip(0, (int(span.start) // 4,), span, span, 0.5, ()) for span in spans)
    audiences = (replace(plain.audiences[0], cut=clips), plain.audiences[1])
    marked = replace(plain, audiences=audiences)
    y = row_boxes(marked)[1][1] + 3
    white = (pixels(marked)[y] == (236, 236, 232)).all(axis=1)
    wide = (WIDTH - MARGIN - LEFT) / 24
    assert white.sum() == pytest.approx(7 * wide, abs=4)
    assert white[round(LEFT + 5 * wide)]
    assert not white[round(LEFT + 8 * wide)]
    assert not (pixels(plain)[y] == (236, 236, 232)).all(axis=1).any()
    reader = read(heat_page(marked))
    alts = [a.get("alt") for tag, a in reader.tags if tag == "img"]
    assert alts.count("0:04.0–0:07.0") == alts.count("0:20.0–0:24.0") == 1
    assert "Their cut: 2 clips, 7 s" in reader.texts
