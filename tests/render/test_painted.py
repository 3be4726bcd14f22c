"""Between copied frames a copy has transitions, cards and words in the film's own samples."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter import ffmpeg
from cutter.media.native import native_frames
from cutter.media.packets import packet_table
from cutter.media.source import open_source
from cutter.progress import Silent
from cutter.render.choose import make_renderer
from cutter.render.painted import Canvas
from cutter.schema import Cue, CueTrack, Media, TimeRange, Title, Transition
from tests.render.films import cut_of

RATE = Fraction(25)
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-g", "30", "-pix_fmt")
FORMS = {
    "plain.mp4": (*X264, "yuv420p"),
    "full.mp4": (*X264, "yuvj420p"),
    "deep.mp4": (*X264, "yuv420p10le"),
    "wide.mp4": (*X264, "yuv422p"),
    "deep_wide.mp4": (*X264, "yuv422p10le"),
    "hevc.mp4": (
        *("-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1", "-pix_fmt", "yuv420p"),
        *("-x265-params", "keyint=30:open-gop=0:log-level=error"),
    ),
    "vp9.webm": ("-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime", "-g", "30"),
}
GetMovie = Callable[[str], Media]
Samples = NDArray[np.int64]


class Told(Silent):
    """Keeps warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)


@pytest.fixture(scope="module")
def movie(tmp_path_factory: pytest.TempPathFactory) -> GetMovie:
    """Return what gives a film of 5 s in motion by its file's name."""
    folder = tmp_path_factory.mktemp("forms")

    def get(name: str) -> Media:
        path = folder / name
        if not path.exists():
            picture = f"testsrc2=size=192x112:rate={RATE}:duration=5"
            ffmpeg.run(["-f", "lavfi", "-i", picture, *FORMS[name], "-y", str(path)])
        return open_source(path)

    return get


def samples(media: Media, first: int, count: int) -> list[Samples]:
    canvas = Canvas.of(media)
    frames = native_frames(media, [(first, count)])
    return [canvas.read(data).astype(np.int64) for _, data in frames]


@pytest.mark.parametrize("name", sorted(FORMS))
def test_bodies_are_copied_and_all_between_them_is_made_as_planned(
    movie: GetMovie, name: str, tmp_path: Path
) -> None:
    media = movie(name)
    starts = packet_table(media).starts().tolist()
    clips = [(start - 5, start + 25) for start in (starts[2], starts[1], starts[3])]
    edl = cut_of([media], [(0, first / RATE, end / RATE) for first, end in clips])
    cue = Cue(TimeRange((clips[2][0] + 18) / RATE, (clips[2][0] + 28) / RATE), "Words", "")
    edl = dataclasses.replace(
        edl,
        sources=(dataclasses.replace(edl.sources[0], subtitles=(CueTrack("", "", (cue,)),)),),
        transitions=(Transition(0, "dissolve", 8 / RATE), Transition(1, "dip", 8 / RATE)),
        titles=(Title("Title", 10 / RATE, "start"),),
        output=dataclasses.replace(edl.output, burnt_in="", crf=10),
    )
    told = Told()
    made = make_renderer("copy", device="cpu").picture(edl, [media], tmp_path, told)
    assert told.warnings == []
    assert made.codec == media.codec
    cut = open_source(made.files[0])
    assert cut.pixel_format == media.pixel_format
    found = samples(cut, 0, 100)
    originals = [samples(media, first - 4, end - first + 8) for first, end in clips]
    # The two clips without words hold an iframe each, and from there on all is copied.
    assert made.copied >= 30
    same = sum(bool((found[10 + n] == originals[0][4 + n]).all()) for n in range(30))
    assert same >= 15
    step = 1 << (Canvas.of(media).bits - 8)

    def off(number: int, planned: NDArray[np.float64]) -> float:
        return float(np.abs(found[number] - planned).mean()) / step

    for number in range(8):
        before, behind = originals[0][4 + 26 + number], originals[1][number]
        share = (number + 1) / 9
        assert off(10 + 26 + number, before + (behind - before) * share) < 3
    canvas = Canvas.of(media)
    black = canvas.grey(np.zeros((112, 192), np.uint8)).astype(np.int64)
    for number in range(4):
        goes, comes = originals[1][4 + 26 + number], originals[2][4 + number]
        assert off(10 + 56 + number, black + (goes - black) * (3 - number) / 4) < 3
        assert off(10 + 60 + number, black + (comes - black) * number / 4) < 3
    assert off(0, black.astype(float)) < 1
    assert abs(int(np.median(found[0][: 192 * 112])) - (0 if name == "full.mp4" else 16 * step)) < 2
    assert found[5].max() > 200 * step
    # Words are there while they are to be read, and no longer.
    for number in range(14, 30):
        other = np.abs(found[10 + 60 + number] - originals[2][4 + number]) > 80 * step
        assert bool(other.sum() > 50) == (18 <= number < 28)


def test_where_every_frame_has_words_all_is_encoded_and_said_so(
    movie: GetMovie, tmp_path: Path
) -> None:
    media = movie("plain.mp4")
    edl = cut_of([media], [(0, Fraction(1), Fraction(2))])
    cue = Cue(TimeRange(Fraction(1), Fraction(2)), "Words", "")
    edl = dataclasses.replace(
        edl,
        sources=(dataclasses.replace(edl.sources[0], subtitles=(CueTrack("", "", (cue,)),)),),
        output=dataclasses.replace(edl.output, burnt_in=""),
    )
    told = Told()
    made = make_renderer("copy", device="cpu").picture(edl, [media], tmp_path, told)
    assert made.copied == 0
    assert len(told.warnings) == 1
    assert told.warnings[0].startswith("nothing is copied, all is encoded: every frame has words")
