"""What every renderer must do: show exactly the planned frames, with sound that belongs to them."""

from fractions import Fraction
from pathlib import Path

import pytest

from cutter.media.source import open_source
from cutter.render.choose import RENDERERS, make_renderer
from cutter.render.encoded import describe, sound_end
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList, Media
from cutter.timeline.place import frame_count
from tests.render.conftest import GetFilm, Known, film
from tests.render.films import (
    Kind,
    cut_of,
    lags,
    planned_numbers,
    random_spans,
    shown_numbers,
)

__all__ = ["film"]

X264 = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "48")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "60")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "60")
ASP = ("-c:v", "mpeg4", "-bf", "2", "-g", "30")
MP3 = ("-c:a", "libmp3lame")
OPUS = ("-c:a", "libopus", "-b:a", "128k")
LONG = ("-c:v", "libx264", "-preset", "veryfast", "-g", "250", "-sc_threshold", "0")

BEFORE_ZERO = ("-output_ts_offset", "-0.7", "-avoid_negative_ts", "disabled")

PLAIN = Kind("plain")
KINDS = [
    PLAIN,
    Kind("film_rate", rate="24000/1001", suffix=".mkv"),
    Kind("ntsc", rate="30000/1001"),
    Kind("open_groups", video=(*X264, "-x264-params", "open-gop=1")),
    Kind("vp8", suffix=".webm", video=VP8, audio=OPUS),
    Kind("vp9_30", suffix=".webm", rate="30", video=VP9, audio=OPUS),
    Kind("asp", suffix=".avi", video=ASP, audio=MP3),
    Kind("h264_in_avi", suffix=".avi", audio=MP3),
    Kind("transport", suffix=".ts", rate="30000/1001"),
    Kind("long_groups", suffix=".ts", video=LONG),
    Kind("an_hour_late", suffix=".ts", muxer=("-output_ts_offset", "3600")),
    Kind("delayed", muxer=("-output_ts_offset", "1.075")),
    Kind("negative", muxer=("-output_ts_offset", "-0.7", "-avoid_negative_ts", "disabled")),
    Kind(
        "unstamped", ".mkv", muxer=("-output_ts_offset", "-0.7", "-avoid_negative_ts", "disabled")
    ),
    Kind("fragments", muxer=("-movflags", "frag_keyframe+empty_moov")),
    Kind("quarter_turn", rotation=90),
    Kind("upside_down", rotation=180),
    Kind("jittery", stamps="N*40+mod(N*7,5)*3"),
    Kind("two_rates", ".mkv", stamps="if(lt(N,100),N*40,4000+(N-100)*25)"),
]


@pytest.fixture(params=sorted(RENDERERS))
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of every renderer in turn."""
    return str(request.param)


def write(edl: EditDecisionList, films: list[Media], target: Path, name: str) -> Path:
    return write_cut(edl, films, target, renderer=make_renderer(name, device="cpu"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_frame_is_the_planned_one_and_has_its_own_sound(
    film: GetFilm, kind: Kind, name: str, tmp_path: Path
) -> None:
    media, truth = film(kind)
    rate = media.frame_rate
    edl = cut_of([media], random_spans(truth, rate, 20 if kind is PLAIN else 6))
    cut = write(edl, [media], tmp_path / "cut.mp4", name)
    assert shown_numbers(cut) == planned_numbers(edl, [truth])
    # 1 ms is what Matroska's own clock can tell; lip sync asks for 40.
    assert max(map(abs, lags(edl, [media], cut))) <= 1.0
    assert abs(sound_end(cut) - frame_count(edl) / rate) <= Fraction(1, 1000)


def test_films_of_other_rates_and_shapes_are_cut_together(
    film: GetFilm, name: str, tmp_path: Path
) -> None:
    known: list[Known] = [film(PLAIN), film(KINDS[2]), film(Kind("quarter_turn", rotation=90))]
    films = [media for media, _ in known]
    spans = [
        (1, Fraction(1001, 1000), Fraction(1001, 1000) + 1),
        (0, Fraction(5), Fraction(6)),
        (1, Fraction(3003, 1000), Fraction(3003, 1000) + Fraction(1, 2)),
        (0, Fraction(1), Fraction(3, 2)),
    ]
    edl = cut_of(films, spans)
    cut = write(edl, films, tmp_path / "cut.mp4", name)
    assert shown_numbers(cut) == planned_numbers(edl, [truth for _, truth in known])
    assert max(map(abs, lags(edl, films, cut))) <= 1.0
    assert open_source(cut).frame_rate == 25


def test_a_film_of_another_shape_gets_black_beside_it(
    film: GetFilm, name: str, tmp_path: Path
) -> None:
    from cutter.media.decode import pictures
    from cutter.schema import TimeRange

    upright, _ = film(Kind("quarter_turn", rotation=90))
    assert (upright.display_width, upright.display_height) == (96, 160)
    edl = cut_of([upright], [(0, Fraction(0), Fraction(1))], size=(320, 160))
    cut = open_source(write(edl, [upright], tmp_path / "cut.mp4", name))
    _, picture = next(iter(pictures(cut, TimeRange(Fraction(0), Fraction(1, 25)))))
    assert picture.shape == (160, 320, 3)
    assert picture[:, :104].max() < 24
    assert picture[:, 216:].max() < 24
    # The first number is 0: all of its blocks are dark grey, and none of it is black.
    assert picture[8:152, 120:200].min() > 16


def test_a_clip_of_one_frame_is_one_frame(film: GetFilm, name: str, tmp_path: Path) -> None:
    media, _ = film(PLAIN)
    spans = [(0, Fraction(n, 25), Fraction(n + 1, 25)) for n in (100, 3, 177, 4, 199, 0)]
    cut = write(cut_of([media], spans), [media], tmp_path / "cut.mp4", name)
    assert shown_numbers(cut) == [100, 3, 177, 4, 199, 0]


def test_a_clip_may_begin_while_a_frame_is_shown(film: GetFilm, name: str, tmp_path: Path) -> None:
    media, truth = film(Kind("two_rates", ".mkv", stamps="if(lt(N,100),N*40,4000+(N-100)*25)"))
    spans = [(0, Fraction(1011, 1000), Fraction(2011, 1000)), (0, Fraction(9, 2), Fraction(5))]
    edl = cut_of([media], spans)
    cut = write(edl, [media], tmp_path / "cut.mp4", name)
    assert shown_numbers(cut) == planned_numbers(edl, [truth])


def test_a_film_without_sound_gives_a_cut_without_sound(
    film: GetFilm, name: str, tmp_path: Path
) -> None:
    media, truth = film(Kind("silent", audio=None))
    edl = cut_of([media], random_spans(truth, media.frame_rate, 3))
    cut = write(edl, [media], tmp_path / "cut.mp4", name)
    assert open_source(cut).audio == ()
    assert shown_numbers(cut) == planned_numbers(edl, [truth])


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_the_same_cut_has_the_same_bytes(
    film: GetFilm, name: str, suffix: str, tmp_path: Path
) -> None:
    media, truth = film(PLAIN)
    edl = cut_of([media], random_spans(truth, media.frame_rate, 5))
    one = write(edl, [media], tmp_path / f"one{suffix}", name)
    other = write(edl, [media], tmp_path / f"other{suffix}", name)
    assert one.read_bytes() == other.read_bytes()
    assert shown_numbers(one) == planned_numbers(edl, [truth])


def test_all_files_of_a_picture_share_their_headers(
    film: GetFilm, name: str, tmp_path: Path
) -> None:
    from cutter.progress import SILENT

    media, truth = film(PLAIN)
    edl = cut_of([media], random_spans(truth, media.frame_rate, 5))
    made = make_renderer(name, device="cpu").picture(edl, [media], tmp_path, SILENT)
    described = [describe(path) for path in made.files]
    assert len({one.headers for one in described}) == 1
    assert sum(one.frames for one in described) == frame_count(edl)
