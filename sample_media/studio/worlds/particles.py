"""Small things in the air: snow, rain, motes of dust, sparks, and birds."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import Array, Colour, dim, dot, stroke
from .stage import Moment, Stage


class Motes:
    """Soft lights that float and wrap around: dust, snow, pollen, plankton."""

    def __init__(
        self,
        rng: np.random.Generator,
        stage: Stage,
        count: int,
        colour: Colour,
        radius: tuple[float, float],
        drift: tuple[float, float],
    ) -> None:
        """Scatter them.

        Args:
            rng: Source of chance.
            stage: The measures of the shot.
            count: How many.
            colour: Light of the brightest.
            radius: Smallest and largest radius in pixels at 360 rows.
            drift: Heights of the frame per second to the right and down.
        """
        self._stage, self._colour, self._drift = stage, colour, drift
        self._place = rng.random((count, 2))
        self._near = rng.random(count) ** 2
        self._radius = (radius[0] + (radius[1] - radius[0]) * self._near) * stage.scale
        self._phase = rng.uniform(0, 2 * np.pi, count)
        self._glimmer = rng.uniform(0.4, 1.0, count)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the lights to the frame."""
        stage = self._stage
        height, ratio = stage.height, stage.width / stage.height
        air: Array = np.zeros_like(frame)
        sway = 0.02 * np.sin(moment.time * 1.3 + self._phase)
        speed = 0.4 + 0.6 * self._near
        xs = self._place[:, 0] * ratio + (self._drift[0] * moment.time + sway) * speed
        xs = np.mod(xs + moment.shift[0] / height * speed, ratio + 0.1) - 0.05
        ys = np.mod(self._place[:, 1] + self._drift[1] * moment.time * speed, 1.1) - 0.05
        light = self._glimmer * (0.75 + 0.25 * np.sin(moment.time * 2.1 + 3 * self._phase))
        for x, y, radius, factor in zip(xs, ys, self._radius, light, strict=True):
            dot(air, x * height, y * height, radius, dim(self._colour, float(factor)))
        cv2.add(frame, cv2.GaussianBlur(air, (0, 0), max(0.5, 0.8 * stage.scale)), frame)


class Rain:
    """Slanted streaks of falling rain."""

    def __init__(
        self, rng: np.random.Generator, stage: Stage, count: int, colour: Colour, slant: float
    ) -> None:
        """Scatter `count` drops; `slant` is how far they move aside per unit fallen."""
        self._stage, self._colour, self._slant = stage, colour, slant
        self._place = rng.random((count, 2))
        self._near = rng.random(count)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the streaks to the frame."""
        height, width = frame.shape[:2]
        rain: Array = np.zeros_like(frame)
        ys = np.mod(self._place[:, 1] + moment.time * (1.3 + self._near), 1.3) - 0.2
        xs = np.mod(self._place[:, 0] + ys * self._slant * height / width, 1.0)
        for x, y, near in zip(xs * width, ys * height, self._near, strict=True):
            length = (0.05 + 0.09 * near) * height
            ends = np.array([[x, y], [x + self._slant * length, y + length]])
            stroke(rain, ends, dim(self._colour, 0.35 + 0.65 * near), self._stage.scale)
        cv2.add(frame, rain, frame)


class Birds:
    """A few birds far away, flapping across the sky."""

    def __init__(
        self, rng: np.random.Generator, stage: Stage, colour: Colour, band: tuple[float, float]
    ) -> None:
        """Choose their number and places; `band` is the heights in 0..1 where they fly."""
        self._stage, self._colour = stage, colour
        count = int(rng.integers(3, 9))
        centre = np.array([rng.uniform(0.2, 0.8), rng.uniform(*band)])
        self._place = centre + rng.normal(0, 1, (count, 2)) * (0.1, 0.035)
        self._size = rng.uniform(4, 8) * rng.uniform(0.7, 1.3, count) * stage.scale
        self._phase = rng.uniform(0, 2 * np.pi, count)
        way = 1.0 if rng.random() < 0.5 else -1.0
        self._speed = way * stage.pace(0.015, 0.06)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw each bird as two wings."""
        stage = self._stage
        for (x, y), size, phase in zip(self._place, self._size, self._phase, strict=True):
            flap = np.sin(moment.time * 7.0 + phase)
            x_now = (x + self._speed * (moment.elapsed - stage.seconds / 2)) * stage.width
            x_seen, y_seen, _ = moment.place(stage, x_now, y * stage.height, 0.2)
            lift = -0.55 * size * flap
            wings = np.array(
                [
                    [-size, lift],
                    [-0.5 * size, lift * 0.75 - 0.22 * size],
                    [0, 0],
                    [0.5 * size, lift * 0.75 - 0.22 * size],
                    [size, lift],
                ]
            )
            stroke(frame, wings + np.array([x_seen, y_seen]), self._colour, 1.6 * stage.scale)
