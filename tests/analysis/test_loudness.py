"""Momentary loudness is the standard's, and a voice is told from noise."""

import re
import subprocess
import wave
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.analysis.loudness import RATE, SILENCE, SoundCurve, SoundMeter

Samples = NDArray[np.float32]


def measured(samples: Samples, block: int = 1024, start: Fraction = Fraction(0)) -> SoundCurve:
    meter = SoundMeter()
    for at in range(0, len(samples), block):
        meter.take(start + Fraction(at, RATE), samples[at : at + block])
    return meter.finish()


def both(channel: NDArray[np.float64]) -> Samples:
    return np.stack([channel, channel], axis=1).astype(np.float32)


def tone(hertz: float, seconds: float, level: float) -> Samples:
    return both(level * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE))


def music_like(seconds: float) -> Samples:
    rng = np.random.default_rng(3)
    noise = np.convolve(rng.normal(size=int(RATE * seconds)), np.ones(16) / 16, mode="same")
    swell = 0.2 + 0.8 * np.abs(np.sin(np.arange(len(noise)) / RATE * 1.3))
    return both(0.3 * noise / np.abs(noise).max() * swell)


def ebur128(samples: Samples, path: Path) -> dict[float, float]:
    """Return ffmpeg's momentary values by the time at which their window ends."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    done = subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-nostdin",
            "-i",
            str(path),
            "-af",
            "ebur128",
            "-f",
            "null",
            "-",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.findall(r"t:\s*([\d.]+).*?M:\s*(-?[\d.]+)", done.stderr)
    return {round(float(time), 1): float(value) for time, value in found}


@pytest.mark.parametrize(
    "samples",
    [tone(1000, 3, 0.1), tone(60, 3, 0.5), tone(9000, 3, 0.3), music_like(5)],
    ids=["1 kHz", "60 Hz", "9 kHz", "music"],
)
def test_momentary_loudness_agrees_with_ebur128(samples: Samples, tmp_path: Path) -> None:
    curve = measured(samples)
    reference = ebur128(samples, tmp_path / "sound.wav")
    compared = 0
    for step, value in enumerate(curve.loudness):
        expected = reference.get(round(step / 10 + 0.4, 1))
        if expected is not None and expected > -60:
            assert abs(value - expected) < 0.5, (step, value, expected)
            compared += 1
    assert compared > 20


def test_a_full_scale_tone_has_the_standard_s_loudness() -> None:
    # EBU Tech 3341: a 1 kHz stereo sine of -23 dBFS reads -23 LUFS.
    curve = measured(tone(1000, 2, 10 ** (-23 / 20)))
    assert curve.loudest(Fraction(0), Fraction(2)) == pytest.approx(-23, abs=0.1)


def test_silence_and_no_sound_are_as_quiet_as_can_be() -> None:
    assert measured(tone(1000, 2, 0)).loudest(Fraction(0), Fraction(2)) == SILENCE
    assert SoundMeter().finish().loudest(Fraction(0), Fraction(2)) == SILENCE


def test_a_gap_is_silent_and_what_follows_stays_in_place() -> None:
    meter = SoundMeter()
    meter.take(Fraction(0), tone(1000, 1, 0.1))
    meter.take(Fraction(3), tone(1000, 1, 0.1))
    curve = meter.finish()
    assert curve.loudest(Fraction(3, 2), Fraction(5, 2)) == SILENCE
    assert curve.loudest(Fraction(3), Fraction(4)) > -25


def test_sound_before_the_first_frame_counts_for_nothing() -> None:
    late = np.concatenate([tone(1000, 1, 0.5), tone(1000, 1, 0)])
    curve = measured(late, start=Fraction(-1))
    assert curve.loudest(Fraction(1, 5), Fraction(1)) == SILENCE


def test_the_size_of_the_blocks_changes_nothing() -> None:
    sound = music_like(2)
    one, other = measured(sound, 1024), measured(sound, 7777)
    assert np.allclose(one.loudness, other.loudness)
    assert (one.voiced == other.voiced).all()


def test_a_voice_is_told_from_noise_and_from_silence() -> None:
    time = np.arange(RATE * 2) / RATE
    pitch = 2 * np.pi * np.cumsum(140 + 10 * np.sin(3 * time)) / RATE
    voice = both(np.sum([np.sin(k * pitch) / k for k in range(1, 12)], axis=0) * 0.1)
    noise = both(np.random.default_rng(1).normal(size=RATE * 2) * 0.1)
    end = Fraction(2)
    assert measured(voice).voiced_share(Fraction(0), end) > 0.8
    assert measured(noise).voiced_share(Fraction(0), end) < 0.1
    assert measured(voice * 0).voiced_share(Fraction(0), end) == 0
