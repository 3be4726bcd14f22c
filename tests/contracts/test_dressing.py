"""What every renderer must do with joins, cards, framing and words in the picture."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter import ffmpeg
from cutter.media.decode import pictures
from cutter.media.source import open_source
from cutter.progress import SILENT
from cutter.render.choose import RENDERERS, make_renderer
from cutter.render.join import join
from cutter.schema import (
    Cue,
    CueTrack,
    EditDecisionList,
    Focus,
    Framing,
    Media,
    TimeRange,
    Title,
    Transition,
)
from cutter.timeline.place import frame_count, place
from tests.render.conftest import GetFilm, film
from tests.render.films import Kind, cut_of, read_number

__all__ = ["film"]

Pictures = NDArray[np.uint8]
RATE = Fraction(25)
GREYS = (60, 180)
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-g", "12", "-pix_fmt", "yuv420p")
PLAIN = Kind("plain")
NTSC = Kind("ntsc", rate="30000/1001")
UNSTAMPED = Kind("h264_in_avi", suffix=".avi", audio=("-c:a", "libmp3lame"))


@pytest.fixture(params=sorted(RENDERERS))
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of every renderer in turn."""
    return str(request.param)


@pytest.fixture(scope="module", params=["25.mp4", "25.avi", "24000/1001.mp4", "30000/1001.mkv"])
def greys(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[Media]:
    """Return a dark and a bright film of one colour each, of 60 frames; without stamps in AVI."""
    rate, suffix = request.param.split(".")
    made = []
    for number, grey in enumerate(GREYS):
        path = tmp_path_factory.mktemp("greys") / f"{number}.{suffix}"
        colour = f"color=c=0x{grey:02x}{grey:02x}{grey:02x}:size=160x96:rate={rate}"
        ffmpeg.run(["-f", "lavfi", "-i", colour, "-frames:v", "60", *X264, "-y", str(path)])
        made.append(open_source(path))
    return made


def shown(edl: EditDecisionList, films: Sequence[Media], folder: Path, name: str) -> list[Pictures]:
    """Return every frame of a cut, as a renderer made it, in shown order."""
    made = make_renderer(name, device="cpu").picture(edl, films, folder, SILENT)
    assert made.frames == frame_count(edl)
    target = folder / "joined.mp4"
    join(made.files, (), target, frame_rate=edl.output.frame_rate)
    media = open_source(target)
    found = [p for _, p in pictures(media, TimeRange(Fraction(0), media.end + 1))]
    assert len(found) == frame_count(edl)
    assert all(p.shape[:2] == (edl.output.height, edl.output.width) for p in found)
    return found


def spans(
    *clips: tuple[int, int, int], rate: Fraction = RATE
) -> list[tuple[int, Fraction, Fraction]]:
    return [(source, first / rate, end / rate) for source, first, end in clips]


def test_a_dissolve_goes_evenly_from_one_film_to_the_other(
    greys: list[Media], name: str, tmp_path: Path
) -> None:
    rate = greys[0].frame_rate
    edl = cut_of(greys, spans((0, 10, 30), (1, 10, 30), rate=rate))
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dissolve", 8 / rate),))
    levels = [float(picture.mean()) for picture in shown(edl, greys, tmp_path, name)]
    dark, bright = levels[0], levels[-1]
    assert abs(dark - GREYS[0]) < 4
    assert abs(bright - GREYS[1]) < 4
    planned = [dark + (bright - dark) * step / 9 for step in range(1, 9)]
    assert np.abs(np.array(levels[16:24]) - planned).max() < 2.5
    assert np.abs(np.array(levels[:16]) - dark).max() < 2
    assert np.abs(np.array(levels[24:]) - bright).max() < 2


def test_a_dip_goes_to_black_and_comes_back(greys: list[Media], name: str, tmp_path: Path) -> None:
    rate = greys[0].frame_rate
    edl = cut_of(greys, spans((1, 0, 20), (0, 40, 60), rate=rate))
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dip", 8 / rate),))
    levels = [float(picture.mean()) for picture in shown(edl, greys, tmp_path, name)]
    bright, dark = levels[0], levels[-1]
    planned = [bright * step / 4 for step in (3, 2, 1, 0)] + [dark * n / 4 for n in range(4)]
    assert np.abs(np.array(levels[16:24]) - planned).max() < 3
    assert max(levels[19:21]) < 2
    assert abs(levels[15] - bright) < 2
    assert abs(levels[24] - dark) < 2


@pytest.mark.parametrize("kind", [PLAIN, UNSTAMPED], ids=lambda kind: kind.name)
def test_bodies_keep_their_frames_round_transitions_and_cards(
    film: GetFilm, kind: Kind, name: str, tmp_path: Path
) -> None:
    media, truth = film(kind)
    clips = [(50, 70), (120, 140), (7, 27), (90, 91)]
    edl = cut_of([media], spans(*((0, first, end) for first, end in clips)))
    edl = dataclasses.replace(
        edl,
        transitions=(Transition(0, "dissolve", 6 / RATE), Transition(1, "dip", 10 / RATE)),
        titles=(Title("One", 12 / RATE, "start"), Title("End", 9 / RATE, "end")),
    )
    found = shown(edl, [media], tmp_path, name)
    numbers = {at: number for at, (_, number) in enumerate(truth)}
    for piece, before, behind in zip(place(edl), (0, 3, 5, 0), (3, 5, 0, 0), strict=True):
        first = clips[piece.clip][0]
        for number in range(before, piece.count - behind):
            assert read_number(found[piece.first + number]) == numbers[first + number]
    # A card begins and ends without words; in between there are some.
    for card in (found[:12], found[-9:]):
        assert max(int(card[0].max()), int(card[-1].max())) < 24
        assert int(card[len(card) // 2].max()) > 200
    # Half of a dissolve lies on either side of its joint.
    one, other = found[12 + 16].astype(int), found[12 + 23].astype(int)
    middle = found[12 + 19].astype(int)
    assert np.abs(middle - one).mean() > 3
    assert np.abs(middle - other).mean() > 3


def test_a_film_dissolves_into_an_earlier_moment_of_itself(
    film: GetFilm, name: str, tmp_path: Path
) -> None:
    """The frames of both sides go on: what is mixed are the right ones, one by one."""
    media, _ = film(PLAIN)
    edl = cut_of([media], spans((0, 60, 80), (0, 20, 40)))
    plain = shown(
        cut_of([media], spans((0, 60, 84), (0, 16, 40))), [media], _made(tmp_path / "plain"), name
    )
    edl = dataclasses.replace(edl, transitions=(Transition(0, "dissolve", 8 / RATE),))
    found = shown(edl, [media], _made(tmp_path / "joined"), name)
    for number in range(8):
        before, behind = plain[16 + number].astype(float), plain[24 + number].astype(float)
        planned = before + (behind - before) * (number + 1) / 9
        wrong = before + (plain[24 + number + 1].astype(float) - before) * (number + 1) / 9
        got = found[16 + number].astype(float)
        assert np.abs(got - planned).mean() < 4
        assert np.abs(got - planned).mean() < np.abs(got - wrong).mean() or number == 7


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def marked(folder: Path) -> Media:
    """Return a film whose left third is red, whose middle is green and whose right is blue."""
    path = folder / "thirds.mp4"
    thirds = "drawbox=0:0:iw/3:ih:red:fill,drawbox=2*iw/3:0:iw/3:ih:blue:fill"
    colour = "color=c=0x00c000:size=480x160:rate=25:duration=2"
    ffmpeg.run(["-f", "lavfi", "-i", colour, "-vf", thirds, *X264, "-y", str(path)])
    return open_source(path)


def test_a_crop_follows_its_path(name: str, tmp_path: Path) -> None:
    media = marked(tmp_path)
    edl = cut_of([media], spans((0, 0, 40)), size=(160, 160))
    path = (
        Focus(Fraction(0), 0.0, 0.5),
        Focus(10 / RATE, 0.0, 0.5),
        Focus(20 / RATE, 0.5, 0.5),
        Focus(30 / RATE, 1.0, 0.5),
    )
    edl = dataclasses.replace(edl, reframe=(Framing("crop", path),))
    found = shown(edl, [media], tmp_path, name)
    for number, most in ((0, 0), (9, 0), (20, 1), (31, 2), (39, 2)):
        inner = found[number][8:-8, 8:-8].mean((0, 1))
        assert inner.argmax() == most
        assert np.delete(inner, most).max() < 40
    # Between two points its middle lies in proportion: at 120 of 480 pixels here, 160 are red.
    reds = (found[15][80, :, 0] > 100).sum()
    assert abs(int(reds) - 120) <= 1


def test_a_crop_without_a_path_shows_the_middle(name: str, tmp_path: Path) -> None:
    media = marked(tmp_path)
    edl = cut_of([media], spans((0, 0, 5)), size=(160, 160))
    edl = dataclasses.replace(edl, reframe=(Framing("crop"),))
    for picture in shown(edl, [media], tmp_path, name):
        assert picture[8:-8, 8:-8].mean((0, 1)).argmax() == 1


def test_a_blurred_frame_holds_all_of_the_picture_and_no_black(name: str, tmp_path: Path) -> None:
    media = marked(tmp_path)
    edl = cut_of([media], spans((0, 0, 5)), size=(160, 284))
    edl = dataclasses.replace(edl, reframe=(Framing("blur"),))
    for picture in shown(edl, [media], tmp_path, name):
        band = picture[142 - 20 : 142 + 20]
        assert [int(band[:, x].mean(0).argmax()) for x in (20, 80, 140)] == [0, 1, 2]
        around = np.concatenate([picture[:110], picture[174:]])
        assert around.max(axis=2).min() > 60
        # What is behind is the middle of the picture, and that is green.
        assert around[:, 80].mean(0).argmax() == 1


def test_a_blurred_frame_has_no_colour_that_the_picture_lacks(name: str, tmp_path: Path) -> None:
    path = tmp_path / "grey.mp4"
    grey = "testsrc2=size=320x180:rate=25:duration=1"
    ffmpeg.run(["-f", "lavfi", "-i", grey, "-vf", "hue=s=0", *X264, "-y", str(path)])
    media = open_source(path)
    # A size at which FFmpeg's gblur, held to one thread, left green and magenta in the ground.
    edl = cut_of([media], spans((0, 0, 3)), size=(202, 360))
    edl = dataclasses.replace(edl, reframe=(Framing("blur"),))
    for picture in shown(edl, [media], tmp_path, name):
        assert (picture.max(axis=2).astype(int) - picture.min(axis=2)).max() < 12


def test_a_padded_frame_is_black_around(name: str, tmp_path: Path) -> None:
    media = marked(tmp_path)
    edl = cut_of([media], spans((0, 0, 5)), size=(160, 284))
    edl = dataclasses.replace(edl, reframe=(Framing("pad"),))
    for picture in shown(edl, [media], tmp_path, name):
        assert picture[:110].max() < 24
        assert [int(picture[142, x].argmax()) for x in (20, 80, 140)] == [0, 1, 2]


@pytest.mark.parametrize("kind", [PLAIN, NTSC], ids=lambda kind: kind.name)
def test_cues_are_drawn_into_the_frames_that_they_belong_to(
    film: GetFilm, kind: Kind, name: str, tmp_path: Path
) -> None:
    media, _ = film(kind)
    rate = media.frame_rate
    edl = cut_of([media], [(0, 40 / rate, 70 / rate), (0, 120 / rate, 150 / rate)])
    cues = (
        Cue(TimeRange(50 / rate, 62 / rate), "ONE", "0"),
        Cue(TimeRange(55 / rate, 66 / rate), "TWO {\\an8} %{n} <b>", "0"),
        Cue(TimeRange(130 / rate, 150 / rate), "THREE", "0"),
    )
    words = dataclasses.replace(edl.sources[0], subtitles=(CueTrack("en", "", cues),))
    plain = shown(edl, [media], _made(tmp_path / "plain"), name)
    edl = dataclasses.replace(
        edl, sources=(words,), output=dataclasses.replace(edl.output, burnt_in="en")
    )
    found = shown(edl, [media], _made(tmp_path / "burnt"), name)
    is_written = [
        bool(np.abs(one.astype(int) - other.astype(int)).max() > 100)
        for one, other in zip(plain, found, strict=True)
    ]
    assert is_written == [10 <= n < 26 or 40 <= n < 60 for n in range(60)]
    # One cue takes one line, two take two; the frame's upper half is never written on.
    assert _rows(plain[12], found[12]) < _rows(plain[17], found[17])
    for one, other in zip(plain, found, strict=True):
        assert np.abs(one[:40].astype(int) - other[:40].astype(int)).max() < 40


def _rows(one: Pictures, other: Pictures) -> int:
    """Return on how many rows two pictures differ."""
    return int((np.abs(one.astype(int) - other.astype(int)).max(axis=(1, 2)) > 60).sum())


HARD = [
    "%{pts} %%",
    'it\'s "quoted": [a],(b);c=d\\e',
    "two\nlines\r\nand a third",
    "\U0001f600 emoji \u200d\ufe0f",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "x" * 500,
    "word " * 100,
    "\x00\x07\x1b[31m\ud800",
    "",
]


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_a_card_takes_any_text(film: GetFilm, tmp_path: Path, text: str) -> None:
    media, _ = film(PLAIN)
    edl = cut_of([media], spans((0, 0, 3)))
    edl = dataclasses.replace(edl, titles=(Title(text, 5 / RATE, "start"),))
    found = shown(edl, [media], tmp_path, "ffmpeg")
    assert bool(found[2].max() > 120) == bool(text.strip("\x00\x07\ud800"))
    # Nothing is drawn at the frame's very edge.
    assert max(int(found[2][:4].max()), int(found[2][:, :4].max())) < 40
