"""A portrait tells what a taste holds, how surely, and from what; written and learnt apart."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cutter.render.fonts import font_for
from cutter.report.board import AGAINST, FOR
from cutter.report.portrait import Held, Portrait, groups
from cutter.report.portrait_page import portrait_page
from cutter.report.portrait_sheet import WIDTH, bar_at, portrait_png, standing_apart
from tests.report.tastes import NOTHING, SOME, much
from tests.report.test_page import read

HOSTILE = "<script>alert(1)</script>\"'&\x1b\u202e\n"


def pixels(portrait: Portrait) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(portrait_png(portrait, font_for))).convert("RGB"))


def longest(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> int:
    """Return the pixels of the longest row of a colour."""
    return int((picture == colour).all(axis=2).sum(axis=1).max())


@pytest.mark.parametrize(("weight", "colour"), [(0.8, FOR), (-0.4, AGAINST)])
def test_a_bar_is_as_long_as_the_weight_and_tells_its_sign(
    weight: float, colour: tuple[int, int, int]
) -> None:
    held = Held("the sea", "like" if weight > 0 else "dislike", weight, "written")
    wished = abs(bar_at(weight, 1.0) - bar_at(0.0, 1.0))
    assert abs(longest(pixels(Portrait("me", (held,))), colour) - wished) <= 2


def test_what_is_written_is_full_and_what_is_learnt_is_not() -> None:
    written = Held("the sea", "like", 0.8, "written")
    learnt = replace(written, source="shots", spread=0.1, events=4)
    for held, is_full in ((written, True), (learnt, False)):
        picture = pixels(Portrait("me", (held,)))
        area = int((picture == FOR).all(axis=2).sum())
        assert (area > 0.9 * longest(picture, FOR) * 13) is is_full


def test_the_whisker_is_two_standard_deviations_wide() -> None:
    def wide(spread: float) -> int:
        held = Held("x", "like", 0.5, "shots", spread, 4)
        picture = pixels(Portrait("", (held,)))[150 + 46 :, 600:1080]
        return longest(picture, (236, 236, 232))

    half = bar_at(0.25, 1.0) - bar_at(0.0, 1.0)
    assert abs(wide(0.25) - 2 * half) <= 4
    assert wide(0.4) > wide(0.25) > wide(0.1)


def test_a_belief_is_told_in_one_sentence() -> None:
    belief = Held("x", "like", 0.6, "shots", 0.2, 9, "seen", "sure")
    assert belief.sentence == "likes x, +0.60 ± 0.20, sure, from 9 events (seen)"


def test_sources_are_told_apart_and_the_rest_is_counted() -> None:
    found = groups(SOME.held, 2)
    assert [(heading, len(held), rest) for heading, held, rest in found] == [
        ("Written", 2, 1),
        ("Learnt from words", 1, 0),
        ("Learnt from reactions to shots, beyond what is written", 2, 1),
    ]


@pytest.mark.parametrize("portrait", [SOME, NOTHING, much(), replace(SOME, moments=())])
def test_any_portrait_is_drawn_within_its_edges(portrait: Portrait) -> None:
    picture = pixels(portrait)
    assert picture.shape[1] == WIDTH
    assert picture.shape[0] < 3000
    for edge in (picture[:, :20], picture[:, -20:], picture[-20:]):
        assert (edge == picture[0, 0]).all()
    assert portrait_png(portrait, font_for) == portrait_png(portrait, font_for)


def test_the_reactions_are_shown_with_their_pictures() -> None:
    picture = pixels(SOME).astype(int)
    for reaction in SOME.reactions:
        colour = np.asarray(Image.open(io.BytesIO(reaction.picture)).convert("RGB"))[5, 5]
        assert (np.abs(picture - colour).sum(axis=2) < 20).sum() > 150 * 90


@pytest.mark.parametrize("portrait", [SOME, NOTHING, much()])
def test_the_page_holds_everything_in_itself(portrait: Portrait) -> None:
    html = portrait_page(portrait)
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


def test_the_page_tells_in_words_what_it_shows() -> None:
    reader = read(portrait_page(SOME))
    labels = [a["aria-label"] for tag, a in reader.tags if a.get("aria-label") and tag == "span"]
    assert len(labels) == len(SOME.held) + len(SOME.signals)
    assert "likes a storm with lightning, +0.90 ± 0.20, sure, from 12 events" in labels
    assert "never wants fireworks, never, as written" in labels
    assert all(a.get("role") == "img" for tag, a in reader.tags if tag == "svg")
    assert reader.texts.count("Learnt from words") == 1
    told = [text for text in reader.texts if text.startswith("speaks")]
    assert "speaks for a storm with lightning, +0.20" in told
    assert "speaks against a storm with lightning, −0.10" in told
    assert "The taste of alice" in reader.texts


def test_nothing_known_is_told_as_that() -> None:
    assert "every shot is as good as any other" in portrait_page(NOTHING)
    assert "7 events rest" in portrait_page(much(3))


def test_words_of_others_are_never_markup() -> None:
    held = tuple(replace(each, text=HOSTILE, about=HOSTILE) for each in SOME.held)
    reactions = tuple(replace(each, about=HOSTILE) for each in SOME.reactions)
    bad = replace(SOME, name=HOSTILE, held=held, reactions=reactions, followed=(HOSTILE,) * 3)
    html = portrait_page(bad)
    assert "<script" not in html
    assert not re.search("[\x1b\u202e]", html)
    read(html)
    pixels(bad)


def test_names_of_lines_stand_apart_and_never_in_what_is_below_the_chart() -> None:
    assert standing_apart([10.0, 50.0, 90.0], 210.0) == [10.0, 50.0, 90.0]
    assert standing_apart([10.0, 11.0, 12.0], 210.0) == [10.0, 30.0, 50.0]
    assert standing_apart([150.0, 170.0, 172.0, 174.0, 210.0], 210.0) == [
        *(130.0, 150.0, 170.0, 190.0, 210.0)
    ]
    assert standing_apart([], 210.0) == []
