"""A film's small frames halved once more, for all that needs light and colour but no detail.

Shots, dissolves and signals are measured side by side; they share this one picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 128, 72


@dataclass(frozen=True, slots=True)
class Halved:
    """One frame, averaged down."""

    picture: NDArray[np.uint8]
    """(72, 128, 3) uint8 BGR."""
    luma: NDArray[np.uint8]
    """(72, 128) uint8."""


def halved(small: NDArray[np.uint8]) -> Halved:
    """Return a small frame, (h, w, 3) uint8 BGR of any size, at 128 by 72."""
    import cv2

    picture = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return Halved(np.asarray(picture, dtype=np.uint8), np.asarray(luma, dtype=np.uint8))
