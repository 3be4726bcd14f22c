"""A studio of the sample film for all tests of a file, and a browser for those that need one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP
from tests.studio.chromium import Missing, chromium
from tests.studio.opened import Opened, opened
from tests.studio.playing import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a profile that tests may change."""
    path = tmp_path_factory.mktemp("viewer") / "alice.json"
    shutil.copy(PROFILES / "alice.json", path)
    return path


@pytest.fixture(scope="module")
def studio(
    viewer: Path, shared_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Yield a studio of the sample film, open and ready, that the tests of a module share."""
    eyes = ("--model", SAMPLE_CLIP, "--offline", "--cache", shared_cache)
    folder = tmp_path_factory.mktemp("studio")
    with opened(SAMPLE, "--profile", viewer, *eyes, folder=folder) as found:
        found.wait()
        yield found


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Yield Debian's Chromium, driven by Playwright; without either the test is skipped."""
    try:
        with chromium() as found:
            yield found
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    """Yield a fresh browser window's worth of cookies and storage, 1440 pixels wide."""
    found = browser.new_context(viewport={"width": 1440, "height": 900})
    yield found
    found.close()


@pytest.fixture
def page(context: "BrowserContext", studio: Opened) -> "Iterator[Page]":
    """Yield the studio's page; what the browser reports as an error fails the test."""
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.goto(studio.address)
    found.wait_for_selector("#desk:not([hidden])", timeout=60_000)
    yield found
    assert not errors


@pytest.fixture
def player(page: "Page") -> "Page":
    """Return the page with a picture in its player."""
    until(page, "Boolean(window.cutterPlayer?.isReady())")
    return page
