"""What all eyes have in common: pictures and words become unit vectors in one space.

Knows nothing about films, shots or tastes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""(n, dim) float32, each row of unit length."""

Frame: TypeAlias = NDArray[np.uint8]
"""(height, width, 3) uint8 RGB."""


class SentenceModel(Protocol):
    """What reads words: texts that say alike come to lie close together."""

    @property
    def name(self) -> str:
        """What identifies the vectors: part of the key of what is stored. Cheap to ask."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, (n, dim) float32, unit length, in the order given."""
        ...


class Embedder(Protocol):
    """Eyes: what looks alike, and what is said alike, comes to lie close together."""

    @property
    def name(self) -> str:
        """What identifies the vectors: part of the key of a stored Analysis. Cheap to ask."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def images(self, frames: Sequence[Frame]) -> Vectors:
        """Return one vector for each frame; frames may differ in size.

        Args:
            frames: (height, width, 3) uint8 RGB each, upright, square pixels.

        Returns:
            (n, dim) float32, unit length, in the order given.
        """
        ...

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return one vector for each text, (n, dim) float32, unit length, in the order given."""
        ...


@runtime_checkable
class ReadsSignals(Protocol):
    """Eyes that can also tell what words say of a shot's measured signals."""

    def signals(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return names of `Signals` with a weight of -1 to 1: more of it, or less of it."""
        ...


@runtime_checkable
class HasReader(Protocol):
    """Eyes that leave it to a sentence model to match words to words."""

    reader: SentenceModel | None
    """The sentence model; None: their own text tower does."""


def reader_of(eyes: Embedder) -> SentenceModel | None:
    """Return the sentence model beside the eyes; None where the eyes read for themselves."""
    return eyes.reader if isinstance(eyes, HasReader) else None


@runtime_checkable
class Loads(Protocol):
    """Eyes that have something to load, and can be told to do so ahead of their first picture."""

    def load(self) -> None:
        """Load what the first picture needs; from any thread, and only once.

        Raises:
            ModelUnavailable: it cannot be loaded; so will the first picture say.
        """
        ...
