"""What several browser tests ask of the page: that it is settled, and what it says."""

from typing import TYPE_CHECKING, Any

from tests.studio.playing import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

LIGHT, DARK = "light", "dark"
SIZES = ((1440, 900), (420, 900))
"""Widths at which the page is looked at."""


def settled(page: "Page") -> None:
    """Wait until the cut is shown, with a picture in the player and thumbnails in the strip."""
    # The address with the token leads on to the page itself.
    page.wait_for_selector("#desk:not([hidden])", timeout=60_000)
    until(page, "Boolean(window.cutterPlayer?.isReady())", 60)
    page.wait_for_timeout(300)


def step(page: "Page") -> int:
    """Return the number of the state that the page shows."""
    shown: int = page.evaluate("import('/page/js/desk.js').then(({ desk }) => desk.view.step)")
    return shown


def view(page: "Page") -> dict[str, Any]:
    """Return the view that the page shows."""
    shown: dict[str, Any] = page.evaluate(
        "import('/page/js/desk.js').then(({ desk }) => desk.view)"
    )
    return shown


def after_a_change(page: "Page", before: int) -> dict[str, Any]:
    """Return the view once another than a given state is shown."""
    until(page, f"import('/page/js/desk.js').then(({{ desk }}) => desk.view.step !== {before})")
    return view(page)
