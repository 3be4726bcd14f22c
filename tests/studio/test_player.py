"""The planned cut plays in the page from the film itself: picture, sound, words, keys."""

import itertools
from typing import TYPE_CHECKING

import pytest

from tests.studio.opened import Opened
from tests.studio.playing import ERROR, LATE, WATCH, press, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


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


def test_keys_play_seek_and_set(player: "Page") -> None:
    state = "cutterPlayer.state()"
    press(player, " ")
    assert until(player, f"{state}.isPlaying")
    press(player, "k")
    assert not player.evaluate(f"{state}.isPlaying")
    press(player, "Home")
    press(player, "ArrowRight")
    assert player.evaluate(f"{state}.time") == pytest.approx(5, abs=0.01)
    press(player, "Shift+ArrowRight")
    assert player.evaluate(f"{state}.time") == pytest.approx(5 + 1 / 24, abs=0.01)
    press(player, "ArrowLeft")
    assert player.evaluate(f"{state}.time") == pytest.approx(1 / 24, abs=0.01)
    first = player.evaluate(f"{state}.clip")
    press(player, "ArrowDown")
    assert player.evaluate(f"{state}.clip") != first
    press(player, "ArrowUp")
    assert player.evaluate(f"{state}.clip") == first
    press(player, "End")
    assert player.evaluate(f"{state}.time > {state}.duration - 0.1")
    for key, flag in (("m", "isMuted"), ("c", "hasWords")):
        before = player.evaluate(f"{state}.{flag}")
        press(player, key)
        assert player.evaluate(f"{state}.{flag}") != before
    press(player, "?")
    assert player.is_visible("dialog.keys")
    player.keyboard.press("Escape")
    press(player, "Home")
    press(player, "l")
    press(player, "l")
    assert player.evaluate(f"{state}.speed") == 1.5
    press(player, "k")


def test_keys_are_left_to_the_field_that_has_the_focus(player: "Page") -> None:
    field = player.locator("input[type=text]").first
    field.focus()
    player.keyboard.type("m k+g")
    assert field.input_value() == "m k+g"
    state = player.evaluate("cutterPlayer.state()")
    assert not state["isPlaying"]
    assert not state["isMuted"]


def test_subtitles_follow_what_is_heard(player: "Page", studio: Opened) -> None:
    view, cues = studio.told("/api/view"), studio.told("/api/film")["cues"]
    time, said = next(
        (
            sum(each["end"] - each["start"] for each in view["clips"][:at])
            + middle
            - clip["start"],
            cue,
        )
        for at, clip in enumerate(view["clips"])
        for cue in cues
        if clip["start"] < (middle := (cue["start"] + cue["end"]) / 2) < clip["end"]
    )
    player.evaluate(
        "(time) => import('/page/js/desk.js').then(({ tell }) => tell('play', { time }))", time
    )
    assert until(player, "document.querySelector('#player .words').textContent") == said["text"]
    press(player, "k")
    press(player, "c")
    assert player.text_content("#player .words") == ""


def test_liking_what_is_shown_is_told_and_taken_back(player: "Page") -> None:
    shot = player.evaluate("cutterPlayer.state().shot")
    player.evaluate("""() => {
      const line = document.querySelector('#player .learnt');
      window.told = [];
      const note = () => window.told.push(line.textContent);
      new MutationObserver(note).observe(line, { childList: true });
    }""")
    press(player, "g")
    until(player, "document.querySelector('#player .like').getAttribute('aria-pressed') === 'true'")
    liked = player.evaluate("import('/page/js/desk.js').then(({ desk }) => desk.view.likes)")
    assert liked == [shot]
    assert until(player, "window.told.find((line) => line.startsWith('Liked shot'))")
    press(player, "Control+z")
    until(
        player, "document.querySelector('#player .like').getAttribute('aria-pressed') === 'false'"
    )
