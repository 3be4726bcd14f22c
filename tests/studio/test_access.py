"""The page is for everybody: axe-core finds no serious fault, and all can be done by keyboard."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.films import ROOT
from tests.studio.pages import DARK, LIGHT, SIZES, settled
from tests.studio.playing import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

AXE = Path(os.environ.get("CUTTER_AXE", ROOT / ".ci" / "axe-core" / "axe.min.js"))
GRAVE = {"serious", "critical"}


@pytest.fixture
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: run .ci/axe, or name axe.min.js with CUTTER_AXE")
    return AXE.read_text(encoding="utf-8")


def faults(page: "Page", axe: str) -> list[str]:
    """Return what axe-core finds that is grave, a line each."""
    page.evaluate(axe)  # as a script of ours: the page lets in no other
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)"
    )
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_part_of_the_page_has_a_grave_fault(
    page: "Page", axe: str, size: tuple[int, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settled(page)
    found = faults(page, axe)
    for name in ("Cut", "History", "Finish", "Taste"):
        page.get_by_role("tab", name=name).click()
        found += faults(page, axe)
    page.get_by_role("button", name="Four variants").click()
    page.wait_for_selector("article.variant", timeout=60_000)
    found += faults(page, axe)
    page.keyboard.press("Escape")
    assert not found


def test_every_control_is_reached_by_tab_and_shows_that_it_is(page: "Page") -> None:
    settled(page)
    page.get_by_role("tab", name="Taste").click()
    reachable = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href], [tabindex="0"]')]
        .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled
          && each.tabIndex >= 0 && !each.closest('[inert]')).length"""
    )
    page.evaluate("document.body.focus(); document.activeElement.blur()")
    seen: set[str] = set()
    for _ in range(reachable + 20):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          at.dataset.met ??= String(document.querySelectorAll('[data-met]').length);
          const style = getComputedStyle(at);
          const shows = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
          const name = at.getAttribute('aria-label') || at.textContent || at.id;
          return { met: at.dataset.met, shows, name };
        }"""
        )
        if told is None:
            continue
        assert told["shows"], f"nothing shows that {told['name']!r} has the focus"
        seen.add(told["met"])
    assert len(seen) >= 0.9 * reachable, (len(seen), reachable)


def test_a_slider_moved_by_keys_is_undone_at_once_and_from_where_one_is(page: "Page") -> None:
    settled(page)
    slider = page.locator("#panel-taste input[type=range]").first
    before = slider.input_value()
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    until(page, "import('/page/js/desk.js').then(({ desk }) => desk.view.undo)")
    page.wait_for_timeout(1500)  # until the keys have come to rest
    assert float(slider.input_value()) == pytest.approx(float(before) + 0.25)
    page.keyboard.press("Control+z")
    until(page, "import('/page/js/desk.js').then(({ desk }) => desk.view.undo === null)")
    assert slider.input_value() == before
