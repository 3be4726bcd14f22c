"""A film that the browser cannot decode: its pictures stand in until a copy of it plays."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cutter.ffmpeg import run
from tests.films import SAMPLE, SAMPLE_CLIP
from tests.studio.opened import Opened, opened
from tests.studio.playing import ERROR, press, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def studio(
    viewer: Path, shared_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opened]:
    """Yield a studio of a few seconds in a codec that no browser has."""
    folder = tmp_path_factory.mktemp("undecodable")
    film = folder / "film.mp4"
    codecs = ("-c:v", "mpeg2video", "-q:v", "4", "-c:a", "aac")
    run(["-ss", "5", "-t", "12", "-i", str(SAMPLE), *codecs, str(film)])
    eyes = ("--model", SAMPLE_CLIP, "--offline", "--cache", shared_cache)
    with opened(film, "--profile", viewer, *eyes, folder=folder) as found:
        found.wait()
        yield found


def test_pictures_stand_in_until_the_copy_plays(page: "Page", studio: Opened) -> None:
    clips = studio.told("/api/view")["clips"]
    assert len(clips) >= 2
    # Before there is a copy the cut runs in the pictures of its shots.
    until(page, "!document.querySelector('#player .playable').hidden")
    told = page.text_content("#player .playable")
    assert told is not None
    assert "copy" in told
    press(page, " ")
    until(page, "cutterPlayer.state().time > 0.2 || cutterPlayer.isReady()")
    if not page.evaluate("cutterPlayer.isReady()"):
        assert page.evaluate("document.querySelector('#player .still').naturalWidth") > 0
    until(page, "cutterPlayer.isReady()", 120)
    assert page.is_hidden("#player .playable")
    # Then it plays from the copy.
    press(page, "Home")
    if not page.evaluate("cutterPlayer.state().isPlaying"):
        press(page, " ")
    until(page, "cutterPlayer.log.length >= 1")
    entry = page.evaluate("cutterPlayer.log.at(-1)")
    assert entry["clip"] == clips[1]["key"]
    assert abs(entry["got"] - clips[1]["start"]) <= ERROR
    assert page.evaluate("document.querySelector('#player video.shows').currentSrc").endswith(
        "/proxy"
    )
