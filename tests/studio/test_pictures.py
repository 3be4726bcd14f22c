"""Every state of the page as a picture, in light and dark, wide and narrow; nothing sticks out.

With CUTTER_PICTURES=FOLDER the pictures are kept there; docs/images has some of them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP
from tests.studio.opened import Opened, opened
from tests.studio.pages import DARK, LIGHT, SIZES, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Set = Callable[[Page], None]

pytestmark = pytest.mark.slow

LEAST_SPREAD = 4.0
"""Levels of grey by which a page that shows anything differs from an empty one, on average."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = os.environ.get("CUTTER_PICTURES")
    found = Path(kept) if kept else tmp_path_factory.mktemp("pictures")
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.fixture(params=[LIGHT, DARK])
def scheme(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(params=SIZES, ids=str)
def seen(browser: "Browser", scheme: str, request: pytest.FixtureRequest) -> "Iterator[Page]":
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def tab(name: str) -> "Set":
    return lambda page: page.get_by_role("tab", name=name).click()


def variants(page: "Page") -> None:
    page.get_by_role("button", name="Four variants").click()
    page.wait_for_selector("article.variant", timeout=60_000)


def trimming(page: "Page") -> None:
    page.locator('#cut li >> nth=1 >> [data-act="trim"]').click()
    page.wait_for_selector("dialog[open] [role=slider]")


def reasons(page: "Page") -> None:
    page.keyboard.press("Escape")
    page.locator("#strip").scroll_into_view_if_needed()
    box = page.locator("#strip canvas >> nth=0").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.6)


def refused(page: "Page") -> None:
    page.get_by_role("tab", name="Cut").click()
    page.fill("#wish-budget", "as long as it takes")
    page.keyboard.press("Tab")
    page.wait_for_selector(".told.error:not(:empty)")


def keys(page: "Page") -> None:
    page.get_by_role("button", name="Keys").click()


STATES: "dict[str, Set]" = {
    "taste": tab("Taste"),
    "cut": tab("Cut"),
    "history": tab("History"),
    "finish": tab("Finish"),
    "reasons": reasons,
    "variants": variants,
    "trim": trimming,
    "keys": keys,
    "refused": refused,
}


def kept(page: "Page", folder: Path, name: str, scheme: str, *, whole: bool = True) -> None:
    """Take a picture, and see that something is on it and nothing sticks out at the side."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = folder / f"{name}-{scheme}-{width}.png"
    page.wait_for_timeout(400)
    page.screenshot(path=path, full_page=whole)
    with Image.open(path) as picture:
        assert float(np.asarray(picture.convert("L"), dtype=float).std()) > LEAST_SPREAD, path.name
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{path.name}: {wide - width} pixels stick out"


def test_the_open_studio_in_all_its_states(
    seen: "Page", studio: Opened, folder: Path, scheme: str
) -> None:
    seen.goto(studio.address)
    settled(seen)
    for name, set_up in STATES.items():
        set_up(seen)
        kept(seen, folder, name, scheme, whole=name not in ("variants", "trim", "keys", "reasons"))
        seen.keyboard.press("Escape")


def test_a_film_that_is_being_looked_at_and_a_server_that_has_gone(
    seen: "Page", folder: Path, scheme: str, tmp_path: Path
) -> None:
    eyes = ("--model", SAMPLE_CLIP, "--offline", "--cache", tmp_path / "empty")
    with opened(SAMPLE, "--profile", PROFILES / "bob.json", *eyes, folder=tmp_path) as found:
        seen.goto(found.address)
        seen.wait_for_selector(".standing progress")
        kept(seen, folder, "opening", scheme, whole=False)
        found.process.kill()
        seen.wait_for_selector(".standing code", timeout=60_000)
        kept(seen, folder, "gone", scheme, whole=False)


def test_a_film_that_cannot_be_opened_says_why(
    seen: "Page", folder: Path, scheme: str, tmp_path: Path
) -> None:
    words = ("--model", tmp_path / "no-such-model", "--offline")
    with opened(SAMPLE, "--profile", PROFILES / "bob.json", *words, folder=tmp_path) as found:
        seen.goto(found.address)
        seen.wait_for_selector(".standing .error", timeout=60_000)
        kept(seen, folder, "failed", scheme, whole=False)
