"""Turns sound up or down so that no true peak passes a ceiling. Knows nothing about loudness.

A look-ahead limiter: its gain sinks before a peak comes and rises behind it, along a smooth curve,
so that nothing is clipped. Every sample comes out at its own place. Each stretch is computed from
what is around it alone, so that pieces give the same as the whole.
"""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.render.pcm import Readable

    Samples = NDArray[np.float32]

HOLD = Fraction(20, 1000)
"""Seconds before and behind a peak in which the gain moves. The least gain of twice as long is what
is smoothed, so that it stands still under a steady tone down to 25 Hz instead of bending it."""
OVERSAMPLING = 4
"""Points per sample at which peaks are looked for (ITU-R BS.1770-5, annex 2)."""
TAPS = 6
"""Samples on either side from which a point in between is computed, as many as in that annex."""


def limited(
    sound: Readable, first: int, last: int, *, gain: float, ceiling: float, rate: int
) -> Samples:
    """Return samples `first` to `last` of a sound, turned up and limited.

    Args:
        sound: where they are read from, with what is around them.
        first: number of the first sample.
        last: one past the last.
        gain: factor, before limiting.
        ceiling: largest absolute value between and on the samples.
        rate: samples per second.

    Returns:
        (n, 2) float32.
    """
    hold = max(1, round(HOLD * rate))
    margin = 2 * hold + TAPS
    around = sound.read(first - margin, last + margin) * np.float32(gain)
    inner = around[margin : len(around) - margin]
    if float(np.abs(around).max(initial=0.0)) * overshoot() <= ceiling:
        return inner
    peaks = true_peaks(around)[TAPS : len(around) - TAPS]
    if float(peaks.max()) <= ceiling:
        return inner
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    return (inner * _smoothed(needed, hold)[:, np.newaxis]).astype(np.float32)


def _smoothed(needed: NDArray[np.float64], hold: int) -> NDArray[np.float64]:
    """Return a smooth gain that is nowhere above what is needed.

    The least of `2 * hold + 1` neighbours is averaged over a triangle as wide: every value that is
    averaged is at most the one in the middle.

    Args:
        needed: (n,) gains.
        hold: neighbours on either side.

    Returns:
        (n - 4 * hold,), those in the middle.
    """
    least, width = needed, 1
    while width < 2 * hold + 1:
        step = min(width, 2 * hold + 1 - width)
        least = np.minimum(least[:-step], least[step:])
        width += step
    for _ in range(2):
        summed = np.concatenate([[0.0], np.cumsum(least)])
        least = (summed[hold + 1 :] - summed[: -hold - 1]) / (hold + 1)
    smooth: NDArray[np.float64] = np.clip(least, 0.0, 1.0)
    return smooth


def true_peaks(samples: Samples) -> NDArray[np.float64]:
    """Return the largest absolute value on each sample and up to the next; (n, 2) to (n,).

    The first and the last `TAPS` values leave out what lies outside.
    """
    found = np.abs(samples)
    count, point, spare = len(samples), np.empty_like(samples), np.empty_like(samples)
    for phase in _between():
        point.fill(0)
        for tap, weight in enumerate(phase):
            # Of the samples from TAPS - 1 before this one to TAPS behind it.
            shift = tap - TAPS + 1
            low, high = max(0, -shift), min(count, count - shift)
            if low < high:
                part = spare[low:high]
                np.multiply(samples[low + shift : high + shift], weight, out=part)
                point[low:high] += part
        np.maximum(found, np.abs(point, out=point), out=found)
    return np.maximum(found[:, 0], found[:, 1]).astype(np.float64)


@functools.cache
def overshoot() -> float:
    """Return how far at most a point in between passes the samples around it, as a factor."""
    return max(1.0, *(float(np.abs(phase).sum()) for phase in _between()))


@functools.cache
def _between() -> tuple[Samples, ...]:
    """Return the weights for the points between two samples: a sinc under a raised cosine."""
    found = []
    for point in range(1, OVERSAMPLING):
        away = np.arange(-TAPS + 1, TAPS + 1) - point / OVERSAMPLING
        weights = np.sinc(away) * np.cos(np.pi * away / (2 * TAPS)) ** 2
        found.append((weights / weights.sum()).astype(np.float32))
    return tuple(found)
