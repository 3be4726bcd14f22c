"""What fuzzing has found stays mended."""

import json
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter import Look, Wish
from cutter.analysis.loudness import HOP, RATE, SoundMeter
from cutter.media.source import open_source
from cutter.pipeline import analyze, plan
from tests.media.conftest import X264, run_ffmpeg

PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1.2")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small film."""
    path = tmp_path_factory.mktemp("found") / "film.mp4"
    run_ffmpeg(*PICTURE, *X264, path)
    return path


@pytest.mark.parametrize("key", ["min_clip", "max_clip"])
@pytest.mark.parametrize("length", [1e308, 10**19])
def test_a_clip_may_be_asked_to_last_longer_than_numbers_go(
    film: Path, tmp_path: Path, key: str, length: float
) -> None:
    from cutter.errors import NothingFits

    path = tmp_path / "p.json"
    path.write_text(json.dumps({"version": 1, "cut": {key: length}}))
    look = Look(model="basic", offline=True, cache=tmp_path / "cache")
    if key == "max_clip":
        planned = plan([film], path, look=look, wish=Wish(budget="100%"))
        assert planned.edl.duration > 1
    else:
        with pytest.raises(NothingFits, match="shorter than the shortest clip"):
            plan([film], path, look=look, wish=Wish(budget="50%"))


@pytest.mark.parametrize(
    ("aspect", "taken"), [("2/1", Fraction(2)), ("100/1", Fraction(1)), ("1/1000", Fraction(1))]
)
def test_pixels_of_no_camera_are_taken_for_square(
    tmp_path: Path, aspect: str, taken: Fraction
) -> None:
    path = tmp_path / "film.mkv"
    run_ffmpeg(*PICTURE, "-vf", f"setsar={aspect}:max=10000", *X264, path)
    media = open_source(path)
    assert media.pixel_aspect == taken
    assert media.display_width == 64 * taken


def test_a_long_silence_is_not_measured_and_changes_nothing() -> None:
    noise = np.random.default_rng(1).standard_normal((RATE, 2), dtype=np.float32)
    curves = []
    for parts in (1, 40):
        meter = SoundMeter()
        meter.take(Fraction(-1, 7), noise)
        for part in range(parts):
            # With gaps of less than a second every window is measured.
            block = np.zeros((1, 2), dtype=np.float32)
            meter.take(Fraction(1) + Fraction(part + 1, parts) * Fraction(61, 2), block)
        meter.take(Fraction(32), noise)
        curves.append(meter.finish())
    assert (curves[0].voiced == curves[1].voiced).all()
    assert np.allclose(curves[0].loudness, curves[1].loudness)
    begun = time.process_time()
    meter = SoundMeter()
    meter.take(Fraction(24 * 3600), noise)
    assert len(meter.finish().loudness) == 24 * 3600 * RATE // HOP + 10
    assert time.process_time() - begun < 2


def test_sound_of_another_day_does_not_delay_the_picture(film: Path, tmp_path: Path) -> None:
    path = tmp_path / "late.mkv"
    run_ffmpeg(
        *("-i", film, "-itsoffset", "80000", "-f", "lavfi", "-i", "sine=440:duration=1"),
        *("-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "pcm_s16le", path),
    )
    begun = time.process_time()
    look = Look(model="basic", offline=True, cache=tmp_path / "cache")
    assert analyze(path, look=look).film.media.end == Fraction(6, 5)
    assert time.process_time() - begun < 3
