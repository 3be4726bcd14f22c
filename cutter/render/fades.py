"""Gains at the edges of a sound: short fades, slow ones, crossfades. Knows nothing about cuts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fade:
    """How a sound comes or goes."""

    length: Fraction
    """Seconds."""
    law: Literal["smooth", "power"] = "smooth"
    """`smooth`: a raised cosine, without a bend at either end. `power`: a quarter of a sine, whose
    square and that of its mirror image add up to one: two sounds that have nothing to do with each
    other are as loud in the middle of their crossfade as before it and behind it, where a linear
    one would sink by 3 dB."""


def edge_gain(
    begin: int,
    end: int,
    first: int,
    last: int,
    rate: int,
    *,
    fade_in: Fade | None = None,
    fade_out: Fade | None = None,
) -> Samples:
    """Return the gain for samples `first` to `last` of a sound from `begin` to `end`.

    Of two fades that would meet, each gets at most half of the sound.

    Returns:
        (n, 1) float32, 0 to 1.
    """
    gain = np.ones(last - first, np.float32)
    for fade, edge, direction in ((fade_in, begin, 1), (fade_out, end, -1)):
        if fade is None:
            continue
        length = min(round(fade.length * rate), (end - begin) // 2)
        low, high = sorted((edge, edge + direction * length))
        low, high = max(first, low), min(last, high)
        if low < high:
            away = np.abs(np.arange(low, high) + 0.5 - edge) / length
            wave = np.sin(np.pi / 2 * away)
            gain[low - first : high - first] *= wave if fade.law == "power" else wave**2
    return gain[:, np.newaxis]
