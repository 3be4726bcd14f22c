"""Colours, fields, pixel shapes and light come out as a viewer of the film would see them."""

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media.colour import matrix_of
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.render.choose import make_renderer
from cutter.render.write import write_cut
from cutter.schema import Media, TimeRange
from tests.render.films import cut_of

RED = (200, 30, 60)
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-crf", "10")
BARE = "setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown"


def said(tag: str) -> str:
    return f"setparams=colorspace={tag}:color_primaries={tag}:color_trc={tag}"


def film(folder: Path, name: str, source: str, filters: str, *encoder: str) -> Media:
    path = folder / name
    arguments = ["-f", "lavfi", "-i", f"{source}:duration=1:rate=25", "-vf", filters]
    ffmpeg.run([*arguments, *(encoder or X264), "-y", str(path)])
    return open_source(path)


def red(folder: Path, name: str, size: str, matrix: str, tag: str) -> Media:
    """Return a film of one red, whose luma and chroma are made by a matrix and said to be so."""
    colour = "0x{:02x}{:02x}{:02x}".format(*RED)
    told = said(tag) if tag else BARE
    filters = f"scale=out_color_matrix={matrix},format=yuv420p,{told}"
    return film(folder, name, f"color=c={colour}:size={size}", filters)


def as_players_show(path: Path, second: float) -> NDArray[np.float64]:
    """Return the mean colour of a frame, converted as its tags say, or else its size."""
    told = matrix_of(open_source(path))
    arguments = ["-ss", str(second), "-i", str(path), "-frames:v", "1"]
    arguments += ["-vf", f"scale=in_color_matrix={told},format=gbrp,format=rgb24"]
    done = subprocess.run(
        [str(ffmpeg.executable()), "-loglevel", "error", *arguments, "-f", "rawvideo", "-"],
        capture_output=True,
        check=True,
    )
    mean: NDArray[np.float64] = np.frombuffer(done.stdout, np.uint8).reshape(-1, 3).mean(0)
    return mean


def cut(
    films: list[Media], folder: Path, size: tuple[int, int] | None = None, name: str = "ffmpeg"
) -> Path:
    spans = [(number, Fraction(0), Fraction(1)) for number in range(len(films))]
    edl = cut_of(films, spans, size=size, crf=10)
    renderer = make_renderer(name, device="cpu")
    return write_cut(edl, films, folder / "cut.mp4", renderer=renderer)


@pytest.mark.parametrize(
    ("size", "matrix", "tag", "out"),
    [
        ("320x180", "smpte170m", "smpte170m", None),
        ("320x180", "smpte170m", "", None),
        ("1280x720", "bt709", "bt709", None),
        ("1280x720", "bt709", "bt709", (320, 180)),
        ("1280x720", "bt709", "", None),
        ("1280x720", "bt709", "", (320, 180)),
    ],
)
def test_a_colour_stays_that_colour(
    tmp_path: Path, size: str, matrix: str, tag: str, out: tuple[int, int] | None
) -> None:
    shown = as_players_show(cut([red(tmp_path, "red.mp4", size, matrix, tag)], tmp_path, out), 0.5)
    assert np.abs(shown - RED).max() < 6


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
@pytest.mark.parametrize(
    ("size", "matrix", "out"),
    [
        ("640x360", "smpte170m", None),
        ("640x360", "smpte170m", (1280, 720)),
        ("1280x720", "bt709", None),
        ("1280x720", "bt709", (640, 360)),
    ],
)
def test_an_untagged_colour_is_the_same_in_the_film_and_in_the_cut(
    tmp_path: Path, size: str, matrix: str, out: tuple[int, int] | None, renderer: str
) -> None:
    media = red(tmp_path, "red.mp4", size, matrix, "")
    assert media.colour_space == "unknown"
    made = cut([media], tmp_path, out, renderer)
    assert (open_source(made).colour_space == "unknown") == (out is None)
    for shown in (media, open_source(made)):
        _, picture = next(iter(pictures(shown, TimeRange(Fraction(0), Fraction(1)))))
        # The wrong matrix is 20 off; each fast conversion to RGB and back loses up to 5.
        assert np.abs(picture.mean((0, 1)) - RED).max() < 12
    assert np.abs(as_players_show(made, 0.5) - RED).max() < 12


def test_films_with_other_matrices_show_the_same_colour(tmp_path: Path) -> None:
    films = [
        red(tmp_path, "a.mp4", "320x180", "smpte170m", "smpte170m"),
        red(tmp_path, "b.mp4", "1280x720", "bt709", "bt709"),
        red(tmp_path, "c.mp4", "320x180", "smpte170m", ""),
        red(tmp_path, "d.mp4", "1280x720", "bt709", ""),
    ]
    path = cut(films, tmp_path)
    for number in range(4):
        assert np.abs(as_players_show(path, number + 0.5) - RED).max() < 6


@pytest.mark.parametrize(
    ("name", "filters", "encoder"),
    [
        ("rgb.mkv", "format=rgb24", ("-c:v", "libx264rgb", "-crf", "0")),
        ("full.mp4", "scale=out_range=pc", ("-c:v", "libx264", "-pix_fmt", "yuvj420p")),
        ("ten.mkv", "null", ("-c:v", "ffv1", "-pix_fmt", "yuv420p10le")),
        ("deep.mkv", "null", ("-c:v", "ffv1", "-pix_fmt", "yuv444p")),
    ],
)
@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_other_pixels_become_those_that_every_player_shows(
    tmp_path: Path, name: str, filters: str, encoder: tuple[str, ...], renderer: str
) -> None:
    media = film(tmp_path, name, "color=c=0xc81e3c:size=320x180", filters, *encoder)
    path = cut([media], tmp_path, name=renderer)
    assert open_source(path).pixel_format == "yuv420p"
    assert np.abs(as_players_show(path, 0.5) - RED).max() < 8


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_hdr_is_mapped_and_no_longer_said_to_be_hdr(tmp_path: Path, transfer: str) -> None:
    told = f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc"
    colour = "0x{:02x}{:02x}{:02x}".format(*RED)
    filters = f"scale=out_color_matrix=bt2020nc,format=yuv420p10le,{told}"
    media = film(tmp_path, "hdr.mkv", f"color=c={colour}:size=320x180", filters, "-c:v", "ffv1")
    assert media.colour_transfer == transfer
    path = cut([media], tmp_path)
    made = open_source(path)
    assert (made.colour_transfer, made.colour_space, made.pixel_format) == (
        "bt709",
        "bt709",
        "yuv420p",
    )
    shown = as_players_show(path, 0.5)
    # Read naively it would be the same three numbers, which mean another colour here.
    assert np.abs(shown - RED).max() > 12
    path.unlink()
    with pytest.raises(RenderError, match="HDR"):
        cut([media], tmp_path, name="moviepy")


def test_interlaced_pictures_are_not_combed(tmp_path: Path) -> None:
    source = "testsrc2=size=320x240:duration=1:rate=50"
    path = tmp_path / "fields.mp4"
    arguments = ["-f", "lavfi", "-i", source, "-vf", "interlace", "-flags", "+ilme+ildct"]
    ffmpeg.run([*arguments, *X264, "-y", str(path)])
    media = open_source(path)
    assert media.is_interlaced
    made = cut([media], tmp_path)
    assert combing(made) < 0.6 * combing(path)


def combing(path: Path) -> float:
    """Return the share of pixels that stand out from the lines above and below."""
    raw = ["-frames:v", "5", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
    done = subprocess.run(
        [str(ffmpeg.executable()), "-loglevel", "error", "-ss", "0.4", "-i", str(path), *raw],
        capture_output=True,
        check=True,
    )
    lines = np.frombuffer(done.stdout, np.uint8).reshape(5, 240, 320).astype(np.float64)
    odd = np.abs(lines[:, 1:-1] - (lines[:, :-2] + lines[:, 2:]) / 2)
    return float((odd > 24).mean())


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_wide_pixels_become_square(tmp_path: Path, renderer: str) -> None:
    media = film(tmp_path, "wide.mp4", "testsrc2=size=160x120", "setsar=2/1")
    made = open_source(cut([media], tmp_path, name=renderer))
    assert (made.width, made.height, made.pixel_aspect) == (320, 120, Fraction(1))


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_an_odd_size_is_cut_to_an_even_one(tmp_path: Path, renderer: str) -> None:
    encoder = ("-c:v", "libx264", "-pix_fmt", "yuv444p")
    media = film(tmp_path, "odd.mp4", "testsrc2=size=321x241", "null", *encoder)
    made = open_source(cut([media], tmp_path, name=renderer))
    assert (made.width, made.height, made.pixel_format) == (320, 240, "yuv420p")


def test_a_film_whose_size_changes_keeps_its_frames(tmp_path: Path) -> None:
    parts = []
    for number, size in enumerate(["160x120", "320x240"]):
        part = tmp_path / f"{number}.ts"
        source = f"testsrc2=size={size}:duration=1:rate=25"
        offset = ["-output_ts_offset", str(number)]
        ffmpeg.run(["-f", "lavfi", "-i", source, *X264, *offset, "-f", "mpegts", "-y", str(part)])
        parts.append(part.read_bytes())
    path = tmp_path / "changing.ts"
    path.write_bytes(b"".join(parts))
    media = open_source(path)
    edl = cut_of([media], [(0, Fraction(4, 5), Fraction(6, 5)), (0, Fraction(1, 5), Fraction(1))])
    made = write_cut(
        edl, [media], tmp_path / "cut.mp4", renderer=make_renderer("ffmpeg", device="cpu")
    )
    assert open_source(made).display_width == media.display_width
