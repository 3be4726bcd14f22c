"""Debian's Chromium, driven by Playwright, for tests and benchmarks."""

import contextlib
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What the browser may be called; Debian's package is called chromium."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


class Missing(Exception):
    """The browser, or what drives it, is not installed."""


@contextlib.contextmanager
def chromium() -> "Iterator[Browser]":
    """Yield a browser without a window.

    Raises:
        Missing: it cannot be had; the message says what to install.
    """
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise Missing("no Chromium is installed: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Missing("Playwright is not installed: pip install playwright") from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()
