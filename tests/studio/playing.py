"""What the tests of the player share: how they show a cut, press keys and note what is seen."""

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ERROR = 0.08
"""Seconds that the picture at a joint may be off."""
LATE = 50
"""Milliseconds between two refreshes of the screen when the machine is busy with something else."""
WATCH = """() => {
  window.samples = [];
  const videos = [...document.querySelectorAll('#player video')];
  const look = () => {
    const top = videos.reduce((a, b) => (+b.style.zIndex > +a.style.zIndex ? b : a));
    const heard = videos
      .filter((video) => !video.paused && !video.muted && video.volume > 0.5)
      .map((video) => ({ time: video.currentTime }));
    window.samples.push(
      { top: videos.indexOf(top), time: top.currentTime, clock: performance.now(), heard });
    requestAnimationFrame(look);
  };
  look();
}"""
"""Notes at every refresh of the screen which element lies on top, where in the film it is, and
where those are that are heard."""


def until(page: "Page", holds: str, seconds: float = 30) -> Any:  # noqa: ANN401 - what the page says
    """Return what an expression comes to in the page, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := page.evaluate(holds):
            return found
        page.wait_for_timeout(30)
    raise AssertionError(f"not in {seconds} s: {holds}")


def tell(page: "Page", topic: str, value: object) -> None:
    """Tell the parts of the page something, as one of them would."""
    page.evaluate(
        "([topic, value]) => import('/page/js/desk.js').then(({ tell }) => tell(topic, value))",
        [topic, value],
    )


def show(page: "Page", clips: list[dict[str, Any]], **more: object) -> None:
    """Have the player take the view that stands, with other clips."""
    page.evaluate(
        "(more) => import('/page/js/desk.js').then("
        "({ desk, tell }) => tell('view', { ...desk.view, titles: [], transitions: [], ...more }))",
        {"clips": clips, **more},
    )
    until(page, "cutterPlayer.isReady()")


def press(page: "Page", key: str) -> None:
    """Press a key while no field has the focus."""
    page.evaluate("document.activeElement?.blur()")
    page.keyboard.press(key)
