"""Black bars around a picture: what has never been lighter than black on two opposite sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLACK = 24
"""8-bit luma at and below which a pixel is black: video black is 16, and compression adds noise."""


def without_bars(light: NDArray[np.uint8]) -> slice:
    """Return what lies between two bars of the same width; all, if that would be little.

    Bars come in pairs: what is black on one side alone is part of the picture.

    Args:
        light: (n,) the lightest that each row, or column, has ever been.
    """
    lit = np.flatnonzero(light > BLACK)
    if len(lit) < len(light) // 3:
        return slice(None)
    bar = min(int(lit[0]), len(light) - 1 - int(lit[-1]))
    return slice(bar, len(light) - bar)
