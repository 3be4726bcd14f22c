"""The exact frames of a span, wherever it begins, as a player would show them."""

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.media.decode import PictureFrame, pictures, read
from cutter.media.source import open_source
from cutter.schema import TimeRange
from tests.films import real_film
from tests.media.conftest import Film, number_of, run_ffmpeg
from tests.media.test_read import EVERY_KIND


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_span_gives_its_frames_and_no_others(film: Film, name: str) -> None:
    media = open_source(film(name))
    for first, last in ((0, 2), (1, 4), (23, 26), (47, 50), (71, 73), (95, 97), (117, 120)):
        span = TimeRange(Fraction(first, 30), Fraction(last, 30))
        shown = list(pictures(media, span))
        assert [time for time, _ in shown] == [Fraction(k, 30) for k in range(first, last)]
        assert [number_of(picture) for _, picture in shown] == list(range(first, last))


def test_a_span_between_frames_gives_those_that_begin_in_it(film: Film) -> None:
    media = open_source(film("plain.mp4"))
    span = TimeRange(Fraction(1001, 1000), Fraction(1067, 1000))
    assert [number_of(picture) for _, picture in pictures(media, span)] == [31, 32]


def test_a_span_beyond_the_end_gives_nothing(film: Film) -> None:
    media = open_source(film("plain.mp4"))
    assert list(pictures(media, TimeRange(Fraction(5), Fraction(6)))) == []


@pytest.mark.parametrize("name", ["uneven.mp4", "uneven.mkv"])
def test_spans_of_a_variable_rate_are_exact(film: Film, name: str) -> None:
    media = open_source(film(name))
    every = list(pictures(media, TimeRange(Fraction(0), Fraction(9))))
    assert [number_of(picture) for _, picture in every] == list(range(120))
    for at in (3, 58, 60, 100):
        span = TimeRange(every[at][0], every[at + 3][0])
        shown = list(pictures(media, span))
        assert [number_of(picture) for _, picture in shown] == [at, at + 1, at + 2]


def _against_ffmpeg(path: Path, filters: str = "null") -> list[float]:
    """Return how far each of the first five pictures is from ffmpeg's, as PSNR in dB."""
    media = open_source(path)
    width, height = media.display_width, media.display_height
    raw = run_ffmpeg(
        "-i", f"file:{path}", "-map", f"0:{media.video_index}", "-fps_mode", "passthrough",
        "-frames:v", "5", "-vf", filters, "-pix_fmt", "rgb24", "-f", "rawvideo", "-",
    )  # fmt: skip
    theirs = np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)
    span = TimeRange(Fraction(0), 5 * media.frame_duration)
    ours = [picture for _, picture in pictures(media, span)]
    assert len(ours) == len(theirs)
    errors = [
        float(np.mean((a.astype(np.float64) - b) ** 2)) for a, b in zip(ours, theirs, strict=True)
    ]
    return [10 * np.log10(255**2 / max(error, 1e-6)) for error in errors]


@pytest.mark.parametrize(
    "name",
    [
        "plain.mp4",
        "bt709.mp4",
        "odd.mp4",
        "corners.mp4",
        "turned.mp4",
        "back.mp4",
        "over.mp4",
        "mirrored.mp4",
        "mirrored-turned.mp4",
        "vp9.webm",
    ],
)
def test_pictures_are_those_that_ffmpeg_shows(film: Film, name: str) -> None:
    # Another build of the scaler may round differently; a wrong matrix or range gives under 40.
    assert min(_against_ffmpeg(film(name))) > 45


@pytest.mark.parametrize(
    "name", ["takes_frog.mp4", "sintel_trailer_52s.webm", "nasa_multistream_16s.mp4"]
)
def test_pictures_of_real_films_are_those_that_ffmpeg_shows(name: str) -> None:
    assert min(_against_ffmpeg(real_film(name))) > 45


@pytest.mark.parametrize(
    "name", ["red-bt709-1280x720.mp4", "red-smpte170m-640x360.mp4", "red-tagged.mp4"]
)
def test_untagged_colours_are_read_as_players_read_them(film: Film, name: str) -> None:
    media = open_source(film(name))
    assert (media.colour_space == "unknown") == (name != "red-tagged.mp4")
    red = (200, 30, 60)
    _, picture = next(iter(pictures(media, TimeRange(Fraction(0), Fraction(1)))))
    assert np.abs(picture.mean((0, 1)) - red).max() < 8
    frame = next(iter(read(media, sound=False)))
    assert isinstance(frame, PictureFrame)
    assert np.abs(frame.upright().mean((0, 1)) - red).max() < 8
    assert np.abs(frame.small().mean((0, 1)) - red[::-1]).max() < 8


def test_turned_films_stand_upright(film: Film) -> None:
    corners = {}
    for name in ("corners.mp4", "turned.mp4", "back.mp4", "over.mp4", "mirrored.mp4"):
        media = open_source(film(name))
        _, picture = next(iter(pictures(media, TimeRange(Fraction(0), Fraction(1)))))
        names = {(1, 0, 0): "r", (0, 1, 0): "g", (0, 0, 1): "b", (1, 1, 1): "w"}
        spots = [picture[10, 10], picture[10, -10], picture[-10, 10], picture[-10, -10]]
        corners[name] = "".join(
            names[int(r > 128), int(g > 128), int(b > 128)] for r, g, b in spots
        )
    assert corners == {
        "corners.mp4": "rgbw",
        "turned.mp4": "gwrb",
        "back.mp4": "brwg",
        "over.mp4": "wbgr",
        "mirrored.mp4": "grwb",
    }


def test_a_size_may_be_asked_for(film: Film) -> None:
    media = open_source(film("turned.mp4"))
    span = TimeRange(Fraction(0), Fraction(1, 10))
    assert next(iter(pictures(media, span, size=(40, 70))))[1].shape == (70, 40, 3)
    shape = next(iter(pictures(media, span)))[1].shape
    assert shape == (media.display_height, media.display_width, 3)


def test_pictures_of_an_interlaced_film_do_not_comb(film: Film) -> None:
    media = open_source(film("combed.mp4"))
    for _, picture in pictures(media, TimeRange(Fraction(1), Fraction(2))):
        luma = picture.astype(np.int16).mean(axis=2)
        # Comb: a line unlike both its neighbours, which are like each other.
        comb = np.abs(2 * luma[1:-1] - luma[:-2] - luma[2:])
        assert comb.mean() < 8


def test_seeking_in_a_real_film_gives_the_frames_of_a_whole_pass() -> None:
    media = open_source(real_film("sintel_trailer_52s.webm"))
    rng = random.Random(1)
    start = Fraction(rng.randrange(600, 700), 24)
    size = (64, 28)
    whole = dict(pictures(media, TimeRange(start - 8, start + 1), size=size))
    part = dict(pictures(media, TimeRange(start, start + 1), size=size))
    assert len(part) == 24
    assert all(np.array_equal(whole[time], picture) for time, picture in part.items())
