"""Stereo samples kept in a file on the way, so that hours of sound need no memory.

Knows nothing about where they come from.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

SAMPLE_BYTES = 8
"""Two channels of float32."""
BLOCK_SECONDS = 20
"""Most that is held at a time (20 s of stereo float32 are 7.7 MB)."""


class Readable(Protocol):
    """Sound of which any piece can be read."""

    count: int
    """How many samples it has."""

    def read(self, first: int, last: int) -> Samples:
        """Return samples `first` to `last`, (n, 2) float32; zeros before its begin and its end."""
        ...


class PcmFile:
    """A file of little-endian float32 samples, left and right in turn."""

    def __init__(self, path: Path) -> None:
        """Describe what is in a file so far."""
        self._path = path
        self.count = path.stat().st_size // SAMPLE_BYTES
        self.peak = 0.0
        """Largest absolute value that was written through `write`."""

    @classmethod
    def empty(cls, path: Path) -> PcmFile:
        """Begin a new file in place of what was there."""
        path.write_bytes(b"")
        return cls(path)

    def write(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """Append blocks of (n, 2) float32, and yield each once it is written."""
        with self._path.open("ab") as out:
            for block in blocks:
                out.write(as_bytes(block))
                self.count += len(block)
                self.peak = max(self.peak, float(np.abs(block).max(initial=0.0)))
                yield block

    def read(self, first: int, last: int) -> Samples:
        """Return samples `first` to `last`, (n, 2) float32; zeros outside the file."""
        found = np.zeros((last - first, 2), np.float32)
        low, high = max(0, first), min(last, self.count)
        if low < high:
            with self._path.open("rb") as source:
                source.seek(low * SAMPLE_BYTES, os.SEEK_SET)
                raw = source.read((high - low) * SAMPLE_BYTES)
            found[low - first : high - first] = np.frombuffer(raw, "<f4").reshape(-1, 2)
        return found


def as_bytes(block: Samples) -> bytes:
    """Return samples as they stand in a file and go through a pipe."""
    return np.ascontiguousarray(block, dtype="<f4").tobytes()


def in_blocks(sound: Readable, rate: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the last sample of pieces of at most `BLOCK_SECONDS`."""
    longest = BLOCK_SECONDS * rate
    for first in range(0, sound.count, longest):
        yield first, min(first + longest, sound.count)
