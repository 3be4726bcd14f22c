"""The film as a strip and the cut as a list: looked into, played from, kept, ordered, trimmed."""

import functools
import itertools
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.studio.opened import Opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Position

pytestmark = pytest.mark.slow

STRIP = ".film-window"
NAMES = ".clip strong"


def until(page: "Page", holds: str, seconds: float = 30) -> Any:  # noqa: ANN401 - what the page says
    """Return what an expression comes to in the page, as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := page.evaluate(holds):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"not in {seconds} s: {holds}")


@pytest.fixture(scope="module")
def shared(browser: "Browser", studio: Opened) -> "Iterator[Page]":
    """Yield one page for the tests of this file: opening one takes long."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, has_touch=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(studio.address)
    page.wait_for_selector("#desk:not([hidden])", timeout=60_000)
    until(page, "Boolean(window.cutterPlayer?.isReady())")
    yield page
    context.close()
    assert not errors


@pytest.fixture
def strip(shared: "Page", studio: Opened) -> "Iterator[Page]":
    """Yield that page with the strip in sight, and take back what a test did."""
    shared.keyboard.press("Escape")
    shared.locator(STRIP).scroll_into_view_if_needed()
    shared.mouse.move(5, 5)
    shared.evaluate("document.activeElement.blur()")
    yield shared
    while studio.told("/api/view")["undo"]:
        studio.told("/api/undo", {})
    shared.evaluate(
        "async () => { const { command } = await import('/page/js/desk.js');"
        " await command('undo'); }"
    )


def view(studio: Opened) -> dict[str, Any]:
    found: dict[str, Any] = studio.told("/api/view")
    return found


def keys(studio: Opened) -> list[str]:
    return [clip["key"] for clip in view(studio)["clips"]]


def middle(page: "Page", studio: Opened, shot: int) -> "Position":
    """Return where a shot's middle lies in the strip, in its row of pictures."""
    film = studio.told("/api/film")
    wide = page.locator(STRIP).evaluate("box => box.clientWidth")
    time = (film["starts"][shot] + film["ends"][shot]) / 2
    return {"x": time / film["duration"] * wide, "y": 48}


def told(strip: "Page") -> str:
    return strip.locator(STRIP).get_attribute("aria-valuetext") or ""


def at_shot(strip: "Page", shot: int) -> None:
    """Make a shot current by keys."""
    strip.focus(STRIP)
    strip.keyboard.press("Home")
    for _ in range(shot // 10):
        strip.keyboard.press("PageUp")
    for _ in range(shot % 10):
        strip.keyboard.press("ArrowRight")


def first_out(studio: Opened) -> int:
    return int(view(studio)["verdicts"].index("no match"))


def asked(strip: "Page", act: Any) -> dict[str, Any]:  # noqa: ANN401 - what is done in the page
    """Return what the page asks the server to do, once it was answered well."""
    with strip.expect_response("**/api/do") as answer:
        act()
    assert answer.value.ok, answer.value.text()
    step = answer.value.json()["step"]
    until(strip, f"import('/page/js/desk.js').then(({{ desk }}) => desk.view.step === {step})")
    found: dict[str, Any] = dict(answer.value.request.post_data_json or {})
    found.pop("gesture", None)
    return found


def order(strip: "Page") -> list[str]:
    return strip.locator(NAMES).all_text_contents()


def test_the_clips_of_the_cut_are_marked_where_they_lie(strip: "Page", studio: Opened) -> None:
    clips = view(studio)["clips"]
    film = studio.told("/api/film")
    colour = """([time, duration]) => {
      const canvas = document.querySelector('.film-window canvas');
      const x = Math.round((time / duration) * canvas.width);
      const { data } = canvas.getContext('2d').getImageData(x, 99 * devicePixelRatio, 1, 1);
      return [...data].join();
    }"""
    until(strip, "Number(document.querySelector('.film-window').dataset.drawn) > 0")
    marked = {strip.evaluate(colour, [clip["start"] + 0.2, film["duration"]]) for clip in clips}
    assert len(marked) == 1
    out = (film["starts"][first_out(studio)] + film["ends"][first_out(studio)]) / 2
    assert strip.evaluate(colour, [out, film["duration"]]) not in marked


def test_a_click_plays_the_shot(strip: "Page", studio: Opened) -> None:
    shot = first_out(studio)
    strip.locator(STRIP).click(position=middle(strip, studio, shot))
    until(strip, f"cutterPlayer.state().isShot && cutterPlayer.state().shot === {shot}")


def test_a_shot_under_the_pointer_says_why(strip: "Page", studio: Opened) -> None:
    shot = view(studio)["clips"][1]["shots"][0]
    reasons = studio.told(f"/api/shot/{shot}")["reasons"]
    strongest = max(reasons, key=lambda reason: abs(reason["amount"]))
    met: list[str] = []
    strip.on("request", lambda request: met.append(request.url))
    for _ in range(2):
        strip.locator(STRIP).hover(position=middle(strip, studio, shot))
        strip.wait_for_selector(f".reason-label:text-is('{strongest['label']}')")
        assert strip.text_content(".verdict") == f"In the cut: clip 2 of {len(keys(studio))}"
        strip.mouse.move(5, 5)
        strip.wait_for_selector(".shot-card", state="hidden")
    assert sum(url.endswith(f"/api/shot/{shot}") for url in met) <= 1


def test_keys_go_from_shot_to_shot_and_tell_each(strip: "Page", studio: Opened) -> None:
    seen = view(studio)
    chosen = sorted(shot for clip in seen["clips"] for shot in clip["shots"])
    strip.focus(STRIP)
    strip.keyboard.press("End")
    assert told(strip).startswith(f"shot {len(seen['scores'])}, ")
    strip.keyboard.press("Home")
    for shot in chosen[:2]:
        strip.keyboard.press("Control+ArrowRight")
        assert told(strip).startswith(f"shot {shot + 1}, ")
        assert told(strip).endswith(f"score {seen['scores'][shot]:.2f}, chosen")
    strip.keyboard.press("Enter")
    until(strip, f"cutterPlayer.state().shot === {chosen[1]}")


def test_every_action_on_a_shot_has_a_key(strip: "Page", studio: Opened) -> None:
    shot = view(studio)["clips"][0]["shots"][0]
    at_shot(strip, shot)
    key = f"#{shot + 1}"
    assert asked(strip, lambda: strip.keyboard.press("k")) == {"do": "lock", "clip": key}
    assert told(strip).endswith("chosen, locked")
    assert asked(strip, lambda: strip.keyboard.press("k")) == {"do": "unlock", "clip": key}
    for press, do, mark in (("+", "like", ", liked"), ("-", "dislike", ", disliked")):
        found = asked(strip, functools.partial(strip.keyboard.press, press))
        assert found == {"do": do, "shot": shot}
        assert told(strip).endswith(mark)
    assert asked(strip, lambda: strip.keyboard.press("x")) == {"do": "ban", "shot": shot}
    assert told(strip).endswith("kept out by hand, disliked")
    assert key not in keys(studio)
    assert asked(strip, lambda: strip.keyboard.press("x")) == {"do": "allow", "shot": shot}
    strip.keyboard.press("Control+z")
    until(strip, f"!document.querySelector('.clip[data-key=\"{key}\"]')")


def test_a_shot_that_is_out_is_taken_in_and_told(strip: "Page", studio: Opened) -> None:
    shot = first_out(studio)
    at_shot(strip, shot)
    assert asked(strip, lambda: strip.keyboard.press("k")) == {"do": "take", "shot": shot}
    assert f"#{shot + 1}" in order(strip) == keys(studio)
    until(strip, f"document.querySelector('.news').textContent.startsWith('In: #{shot + 1}')")


def test_the_card_is_reached_by_keys(strip: "Page", studio: Opened) -> None:
    at_shot(strip, view(studio)["clips"][0]["shots"][0])
    names = []
    for _ in range(6):
        strip.keyboard.press("Tab")
        names.append(strip.evaluate("document.activeElement.textContent"))
    assert names == ["Play", "Like", "Dislike", "Lock", "Keep out", "Trim"]
    strip.keyboard.press("Escape")
    assert strip.evaluate("document.activeElement.className") == "film-window"


def test_the_list_shows_the_clips_in_playing_order_and_plays_them(
    strip: "Page", studio: Opened
) -> None:
    assert order(strip) == keys(studio)
    key = keys(studio)[2]
    strip.click(f".clip[data-key='{key}'] .clip-play")
    until(strip, f"cutterPlayer.state().clip === '{key}'")
    until(strip, f"document.querySelector('.clip[aria-current]')?.dataset.key === '{key}'")


def dragged(page: "Page", clip: "Locator", target: "Locator") -> None:
    """Drag a clip onto the left half of another, with the mouse."""
    clip.scroll_into_view_if_needed()
    begin, end = clip.bounding_box(), target.bounding_box()
    assert begin is not None
    assert end is not None
    page.mouse.move(begin["x"] + 60, begin["y"] + 40)
    page.mouse.down()
    page.mouse.move(begin["x"] + 40, begin["y"] + 42)
    page.mouse.move(end["x"] + 20, end["y"] + 40, steps=4)
    page.mouse.up()


def test_dragging_a_clip_puts_it_before_another(strip: "Page", studio: Opened) -> None:
    before = keys(studio)
    clips = strip.locator(".clip")
    found = asked(strip, lambda: dragged(strip, clips.nth(3), clips.nth(1)))
    assert found == {"do": "move", "clip": before[3], "before": before[1]}
    wanted = [before[0], before[3], before[1], before[2], *before[4:]]
    assert order(strip) == keys(studio) == wanted
    assert asked(strip, lambda: strip.click("text=Back to the planner's order")) == {"do": "unmove"}
    assert order(strip) == before
    assert strip.locator(".by-hand").is_hidden()


def test_a_finger_drags_a_clip_by_its_grip(strip: "Page", studio: Opened) -> None:
    before = keys(studio)
    grips = strip.locator(".clip-grip")
    grips.nth(0).scroll_into_view_if_needed()
    begin, end = (strip.locator(".clip").nth(k).bounding_box() for k in (0, 2))
    grip = grips.nth(0).bounding_box()
    assert begin is not None
    assert end is not None
    assert grip is not None
    ways = [
        (grip["x"] + 8, grip["y"] + 8),
        (grip["x"] + 60, grip["y"] + 10),
        (end["x"] + end["width"] - 10, end["y"] + 40),
    ]
    client = strip.context.new_cdp_session(strip)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        client.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    def drag() -> None:
        touch("touchStart", ways[0])
        for way in ways[1:]:
            touch("touchMove", way)
        touch("touchEnd")

    assert asked(strip, drag) == {"do": "move", "clip": before[0], "before": before[3]}
    assert order(strip) == [*before[1:3], before[0], *before[3:]]


def test_keys_move_a_clip_and_stay_with_it(strip: "Page", studio: Opened) -> None:
    before = keys(studio)
    strip.locator(".clip-play").first.focus()
    strip.keyboard.press("ArrowRight")
    found = asked(strip, lambda: strip.keyboard.press("Alt+ArrowRight"))
    assert found == {"do": "move", "clip": before[1], "before": before[3]}
    assert order(strip)[:3] == [before[0], before[2], before[1]]
    assert strip.evaluate("document.activeElement.closest('.clip').dataset.key") == before[1]
    button = strip.locator(f".clip[data-key='{before[1]}'] [data-act=later]")
    found = asked(strip, button.click)
    assert found == {"do": "move", "clip": before[1], "before": before[4]}


def test_clips_are_kept_and_kept_out_from_the_list(strip: "Page", studio: Opened) -> None:
    key = keys(studio)[1]
    tool = f".clip[data-key='{key}'] [data-act={{}}]"
    assert asked(strip, lambda: strip.click(tool.format("lock"))) == {"do": "lock", "clip": key}
    assert strip.get_attribute(tool.format("lock"), "aria-label") == f"Unlock {key}"
    found = asked(strip, lambda: strip.click(tool.format("ban")))
    assert found == {"do": "ban", "shot": int(key[1:]) - 1}
    assert key not in order(strip)
    assert order(strip) == keys(studio)
    until(strip, f"document.querySelector('.news').textContent.includes('Out: {key}')")


def at(handle: "Locator") -> float:
    """Return where an edge lies, in seconds."""
    return float(handle.get_attribute("aria-valuenow") or "nan")


def test_a_trim_keeps_clear_of_words_unless_told_otherwise(strip: "Page", studio: Opened) -> None:
    film = studio.told("/api/film")
    frame = 1 / film["frame_rate"]
    clip, guard = next(
        (clip, guard)
        for clip, guard in itertools.product(view(studio)["clips"], film["guards"])
        if clip["start"] < guard[0] - frame
        and guard[1] > clip["end"] - 0.5
        and guard[0] < clip["end"] - 1
    )
    strip.click(f".clip[data-key='{clip['key']}'] [data-act=trim]")
    start = strip.get_by_role("slider", name="Start of the clip")
    assert at(start) == pytest.approx(clip["start"], abs=0.001)
    for _ in range(20):
        strip.keyboard.press("ArrowRight")
    # It stands before the words: behind them too little of the clip is left.
    assert guard[0] - frame <= at(start) <= guard[0]
    assert "clear of words" in (strip.text_content(".trim-words") or "")
    strip.uncheck("#trim-snap")
    start.press("Shift+ArrowRight")
    put = at(start)
    assert put > guard[0] + frame
    assert (start.get_attribute("aria-valuetext") or "").endswith("amid what is said")
    found = asked(strip, lambda: strip.click(".trim >> text=Apply"))
    assert found["clip"] == clip["key"]
    assert (found["start"], found["end"]) == pytest.approx((put, clip["end"]), abs=0.001)
    strip.wait_for_selector("dialog.trim", state="detached")
    after = next(each for each in view(studio)["clips"] if each["key"] == clip["key"])
    assert after["is_trimmed"]
    assert after["start"] == pytest.approx(put, abs=frame)
    strip.click(f".clip[data-key='{clip['key']}'] [data-act=trim]")
    found = asked(strip, lambda: strip.click("text=Back to the planner's edges"))
    assert found == {"do": "untrim", "clip": clip["key"]}


def test_an_edge_is_dragged_out_of_words_and_a_cancelled_trim_changes_nothing(
    strip: "Page", studio: Opened
) -> None:
    film, before = studio.told("/api/film"), view(studio)
    clip = next(
        clip
        for clip in before["clips"]
        if all(g[1] <= clip["start"] or g[0] >= clip["end"] for g in film["guards"])
    )
    strip.click(f".clip[data-key='{clip['key']}'] [data-act=trim]")
    end = strip.get_by_role("slider", name="End of the clip")
    box = end.bounding_box()
    assert box is not None
    strip.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50)
    strip.mouse.down()
    strip.mouse.move(box["x"] - 60, box["y"] + 50, steps=3)
    strip.mouse.up()
    put = at(end)
    assert clip["start"] + 0.5 <= put < clip["end"] - 0.1
    assert put * film["frame_rate"] == pytest.approx(round(put * film["frame_rate"]), abs=0.02)
    strip.click(".trim >> text=Cancel")
    strip.wait_for_selector("dialog.trim", state="detached")
    assert view(studio)["clips"] == before["clips"]


def test_zoom_goes_from_the_whole_film_to_single_shots(strip: "Page") -> None:
    box = strip.locator(STRIP)
    box.focus()
    for _ in range(12):
        strip.keyboard.press("z")
    assert box.evaluate("box => box.scrollWidth / box.clientWidth") > 10
    strip.keyboard.press("End")
    assert box.evaluate("box => box.scrollLeft") > 0
    strip.click("text=Whole film")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1
