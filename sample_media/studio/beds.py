"""Beds of sound from a seeded generator: noise in a shape, and grains scattered over it.

Every bed takes a generator, a length in samples and the film time of its first sample, and
returns an (n, 2) float64 array of no particular level. Knows nothing about worlds or shots.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 48000

Sound = NDArray[np.float64]
Bed = Callable[[np.random.Generator, int, float], Sound]
Grain = Callable[[np.random.Generator], Sound]

# C, A minor, F, G: one chord each, as frequencies in hertz.
_CHORDS = (
    (130.81, 196.00, 261.63, 329.63),
    (110.00, 164.81, 261.63, 329.63),
    (87.31, 174.61, 220.00, 349.23),
    (98.00, 196.00, 246.94, 293.66),
)
_CHORD_SECONDS = 2.5


def fast_length(n: int) -> int:
    """Round a length up to one whose Fourier transform is quick."""
    return -(-n // 4800) * 4800


def band_noise(
    rng: np.random.Generator, n: int, low: float, high: float, slope: float, width: float = 0.5
) -> Sound:
    """Make stereo noise between two frequencies.

    Args:
        rng: Where the noise comes from.
        n: Length in samples.
        low: Lower edge in hertz, where the level is down by half.
        high: Upper edge in hertz.
        slope: Fall of the amplitude with frequency, as the power of 1/f.
        width: 0 gives the same noise left and right, 1 gives unrelated ones.
    """
    size = fast_length(n)
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0)
    shape = (frequency / 1000.0) ** -slope
    shape /= (1.0 + (low / frequency) ** 4) * (1.0 + (frequency / high) ** 4)
    white = rng.standard_normal((3, size))
    channels = np.stack([(1 - width) * white[0] + width * white[1 + side] for side in (0, 1)])
    noise: Sound = np.fft.irfft(np.fft.rfft(channels, axis=1) * shape, size, axis=1)
    return noise.T[:n] / float(np.sqrt(np.mean(noise**2)) + 1e-12)


def swell(rng: np.random.Generator, n: int, period: float, floor: float, power: float) -> Sound:
    """Make a slow (n, 1) envelope that goes between `floor` and 1 about every `period` seconds."""
    time = np.arange(n) / RATE
    wave = sum(
        weight * np.sin(2 * np.pi * (time / (period * stretch) + rng.random()))
        for weight, stretch in ((0.7, 1.0), (0.3, 0.61))
    )
    envelope: Sound = floor + (1 - floor) * (0.5 + 0.5 * np.asarray(wave)) ** power
    return envelope[:, None]


def scatter(rng: np.random.Generator, n: int, per_second: float, grain: Grain) -> Sound:
    """Lay grains at random times and places between left and right; at least one falls."""
    out = np.zeros((n, 2))
    for _ in range(max(1, rng.poisson(per_second * n / RATE))):
        start = int(rng.integers(0, n))
        sound = grain(rng)[: n - start]
        angle = rng.uniform(0.15, 0.85) * np.pi / 2
        out[start : start + len(sound), 0] += np.cos(angle) * sound
        out[start : start + len(sound), 1] += np.sin(angle) * sound
    return out


def _decay(seconds: float, tail: float) -> tuple[Sound, Sound]:
    time = np.arange(int(seconds * RATE)) / RATE
    rise = np.minimum(1.0, time / 0.002)
    return time, rise * np.exp(-time / tail) * np.minimum(1.0, (seconds - time) / (0.1 * seconds))


def _tone(rng: np.random.Generator, start: float, end: float, seconds: float) -> Sound:
    time = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * (start * time + (end - start) * time**2 / (2 * seconds))
    tone: Sound = np.sin(phase + rng.uniform(0, 2 * np.pi)) * np.sin(np.pi * time / seconds) ** 2
    return tone


def _snap(rng: np.random.Generator) -> Sound:
    _, envelope = _decay(0.03, float(rng.uniform(0.001, 0.006)))
    return rng.standard_normal(len(envelope)) * envelope * rng.uniform(0.3, 1.5)


def _drop(rng: np.random.Generator) -> Sound:
    return _tone(rng, rng.uniform(1200, 3000), 900.0, 0.02) * rng.uniform(0.1, 0.5)


def _chirps(rng: np.random.Generator) -> Sound:
    base, gap = rng.uniform(2600, 4600), np.zeros(int(RATE * rng.uniform(0.03, 0.09)))
    parts = [
        part
        for _ in range(int(rng.integers(2, 6)))
        for part in (_tone(rng, base * rng.uniform(0.9, 1.3), base, rng.uniform(0.05, 0.13)), gap)
    ]
    return np.concatenate(parts) * rng.uniform(0.3, 1.0)


def _bubble(rng: np.random.Generator) -> Sound:
    pitch = rng.uniform(180, 700)
    return _tone(rng, pitch, pitch * rng.uniform(1.5, 2.5), rng.uniform(0.06, 0.16))


def _boom(rng: np.random.Generator) -> Sound:
    time, envelope = _decay(1.4, 0.28)
    low = band_noise(rng, len(time), 40, 220, 1.0, 0.0)[:, 0] * envelope
    sparks = rng.standard_normal(len(time)) * (rng.random(len(time)) < 0.004)
    return 0.8 * low + 2.2 * sparks * np.exp(-(((time - 0.7) / 0.3) ** 2))


def _thunder(rng: np.random.Generator) -> Sound:
    time, envelope = _decay(3.5, 1.1)
    rumble = band_noise(rng, len(time), 30, 260, 1.0, 0.0) * swell(rng, len(time), 0.5, 0.3, 1.0)
    return rumble[:, 0] * envelope


def _passing_car(rng: np.random.Generator) -> Sound:
    n = int(RATE * 2.2)
    window: Sound = np.sin(np.pi * np.arange(n) / n) ** 2
    return band_noise(rng, n, 150, 1400, 0.8, 0.0)[:, 0] * window


def wind(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Gusts, with a thin whistle in them."""
    gusts = band_noise(rng, n, 90, 900, 0.8) * swell(rng, n, 3.1, 0.35, 1.5)
    return gusts + 0.3 * band_noise(rng, n, 620, 760, 0.0) * swell(rng, n, 2.3, 0.0, 3.0)


def waves(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Sea: breakers every few seconds over a low wash."""
    breakers = band_noise(rng, n, 250, 5000, 0.7) * swell(rng, n, 4.6, 0.1, 2.5)
    return breakers + 0.5 * band_noise(rng, n, 50, 400, 0.6)


def crackle(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Wood that burns: snaps over a soft roar."""
    return 0.35 * band_noise(rng, n, 60, 500, 0.8) + 3.0 * scatter(rng, n, 16.0, _snap)


def rain(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Rain as a hiss, and drops that fall near."""
    return band_noise(rng, n, 900, 9000, 0.3) + 2.0 * scatter(rng, n, 40.0, _drop)


def city(rng: np.random.Generator, n: int, start: float) -> Sound:
    """A distant street: hum, and now and then a car."""
    return band_noise(rng, n, 50, 420, 0.9) + 0.9 * scatter(rng, n, 0.4, _passing_car)


def birds(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Bird calls over leaves that move."""
    leaves = band_noise(rng, n, 1500, 7000, 0.6) * swell(rng, n, 3.7, 0.3, 1.0)
    return 0.25 * leaves + 0.8 * scatter(rng, n, 1.6, _chirps)


def bubbles(rng: np.random.Generator, n: int, start: float) -> Sound:
    """The dull sound of deep water, and air that rises in it."""
    return band_noise(rng, n, 40, 320, 1.0) + 0.9 * scatter(rng, n, 5.0, _bubble)


def booms(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Shells that burst, each followed by its sparks."""
    return 0.08 * band_noise(rng, n, 200, 2500, 0.8) + scatter(rng, n, 1.4, _boom)


def thunder(rng: np.random.Generator, n: int, start: float) -> Sound:
    """Rolling thunder."""
    return scatter(rng, n, 0.35, _thunder)


def pad(rng: np.random.Generator, n: int, start: float) -> Sound:
    """A soft chord progression that keeps to film time, so it goes on after an interruption."""
    time = start + np.arange(n) / RATE
    out = np.zeros((n, 2))
    for number, chord in enumerate(_CHORDS):
        place = (time / _CHORD_SECONDS - number) % len(_CHORDS)
        place = np.where(place > len(_CHORDS) - 0.5, place - len(_CHORDS), place)
        level = np.clip(np.minimum((place + 0.3) / 0.5, (1.3 - place) / 0.5), 0.0, 1.0)
        for pitch in chord:
            for side, detune in ((0, 0.9985), (1, 1.0015)):
                tone = 2 * np.pi * pitch * detune * time
                out[:, side] += level**2 * (np.sin(tone) + 0.3 * np.sin(2 * tone + 0.4))
    return out / 4.0
