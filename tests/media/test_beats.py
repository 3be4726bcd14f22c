"""The beats of a metronome are found where it clicks."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cutter.errors import UsageError
from cutter.media.beats import STRETCH, beats
from tests.render.sounds import RATE, write_wave

# The first use compiles librosa's code, which takes most of a minute where nothing is kept of it.
compiles = pytest.mark.slow


def metronome(
    folder: Path, tempo: int, seconds: int, *, end: float | None = None
) -> tuple[Path, np.ndarray]:
    """Write clicks under a little noise; return the file and when they come."""
    sound = np.random.default_rng(1).standard_normal(RATE * seconds) * 0.005
    clicks = np.arange(0.3, end or seconds - 0.1, 60 / tempo)
    time = np.arange(900) / RATE
    click = 0.7 * np.sin(2 * np.pi * 1000 * time) * np.exp(-time * 280)
    for at in clicks:
        sound[round(at * RATE) : round(at * RATE) + 900] += click
    return write_wave(folder / "clicks.wav", sound), clicks


def strays(found: tuple[Fraction, ...], clicks: np.ndarray) -> np.ndarray:
    """Return how far every click is from the nearest beat, in seconds."""
    times = np.array([float(beat) for beat in found])
    distances: np.ndarray = np.abs(times[:, None] - clicks[None]).min(axis=0)
    return distances


@compiles
@pytest.mark.parametrize("tempo", [90, 128])
def test_the_beats_of_a_metronome_are_found(tmp_path: Path, tempo: int) -> None:
    path, clicks = metronome(tmp_path, tempo, 15)
    found = beats(path)
    assert list(found) == sorted(found)
    # Not before it is under way, nor behind its last clicks, has a tracker to know it.
    assert np.all(strays(found, clicks[2:-2]) < 0.03)
    assert abs(len(found) - len(clicks)) <= 3


@compiles
def test_music_longer_than_one_stretch_keeps_its_beat(tmp_path: Path) -> None:
    path, clicks = metronome(tmp_path, 120, 40)
    assert STRETCH * 256 / 22_050 < 30
    assert np.all(strays(beats(path), clicks[2:-2]) < 0.03)


@compiles
def test_there_are_no_beats_behind_the_last_click(tmp_path: Path) -> None:
    path, clicks = metronome(tmp_path, 120, 15, end=10)
    assert abs(float(max(beats(path))) - clicks[-1]) < 0.03


@compiles
def test_only_what_is_asked_for_is_looked_at(tmp_path: Path) -> None:
    path, _ = metronome(tmp_path, 120, 40)
    assert 9 < max(beats(path, end=Fraction(10))) <= 10


@compiles
def test_silence_has_no_beats(tmp_path: Path) -> None:
    assert beats(write_wave(tmp_path / "silence.wav", np.zeros(5 * RATE))) == ()


def test_without_librosa_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "librosa", None)
    with pytest.raises(UsageError, match=r"pip install 'cutter\[beats\]'"):
        beats(tmp_path / "any.wav")
