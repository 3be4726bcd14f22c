"""Made-up talk whose every word's time is known: recorded words laid out as lines."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import av
import numpy as np

from cutter.schema import TimeRange
from tests.films import ROOT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

RATE = 48_000
_LOW_PASS = np.sinc(np.arange(-48, 49) / 3) * np.hanning(97)


@dataclass(frozen=True, eq=False)
class Talk:
    """Lines of words, and how they sound."""

    sound: Samples
    """(n,) float32 at 48 kHz."""
    words: tuple[TimeRange, ...]
    lines: tuple[TimeRange, ...]
    texts: tuple[str, ...]

    @property
    def seconds(self) -> Fraction:
        """Length of the sound."""
        return Fraction(len(self.sound), RATE)

    def stereo(self) -> Samples:
        """Return it as (n, 2)."""
        return np.stack([self.sound, self.sound], axis=1)


@cache
def recorded() -> tuple[tuple[str, Samples], ...]:
    """Return the recorded words at 48 kHz."""
    folder = ROOT / "sample_media"
    told = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    with av.open(str(folder / "words.flac")) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    found = []
    for word in told["words"]:
        part = sound[word["first"] : word["first"] + word["count"]] / 32768
        wide = np.zeros(3 * len(part))
        wide[::3] = part
        smooth = np.convolve(wide, _LOW_PASS, mode="same")
        found.append((word["word"], smooth.astype(np.float32)))
    return tuple(found)


def talk(
    lines: int = 50,
    *,
    seed: int = 0,
    pause: tuple[float, float] = (0.4, 2.5),
    bed: float = 0.0,
    level: float = 0.5,
    longest: int = 8,
) -> Talk:
    """Lay out lines of 1 to `longest` words.

    Args:
        lines: how many.
        seed: of what is said and when.
        pause: seconds between two lines, least and most; 60 to 120 ms lie between words.
        bed: level of a noise under it all, as rumbling wind.
        level: of the voice.
        longest: most words of a line.
    """
    chance = random.Random(seed)
    parts: list[Samples] = []
    words: list[TimeRange] = []
    spans: list[TimeRange] = []
    texts: list[str] = []
    at = 0

    def rest(low: float, high: float) -> None:
        nonlocal at
        count = round(chance.uniform(low, high) * RATE)
        parts.append(np.zeros(count, dtype=np.float32))
        at += count

    rest(*pause)
    half = len(recorded()) // 2
    for _ in range(lines):
        voice, first, said = chance.randrange(2) * half, at, []
        for number in range(chance.randint(1, longest)):
            if number:
                rest(0.06, 0.12)
            word, sound = recorded()[voice + chance.randrange(half)]
            parts.append(sound * level)
            words.append(TimeRange(Fraction(at, RATE), Fraction(at + len(sound), RATE)))
            at += len(sound)
            said.append(word)
        spans.append(TimeRange(Fraction(first, RATE), Fraction(at, RATE)))
        texts.append(" ".join(said).capitalize() + ".")
        rest(*pause)
    whole = np.concatenate(parts)
    if bed:
        whole = whole + bed * _wind(len(whole), seed)
    return Talk(whole, tuple(words), tuple(spans), tuple(texts))


def _wind(count: int, seed: int) -> Samples:
    """Return noise of mostly low pitch, (n,) float32, of level 1 at its loudest."""
    white = np.random.default_rng(seed).standard_normal(count)
    soft = np.convolve(white, np.ones(24) / 24, mode="same") + 0.1 * white
    wind: Samples = (soft / np.abs(soft).max()).astype(np.float32)
    return wind
