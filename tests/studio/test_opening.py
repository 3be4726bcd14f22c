"""The page opens from the address that the command prints, and from nothing less."""

from typing import TYPE_CHECKING

import pytest

from tests.studio.opened import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_film_and_its_cut_are_told(studio: Opened) -> None:
    film, view = studio.told("/api/film"), studio.told("/api/view")
    assert film["name"] == "sample.mp4"
    assert len(film["starts"]) == len(view["scores"]) == len(view["verdicts"])
    assert {shot for clip in view["clips"] for shot in clip["shots"]} == {
        shot for shot, verdict in enumerate(view["verdicts"]) if verdict == "chosen"
    }


@pytest.mark.slow
def test_the_page_opens_in_a_browser(page: "Page") -> None:
    assert page.text_content("#film-name") == "sample.mp4"
    assert "token" not in page.url
