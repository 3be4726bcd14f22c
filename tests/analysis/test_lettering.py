"""Titles and credits are told from pictures."""

import cv2
import numpy as np
import pytest

from cutter.analysis.lettering import lettering
from tests.analysis.made import plain, texture, title


def test_a_title_card_has_clearly_more_lettering_than_a_picture() -> None:
    card = lettering(title("THE LONG VOYAGE", "a film in five acts"))
    assert card > 0.08
    for seed in range(6):
        for grain in (4, 8, 20):
            assert lettering(texture(seed, 398, 224, grain)) < card / 4


def test_dark_letters_on_a_light_ground_count_alike() -> None:
    light, dark = title("CREDITS"), title("CREDITS", ground=235, ink=10)
    assert lettering(dark) == pytest.approx(lettering(light), rel=0.3)


def test_more_lines_are_more_lettering() -> None:
    assert lettering(title("one", "two", "three")) > lettering(title("one")) > 0


def test_size_of_the_picture_does_not_matter() -> None:
    card = title("CREDITS", "AND THANKS")
    large = np.asarray(cv2.resize(card, None, fx=3, fy=3), dtype=np.uint8)
    assert lettering(large) == pytest.approx(lettering(card), rel=0.25)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_picture_has_none(level: int) -> None:
    assert lettering(plain(level)) == 0


def test_a_horizon_is_no_lettering() -> None:
    halves = plain(30)
    halves[72:] = 220
    assert lettering(halves) == 0
