"""One evening at the studio, in a browser: watch, change, react, take back, keep, finish."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cutter.interchange.plan import read_plan
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.schema import EditDecisionList, TimeRange
from tests.films import SAMPLE, SAMPLE_CLIP
from tests.studio.opened import Opened, opened
from tests.studio.pages import after_a_change, settled, step, view
from tests.studio.playing import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.slow

ERROR = 0.08
"""Seconds that the picture at a joint may be off."""
UNLIKE = 12.0
"""Mean difference, of 255 levels, between a film's frame and the same one encoded at CRF 20; frames
of different shots of the sample film are 30 and more apart."""
LOOKED_AT = (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10))
"""Parts of a clip at which frames are compared."""


@pytest.fixture(scope="module")
def own(
    viewer: Path, shared_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Yield a studio whose profile is written to."""
    eyes = ("--model", SAMPLE_CLIP, "--offline", "--cache", shared_cache)
    with opened(
        SAMPLE, "--profile", viewer, *eyes, folder=tmp_path_factory.mktemp("evening")
    ) as found:
        found.wait()
        yield found


@pytest.fixture
def evening(context: "BrowserContext", own: Opened) -> "Iterator[Page]":
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(own.address)
    settled(page)
    yield page
    assert not errors


def chosen(told: dict[str, Any]) -> list[int]:
    return [shot for clip in told["clips"] for shot in clip["shots"]]


def press(page: "Page", name: str) -> dict[str, Any]:
    """Press a button of the bar and return the view after it."""
    before = step(page)
    page.locator("#bar").get_by_role("button", name=name).click()
    return after_a_change(page, before)


def act(page: "Page", clip: int, what: str) -> dict[str, Any]:
    """Do something with a clip of the list and return the view after it."""
    before = step(page)
    page.locator(f"#cut li >> nth={clip}").locator(f'[data-act="{what}"]').click()
    return after_a_change(page, before)


def test_an_evening_at_the_studio(evening: "Page", own: Opened, viewer: Path) -> None:
    page, written = evening, viewer.read_bytes()
    first = view(page)
    _plays_over_its_joints(page, first)
    _other_shots_with_another_weight(page, first)
    _reactions_are_learnt_and_taken_back(page)
    assert viewer.read_bytes() == written, "nothing is written before it is saved"

    trimmed = _trimmed_by_keys(page)
    moved = act(page, 0, "later")
    assert [clip["key"] for clip in moved["clips"]][:2] == [
        clip["key"] for clip in trimmed["clips"]
    ][1::-1]
    banned = act(page, 2, "ban")
    assert chosen(moved)[2] not in chosen(banned)
    assert chosen(press(page, "Undo")) == chosen(moved)

    before = step(page)
    page.fill("#add-text", "snow on the mountains")
    page.get_by_role("button", name="Add", exact=True).click()
    with_snow = after_a_change(page, before)
    assert "snow on the mountains" in [want["label"] for want in with_snow["wants"]]
    press(page, "Save taste")
    kept = json.loads(viewer.read_text())
    assert "snow on the mountains" in {like.get("text") for like in kept["likes"]}

    shown = view(page)
    cut, plan = _rendered_and_downloaded(page, own)
    _shows_what_the_plan_says(cut, plan, shown)
    _exported(page)


def _plays_over_its_joints(page: "Page", told: dict[str, Any]) -> None:
    page.click("button[aria-label='Play']")
    until(page, "cutterPlayer.log.length >= 3", 60)
    page.keyboard.press("k")
    for clip, entry in zip(told["clips"][1:], page.evaluate("cutterPlayer.log"), strict=False):
        assert entry["clip"] == clip["key"]
        assert abs(entry["got"] - clip["start"]) <= ERROR


def _other_shots_with_another_weight(page: "Page", told: dict[str, Any]) -> None:
    before = step(page)
    slider = page.locator("#panel-taste input[type=range]").first
    slider.focus()
    page.keyboard.press("Home")
    after = after_a_change(page, before)
    assert after["wants"][0]["weight"] == 0
    assert chosen(after) != chosen(told)
    assert set(after["entered"]) == set(chosen(after)) - set(chosen(told))
    assert chosen(press(page, "Undo")) == chosen(told)


def _reactions_are_learnt_and_taken_back(page: "Page") -> None:
    """Like what was thought to be liked least, and dislike what was thought to be liked most."""
    scores = view(page)["scores"]
    for key, told, shot in (
        ("g", "likes", scores.index(min(scores))),
        ("b", "dislikes", scores.index(max(scores))),
    ):
        page.evaluate(
            f"import('/page/js/desk.js').then(({{ tell }}) => tell('play', {{ shot: {shot} }}))"
        )
        until(page, f"cutterPlayer.state().shot === {shot}")
        page.locator("#player").focus()
        before, had = step(page), view(page)
        page.keyboard.press(key)
        after = after_a_change(page, before)
        assert after[told] == [*had[told], shot]
        assert after["learnt"], "what was learnt is told"
        assert not after["is_saved"]
        assert after["scores"] != had["scores"]
        assert press(page, "Undo")["scores"] == had["scores"]


def _trimmed_by_keys(page: "Page") -> dict[str, Any]:
    had = view(page)["clips"][0]
    before = step(page)
    page.locator("#cut li >> nth=0").locator('[data-act="trim"]').click()
    handle = page.get_by_role("dialog").get_by_role("slider").first
    handle.focus()
    # Without Alt an edge is kept out of what is said.
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.get_by_role("dialog").get_by_role("button", name="Apply").click()
    after = after_a_change(page, before)
    clip = after["clips"][0]
    assert clip["is_trimmed"]
    assert clip["start"] > had["start"]
    return after


def _rendered_and_downloaded(page: "Page", own: Opened) -> tuple[Path, EditDecisionList]:
    page.get_by_role("tab", name="Finish").click()
    page.get_by_role("button", name="Render the cut").click()
    page.wait_for_selector("li.job[data-state=done] video", timeout=120_000)
    played = "document.querySelector('li.job video')"
    until(page, f"{played}.readyState >= 1 && {played}.duration > 1")
    files: dict[str, Path] = {}
    for link in page.locator("li.job .files a").all():
        with page.expect_download() as coming:
            link.click()
        saved = own.log.parent / coming.value.suggested_filename
        coming.value.save_as(saved)
        files[saved.suffix] = saved
    # A plan names its film relative to its own folder, which is that of the session.
    kept = own.log.parent / "session" / "out" / files[".json"].name
    assert kept.read_bytes() == files[".json"].read_bytes()
    return files[".mp4"], read_plan(kept)


def _shows_what_the_plan_says(cut: Path, plan: EditDecisionList, told: dict[str, Any]) -> None:
    assert [
        (float(clip.source_range.start), float(clip.source_range.end)) for clip in plan.clips
    ] == [(clip["start"], clip["end"]) for clip in told["clips"]]
    film, made = open_source(SAMPLE), open_source(cut)
    frame, at = 1 / plan.output.frame_rate, Fraction(0)
    assert abs(made.end - plan.duration) <= frame
    for clip in plan.clips:
        for part in LOOKED_AT:
            inside = clip.source_range.duration * part // frame * frame
            here = next(pictures(made, TimeRange(at + inside, at + inside + 2 * frame)))[1]
            start = clip.source_range.start + inside
            there = next(pictures(film, TimeRange(start, start + 2 * frame)))[1]
            apart = np.abs(here.astype(int) - there.astype(int)).mean()
            assert apart < UNLIKE, (float(at), float(start), apart)
        at += clip.source_range.duration


def _exported(page: "Page") -> None:
    page.locator("fieldset.formats input[value=edl]").check()
    page.get_by_role("button", name="Export", exact=True).click()
    until(
        page,
        "[...document.querySelectorAll('li.job .files a')]"
        ".some(({ textContent }) => textContent.includes('.edl'))",
        60,
    )
