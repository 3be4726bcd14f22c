"""How strong each chosen shot is beside the others: what an arc rises and falls by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cutter.edit.material import Material

_LOUDEST, _QUIETEST = -5.0, -45.0
"""LUFS between which loudness counts from 1 to 0 in the energy of a clip."""


def energies(material: Material, numbers: set[int]) -> dict[int, float]:
    """Return how strong each shot is beside the other chosen ones, 0 to 1."""
    chosen = sorted(numbers)
    signals = [
        material.films[f].analysis.film.signals[s] for f, s in (material.where[n] for n in chosen)
    ]
    scores = material.scores.columns.values[chosen]
    motion = np.array([signal.motion for signal in signals])
    loudness = np.clip([signal.loudness for signal in signals], _QUIETEST, _LOUDEST)
    # A vivid, hard-lit picture excites and a pale, soft one calms (Valdez and Mehrabian 1994 for
    # colour): the mood, as far as light tells it.
    mood = np.array([signal.saturation + signal.contrast for signal in signals])
    energy = 0.5 * _ranks(scores)
    for ranked, share in ((motion, 0.2), (loudness, 0.2), (mood, 0.1)):
        energy = energy + share * _ranks(ranked)
    return {number: round(float(value), 6) for number, value in zip(chosen, energy, strict=True)}


def _ranks(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return each value's rank as 0 to 1; equal values share the mean of their ranks."""
    rounded = np.round(values, 6)
    below = (rounded[:, None] > rounded[None, :]).sum(axis=1)
    equal = (rounded[:, None] == rounded[None, :]).sum(axis=1)
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]]
    ranks = (below + (equal - 1) / 2) / max(1, len(values) - 1)
    return ranks
