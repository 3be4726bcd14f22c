"""A film that browsers cannot play is made anew, frame for frame and on the same clock."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from cutter.cli.app import run as cutter
from cutter.ffmpeg import run
from cutter.files import proxies
from cutter.media.decode import pictures
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.pipeline import Look
from cutter.pipeline.proxying import make_proxy, proxy_file
from cutter.schema import Media, TimeRange

WIDTH, HEIGHT, RATE, FRAMES, BITS = 320, 180, 25, 100, 7
CLICKS = (Fraction(1, 2), Fraction(5, 2))
"""Seconds of the sound, at which it clicks."""
KINDS: dict[str, tuple[list[str], list[str], str]] = {
    "broadcast": (["-c:v", "mpeg2video", "-q:v", "2"], ["-c:a", "mp2"], "ts"),
    "camera": (["-c:v", "prores_ks"], ["-c:a", "pcm_s16le"], "mov"),
    "ten bits": (["-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le"],
        ["-c:a", "aac"], "mp4"),
    "remuxed": (["-c:v", "libx264", "-bf", "2", "-g", "25"], ["-c:a", "ac3"], "mkv"),
}  # fmt: skip


def _drawn() -> Iterator[bytes]:
    """Yield frames that tell their number in bars, the lowest bit at the left."""
    for number in range(FRAMES):
        luma = np.full((HEIGHT, WIDTH), 16, np.uint8)
        for bit in range(BITS):
            if number >> bit & 1:
                luma[:, bit * 40 : (bit + 1) * 40] = 235
        yield luma.tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)


@pytest.fixture(scope="module")
def clicking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound that clicks."""
    samples = np.zeros((48_000 * FRAMES // RATE,), np.float32)
    for click in CLICKS:
        at = int(click * 48_000)
        samples[at : at + 480] = 0.8 * np.sin(np.arange(480) * 2 * np.pi * 1000 / 48_000)
    path = tmp_path_factory.mktemp("sound") / "clicks.wav"
    run(["-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "pipe:", str(path)],
        feed=[samples.tobytes()])  # fmt: skip
    return path


@pytest.fixture(scope="module", params=KINDS)
def film(
    request: pytest.FixtureRequest, clicking: Path, tmp_path_factory: pytest.TempPathFactory
) -> Media:
    """Return a film whose picture begins 0.32 s after its sound."""
    picture, sound, suffix = KINDS[request.param]
    path = tmp_path_factory.mktemp("film") / f"film.{suffix}"
    run(
        ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE),
         "-itsoffset", "0.32", "-i", "pipe:", "-i", str(clicking), *picture, *sound, str(path)],
        feed=_drawn(),
    )  # fmt: skip
    return open_source(path)


def number_at(media: Media, time: Fraction) -> int:
    """Return the number of the frame that is shown at a time."""
    around = TimeRange(max(Fraction(0), time - Fraction(1, 5)), time + Fraction(1, 1000))
    *_, (_, shown) = pictures(media, around)
    across = shown[shown.shape[0] // 2, :, 0]
    bar = shown.shape[1] * 40 / WIDTH
    return sum(1 << bit for bit in range(BITS) if across[int((bit + 0.5) * bar)] > 128)


def click_times(media: Media) -> list[float]:
    """Return when a film clicks, in seconds."""
    heard = np.abs(pcm(media, TimeRange(Fraction(0), media.end))).max(axis=1)
    loud = np.flatnonzero(heard > 0.2 * heard.max())
    starts = [loud[0], *(b for a, b in pairwise(loud) if b - a > 4800)]
    return [float(at) / 48_000 for at in starts]


@pytest.fixture(scope="module")
def made(film: Media, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the film's proxy."""
    store = tmp_path_factory.mktemp("store")
    path = make_proxy(film.path, look=Look(cache=store))
    assert path == proxy_file(film, store)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return path


def test_a_proxy_shows_and_sounds_what_the_film_does(film: Media, made: Path) -> None:
    proxy = open_source(made)
    assert (proxy.codec, proxy.pixel_format) == ("h264", "yuv420p")
    assert proxy.clock_start == 0
    assert (proxy.width, proxy.height) == (WIDTH, HEIGHT)
    assert proxy.frame_rate == RATE
    assert [(track.codec, track.channels) for track in proxy.audio] == [("aac", 2)]
    for frame in (0, 1, 24, 25, 26, 49, 75, 98):
        time = Fraction(frame, RATE) + Fraction(1, 100)
        assert number_at(proxy, time) == number_at(film, time) == frame
    ours, theirs = click_times(film), click_times(proxy)
    assert len(ours) == len(CLICKS)
    assert theirs == pytest.approx(ours, abs=0.01)


def test_a_proxy_can_be_sought_in_and_begun_before_it_is_there_whole(made: Path) -> None:
    with av.open(str(made)) as container:
        stream = container.streams.video[0]
        base = stream.time_base
        assert base is not None
        iframes = [
            float(packet.pts * base)
            for packet in container.demux(stream)
            if packet.pts is not None and packet.is_keyframe
        ]
    assert iframes[0] == 0
    gaps = np.diff([*iframes, FRAMES / RATE])
    assert max(gaps) <= 1.001
    data = made.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_a_large_film_is_made_small_upright_and_once(tmp_path: Path) -> None:
    path = tmp_path / "large.mp4"
    run(["-f", "lavfi", "-i", "testsrc2=s=1920x1078:r=25:d=0.4", "-c:v", "mpeg4",
         "-vf", "setsar=1", str(path)])  # fmt: skip
    turned = tmp_path / "turned.mp4"
    run(["-display_rotation", "90", "-i", str(path), "-c", "copy", str(turned)])
    made = make_proxy(turned, look=Look(cache=tmp_path))
    proxy = open_source(made)
    assert proxy.rotation == 0
    assert proxy.pixel_aspect == 1
    assert not proxy.audio
    assert (proxy.height, proxy.width) == (720, 404)
    stamp = made.stat().st_mtime_ns
    assert make_proxy(turned, look=Look(cache=tmp_path)).stat().st_mtime_ns == stamp


def test_the_sound_that_is_heard_has_a_proxy_of_its_own(clicking: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    run(["-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=4", "-f", "lavfi", "-i",
         "anullsrc=r=48000:d=4", "-i", str(clicking), "-map", "0", "-map", "1", "-map", "2",
         "-c:v", "mpeg4", "-c:a", "aac", "-disposition:a:0", "default", str(path)])  # fmt: skip
    look = Look(cache=tmp_path)
    first = make_proxy(path, look=look)
    second = make_proxy(path, look=Look(cache=tmp_path, audio="2"))
    assert first != second
    assert click_times(open_source(second)) == pytest.approx(
        [float(click) for click in CLICKS], abs=0.01
    )
    silence = pcm(open_source(first), TimeRange(Fraction(0), Fraction(3)))
    assert np.abs(silence).max() < 0.01


def test_the_cache_knows_its_proxies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = proxies(tmp_path) / "film-a1-v1.mp4"
    kept.parent.mkdir()
    kept.write_bytes(bytes(3 * 2**20))
    assert cutter(["cache", "list", "--cache", str(tmp_path)]) == 0
    assert "films made anew for browsers" in capsys.readouterr().out
    assert cutter(["cache", "clear", "--cache", str(tmp_path)]) == 0
    assert "3.0 MB removed" in capsys.readouterr().out
    assert not kept.exists()
