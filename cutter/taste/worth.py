"""What a full match of a want, and what signals and the picture's quality, are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Role, Want

SIGNAL_SCALE = 0.1
"""What a signal of weight 1 adds for a shot that stands out by 1: a shot that stands out as far
as counts (2) gains a fifth of what a full match of a like of weight 1 gives."""
SHARPNESS_SCALE = 0.03
BLACK_COST = 0.3
_SIGNS: dict[Role, float] = {"like": 1.0, "must": 1.0, "dislike": -1.0, "never": 0.0}


def worth_of(wants: Sequence[Want]) -> NDArray[np.float64]:
    """Return what a full match of each want adds to a score, (n_wants,)."""
    return np.array([_SIGNS[want.role] * want.weight for want in wants], dtype=np.float64)
