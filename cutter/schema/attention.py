"""Where the eye goes in a stretch of film: what a frame of another shape is laid over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray

BINS = 32
"""Columns, and rows, that a picture is divided into."""
MOTION, SALIENCE, LETTERING = 0, 1, 2
"""Second index of `Attention.columns` and `Attention.rows`."""


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """What was measured on some pictures of a stretch of film; it belongs to the film alone.

    Places are shares of the upright picture: 0 at its left or upper edge, 1 at the other.
    """

    times: tuple[Fraction, ...]
    """Of the n pictures, ascending, in seconds on the film's clock."""
    columns: NDArray[np.float32]
    """(n, 3, 32): for each column the motion that is not the camera's, as mean change of luma, 0 to
    1; the salience, a mean of 1 over a picture; and the share that letters cover."""
    rows: NDArray[np.float32]
    """(n, 3, 32): the same for each row."""
    faces: NDArray[np.float32]
    """(m, 6): index of the picture, left, top, right and lower edge, and the change of luma around
    the mouth."""
    inside: tuple[float, float, float, float]
    """Left, top, right and lower edge of what lies between black bars."""
