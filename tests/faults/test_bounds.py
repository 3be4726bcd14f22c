"""Rows 21 and 22: what is long or large costs little; what only claims to be so is refused."""

import dataclasses
import json
import os
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import psutil
import pytest

from cutter.analysis.film import watch
from cutter.analysis.settings import DetectorSettings
from cutter.errors import BeyondLimits, NotAMovie, UsageError
from cutter.media import source
from cutter.media.policy import DEFAULTS, NO_LIMITS, MediaPolicy
from cutter.media.source import open_source
from cutter.progress import SILENT
from tests.faults.command import command, make, names
from tests.faults.corpus import Corpus
from tests.faults.seen import SOME
from tests.films import ROOT
from tests.media.conftest import run_ffmpeg

WATCH = (
    *(sys.executable, "-m", "cutter", "analyze", "--json", "--offline", "--model", "basic"),
    *("--progress", "json"),
)
HUGE = 32_768
GB = 2**30


@dataclass(frozen=True)
class Cost:
    """What looking at a film took at its peak."""

    memory: int
    """Bytes."""
    files: int
    told: int
    """Events of progress."""
    shots: int


def cost_of(film: Path, folder: Path) -> Cost:
    """Analyse a film in a process of its own and watch over that."""
    with (folder / "told").open("w") as told:
        process = subprocess.Popen(
            [*WATCH, str(film), "--cache", str(folder / "store")],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=told,
        )
        memory = files = 0
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                memory = max(memory, watched.memory_info().rss)
                files = max(files, watched.num_fds())
            except psutil.Error:
                break
            time.sleep(0.05)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, (folder / "told").read_text()
    events = [json.loads(line) for line in (folder / "told").read_text().splitlines()]
    shots = len(json.loads(out)[0]["shots"])
    return Cost(memory, files, sum("event" in event for event in events), shots)


@pytest.mark.slow
def test_row_21_eight_hours_take_no_more_memory_and_files_than_a_minute(
    corpus: Corpus, tmp_path: Path
) -> None:
    short, long = tmp_path / "minute.mp4", tmp_path / "hours.mp4"
    run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=duration=60:rate=1/4:size=64x48", "-bf", "0", "-preset",
        "ultrafast", "-pix_fmt", "yuv420p", short,
    )  # fmt: skip
    run_ffmpeg("-stream_loop", "479", "-i", short, "-c", "copy", long)
    assert open_source(long).end == 8 * 3600
    little, much = cost_of(short, tmp_path), cost_of(long, tmp_path)
    print(little, much)
    assert much.memory < little.memory + GB
    assert much.files <= little.files + 8
    assert much.told > little.told


@pytest.mark.slow
def test_row_21_4k_at_120_frames_per_second_takes_less_than_a_gigabyte_more(
    corpus: Corpus, tmp_path: Path
) -> None:
    large = tmp_path / "large.mp4"
    run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=duration=0.5:rate=120:size=3840x2160", "-preset",
        "ultrafast", "-pix_fmt", "yuv420p", large,
    )  # fmt: skip
    little, much = cost_of(corpus("ok.mp4"), tmp_path), cost_of(large, tmp_path)
    print(little, much)
    assert much.memory < little.memory + GB
    assert much.files <= little.files + 8


def blown_up(film: Path, target: Path) -> Path:
    """Write a film again whose header and pictures claim to be 32,768 pixels wide and high."""
    data = film.read_bytes()
    # PNG, 11.2.2: width and height.
    data = data.replace(
        b"IHDR" + struct.pack(">II", 320, 240), b"IHDR" + struct.pack(">II", HUGE, HUGE)
    )
    # ISO/IEC 14496-12, 12.1.3: width and height of a visual sample entry.
    data = data.replace(struct.pack(">HH", 320, 240), struct.pack(">HH", HUGE, HUGE))
    # The same in AVI's headers.
    data = data.replace(struct.pack("<ii", 320, 240), struct.pack("<ii", HUGE, HUGE))
    # ITU-T T.81, B.2.2: precision, height and width of a frame.
    data = data.replace(struct.pack(">BHH", 8, 240, 320), struct.pack(">BHH", 8, HUGE, HUGE))
    assert data != film.read_bytes()
    target.write_bytes(data)
    return target


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["png.mov", "jpeg.avi"])
def test_row_22_a_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    assert open_source(corpus(name)).width == 320
    film = blown_up(corpus(name), tmp_path / f"bomb{Path(name).suffix}")
    before = psutil.Process().memory_info().rss
    make(film, tmp_path / "cut.mp4").failed(3, film.name, "megapixels", "--max-megapixels")
    assert psutil.Process().memory_info().rss < before + GB / 4
    assert names(tmp_path) == [film.name]


@pytest.mark.timeout(20)
def test_row_22_a_picture_too_large_is_refused_by_its_header_alone(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_look", lambda *_: pytest.fail("packets were read"))
    done = make(corpus("ok.mp4"), tmp_path / "cut.mp4", "--max-megapixels=0.07")
    done.failed(3, "ok.mp4", "320x240", "0.0768 megapixels", "0.07 are allowed")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["swift.mp4", "swift.mkv"])
def test_row_22_a_million_frames_per_second_are_refused(
    corpus: Corpus, tmp_path: Path, name: str
) -> None:
    make(corpus(name), tmp_path / "cut.mp4").failed(3, name, "frames per second")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("--max-megapixels=0.07", "--max-megapixels=0.08", "0.0768 megapixels"),
        ("--max-hours=0.001", "--max-hours=0.0012", "hours"),
        ("--max-gb=0.0001", "--max-gb=0.001", "GB"),
        ("--max-streams=1", "--max-streams=2", "2 streams"),
    ],
)
@pytest.mark.parametrize("how", ["make", "render"])
def test_row_22_a_limit_can_be_raised_and_its_message_names_the_option(
    corpus: Corpus, tmp_path: Path, low: str, high: str, said: str, how: str
) -> None:
    cut, saved = tmp_path / "cut.mp4", tmp_path / "plan.json"
    quick = ("--offline", "--model", "basic", "--quiet")
    film = corpus("ok.mp4")
    if how == "render":
        assert command("plan", film, *SOME, *quick, "-o", saved).code == 0
        command("render", saved, "-o", cut, *quick, low).failed(3, said, low.partition("=")[0])
        assert command("render", saved, "-o", cut, *quick, high).code == 0
    else:
        make(film, cut, *SOME, low).failed(3, said, low.partition("=")[0])
        assert make(film, cut, *SOME, high).code == 0
    assert cut.exists()


@pytest.mark.parametrize("speed", ["full", "fast", "draft"])
def test_row_22_a_header_that_promises_less_does_not_help(corpus: Corpus, speed: str) -> None:
    media = dataclasses.replace(open_source(corpus("static.mp4")), end=Fraction(1))
    detector = DetectorSettings(speed=speed)  # type: ignore[arg-type]
    short, impatient = MediaPolicy(longest=Fraction(5)), MediaPolicy(patience=1e-6)
    with pytest.raises(BeyondLimits, match="--max-hours"):
        watch(media, detector=detector, progress=SILENT, policy=short)
    with pytest.raises(BeyondLimits, match="--max-wait"):
        watch(media, detector=detector, progress=SILENT, policy=impatient)
    assert watch(media, detector=detector, progress=SILENT, policy=DEFAULTS).media.end == 60


def test_row_22_a_limit_is_a_number_above_zero_and_a_format_one_that_is_safe() -> None:
    for wrong in ("--max-hours=0", "--max-gb=nan", "--max-wait=-1", "--max-megapixels=inf"):
        done = command("plan", "film.mp4", wrong, "--quiet")
        done.failed(2, wrong.partition("=")[0])
    for formats in ("hls", "mov,concat", "image2"):
        with pytest.raises(UsageError, match="safely"):
            MediaPolicy(formats=formats)
    assert MediaPolicy(formats="mov").formats == "mov"
    assert NO_LIMITS.most_pixels > DEFAULTS.most_pixels


def test_row_22_formats_can_be_narrowed(corpus: Corpus) -> None:
    assert open_source(corpus("ok.mp4"), MediaPolicy(formats="mov")).end == 4
    with pytest.raises(NotAMovie):
        open_source(corpus("full.mkv"), MediaPolicy(formats="mov"))
