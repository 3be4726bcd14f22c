"""What draws the eye, made up: a subject at known places, heads, letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from cutter.schema.attention import BINS, LETTERING, MOTION, SALIENCE, Attention

STEP = Fraction(1, 4)
Box = tuple[float, float, float, float]


def seen(
    seconds: Fraction | int,
    *,
    start: Fraction | int = 0,
    place: Callable[[float], float] | None = None,
    heads: Callable[[float], Sequence[Box]] | None = None,
    letters: tuple[float, float] | None = None,
    inside: Box = (0, 0, 1, 1),
    talking: int | None = None,
) -> Attention:
    """Return a stretch whose subject lies at `place` of the time, on both axes alike."""
    times = tuple(start + STEP * k for k in range(int(seconds / STEP)))
    profiles = np.zeros((len(times), 3, BINS), dtype=np.float32)
    profiles[:, SALIENCE] = 0.05
    middles = (np.arange(BINS) + 0.5) / BINS
    faces = []
    for index, time in enumerate(times):
        if place is not None:
            near = np.abs(middles - place(float(time))) < 0.06
            profiles[index, SALIENCE, near] = 4
            profiles[index, MOTION, near] = 0.1
        if letters is not None:
            profiles[index, LETTERING] = (middles > letters[0]) & (middles < letters[1])
        if heads is not None and index % 2 == 0:
            for number, box in enumerate(heads(float(time))):
                faces.append((index, *box, 0.05 if number == talking else 0.0))
    found = np.array(faces, dtype=np.float32).reshape(-1, 6)
    return Attention(times, profiles, profiles.copy(), found, inside)


def face(x: float, y: float = 0.4, side: float = 0.15) -> Box:
    """Return a face's box around a place; the picture is 16:9."""
    wide = side * 9 / 16
    return (x - wide / 2, y - side / 2, x + wide / 2, y + side / 2)
