"""How quick the page is, measured in the browser: for the tests, and for the benchmarks."""

from typing import TYPE_CHECKING, Any

from tests.studio.pages import step
from tests.studio.playing import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

WARMING = 3
"""Moves of the slider that are not counted: code and connection are warm after them."""
_WATCH_SLIDER = """() => import('/page/js/desk.js').then(({ watch }) => {
  const slider = document.querySelector('#panel-taste input[type=range]');
  window.moves = [];
  let from = 0;
  slider.addEventListener('input', () => { from = performance.now(); }, true);
  watch('view', () => requestAnimationFrame(() => {
    // The strip is drawn in this very frame; what comes behind it is after the painting.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { if (from) window.moves.push(performance.now() - from); };
    channel.port2.postMessage(null);
  }));
})"""
_WATCH_TASKS = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(task.duration);
  }).observe({ type: 'longtask' });
}"""
_STRIP = "document.querySelector('#strip canvas').toDataURL().length"


def first_picture(page: "Page", address: str) -> float:
    """Open a page and return after how many milliseconds the first shot's picture stood in it."""
    page.goto(address)
    page.wait_for_selector("#player .still", state="attached", timeout=60_000)
    until(page, "document.querySelector('#player .still')?.naturalWidth > 0", 60)
    found: float = page.evaluate(
        """() => performance.getEntriesByType('resource')
        .find(({ name }) => name.includes('/picture/')).responseEnd"""
    )
    return found


def slider_moves(page: "Page", times: int) -> list[float]:
    """Return how many milliseconds each move of a slider took until the strip was drawn anew."""
    page.evaluate(_WATCH_SLIDER)
    slider = page.locator("#panel-taste input[type=range]").first
    slider.focus()
    for number in range(times + WARMING):
        before = step(page)
        page.keyboard.press("ArrowRight" if number % 2 else "ArrowLeft")
        until(page, f"window.moves.length > {number}")
        assert step(page) != before
    moves: list[float] = page.evaluate("window.moves")
    return moves[WARMING:]


def longest_task_while_rendering(page: "Page", *, patience: float = 240) -> dict[str, Any]:
    """Render the cut, move a slider meanwhile, and return the page's longest task.

    Returns:
        `longest` in milliseconds, 0 where none took 50 or more; `moves`, how often the slider was
        moved while the render was at work.
    """
    page.evaluate(_WATCH_TASKS)
    page.get_by_role("tab", name="Finish").click()
    page.get_by_role("button", name="Render the cut").click()
    page.wait_for_selector("li.job[data-state=running]", timeout=30_000)
    page.get_by_role("tab", name="Taste").click()
    slider = page.locator("#panel-taste input[type=range]").first
    slider.focus()
    moves = 0
    while page.locator("li.job[data-state=running]").count() and moves < 4 * patience:
        page.keyboard.press("ArrowRight" if moves % 2 else "ArrowLeft")
        page.wait_for_timeout(250)
        moves += 1
    tasks: list[float] = page.evaluate("window.longTasks")
    return {"longest": max(tasks, default=0.0), "moves": moves}
