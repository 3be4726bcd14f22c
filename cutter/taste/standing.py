"""Turns measured signals into how far each shot stands out from its own film.

Knows nothing about wishes: which signal is wanted is decided elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Signals

Array = NDArray[np.float64]

LIMIT = 2.0
"""No shot counts as standing out further than this."""
_WARMEST = 30.0
"""Degrees of hue, orange: `hue` is read as warmth, for more of a circle means nothing."""
_QUIETEST = -50.0
"""LUFS; anything below is silence to a viewer."""
LEAST_SPREAD = {
    "motion": 0.05,
    "brightness": 0.04,
    "colourfulness": 0.05,
    "hue": 0.06,
    "saturation": 0.04,
    "contrast": 0.04,
    "sharpness": 0.03,
    "faces": 0.25,
    "face_share": 0.02,
    "loudness": 2.0,
    "speech": 0.15,
    "black": 0.05,
    "text": 0.02,
}
"""Differences that a viewer would hardly see or hear, in each signal's unit: shots of a film
whose shots differ less stand out less, and those of an even film not at all."""


def measured(signals: Sequence[Signals]) -> Array:
    """Return the signals as numbers, (n_shots, n_signals), in the order of `SIGNAL_NAMES`.

    Hue is told as warmth, -1 (blue) to 1 (orange), weighted by saturation; loudness is not below
    -50 LUFS.
    """
    rows = [[float(getattr(each, name)) for name in SIGNAL_NAMES] for each in signals]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(SIGNAL_NAMES))
    hue, saturation, loudness = (
        SIGNAL_NAMES.index(name) for name in ("hue", "saturation", "loudness")
    )
    table[:, hue] = np.cos(np.radians(table[:, hue] - _WARMEST)) * table[:, saturation]
    table[:, loudness] = np.maximum(table[:, loudness], _QUIETEST)
    rounded: Array = np.round(table, 6)
    return rounded


def standing(table: Array) -> Array:
    """Return how far each shot stands out from the film, -2 to 2, of the shape of `table`.

    A robust z: (value - median) / spread, where the spread is the median absolute deviation times
    1.4826 (which makes it the standard deviation of a normal distribution), half the standard
    deviation, or `LEAST_SPREAD`, whichever is greatest. The second holds where most shots are
    alike and a few differ, such as faces.
    """
    if not len(table):
        return np.zeros_like(table)
    away = table - np.median(table, axis=0)
    spread = np.maximum.reduce(
        [
            1.4826 * np.median(np.abs(away), axis=0),
            0.5 * table.std(axis=0),
            np.array([LEAST_SPREAD[name] for name in SIGNAL_NAMES]),
        ]
    )
    limited: Array = np.round(np.clip(away / spread, -LIMIT, LIMIT), 6) + 0.0
    return limited
