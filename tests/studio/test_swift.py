"""The page answers while it is touched: the figures of the benchmark `studio`, with room for noise.

What is promised is measured there, on a quiet machine; a test may run beside others on two cores.
"""

import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.studio.made import long_film
from tests.studio.opened import Opened, opened
from tests.studio.pages import settled
from tests.studio.swift import first_picture, longest_task_while_rendering, slider_moves

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.slow

NOISE = 3
"""How many times as long all may take where other tests run beside."""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("long")
    film = long_film(folder / "film")
    with opened(film.film, *film.arguments, folder=folder) as found:
        found.wait()
        yield found


@pytest.fixture
def fresh(context: "BrowserContext") -> "Page":
    return context.new_page()


def test_the_first_picture_stands_within_two_seconds(fresh: "Page", long: Opened) -> None:
    assert first_picture(fresh, long.address) <= 2000 * NOISE


def test_a_slider_redraws_the_strip_of_two_thousand_shots(fresh: "Page", long: Opened) -> None:
    fresh.goto(long.address)
    settled(fresh)
    assert len(long.told("/api/film")["starts"]) == 2000
    assert statistics.median(slider_moves(fresh, 7)) <= 200 * NOISE


def test_the_page_stays_responsive_while_a_render_runs(page: "Page") -> None:
    settled(page)
    found = longest_task_while_rendering(page)
    assert found["moves"] > 0
    assert found["longest"] <= 100 * NOISE
