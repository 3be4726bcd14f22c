"""Shafts of light that fan out from a point, as in woods and under water."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import Array, Colour, noise, smoothstep
from .stage import Moment, Stage

BINS = 512


class Rays:
    """A fan of soft beams that slowly come and go."""

    def __init__(
        self,
        rng: np.random.Generator,
        stage: Stage,
        source: tuple[float, float],
        colour: Colour,
        reach: float,
        count: int,
    ) -> None:
        """Prepare the fan.

        Args:
            rng: Source of chance.
            stage: The measures of the shot.
            source: Where the light comes from, in 0..1 of the frame; may lie outside.
            colour: Light of the brightest beam.
            reach: Distance in heights of the frame at which beams have lost two thirds.
            count: How many beams there are in a full turn.
        """
        self._stage = stage
        size = (max(8, stage.width // 4), max(8, stage.height // 4))
        xs = (np.linspace(0, 1, size[0]) - source[0])[None, :] * stage.width / stage.height
        ys = (np.linspace(0, 1, size[1]) - source[1])[:, None]
        angle = np.arctan2(ys, xs) / (2 * np.pi)
        self._bins = np.mod(angle, 1.0).astype(np.float32) * BINS
        far = np.sqrt(xs * xs + ys * ys)
        self._fall = (np.exp(-far / reach) * smoothstep(far, 0.0, 0.15)).astype(np.float32)
        bands = [noise(rng, BINS, 4, (count, 1), 3)[0], noise(rng, BINS, 4, (count * 2, 1), 2)[0]]
        self._bands = [np.concatenate([band, band, band]) for band in bands]
        self._colour = np.asarray(colour, np.float32)
        self._speed = stage.pace(1.5, 5.0)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the beams to the frame."""
        move = self._speed * moment.time - 0.1 * moment.shift[0]
        light = np.ones_like(self._fall)
        places = np.arange(3 * BINS)
        for band, way in zip(self._bands, (1.0, -0.7), strict=True):
            at = np.mod(self._bins + way * move, BINS) + BINS
            light *= np.interp(at, places, band)
        beams = smoothstep(light, 0.12, 0.6) * self._fall
        lit = np.clip(beams[..., None] * self._colour, 0, 255).astype(np.uint8)
        full = cv2.resize(lit, (frame.shape[1], frame.shape[0]), interpolation=cv2.INTER_CUBIC)
        cv2.add(frame, full, frame)
