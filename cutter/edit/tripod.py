"""How well a crop would show its subject from each place turned into where it goes: a heavy tripod.

It stands still while that is nearly as good as moving; when it moves, it moves slowly, speeds up
and slows down smoothly. Numbers only: knows nothing about films.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TICK = 0.25
"""Seconds between moments at which the crop may change its speed."""
GEARS = 4
"""Speeds in either direction, beside standing still."""
MOST_SPEED = 0.2
"""Of the picture's width, or height, in a second."""
EASE = 1.0
"""Seconds over which a change of speed is spread."""
MOST_ACCELERATION = 4 * MOST_SPEED / EASE
"""Of the picture's width in a second, each second: a Hann window of that length, over a speed that
turns round at once, gives no more."""
FINE = 3
"""Points of a path in a tick."""
SETTING_OFF = 0.3
"""What it costs to set off, in seconds of a subject that is wholly seen instead of not at all."""
SHIFTING = 0.02
"""What it costs to change the speed by one gear."""
GOING = 0.004
"""What it costs to go on for one tick in first gear."""
STILL = 0.25
"""Part of a crop; a path that stays within that much stands still."""


def path(rewards: Floats, places: Floats, share: float) -> Floats:
    """Return where a crop's middle lies, `FINE` times a tick, ((n - 1) * FINE + 1,).

    Its speed is at most `MOST_SPEED`, its acceleration at most `MOST_ACCELERATION`, and it stays
    between the first place and the last.

    Args:
        rewards: (n, p) how well the crop shows its subject from each place at each tick.
        places: (p,) ascending, `MOST_SPEED * TICK / GEARS` apart or nearer.
        share: how much of the axis the crop takes.
    """
    count = len(rewards)
    best = int(np.argmax(rewards.sum(axis=0)))
    ticks = np.full(count, best) if len(places) < 2 else _cheapest(rewards)
    if np.ptp(places[ticks]) <= STILL * share:
        ticks = np.full(count, best)
    rough = np.interp(np.arange((count - 1) * FINE + 1) / FINE, np.arange(count), places[ticks])
    return _eased(rough)


def _cheapest(rewards: Floats) -> NDArray[np.intp]:
    """Return the place at each tick of the path that shows most and moves least (Viterbi)."""
    count, size = rewards.shape
    gears = np.arange(-GEARS, GEARS + 1)
    change = np.abs(gears[:, None] - gears[None, :]) * SHIFTING
    change += (gears[:, None] == 0) * (gears[None, :] != 0) * SETTING_OFF
    going = np.abs(gears) * GOING
    value = np.full((len(gears), size), -np.inf)
    # Whether a subject stays put for a tick or longer is not known yet: it begins in any gear.
    value[:] = rewards[0] * TICK - (gears != 0)[:, None] * SETTING_OFF
    came = np.zeros((count, len(gears), size), dtype=np.int8)
    for tick in range(1, count):
        options = value[:, None, :] - change[:, :, None]
        before = options.argmax(axis=0)
        reached = np.take_along_axis(options, before[None], axis=0)[0]
        value = np.full_like(value, -np.inf)
        for index, gear in enumerate(gears.tolist()):
            to, since = _shifted(size, gear)
            value[index, to] = reached[index, since] - going[index]
            came[tick, index, to] = before[index, since]
        value += rewards[tick] * TICK
    gear, place = divmod(int(value.argmax()), size)
    found = np.zeros(count, dtype=np.intp)
    for tick in range(count - 1, -1, -1):
        found[tick] = place
        if tick:
            gear, place = int(came[tick, gear, place]), place - int(gears[gear])
    return found


def _shifted(size: int, step: int) -> tuple[slice, slice]:
    """Return the places that a step leads to, and those that it leads from."""
    if step >= 0:
        return slice(step, None), slice(0, max(0, size - step))
    return slice(0, max(0, size + step)), slice(-step, None)


def _eased(rough: Floats) -> Floats:
    """Return a path with every change of speed spread out, held before and behind it."""
    length = round(EASE / TICK) * FINE
    if len(rough) < 2 or np.ptp(rough) == 0:
        return rough
    window = np.hanning(length + 2)[1:-1]
    window = window / window.sum()
    before = length // 2
    padded = np.pad(rough, (before, length - 1 - before), mode="edge")
    return np.convolve(padded, window, "valid")
