"""Words are drawn as they stand, whatever they hold, and always find room."""

import importlib.util
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.render import fonts
from cutter.render.burnt import CUE_MARGIN, Cues, Shown
from cutter.render.cards import title_picture
from cutter.render.fonts import font_name
from cutter.render.words import SMALLEST, block, clean
from cutter.schema import Output

WIDE, TALL = Output(640, 360, Fraction(25)), Output(180, 320, Fraction(25))


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let this be a machine without fonts of its own."""
    monkeypatch.setattr(fonts, "FOLDERS", {})
    monkeypatch.setattr(fonts, "ELSEWHERE", (str(tmp_path),))
    caches = (fonts._installed, fonts._best)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@settings(deadline=None, max_examples=60)
@given(text=st.text(max_size=500))
def test_any_text_finds_room_in_a_frame(text: str) -> None:
    for output in (WIDE, TALL):
        picture = title_picture(text, output)
        assert picture.shape == (output.height, output.width)
        if block(text, 30, output.width, output.height).size > SMALLEST:
            assert picture[:4].max() == picture[-4:].max() == 0


@given(text=st.text())
def test_clean_text_has_no_controls_and_is_else_the_same(text: str) -> None:
    found = clean(text)
    assert all(one == "\n" or one.isprintable() or ord(one) > 127 for one in found)
    assert clean(found) == found
    if text.isascii() and text.isprintable():
        assert found.split() == text.split()


@given(words=st.lists(st.sampled_from(["a", "word", "x" * 90, "%{n}"]), min_size=1, max_size=80))
@settings(deadline=None, max_examples=60)
def test_lines_hold_all_words_in_order_and_none_is_too_long(words: list[str]) -> None:
    made = block(" ".join(words), 24, 300, 2000)
    assert "".join("".join(made.lines).split()) == "".join(words)
    assert all(made.font.getlength(line) <= 300 for line in made.lines)


def test_short_words_are_large_and_long_ones_smaller() -> None:
    assert block("short", 40, 500, 200).size == 40
    many = block("word " * 100, 40, 500, 200)
    assert SMALLEST < many.size < 40
    assert many.height <= 200


def test_own_line_breaks_are_kept() -> None:
    assert block("one\r\ntwo\n\nthree", 20, 500, 500).lines == ("one", "two", "", "three")


@pytest.mark.parametrize("text", ["100 % \\ {it's}", "Grüße, señor — Привет"])
def test_words_look_the_same_with_and_without_fonts_of_the_machine(
    text: str, request: pytest.FixtureRequest
) -> None:
    spec = importlib.util.find_spec("cv2")
    fonts_folder = Path(spec.origin or "").parent / "qt" / "fonts" if spec else Path("none")
    if not text.isascii() and not fonts_folder.is_dir():
        pytest.skip("OpenCV is installed without fonts")
    before = title_picture(text, WIDE)
    request.getfixturevalue("no_fonts")
    assert (title_picture(text, WIDE) == before).all()
    assert before.max() == 255


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_that_has_them_boxes_stand_for_characters() -> None:
    assert font_name("日本") == font_name("abc")
    assert title_picture("日本", WIDE).max() == 255


def test_a_font_of_the_machine_is_taken_where_it_has_more_of_a_text() -> None:
    text = "Привет"
    if fonts._missing(None, frozenset(text)) == 0 or not any(
        fonts._missing(path, frozenset(text)) == 0 for path in fonts._installed()
    ):
        pytest.skip("no font here has Cyrillic letters")
    assert font_name(text) != font_name("Hello")
    drawn = title_picture(text, WIDE)
    assert (drawn != title_picture("Привят", WIDE)).any()


def test_cues_stack_upwards_and_stay_in_the_lower_part() -> None:
    one, _ = Cues(WIDE).pictures(("FIRST",))
    both, cover = Cues(WIDE).pictures(("FIRST", "SECOND"))
    rows = np.flatnonzero(one.any(axis=1))
    # The first lies where it lay alone; the second is above it.
    assert (both[rows[0] :] == one[rows[0] :]).all()
    assert both[: rows[0]].any()
    assert rows[-1] < WIDE.height * (1 - CUE_MARGIN)
    long = "so many words that they take more lines than there is room for " * 9
    for texts in (("FIRST", "SECOND"), (long,), (long, long), ("x",) * 9):
        for output in (WIDE, TALL):
            _, covered = Cues(output).pictures(texts)
            assert not covered[: Cues(output).top].any()
            assert not covered[:, :2].any()
    # A dark line goes round every letter.
    assert (cover[both > 0] == 255).all()
    assert (cover > 0).sum() > 1.5 * (both > 0).sum()


def test_states_change_when_what_is_to_be_read_does() -> None:
    cues = Cues(WIDE, (Shown(10, 20, "a"), Shown(15, 30, "b")))
    assert cues.states(0, 40) == [
        (0, ()),
        (10, ("a",)),
        (15, ("a", "b")),
        (20, ("b",)),
        (30, ()),
    ]
    assert cues.states(12, 5) == [(0, ("a",)), (3, ("a", "b"))]
    assert cues.states(30, 5) == []


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=8),
    st.integers(0, 40),
    st.integers(1, 40),
)
def test_states_tell_for_every_frame_what_is_to_be_read(
    spans: list[tuple[int, int]], first: int, count: int
) -> None:
    cues = tuple(Shown(at, at + length, str(n)) for n, (at, length) in enumerate(sorted(spans)))
    found = dict(Cues(WIDE, cues).states(first, count))
    texts: tuple[str, ...] = ()
    for number in range(count):
        texts = found.get(number, texts)
        at = first + number
        assert texts == tuple(cue.text for cue in cues if cue.first <= at < cue.end)


def test_pictures_of_cues_are_written_one_behind_the_other(tmp_path: Path) -> None:
    cues = Cues(WIDE, (Shown(2, 4, "a"), Shown(6, 9, "b")))
    changes = cues.states(0, 12)
    made = cues.written(changes, tmp_path / "words.png")
    assert made.begins == (0, 2, 4, 6, 9)
    assert made.path.read_bytes().count(b"\x89PNG") == 5
    assert cues.written(changes[:-1], tmp_path / "other.png").digest != made.digest
    assert cues.written(changes, tmp_path / "again.png").digest == made.digest


def test_all_cues_of_a_cut_have_one_font() -> None:
    mixed = Cues(WIDE, (Shown(0, 9, "Hello"), Shown(9, 20, "Grüße")), "Grüßehello")
    assert mixed.font == font_name("Grüßehello")
    plain = Cues(WIDE, (Shown(0, 9, "Hello"),), "Hello")
    if mixed.font == plain.font:
        pytest.skip("no font here has more letters than Pillow's")
    assert (mixed.pictures(("Hello",))[0] != plain.pictures(("Hello",))[0]).any()
