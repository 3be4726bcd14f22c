"""A crop stays inside the picture and follows its path evenly, by parts of a pixel."""

import dataclasses
import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.render.choose import make_renderer
from cutter.render.reframe import MOST_POINTS, TOLERANCE, cover, crop, knots
from cutter.schema import Focus, Framing, Media, Output, TimeRange, Transition
from cutter.timeline.place import Placed
from tests.described import described
from tests.render.conftest import GetFilm, film
from tests.render.films import Kind, cut_of

__all__ = ["film"]

RATE = Fraction(25)
LOSSLESS = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p")
shares = st.floats(0, 1)
points = st.lists(st.tuples(st.fractions(0, 10, max_denominator=1000), shares, shares), max_size=8)


def upright(width: int, height: int) -> Media:
    return described(display_width=width, display_height=height)


@given(
    size=st.tuples(st.integers(16, 4000), st.integers(16, 4000)),
    out=st.tuples(st.integers(8, 1000), st.integers(8, 1000)),
    path=points,
)
def test_a_crop_never_leaves_the_picture(
    size: tuple[int, int], out: tuple[int, int], path: list[tuple[Fraction, float, float]]
) -> None:
    media, output = upright(*size), Output(2 * out[0], 2 * out[1], RATE)
    framing = Framing("crop", tuple(Focus(*point) for point in path))
    piece = Placed(0, 0, 0, 60, Fraction(3), Fraction(9))
    made = crop(piece, media, output, framing)
    assert (made.width, made.height) == cover(media, output)
    for axis, whole, part in (
        (made.across, made.width, output.width),
        (made.down, made.height, output.height),
    ):
        assert whole % 2 == 0
        assert axis.room == whole - part >= 0
        assert len(axis.positions) == piece.count
        assert all(0 <= position <= axis.room for position in axis.positions)
        if not axis.is_moving:
            assert len(set(axis.positions)) == 1
            assert axis.positions[0] % 2 == 0
    # One side is filled just so, and the shape is kept.
    assert 0 in (made.across.room, made.down.room)


def test_a_crop_is_held_before_its_first_point_and_behind_its_last() -> None:
    media, output = upright(640, 360), Output(360, 360, RATE)
    path = (Focus(Fraction(4), 0.4, 0.5), Focus(Fraction(5), 0.6, 0.5))
    piece = Placed(0, 0, 0, 100, Fraction(3), Fraction(7))
    found = crop(piece, media, output, Framing("crop", path)).across.positions
    assert set(found[:26]) == {0.4 * 640 - 180}
    assert set(found[50:]) == {0.6 * 640 - 180}
    steps = {round(b - a, 6) for a, b in itertools.pairwise(found[25:51])}
    assert steps == {round(0.2 * 640 / 25, 6)}


@given(st.lists(st.floats(0, 3000), min_size=1, max_size=180))
def test_few_points_tell_a_path_as_well(positions: list[float]) -> None:
    found = knots(positions)
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, len(positions) - 1)
    told = np.interp(range(len(positions)), numbers, [value for _, value in found])
    assert np.abs(told - positions).max() <= TOLERANCE + 1e-6


def test_a_straight_path_is_told_in_two_points_and_a_wild_one_in_not_too_many() -> None:
    assert len(knots([number / 3 for number in range(1500)])) == 2
    assert len(knots([float(number % 7 * 90) for number in range(1500)])) <= MOST_POINTS


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Return a film of one still picture: waves side by side, 40 pixels long."""
    path = tmp_path_factory.mktemp("waves") / "waves.mp4"
    wave = "lum='128+90*sin(2*PI*X/40)':cb=128:cr=128"
    source = f"nullsrc=size=640x160:rate=25:duration=4,format=yuv420p,geq={wave}"
    ffmpeg.run(["-f", "lavfi", "-i", source, *LOSSLESS, "-y", str(path)])
    return open_source(path)


def left_edges(made: list[NDArray[np.uint8]]) -> NDArray[np.float64]:
    """Return how far each picture is shifted along the waves against the first, in pixels."""
    phases = []
    for picture in made:
        line = picture[40:120, :160].mean((0, 2))
        turn = np.exp(-2j * np.pi * np.arange(160) / 40)
        phases.append(np.angle((line * turn).sum()))
    shifts = np.unwrap(phases) / (2 * np.pi) * 40
    found: NDArray[np.float64] = shifts - shifts[0]
    return found


@pytest.mark.parametrize("name", ["ffmpeg", "moviepy"])
@pytest.mark.parametrize("speed", [0.13, 0.5, 3.7])
def test_a_slow_pan_has_no_jitter(waves: Media, name: str, speed: float, tmp_path: Path) -> None:
    """Whole pixels would be up to half a pixel off, and even ones a whole pixel."""
    count = 50
    edl = cut_of([waves], [(0, Fraction(1), Fraction(1) + count / RATE)], size=(160, 160), crf=8)
    begin = 0.25
    end = begin + speed * count / 640
    path = (Focus(Fraction(1), begin, 0.5), Focus(1 + count / RATE, end, 0.5))
    edl = dataclasses.replace(edl, reframe=(Framing("crop", path),))
    files = make_renderer(name, device="cpu").picture(edl, [waves], tmp_path, SILENT).files
    cut = open_source(files[0])
    found = left_edges([p for _, p in pictures(cut, TimeRange(Fraction(0), cut.end + 1))])
    planned = np.arange(count) * speed
    assert np.abs(found - planned).max() < 0.12
    assert np.abs(np.diff(found) - speed).max() < 0.18


def halves(folder: Path, name: str, size: str, filters: str, *encoder: str) -> Media:
    """Return a film whose left half is red and whose right half is blue, as filters leave it."""
    path = folder / name
    box = "drawbox=0:0:iw/2:ih:red:fill"
    arguments = ["-f", "lavfi", "-i", f"color=c=blue:size={size}:rate=25:duration=1"]
    x264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    ffmpeg.run([*arguments, "-vf", f"{box},{filters}", *(encoder or x264), "-y", str(path)])
    return open_source(path)


def turned(folder: Path) -> Media:
    whole = halves(folder, "whole.mp4", "160x320", "transpose=1")
    path = folder / "turned.mp4"
    ffmpeg.run(["-display_rotation", "90", "-i", str(whole.path), "-c", "copy", "-y", str(path)])
    media = open_source(path)
    assert (media.rotation, media.display_width, media.display_height) == (270, 160, 320)
    return media


HDR = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
FIELDS = ("-c:v", "libx264", "-flags", "+ilme+ildct", "-pix_fmt", "yuv420p")


@pytest.mark.parametrize("fit", ["crop", "blur"])
@pytest.mark.parametrize("name", ["ffmpeg", "moviepy"])
@pytest.mark.parametrize("kind", ["turned", "wide pixels", "odd", "fields", "hdr"])
def test_every_kind_of_picture_is_framed(kind: str, name: str, fit: str, tmp_path: Path) -> None:
    if kind == "turned":
        media = turned(tmp_path)
    elif kind == "wide pixels":
        media = halves(tmp_path, "wide.mp4", "160x240", "setsar=2/1")
    elif kind == "odd":
        media = halves(
            tmp_path, "odd.mp4", "321x241", "null", "-c:v", "libx264", "-pix_fmt", "yuv444p"
        )
    elif kind == "fields":
        media = halves(tmp_path, "fields.mp4", "320x240", "interlace", *FIELDS)
        assert media.is_interlaced
    else:
        filters = f"scale=out_color_matrix=bt2020nc,format=yuv420p10le,{HDR}"
        media = halves(tmp_path, "hdr.mkv", "320x240", filters, "-c:v", "ffv1")
    edl = cut_of([media], [(0, Fraction(1, 5), Fraction(3, 5))], size=(240, 120))
    path = (Focus(Fraction(1, 5), 0.4, 0.4), Focus(Fraction(3, 5), 0.6, 0.6))
    edl = dataclasses.replace(
        edl, reframe=(Framing("crop", path) if fit == "crop" else Framing("blur"),)
    )
    renderer = make_renderer(name, device="cpu")
    if kind == "hdr" and name == "moviepy":
        with pytest.raises(RenderError, match="HDR"):
            renderer.picture(edl, [media], tmp_path, SILENT)
        return
    cut = open_source(renderer.picture(edl, [media], tmp_path, SILENT).files[0])
    assert (cut.display_width, cut.display_height) == (240, 120)
    shown = [p.astype(int) for _, p in pictures(cut, TimeRange(Fraction(0), cut.end + 1))]
    assert len(shown) == Fraction(2, 5) * media.frame_rate
    for picture in shown:
        # Red on the left and blue on the right, in the picture as around it.
        for x, most in ((20, 0), (90, 0), (150, 2), (220, 2)):
            colour = picture[30:90, x].mean(0)
            assert colour.argmax() == most
            assert colour[most] > colour[1] + 40


def test_a_film_without_stamps_dissolves_into_one_with_stamps(
    film: GetFilm, tmp_path: Path
) -> None:
    unstamped, _ = film(Kind("h264_in_avi", suffix=".avi", audio=("-c:a", "libmp3lame")))
    plain, _ = film(Kind("plain"))
    edl = cut_of([unstamped, plain], [(0, Fraction(1), Fraction(2)), (1, Fraction(3), Fraction(4))])
    edl = dataclasses.replace(
        edl,
        transitions=(Transition(0, "dissolve", 8 / RATE),),
        output=dataclasses.replace(edl.output, has_sound=False),
    )
    made = make_renderer("ffmpeg", device="cpu").picture(edl, [unstamped, plain], tmp_path, SILENT)
    from cutter.render.join import join

    join(made.files, (), tmp_path / "joined.mp4", frame_rate=RATE)
    hdr = halves(
        tmp_path,
        "hdr.mkv",
        "160x96",
        f"scale=out_color_matrix=bt2020nc,format=yuv420p10le,{HDR}",
        "-c:v",
        "ffv1",
    )
    edl = cut_of(
        [unstamped, hdr], [(0, Fraction(1), Fraction(2)), (1, Fraction(1, 5), Fraction(1))]
    )
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dissolve", 8 / RATE),))
    with pytest.raises(RenderError, match="cannot map HDR"):
        make_renderer("ffmpeg", device="cpu").picture(edl, [unstamped, hdr], tmp_path, SILENT)
