"""The sample film's sound: a bed for every shot by its world, and a narrator over some.

The loudness differs by world, so that a taste can tell a storm from a starry night by ear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import beds
from .beds import RATE, Bed, Sound, fast_length
from .narration import Spoken, narrate, write_srt

__all__ = ["RATE", "build_sound", "loudness", "write_srt"]

_CROSSFADE = 0.030  # seconds, centred on the shot change
_DUCK_DB = -8.0
_DUCK_RAMP = 0.12  # seconds
_KNEE, _CEILING = 0.50, 0.74  # linear; 0.74 is -2.6 dBFS, which leaves room for a lossy codec


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a world sounds: its layers with a linear gain each, and the loudness of their sum."""

    lufs: float
    layers: tuple[tuple[Bed, float], ...]


RECIPES = {
    "sunset_sea": Recipe(-24.0, ((beds.waves, 1.0), (beds.pad, 0.5))),
    "snowy_mountains": Recipe(-25.0, ((beds.wind, 1.0),)),
    "city_night": Recipe(-23.0, ((beds.city, 1.0),)),
    "forest": Recipe(-26.0, ((beds.birds, 1.0),)),
    "campfire": Recipe(-24.0, ((beds.crackle, 1.0),)),
    "rain_window": Recipe(-24.0, ((beds.rain, 1.0),)),
    "fireworks": Recipe(-17.0, ((beds.booms, 1.0),)),
    "desert": Recipe(-26.0, ((beds.wind, 1.0),)),
    "underwater": Recipe(-27.0, ((beds.bubbles, 1.0),)),
    "starry_sky": Recipe(-28.0, ((beds.pad, 1.0), (beds.wind, 0.05))),
    "flower_meadow": Recipe(-25.0, ((beds.birds, 1.0), (beds.wind, 0.1))),
    "storm_sea": Recipe(-16.0, ((beds.waves, 1.0), (beds.rain, 0.4), (beds.thunder, 1.2))),
}


def build_sound(
    shots: Sequence[dict[str, Any]], duration_s: float, seed: int, speech: bool = True
) -> tuple[NDArray[np.float32], list[dict[str, Any]]]:
    """Make the whole sound of a film from its list of shots.

    Args:
        shots: Shots in film order, with `index`, `start`, `end` (seconds) and `world`.
        duration_s: Length of the film in seconds.
        seed: The same seed and shots give the same samples.
        speech: Whether the narrator speaks; without, no espeak-ng is needed.

    Returns:
        The samples, (n, 2) float32 at 48 kHz with no peak above -2.6 dBFS, and the cues: what is
        said, with `start` and `end` in seconds as measured from the speech itself.

    Raises:
        RuntimeError: Speech is wanted and espeak-ng is not installed.
    """
    total = round(duration_s * RATE)
    mix = _lay_beds(shots, total, seed)
    spoken = narrate(shots, seed) if speech else []
    _lay_speech(mix, spoken)
    cues = [
        {"start": line.start, "end": round(line.end, 3), "text": line.line.text} for line in spoken
    ]
    return _limit(mix).astype(np.float32), cues


def _lay_beds(shots: Sequence[dict[str, Any]], total: int, seed: int) -> Sound:
    mix = np.zeros((total, 2))
    half = round(_CROSSFADE * RATE / 2)
    for shot in shots:
        first, last = round(shot["start"] * RATE), round(shot["end"] * RATE)
        begin, finish = max(0, first - half), min(total, last + half)
        rng = np.random.default_rng([seed, int(shot["index"]), 0xBED])
        bed = _bed(RECIPES[shot["world"]], rng, finish - begin, begin / RATE)
        # Two beds that know nothing of each other keep their power if their squares add to one.
        ramp = np.sin(np.pi / 2 * (np.arange(2 * half) + 0.5) / (2 * half))[:, None]
        bed[: 2 * half] *= ramp[: len(bed)]
        bed[-2 * half :] *= ramp[::-1][-len(bed) :]
        mix[begin:finish] += bed
    return mix


def _bed(recipe: Recipe, rng: np.random.Generator, n: int, start: float) -> Sound:
    bed = np.zeros((n, 2))
    for layer, gain in recipe.layers:
        bed += gain * layer(rng, n, start)
    return bed * 10 ** ((recipe.lufs - loudness(bed)) / 20)


def _lay_speech(mix: Sound, spoken: Sequence[Spoken]) -> None:
    ramp = round(_DUCK_RAMP * RATE)
    low = 10 ** (_DUCK_DB / 20)
    for line in spoken:
        first = round(line.start * RATE)
        voice = line.samples[: len(mix) - first]
        gain = np.full(len(voice) + 2 * ramp, low)
        gain[:ramp] = np.linspace(1.0, low, ramp)
        gain[-ramp:] = np.linspace(low, 1.0, ramp)
        begin = max(0, first - ramp)
        gain = gain[begin - first + ramp :][: len(mix) - begin]
        mix[begin : begin + len(gain)] *= gain[:, None]
        mix[first : first + len(voice)] += voice[:, None]


def _limit(mix: Sound) -> Sound:
    """Bend what is above the knee so that nothing passes the ceiling."""
    size = np.abs(mix)
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size > _KNEE, np.sign(mix) * bent, mix)


def loudness(samples: NDArray[Any]) -> float:
    """Measure the ungated loudness of (n, 2) samples at 48 kHz in LUFS (ITU-R BS.1770-4)."""
    size = fast_length(len(samples))
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    # The two filters of BS.1770-4, tables 1 and 2, for 48 kHz.
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    weighted = np.fft.rfft(samples, size, axis=0) * (shelf * high_pass)[:, None]
    power = 2 * np.sum(np.abs(weighted) ** 2, axis=0) / (size * len(samples))
    return float(-0.691 + 10 * np.log10(np.sum(power) + 1e-12))
