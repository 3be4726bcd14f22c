"""Turns features into what the written profile adds to every shot, in whole millionths.

Likes add weight times match, dislikes take it away, signals colour. Knows nothing about reactions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES
from cutter.taste.worth import BLACK_COST, SHARPNESS_SCALE, SIGNAL_SCALE, worth_of

if TYPE_CHECKING:
    from cutter.schema import Taste
    from cutter.taste.features import Features

Array = NDArray[np.float64]
Micros = NDArray[np.int64]

MICRO = 1_000_000
_BLACK_FROM = 0.85
"""Share of black from which a picture counts as black; a night sky stays under it."""


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """What each reason adds to each shot, in millionths."""

    wants: Micros
    """(n_shots, n_wants)."""
    signals: Micros
    """(n_shots, n_signals wished for)."""
    quality: Micros
    """(n_shots,)."""

    @property
    def total(self) -> Micros:
        """(n_shots,) the value of each shot."""
        total: Micros = self.wants.sum(axis=1) + self.signals.sum(axis=1) + self.quality
        return total


def amounts_of(features: Features, taste: Taste) -> Amounts:
    """Return what every want, every wished signal and the picture's quality add to each shot."""
    columns = [SIGNAL_NAMES.index(name) for name, _ in taste.signals]
    weights = np.array([weight for _, weight in taste.signals], dtype=np.float64)
    sharpness = features.standing[:, SIGNAL_NAMES.index("sharpness")]
    black = features.signals[:, SIGNAL_NAMES.index("black")]
    blackness = np.clip((black - _BLACK_FROM) / (1.0 - _BLACK_FROM), 0.0, 1.0)
    return Amounts(
        wants=in_micros(features.clear * worth_of(taste.wants)),
        signals=in_micros(SIGNAL_SCALE * weights * features.standing[:, columns]),
        quality=in_micros(SHARPNESS_SCALE * sharpness - BLACK_COST * blackness),
    )


def in_micros(amounts: Array) -> Micros:
    """Return amounts as whole millionths, so that no order of summation changes a value."""
    return np.rint(amounts * MICRO).astype(np.int64)
