"""The planned cut plays in the page from the film itself: picture, sound, words, keys."""

import itertools
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.studio.opened import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

ERROR = 0.08
"""Seconds that the picture at a joint may be off."""
LATE = 50
"""Milliseconds between two refreshes of the screen when the machine is busy with something else."""
WATCH = """() => {
  window.samples = [];
  const videos = [...document.querySelectorAll('#player video')];
  const look = () => {
    const top = videos.reduce((a, b) => (+b.style.zIndex > +a.style.zIndex ? b : a));
    window.samples.push(
      { top: videos.indexOf(top), time: top.currentTime, clock: performance.now() });
    requestAnimationFrame(look);
  };
  look();
}"""
"""Notes at every refresh of the screen which element lies on top, and where in the film it is."""


def until(page: "Page", holds: str, seconds: float = 30) -> Any:  # noqa: ANN401 - what the page says
    """Return what an expression comes to in the page, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := page.evaluate(holds):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"not in {seconds} s: {holds}")


def state(page: "Page") -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("cutterPlayer.state()")
    return found


@pytest.fixture
def player(page: "Page") -> "Page":
    """Return the page with a picture in its player."""
    until(page, "Boolean(window.cutterPlayer?.isReady())")
    return page


def test_the_cut_plays_over_its_joints_at_the_planned_times(player: "Page", studio: Opened) -> None:
    clips = studio.told("/api/view")["clips"]
    player.evaluate(WATCH)
    player.click("button[aria-label='Play']")
    until(player, "cutterPlayer.log.length >= 4")
    log, samples = player.evaluate("[cutterPlayer.log, window.samples]")
    for clip, entry in zip(clips[1:], log, strict=False):
        assert entry["clip"] == clip["key"]
        assert abs(entry["got"] - clip["start"]) <= ERROR
    # What lay on top, as the browser tells it: after each change the next clip's first moment, and
    # never a moment outside the clip.
    at = 0
    for before, after in itertools.pairwise(samples):
        if after["top"] != before["top"]:
            at += 1
            assert abs(after["time"] - clips[at]["start"]) <= ERROR
        # A refresh that this machine was late with shows nothing of the player.
        if after["clock"] - before["clock"] < LATE:
            assert clips[at]["start"] - 0.005 <= after["time"] <= clips[at]["end"] + 0.02
    assert at >= 3


def test_the_first_shot_is_seen_before_the_film_is_loaded(page: "Page") -> None:
    until(page, "document.querySelector('#player .still').naturalWidth > 0")
    shown = page.evaluate(
        "performance.getEntriesByType('resource').find(({name}) => name.includes('/picture/'))"
        ".responseEnd"
    )
    assert shown < 2000
