"""Makes the animated picture of the README: `python -m tests.studio.animated FILE.webp`."""

import io
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP
from tests.studio.chromium import chromium
from tests.studio.opened import opened
from tests.studio.pages import settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZE = (1280, 1060)
SHOWN = (896, 742)
STILL, MOVING = 700, 180
"""Milliseconds that a frame stands."""


def scenes(page: "Page") -> list[tuple[bytes, int]]:
    """Watch, move a slider, like what is shown; return the pictures and how long each stands."""
    taken: list[tuple[bytes, int]] = []

    def take(stands: int = MOVING) -> None:
        taken.append((page.screenshot(), stands))

    take(STILL)
    page.click("button[aria-label='Play']")
    for _ in range(8):
        page.wait_for_timeout(350)
        take()
    page.keyboard.press("k")
    slider = page.locator("#panel-taste input[type=range]").nth(2)
    slider.focus()
    for weight in (0.7, 0.4, 0.1, 0.0, 0.0, 1.2, 2.2, 3.0):
        slider.evaluate(
            "(each, value) => { each.value = value; each.dispatchEvent(new Event('input')); }",
            weight,
        )
        page.wait_for_timeout(350)
        take(MOVING * 2)
    slider.dispatch_event("change")
    take(STILL)
    page.locator("#player").focus()
    page.keyboard.press("b")
    for _ in range(3):
        page.wait_for_timeout(500)
        take(MOVING * 2)
    take(2 * STILL)
    return taken


def animate(target: Path) -> None:
    """Write the animated picture."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        profile = folder / "alice.json"
        profile.write_bytes((PROFILES / "alice.json").read_bytes())
        eyes = ("--model", SAMPLE_CLIP, "--offline", "--cache", folder / "cache")
        with opened(SAMPLE, "--profile", profile, *eyes, folder=folder) as studio:
            studio.wait()
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
            page.goto(studio.address)
            settled(page)
            taken = scenes(page)
    frames = [
        Image.open(io.BytesIO(picture)).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
        for picture, _ in taken
    ]
    frames[0].save(
        target,
        save_all=True,
        append_images=frames[1:],
        duration=[stands for _, stands in taken],
        loop=0,
        quality=62,
        method=6,
    )


if __name__ == "__main__":
    animate(Path(sys.argv[1]))
