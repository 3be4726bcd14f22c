"""What is heard in a bench film: rooms, talk, music and bangs, loud and quiet by scene.

The talk says nothing: syllables of a voice's harmonics under moving formants.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.bench_film.story import Story

    Samples = NDArray[Any]

RATE = 48000
_VOICE_RATE = 16000
_BEDS = ("room", "wind", "music", "crowd")


def film_sound(story: Story) -> Samples:
    """Return the whole sound, (n, 2) float32 at 48 kHz."""
    shape = story.shape
    total = round(shape.frames * RATE / shape.rate)
    mix = np.zeros((total, 2), np.float32)
    for scene, shots in groupby(story.shots, key=lambda shot: shot.setup.scene):
        run = list(shots)
        first = round(run[0].start_frame * RATE / shape.rate)
        last = round(run[-1].end_frame * RATE / shape.rate)
        rng = np.random.default_rng([shape.seed, 5, scene])
        mix[first:last] += _scene(rng, last - first)
    return np.tanh(mix).astype(np.float32)


def _scene(rng: np.random.Generator, count: int) -> Samples:
    """Return one scene: a bed at its loudness, talk in most, a bang in some."""
    kind = _BEDS[int(rng.integers(len(_BEDS)))]
    level = 10 ** (float(rng.uniform(-42, -20)) / 20)
    bed = _music(rng, count) if kind == "music" else _noise(rng, count, kind)
    sound = np.stack([bed, np.roll(bed, 37)], axis=1) * (level / max(1e-9, float(bed.std())))
    if rng.random() < 0.65:
        sound += _talk(rng, count)[:, None] * 10 ** (float(rng.uniform(-24, -16)) / 20)
    if rng.random() < 0.3:
        at = int(rng.integers(count))
        bang = rng.standard_normal(min(count - at, RATE)) * 0.6
        sound[at : at + len(bang)] += (bang * np.exp(-np.arange(len(bang)) / 6000))[:, None]
    return sound.astype(np.float32)


def _noise(rng: np.random.Generator, count: int, kind: str) -> Samples:
    """Return noise of a room, wind or a crowd: three slopes, the latter two swelling."""
    size = 1 << 18
    slope = {"room": 0.8, "wind": 1.2, "crowd": 0.5}[kind]
    spectrum = np.fft.rfftfreq(size) + 30 / RATE
    phases = np.exp(2j * np.pi * rng.random(len(spectrum)))
    piece = np.fft.irfft(spectrum**-slope * phases, n=size).astype(np.float32)
    noise = np.tile(piece, count // size + 1)[:count]
    if kind != "room":
        knots = rng.uniform(0.3, 1.0, count // RATE + 3)
        noise *= np.interp(np.arange(count) / RATE, np.arange(len(knots)), knots)
    return noise


def _music(rng: np.random.Generator, count: int) -> Samples:
    """Return chords of four voices, one after the other."""
    beat = int(RATE * float(rng.uniform(0.4, 0.9)))
    root = 110 * 2 ** (float(rng.integers(12)) / 12)
    time = np.arange(beat) / RATE
    envelope = np.minimum(1, time * 60) * np.exp(-1.5 * time)
    chords = []
    for steps in ((0, 4, 7, 12), (5, 9, 12, 17), (7, 11, 14, 19), (9, 12, 16, 21)):
        voices = sum(np.sin(2 * np.pi * root * 2 ** (step / 12) * time) for step in steps)
        chords.append(voices * envelope)
    order = rng.integers(4, size=count // beat + 1)
    music: Samples = np.concatenate([chords[int(k)] for k in order])[:count]
    return music.astype(np.float32)


def _talk(rng: np.random.Generator, count: int) -> Samples:
    """Return sentences with pauses between them: about four syllables a second, rms about 0.25."""
    slow = count * _VOICE_RATE // RATE
    voice = np.zeros(slow + _VOICE_RATE, np.float32)
    pitch, at = float(rng.choice((115.0, 205.0))), int(rng.integers(_VOICE_RATE))
    while at < slow:
        for _ in range(int(rng.integers(4, 14))):
            syllable = _syllable(rng, pitch * float(rng.uniform(0.85, 1.2)))
            room = voice[at : at + len(syllable)]
            room += syllable[: len(room)]
            at += len(syllable) + int(rng.integers(200, 900))
            if at >= slow:
                break
        at += int(rng.uniform(0.5, 2.5) * _VOICE_RATE)
    times = np.arange(count) * (_VOICE_RATE / RATE)
    talk: Samples = np.interp(times, np.arange(len(voice)), voice)
    return talk


def _syllable(rng: np.random.Generator, pitch: float) -> Samples:
    time = np.arange(int(_VOICE_RATE * float(rng.uniform(0.12, 0.28)))) / _VOICE_RATE
    formants = (float(rng.uniform(300, 800)), float(rng.uniform(900, 2300)), 2700.0)
    glide = pitch * (1 + 0.08 * np.sin(2 * np.pi * 2.5 * time + float(rng.random()) * 6))
    phase = 2 * np.pi * np.cumsum(glide) / _VOICE_RATE
    sound = np.zeros(len(time))
    for harmonic in range(1, int(4000 / pitch)):
        gain = sum(
            1 / (1 + ((harmonic * pitch - f) / 90) ** 2) / (n + 1) for n, f in enumerate(formants)
        )
        sound += gain * np.sin(harmonic * phase)
    hiss = rng.standard_normal(len(time)) * np.exp(-time * 60) * 0.3
    return ((sound + hiss) * np.hanning(len(time)) ** 0.5).astype(np.float32)
