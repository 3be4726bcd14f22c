"""What a world is: a name, the words a viewer might use for it, and a way to paint it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from .paint import Array

Render = Callable[[np.random.Generator, int, int, int, float, float], Iterator[Array]]


@dataclass(frozen=True, slots=True)
class World:
    """One kind of picture that can be filmed in endless variations."""

    name: str
    phrase: str
    """The plainest caption."""
    captions: tuple[str, ...]
    """Other words for the same picture, as a viewer might write them."""
    render: Render
    """`render(rng, n_frames, width, height, frame_rate, motion)` yields (h, w, 3) uint8 RGB frames.

    `motion` in 0..1 scales how much the camera and the subjects move. The same generator state
    gives the same frames.
    """
