"""Unit costs of a batch's tasks, as the topic `scale` measured them. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

Points = tuple[tuple[float, float], ...]
"""A cost for pictures of so many megapixels, ascending."""
MEGAPIXELS = {"360p": 0.2304, "720p": 0.9216, "1080p": 2.0736}
SAMPLES = "unit costs"
"""Where the topic keeps them among its samples."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What the parts of a batch cost; seconds are those of one core."""

    watch: Points
    """To look at a second of film with the Basic eyes."""
    picture: float
    """For the full-size CLIP to look at a keyframe."""
    keyframes: float
    """In a second of film."""
    start: float
    """To open the full-size CLIP."""
    start_sample: float
    """To open the sample CLIP."""
    plan: float
    """To plan a cut and draw its sheet, its film being analysed."""
    reframe: Points
    """To see where the eye goes, for a second of a cut of another shape."""
    cut: Points
    """To write a cut, however short."""
    cut_second: Points
    """To write a second of it."""
    cut_bytes: Points
    """Bytes of a second of it."""
    stored: float
    """Bytes kept of a second of film."""
    read: float
    """Seconds to read what is kept of a second of film."""
    commits: float
    """Transactions a second of the journal."""
    driver: float
    """Seconds that the driver takes for a task, its journal included."""

    @classmethod
    def read_from(cls, document: Mapping[str, Any]) -> Self | None:
        """Return the costs that docs/benchmarks.json holds, or None where it holds none."""
        try:
            (told,) = document["topics"]["scale"]["samples"][SAMPLES]
        except (KeyError, ValueError):
            return None
        values: dict[str, Any] = {
            name: tuple((float(a), float(b)) for a, b in value)
            if isinstance(value, (list, tuple))
            else float(value)
            for name, value in told.items()
        }
        return cls(**values)


def at(points: Points, megapixels: float) -> float:
    """Return a cost for pictures of a size, on the line through the two nearest that were measured.

    Args:
        points: at least one, ascending.
        megapixels: of one picture.
    """
    if len(points) == 1:
        return points[0][1] * megapixels / points[0][0]
    pairs = list(pairwise(points))
    (x, y), (u, v) = next((pair for pair in pairs if megapixels <= pair[1][0]), pairs[-1])
    return max(0.0, y + (v - y) * (megapixels - x) / (u - x))


def line(short: tuple[float, float], long: tuple[float, float]) -> tuple[float, float]:
    """Return what something costs at all and for each second, from two lengths of it.

    Args:
        short: seconds, and what they cost.
        long: the same of a longer one.
    """
    each = max(0.0, (long[1] - short[1]) / (long[0] - short[0]))
    return max(0.0, short[1] - each * short[0]), each


def mean(values: Sequence[float]) -> float:
    """Return the mean of at least one value."""
    return sum(values) / len(values)
