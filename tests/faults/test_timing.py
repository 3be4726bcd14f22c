"""Rows 10, 11, 12, 20 and 23: what happens in time, to the film and to its file."""

import itertools
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest

from cutter import ffmpeg, pipeline
from cutter.analysis.settings import DetectorSettings
from cutter.errors import SourceChanged
from cutter.media.decode import pictures
from cutter.media.sound import pcm
from cutter.media.source import open_source
from cutter.pipeline import Look, analyze
from cutter.render.choose import make_renderer
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList, TimeRange
from cutter.timeline.place import place
from tests.faults.command import command, make
from tests.faults.corpus import Corpus
from tests.faults.seen import ALL, looked_at, plan, shown
from tests.render.films import cut_of

LIP_SYNC = 0.040
"""Seconds by which sound and picture may be apart (ITU-R BT.1359-1: noticed from about 45 ms)."""
RATE = 48_000
CUTS = 2_000
RAW = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "64x48", "-framerate", "1", "-i", "pipe:0")


def test_row_10_a_film_without_cuts_is_one_shot(corpus: Corpus, tmp_path: Path) -> None:
    film = looked_at(corpus("static.mp4")).film
    assert len(film.shots) == 1
    assert film.shots[0].span == TimeRange(Fraction(0), Fraction(60))
    done = make(corpus("static.mp4"), tmp_path / "cut.mp4", "--fill", "--budget", "4s")
    assert done.code == 0, done.err
    assert len(shown(tmp_path / "cut.mp4")) == 40


@pytest.mark.slow
def test_row_10_thousands_of_cuts_are_as_many_shots(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    colours = chance.integers(30, 100, (CUTS + 1, 1, 1, 3), dtype=np.uint8)
    colours[::2] += 120
    film = tmp_path / "flicker.mp4"
    ffmpeg.run(
        [*RAW, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(film)],
        feed=(np.broadcast_to(colour, (48, 64, 3)).tobytes() for colour in colours),
    )
    # The light changes by 50 levels at least from frame to frame, a third of that counts.
    detector = DetectorSettings(name="content", threshold=8.0, transitions=False)
    look = Look(model="basic", offline=True, detector=detector)
    planned = pipeline.plan([film], None, look=look, wish=pipeline.Wish(budget="60s", fill=True))
    assert len(planned.analyses[0].film.shots) == CUTS + 1
    assert 50 <= planned.edl.duration <= 60


def flash_and_beep(path: Path, edl: EditDecisionList) -> list[float]:
    """Return for every clip by how many seconds its flash is seen after its beep is heard."""
    cut = open_source(path)
    heard = np.abs(pcm(cut, TimeRange(Fraction(0), cut.end))[:, 0])
    bright = [
        float(time)
        for time, picture in pictures(cut, TimeRange(Fraction(0), cut.end))
        if picture.mean() > 100
    ]
    apart = []
    for piece in place(edl):
        begin = float(piece.first / edl.output.frame_rate)
        end = begin + float(piece.count / edl.output.frame_rate)
        flash = next(time for time in bright if begin <= time < end)
        loud = heard[int(begin * RATE) : int(end * RATE)]
        beep = begin + int((loud > 0.2).argmax()) / RATE
        assert loud.max() > 0.3, "there should be a beep"
        apart.append(flash - beep)
    return apart


@pytest.mark.parametrize("renderer", ["ffmpeg", "copy", "moviepy"])
def test_row_11_every_clip_of_a_variable_rate_keeps_picture_and_sound_together(
    corpus: Corpus, tmp_path: Path, renderer: str
) -> None:
    media = looked_at(corpus("flashes.mp4")).film.media
    assert media.is_vfr
    assert media.end > Fraction(119, 10)
    # Shuffled, so that any time that is counted instead of read would show.
    spans = [
        (0, Fraction(second) - early, Fraction(second) + Fraction(1, 2))
        for second, early in zip(
            (7, 2, 9, 4, 11, 5, 1, 10, 3, 8, 6),
            itertools.cycle((Fraction(1, 2), Fraction(1, 3), Fraction(11, 37))),
            strict=False,
        )
    ]
    edl = cut_of([media], spans)
    cut = write_cut(
        edl, [media], tmp_path / "cut.mp4", renderer=make_renderer(renderer, device="cpu")
    )
    apart = flash_and_beep(cut, edl)
    print(renderer, [round(1000 * seconds) for seconds in apart])
    assert max(map(abs, apart)) <= LIP_SYNC, [round(1000 * seconds) for seconds in apart]


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
def test_row_11_the_film_itself_is_as_long_as_it_shows(
    corpus: Corpus, tmp_path: Path, renderer: str
) -> None:
    cut = tmp_path / "cut.mp4"
    done = make(corpus("vfr.mp4"), cut, *ALL, "--keep-credits", "--renderer", renderer)
    assert done.code == 0, done.err
    film = looked_at(corpus("vfr.mp4")).film
    assert film.media.frame_rate == 60
    assert abs(film.media.end - 14) < Fraction(1, 30)


@pytest.mark.parametrize("name", ["delayed.mp4", "offset.ts", "neg.mkv", "full.mkv"])
def test_row_12_a_displaced_clock_gives_the_plan_of_the_film_as_it_was(
    corpus: Corpus, name: str
) -> None:
    straight, displaced = plan(corpus("ok.mp4"))[0], plan(corpus(name))[0]
    assert looked_at(corpus(name)).film.shots[0].span.start == 0
    for document in (straight, displaced):
        for clip in document["clips"]:
            del clip["score"], clip["reasons"]
    assert displaced["clips"] == straight["clips"]
    assert displaced["duration"] == straight["duration"]


@pytest.mark.parametrize("name", ["delayed.mp4", "offset.ts", "neg.mkv"])
def test_row_12_a_displaced_clock_gives_the_pictures_of_the_film_as_it_was(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    cut = tmp_path / "cut.mp4"
    done = make(corpus(name), cut, *ALL)
    assert done.code == 0, done.err
    made, meant = shown(cut), shown(corpus("ok.mp4"))
    assert len(made) == len(meant) == 120
    for number in (0, 1, 60, 119):
        apart = np.abs(made[number].astype(int) - meant[number].astype(int)).mean()
        neighbour = np.abs(made[number].astype(int) - meant[(number + 7) % 120].astype(int)).mean()
        assert apart < neighbour / 2


@pytest.mark.parametrize("renderer", ["ffmpeg", "moviepy"])
@pytest.mark.parametrize("detector", ["adaptive", "none"])
def test_row_20_a_film_that_changes_its_size_rate_and_sound_is_cut_as_it_began(
    corpus: Corpus, tmp_path: Path, renderer: str, detector: str
) -> None:
    cut = tmp_path / "cut.mp4"
    # Without a detector one clip goes over the change.
    how = ("--renderer", renderer, "--detector", detector)
    done = make(corpus("changing.ts"), cut, *ALL, *how)
    assert done.code == 0, done.err
    media = open_source(cut)
    assert (media.width, media.height) == (320, 240)
    assert abs(media.end - 4) < Fraction(1, 5)
    # The second half fills the frame, as the first does, and goes at its own pace.
    made, first, second = shown(cut), shown(corpus("first.ts")), shown(corpus("second.ts"))
    large = [picture.repeat(2, axis=0).repeat(2, axis=1) for picture in second]
    for number, meant, other in ((30, first[30], first[24]), (90, large[25], large[20])):
        apart = np.abs(made[number].astype(int) - meant.astype(int)).mean()
        assert apart < 0.6 * np.abs(made[number].astype(int) - other.astype(int)).mean()


def test_row_20_the_sound_of_both_halves_is_heard(corpus: Corpus, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    assert make(corpus("changing.ts"), cut, *ALL).code == 0
    media = open_source(cut)
    for begin, pitch in ((Fraction(1, 2), 440), (Fraction(5, 2), 880)):
        heard = pcm(media, TimeRange(begin, begin + 1))[:, 0]
        assert abs(int(np.abs(np.fft.rfft(heard)).argmax()) - pitch) <= 3


def test_row_23_a_film_that_changes_before_rendering_is_refused(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, cut = tmp_path / "film.mp4", tmp_path / "cut.mp4"
    film.write_bytes(corpus("ok.mp4").read_bytes())
    real = pipeline.render

    def change_and_render(*given: object, **named: object) -> object:
        film.write_bytes(corpus("fs.mp4").read_bytes())
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "render", change_and_render)
    done = command("make", film, "-o", cut, "--offline", "--model", "basic", "--quiet", *ALL)
    assert done.code == 3, done.err
    assert "film.mp4: not the film that was planned" in done.lines[-1]
    assert not cut.exists()


@dataclass
class Meddler:
    """Progress that changes a film when a stage begins."""

    film: Path
    stage_name: str
    begun: list[str] = field(default_factory=list)

    def stage(self, name: str, total: float | None = None) -> "Meddler":
        self.begun.append(name)
        if name == self.stage_name:
            with self.film.open("ab") as stream:
                stream.write(b"more")
        return self

    def advance(self, amount: float = 1.0) -> None:
        """Do nothing."""

    def note(self, message: str) -> None:
        """Do nothing."""

    def warn(self, message: str) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing."""


def test_row_23_a_film_that_changes_while_it_is_looked_at_is_not_stored(
    corpus: Corpus, tmp_path: Path
) -> None:
    film, store = tmp_path / "film.mp4", tmp_path / "store"
    film.write_bytes(corpus("ok.mp4").read_bytes())
    look = Look(model="basic", offline=True, cache=store)
    with pytest.raises(SourceChanged, match="changed while it was looked at"):
        analyze(film, look=look, progress=Meddler(film, "watch"))
    assert not list(store.rglob("*.safetensors"))


def test_row_23_a_film_that_changes_while_it_is_rendered_gives_no_cut(
    corpus: Corpus, tmp_path: Path
) -> None:
    film, cut = tmp_path / "film.mp4", tmp_path / "cut.mp4"
    film.write_bytes(corpus("ok.mp4").read_bytes())
    meddler = Meddler(film, "picture")
    look = Look(model="basic", offline=True)
    wish = pipeline.Wish(budget="2s", fill=True, preset="ultrafast")
    with pytest.raises(SourceChanged):
        pipeline.make([film], None, cut, look=look, wish=wish, progress=meddler)
    assert "picture" in meddler.begun
    assert not cut.exists()
