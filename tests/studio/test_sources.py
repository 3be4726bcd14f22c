"""The page is told honestly whether a browser plays a film, and on which clock."""

import dataclasses
import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from cutter.ffmpeg import run
from cutter.media.mime import mime_type
from cutter.media.source import open_source
from cutter.schema import AudioTrack, Media
from cutter.studio.sources import playable, source_told
from tests.films import SAMPLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MP4, MKV = "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"
RATE, FRAMES, WIDTH = 25, 128, 320


@pytest.fixture(scope="module")
def sample() -> Media:
    return open_source(SAMPLE)


def track(codec: str, index: int = 1, *, is_default: bool = True) -> AudioTrack:
    return AudioTrack(index, codec, "", "", 2, 48_000, is_default)


@pytest.mark.parametrize(
    ("container", "picture", "pixels", "sounds", "wanted"),
    [
        (MP4, "h264", "yuv420p", [track("aac")], "yes"),
        (MP4, "h264", "yuv420p", [], "yes"),
        (MP4, "h264", "yuv420p10le", [track("aac")], "ask"),
        (MP4, "h264", "yuv422p", [track("aac")], "ask"),
        (MP4, "hevc", "yuv420p10le", [track("aac")], "ask"),
        (MP4, "h264", "yuv420p", [track("eac3")], "ask"),
        (MP4, "h264", "yuv420p", [track("pcm_s16le")], "no"),
        (MP4, "prores", "yuv422p10le", [track("pcm_s16le")], "no"),
        (MKV, "h264", "yuv420p", [track("aac")], "ask"),
        (MKV, "libvpx-vp9", "yuv420p", [track("opus")], "yes"),
        (MKV, "vp9", "yuv420p10le", [track("opus")], "ask"),
        (MKV, "h264", "yuv420p", [track("truehd")], "no"),
        ("mpegts", "h264", "yuv420p", [track("aac")], "no"),
        ("avi", "mpeg4", "yuv420p", [track("mp3float")], "no"),
        (MP4, "h264", "yuv420p", [track("aac", is_default=False), track("aac", 2)], "no"),
    ],
)
def test_what_browsers_play_is_told(
    sample: Media,
    container: str,
    picture: str,
    pixels: str,
    sounds: list[AudioTrack],
    wanted: str,
) -> None:
    film = dataclasses.replace(
        sample, container=container, codec=picture, pixel_format=pixels, audio=tuple(sounds)
    )
    assert playable(film) == wanted


def test_codecs_are_named_as_their_headers_say(sample: Media, tmp_path: Path) -> None:
    assert mime_type(sample) == 'video/mp4; codecs="avc1.64001e, mp4a.40.2"'
    kinds = {
        'video/mp4; codecs="hev1.2.4.L30.90"': ["libx265", "-x265-params", "log-level=none",
            "-pix_fmt", "yuv420p10le"],
        'video/mp4; codecs="avc1.42c00a"': ["libx264", "-profile:v", "baseline"],
        "": ["mpeg4"],
    }  # fmt: skip
    for kind, codec in kinds.items():
        path = tmp_path / "film.mp4"
        source = "testsrc2=s=64x64:r=25:d=0.4,format=yuv420p"
        run(["-y", "-f", "lavfi", "-i", source, "-c:v", *codec, str(path)])
        assert mime_type(open_source(path)) == kind


def test_the_offset_is_the_file_s_own_clock(sample: Media) -> None:
    late = dataclasses.replace(sample, clock_start=Fraction(3, 2), container_start=Fraction(1))
    told = source_told(late)
    assert (told["offset"], told["start"]) == (1.5, 1.0)
    early = dataclasses.replace(sample, clock_start=Fraction(1), container_start=Fraction(-1, 2))
    told = source_told(early)
    assert (told["offset"], told["start"]) == (1.5, 0.0)


def _drawn() -> Iterator[bytes]:
    """Yield frames that tell their number in bars, the lowest bit at the left."""
    for number in range(FRAMES):
        luma = np.full((180, WIDTH), 16, np.uint8)
        for bit in range(7):
            if number >> bit & 1:
                luma[:, bit * 40 : (bit + 1) * 40] = 235
        yield luma.tobytes() + bytes([128]) * (WIDTH * 90)


PACKED = {
    "plain.mp4": [],
    "late.mp4": ["-itsoffset", "0.52"],
    "late.mkv": ["-itsoffset", "0.52"],
    "far.mkv": ["-output_ts_offset", "3"],
    "broadcast.mkv": ["-output_ts_offset", "1.4"],
}
"""Films whose first picture is at different times of their own clocks."""

_SEEK = """async ([name, times]) => {
  const video = document.querySelector("video");
  video.src = name;
  await new Promise((done) => { video.onloadeddata = done; });
  window.seek = (time) => new Promise((done) => {
    video.requestVideoFrameCallback(() => requestAnimationFrame(() => done()));
    video.currentTime = time;
  });
}"""


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKED)
def test_the_browser_shows_our_frame_at_our_time(
    name: str, browser: "Browser", tmp_path: Path
) -> None:
    bare, path = tmp_path / "bare.mp4", tmp_path / name
    run(["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x180", "-r", str(RATE),
         "-i", "pipe:", "-c:v", "libx264", "-bf", "2", "-g", "25", str(bare)],
        feed=_drawn())  # fmt: skip
    options = PACKED[name]
    before = options if "-itsoffset" in options else []
    run([*before, "-i", str(bare), "-f", "lavfi", "-i", "sine=440:d=5", "-map", "0", "-map", "1",
         "-c:v", "copy", "-c:a", "aac", *([] if before else options), str(path)])  # fmt: skip
    page = browser.new_page(viewport={"width": WIDTH, "height": 180})
    (tmp_path / "page.html").write_text(
        "<body style='margin:0'><video muted style='display:block'></video>"
    )
    page.goto((tmp_path / "page.html").as_uri())
    offset = source_told(open_source(path))["offset"]
    page.evaluate(_SEEK, [name, []])
    try:
        for frame in (1, 26, 62, 100):
            page.evaluate("(time) => window.seek(time)", (frame + 0.5) / RATE + offset)
            shot = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))
            seen = sum(1 << bit for bit in range(7) if shot[90, bit * 40 + 20] > 128)
            assert seen == frame
    finally:
        page.close()
