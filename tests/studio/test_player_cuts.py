"""What the player does with cuts of every form: early and late sound, short and joined clips."""

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.studio.playing import ERROR, LATE, WATCH, press, show, tell, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def clip(
    key: str, start: float, end: float, sound: tuple[float, float] | None = None
) -> dict[str, Any]:
    """Return a clip as the view has it; its sound is its picture's unless told."""
    heard = sound or (start, end)
    told = {"key": key, "shots": [0], "start": start, "end": end, "score": 0.0}
    return told | {"sound_start": heard[0], "sound_end": heard[1]}


def watched(player: "Page", joints: int) -> list[dict[str, Any]]:
    """Play from the beginning over so many joints; return what was noted at each refresh."""
    player.evaluate(WATCH)
    press(player, " ")
    until(player, f"cutterPlayer.log.length >= {joints}")
    player.wait_for_timeout(700)
    press(player, " ")
    found: list[dict[str, Any]] = player.evaluate("window.samples")
    return found


def test_sound_comes_early_and_goes_on_late(player: "Page") -> None:
    first, early, late = 10.0, 30.0, 50.0
    show(
        player,
        [
            clip("a", first, first + 2, (first, first + 1.6)),
            clip("b", early, early + 2, (early - 0.4, early + 2.4)),
            clip("c", late, late + 2, (late + 0.4, late + 2)),
        ],
    )
    samples = watched(player, 2)
    loud = [
        (each["time"], {round(slot["time"]): slot["time"] for slot in each["heard"]})
        for each in samples
    ]
    # Under the first picture's last moments the second clip is heard alone.
    assert any(
        first + 1.7 < seen < first + 2 and all(abs(at - early) < 0.5 for at in heard.values())
        for seen, heard in loud
        if heard
    )
    # Under the third picture's first moments the second clip is still heard alone.
    assert any(
        late + 0.02 < seen < late + 0.3
        and all(early + 2 <= at < early + 2.45 for at in heard.values())
        for seen, heard in loud
        if heard
    )
    # But for the ramps one clip is heard at a time, and never outside its sound.
    spans = [(first, first + 1.6), (early - 0.4, early + 2.4), (late + 0.4, late + 2)]
    for _, heard in loud:
        for at in heard.values():
            assert any(start - 0.05 <= at <= end + ERROR for start, end in spans), at


def test_clips_of_half_a_second_play_one_after_another(player: "Page") -> None:
    starts = [5.0, 60.0, 20.0, 75.0, 35.0, 82.0, 12.0, 48.0]
    show(player, [clip(f"c{n}", start, start + 0.5) for n, start in enumerate(starts)])
    samples = watched(player, len(starts) - 1)
    log = player.evaluate("cutterPlayer.log")
    assert [entry["clip"] for entry in log] == [f"c{n}" for n in range(1, len(starts))]
    assert all(abs(entry["got"] - entry["wanted"]) <= ERROR for entry in log)
    for before, after in itertools.pairwise(samples):
        if after["clock"] - before["clock"] < LATE:
            assert any(0 <= after["time"] - start + 0.005 <= 0.525 for start in starts), after


def test_clips_that_follow_each_other_in_the_film_play_on(player: "Page") -> None:
    show(player, [clip("a", 10, 11), clip("b", 11, 12), clip("c", 40, 41)])
    samples = watched(player, 2)
    log = player.evaluate("cutterPlayer.log")
    assert [entry["isContinued"] for entry in log] == [True, False]
    tops = [each["top"] for each in samples if each["time"] < 12.1]
    assert len(set(tops)) == 1


def test_a_change_of_the_cut_leaves_the_clip_that_plays_alone(player: "Page") -> None:
    show(player, [clip("a", 10, 14), clip("b", 40, 42)])
    press(player, " ")
    until(player, "cutterPlayer.state().source > 10.4")
    player.evaluate(
        "window.seeks = 0; document.querySelector('#player video.shows')"
        ".addEventListener('seeking', () => (window.seeks += 1))"
    )
    show(player, [clip("z", 70, 71), clip("a", 10, 13), clip("c", 50, 52)])
    until(player, "cutterPlayer.state().source > 11")
    found = player.evaluate("({ ...cutterPlayer.state(), seeks: window.seeks })")
    assert (found["clip"], found["seeks"], found["isPlaying"]) == ("a", 0, True)
    assert found["time"] == pytest.approx(1 + found["source"] - 10, abs=0.001)
    # It goes on with what comes now, not with what came before.
    assert until(player, "cutterPlayer.log.at(-1)?.clip") == "c"
    show(player, [clip("z", 70, 71), clip("d", 54, 56)])
    assert until(player, "cutterPlayer.state().clip === 'd'")
    press(player, " ")


def test_a_shot_plays_by_itself_and_stops_there(player: "Page") -> None:
    tell(player, "play", {"shot": 4})
    until(player, "cutterPlayer.state().isPlaying && cutterPlayer.state().isShot")
    until(player, "!cutterPlayer.state().isPlaying")
    start, end = player.evaluate(
        "import('/page/js/desk.js').then(({ desk }) => [desk.film.starts[4], desk.film.ends[4]])"
    )
    at = until(player, "document.querySelector('#player video.shows').currentTime")
    assert start < at < end
    press(player, " ")
    assert until(player, "cutterPlayer.state().isPlaying && !cutterPlayer.state().isShot")


def test_titles_dissolves_and_dips_are_shown(player: "Page") -> None:
    show(
        player,
        [clip("a", 10, 11.5), clip("b", 40, 41.5), clip("c", 60, 61.5)],
        titles=[{"text": "A card", "duration": 1.0, "place": "start"}],
        transitions=[
            {"after": 0, "kind": "dissolve", "duration": 0.6},
            {"after": 1, "kind": "dip", "duration": 0.6},
        ],
    )
    player.evaluate("cutterPlayer.log.length = 0")
    press(player, "Home")
    assert (
        until(player, "document.querySelector('#player .card:not([hidden])')?.textContent")
        == "A card"
    )
    player.evaluate("""() => {
      window.seen = { least: 1, mixed: 0, dark: 0 };
      const look = () => {
        const videos = [...document.querySelectorAll('#player video')];
        const isMixed = ({ style }) => +style.opacity > 0.2 && +style.opacity < 0.8;
        if (videos.some(isMixed)) window.seen.mixed += 1;
        const dip = document.querySelector('#player .dip');
        if (!dip.hidden) window.seen.dark = Math.max(window.seen.dark, +dip.style.opacity);
        requestAnimationFrame(look);
      };
      look();
    }""")
    press(player, " ")
    until(player, "cutterPlayer.state().clip === 'c' && cutterPlayer.state().source > 60.5")
    seen = player.evaluate("window.seen")
    assert seen["mixed"] >= 2
    assert seen["dark"] > 0.5
    errors = player.evaluate("cutterPlayer.log.map(({ got, wanted }) => Math.abs(got - wanted))")
    assert max(errors) <= ERROR
