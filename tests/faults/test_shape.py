"""Rows 13 to 19: pictures and sounds of unusual shape come out as players would show them."""

from pathlib import Path

import av
import numpy as np
import pytest

from cutter.media.source import open_source
from tests.faults.command import command, make
from tests.faults.corpus import Corpus
from tests.faults.seen import ALL, combing, corners, keyframe, pitch, shown

TURNED = {
    "corners.mp4": ["red", "green", "blue", "white"],
    "left.mp4": ["green", "white", "red", "blue"],
    "right.mp4": ["blue", "red", "white", "green"],
    "over.mp4": ["white", "blue", "green", "red"],
    "mirrored.mp4": ["green", "red", "white", "blue"],
}
"""The corners, told from how the film is marked: a quarter turn to the left, and so on."""


def cut_of(film: Path, folder: Path, *options: str) -> Path:
    target = folder / "cut.mp4"
    done = make(film, target, *ALL, *options)
    assert done.code == 0, done.err
    return target


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
@pytest.mark.parametrize("name", TURNED)
def test_row_13_a_turned_or_mirrored_film_comes_out_upright(
    corpus: Corpus, tmp_path: Path, name: str, renderer: str
) -> None:
    cut = cut_of(corpus(name), tmp_path, "--renderer", renderer)
    upright = (240, 320, 3) if name not in ("left.mp4", "right.mp4") else (320, 240, 3)
    first = shown(cut)[0]
    assert first.shape == upright
    assert corners(first) == TURNED[name]
    assert open_source(cut).rotation == 0


@pytest.mark.parametrize("name", TURNED)
def test_row_13_the_pictures_that_a_model_sees_stand_upright(corpus: Corpus, name: str) -> None:
    assert corners(keyframe(corpus(name))) == TURNED[name]


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_row_14_a_circle_of_oblong_pixels_comes_out_round(
    corpus: Corpus, tmp_path: Path, renderer: str
) -> None:
    cut = cut_of(corpus("round.mp4"), tmp_path, "--renderer", renderer)
    for picture in (shown(cut)[0], keyframe(corpus("round.mp4"))):
        disc = picture.mean(axis=2) > 128
        high, wide = int(disc.any(axis=1).sum()), int(disc.any(axis=0).sum())
        assert abs(wide - high) <= 0.04 * high, (wide, high)
    media = open_source(cut)
    assert (media.width, media.height) == (640, 240)
    assert media.pixel_aspect == 1


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy", "copy"])
@pytest.mark.parametrize("name", ["odd.mp4", "odd422.mp4"])
def test_row_15_odd_sizes_and_fine_colours_come_out_as_every_player_takes_them(
    corpus: Corpus, tmp_path: Path, name: str, renderer: str
) -> None:
    film = corpus(name)
    cut = cut_of(film, tmp_path, "--renderer", renderer)
    media = open_source(cut)
    assert (media.width, media.height, media.pixel_format) == (320, 240, "yuv420p")
    # Cut off, not scaled: what was sharp is as sharp.
    apart = shown(cut)[0].astype(int) - shown(film)[0][:240, :320].astype(int)
    assert np.abs(apart).mean() < 6


@pytest.mark.parametrize("name", ["hdr10.mkv", "hlg.mkv"])
def test_row_16_hdr_is_mapped_and_no_8_bit_picture_is_called_hdr(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    cut = cut_of(corpus(name), tmp_path)
    media = open_source(cut)
    assert media.pixel_format == "yuv420p"
    tags = (media.colour_transfer, media.colour_primaries, media.colour_space)
    assert tags == ("bt709", "bt709", "bt709")
    naive = np.mean([picture.mean() for picture in shown(corpus("ok.mp4"))[:30]])
    mapped = np.mean([picture.mean() for picture in shown(cut)[:30]])
    assert 25 < mapped < 230
    # The same code values mean other light in PQ and HLG: unmapped they would come out alike.
    assert abs(mapped - naive) > 8, (mapped, naive)


@pytest.mark.parametrize("name", ["hdr10.mkv", "hlg.mkv"])
def test_row_16_a_renderer_that_cannot_map_hdr_says_so(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "cut.mp4"
    done = make(corpus(name), target, *ALL, "--renderer", "moviepy")
    assert done.code == 6
    assert "cannot map HDR; use --renderer ffmpeg" in done.lines[-1]
    assert not target.exists()


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_row_17_an_interlaced_film_comes_out_without_combs(
    corpus: Corpus, tmp_path: Path, renderer: str
) -> None:
    film = corpus("wheel.mp4")
    with av.open(str(film)) as container:
        decoded = container.decode(video=0)
        woven = [np.asarray(f.to_ndarray(format="rgb24"), dtype=np.uint8) for f in decoded]
    cut = shown(cut_of(film, tmp_path, "--renderer", renderer))
    combed = float(np.mean([combing(picture) for picture in woven[5:25]]))
    assert combed > 0.01, "the film should be combed"
    assert float(np.mean([combing(picture) for picture in cut[5:25]])) < combed / 5
    assert combing(keyframe(film)) < combed / 5


def test_row_18_a_film_without_sound_gives_a_silent_cut_that_says_so(
    corpus: Corpus, tmp_path: Path
) -> None:
    target = tmp_path / "cut.mp4"
    done = make(corpus("noaudio.mp4"), target, *ALL)
    assert done.code == 0, done.err
    assert "no sound" in done.err
    assert open_source(target).audio == ()


@pytest.mark.parametrize(
    ("name", "options", "heard"),
    [
        ("multiaudio.mkv", (), 440),
        ("multiaudio.mkv", ("--audio", "fra"), 880),
        ("multiaudio.mkv", ("--audio", "en"), 440),
        ("multiaudio.mkv", ("--audio", "2"), 880),
        ("commentary.mkv", (), 880),
        ("commentary.mkv", ("--audio", "eng"), 440),
    ],
)
def test_row_19_the_default_track_is_heard_unless_another_is_asked_for(
    corpus: Corpus, tmp_path: Path, name: str, options: tuple[str, ...], heard: int
) -> None:
    cut = cut_of(corpus(name), tmp_path, *options)
    # The film's other language comes along, unless one was asked for.
    assert len(open_source(cut).audio) == (1 if options else 2)
    assert abs(pitch(cut) - heard) < 3


def test_row_19_a_plan_keeps_the_track_that_was_asked_for(corpus: Corpus, tmp_path: Path) -> None:
    plan, cut = tmp_path / "plan.json", tmp_path / "cut.mp4"
    quick = ("--offline", "--model", "basic", "--quiet")
    film = corpus("multiaudio.mkv")
    assert command("plan", film, *ALL, "--audio", "fra", "-o", plan, *quick).code == 0
    done = command("render", plan, "-o", cut, *quick)
    assert done.code == 0, done.err
    assert abs(pitch(cut) - 880) < 3


def test_row_19_the_tracks_are_listed_and_one_that_is_not_there_is_a_usage_error(
    corpus: Corpus, tmp_path: Path
) -> None:
    quick = ("--offline", "--model", "basic", "--progress", "none")
    done = command("plan", corpus("commentary.mkv"), *ALL, *quick)
    assert done.code == 0, done.err
    assert "1 (eng, Commentary, aac), 2 (fra, aac, heard); choose with --audio" in done.out
    done = make(corpus("multiaudio.mkv"), tmp_path / "cut.mp4", *ALL, "--audio", "de")
    done.failed(2, "--audio de", "1 (eng, aac, heard), 2 (fra, aac)")
