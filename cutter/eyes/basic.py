"""The eyes that need no model: pictures by their looks, texts by their words.

One space in two blocks. A picture lies in the first alone: how its light and colours differ from
a typical film's. A text lies in both: what its words say of light and colour (`lexicon`), and the
words themselves. So picture and text meet in looks, text and text in words above all. It knows
no things: it finds a sunset by its glow, and an orange wall with it. The lexicon is English.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cutter.eyes import appearance, lexicon
from cutter.eyes.words import terms
from cutter.schema import SIGNAL_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.eyes.embedder import Frame, SentenceModel, Vectors

_LOOKS = len(appearance.AXES)
_SEEN, _SAID = _LOOKS, _LOOKS + 1
"""An axis that only pictures use, and one that only texts use: what is left to say nothing on."""

_WORDS = 512
"""Words are hashed to so many axes, with a sign: two given words collide once in 512 times."""

_BLANDNESS = 0.3
"""Every picture's part on its own axis: a picture like all others matches nothing strongly."""

_CLOSE_UP = re.compile(r"\bclose[-\s]ups?\b", re.IGNORECASE)


class Basic:
    """Eyes made of arithmetic: no weights, no network, the same on every machine."""

    name = "basic/1"
    """Changes whenever the vectors do."""

    dim = _LOOKS + 2 + _WORDS

    reader: SentenceModel | None = None
    """Matches words to words in their place, if there is one."""

    def images(self, frames: Sequence[Frame]) -> Vectors:
        """Return one vector for each frame, (n, dim) float32, unit length."""
        vectors = np.zeros((len(frames), self.dim), np.float32)
        for row, frame in zip(vectors, frames, strict=True):
            if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
                raise ValueError(f"a frame must be (h, w, 3) uint8, not {frame.shape}")
            row[:_LOOKS] = appearance.measure(frame)
            row[_SEEN] = _BLANDNESS
        return _unit(vectors)

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, (n, dim) float32, unit length.

        A text without a word that tells of light or colour has a cosine of 0 with every picture.
        """
        vectors = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            stems = _stems(text)
            row[:_LOOKS] = _unit_or_zero(_looks(stems))
            row[_SAID + 1 :] = _unit_or_zero(_words(stems))
            if not row.any():
                row[_SAID] = 1
        return _unit(vectors)

    def signals(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return what a text says of the measured signals, in the order of `SIGNAL_NAMES`.

        Returns:
            Names of `Signals` with a weight of -1 to 1; only those that its words speak of.
        """
        meaning: dict[str, float] = {}
        for stem in _stems(text):
            for name, weight in lexicon.signals_of(stem).items():
                meaning[name] = meaning.get(name, 0.0) + weight
        return tuple(
            (name, max(-1.0, min(1.0, meaning[name]))) for name in SIGNAL_NAMES if meaning.get(name)
        )


def _stems(text: str) -> tuple[str, ...]:
    return terms(_CLOSE_UP.sub("closeup", text))


def _looks(stems: Sequence[str]) -> NDArray[np.float32]:
    looks = np.zeros(_LOOKS, np.float32)
    for stem in stems:
        for axis, weight in lexicon.looks_of(stem).items():
            looks[appearance.AXES.index(axis)] += weight
    return looks


def _words(stems: Sequence[str]) -> NDArray[np.float32]:
    words = np.zeros(_WORDS, np.float32)
    for stem in stems:
        axis, sign = _axis_of(stem)
        words[axis] += sign * _rarity(stem)
    return words


def _rarity(stem: str) -> float:
    """Guess how telling a word is: long words are rarer than short ones (Zipf's brevity law)."""
    return 1.0 + 0.1 * min(len(stem), 10)


@lru_cache(maxsize=65_536)
def _axis_of(stem: str) -> tuple[int, float]:
    # Not hash(): that differs from run to run.
    number = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), "little")
    return number % _WORDS, 1.0 if number // _WORDS % 2 else -1.0


def _unit_or_zero(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.float32(np.linalg.norm(vector))
    return vector / length if length else vector


def _unit(vectors: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths
