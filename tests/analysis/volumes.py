"""Volumes with known rows, for the tests of libraries."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.library.catalogue import Seen
from cutter.schema.volume import Volume

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rows_of(number: int, rows: int, dim: int = 8) -> NDArray[np.float32]:
    """Return unit vectors that no other number has."""
    table = np.random.default_rng([7, number]).standard_normal((rows, dim), np.float32)
    unit: NDArray[np.float32] = table / np.linalg.norm(table, axis=1, keepdims=True)
    return unit


def a_volume(number: int, rows: int = 5, dim: int = 8, *, cues: int = 2) -> Volume:
    """Return a film of as many shots as pictures."""
    count = np.arange(rows, dtype=np.int64)
    return Volume(
        key=hashlib.blake2b(f"{number} {rows}".encode(), digest_size=16).hexdigest(),
        fingerprint=f"{number:032x}",
        images=rows_of(number, rows, dim),
        image_level=np.tile([0.1, 0.05], (rows, 1)),
        image_shots=np.arange(rows, dtype=np.int32),
        nothing=rows_of(0, 1, dim),
        centre=rows_of(2, 1, dim),
        baseline=np.array([0.5]),
        words=rows_of(number + 10**6, cues, 6),
        word_level=np.tile([0.1, 0.05], (cues, 1)),
        word_nothing=rows_of(1, 1, 6),
        terms=np.arange(cues, dtype=np.uint64),
        term_cues=np.arange(cues, dtype=np.int32),
        heard_shot=np.zeros(cues, np.int32),
        heard_cue=np.arange(cues, dtype=np.int32),
        heard_share=np.ones(cues),
        spans=np.stack([count, count * 0 + 1, count + 1, count * 0 + 1], axis=1),
        standing=np.zeros((rows, 13)),
    )


def seen(volume: Volume) -> Seen:
    """Return what a catalogue tells of a film of that volume."""
    return Seen(volume.fingerprint, "as it is", 1, volume.key)
