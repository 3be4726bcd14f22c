"""Fish that swim in schools, and bubbles that rise."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import SHIFT, Array, Colour, dim, fill, fixed, mix, stroke
from .stage import Moment, Stage

BODY = np.array(
    [
        *([1.0, 0.0], [0.72, -0.24], [0.3, -0.37], [-0.2, -0.33], [-0.62, -0.12], [-0.7, 0.0]),
        *([-0.62, 0.12], [-0.2, 0.33], [0.3, 0.35], [0.72, 0.22]),
    ]
)
BELLY = np.array([[0.9, 0.05], [0.3, 0.12], [-0.5, 0.05], [-0.2, 0.3], [0.3, 0.32], [0.7, 0.2]])
TAIL = np.array([[-0.58, 0.0], [-1.05, -0.32], [-0.94, 0.0], [-1.05, 0.32]])
FIN = np.array([[0.35, -0.33], [0.05, -0.62], [-0.35, -0.3]])


class School:
    """Fish of one kind that swim the same way."""

    def __init__(
        self,
        rng: np.random.Generator,
        stage: Stage,
        colour: Colour,
        water: Colour,
        near: float,
    ) -> None:
        """Choose the fish; `near` is 0 for far and hazy, 1 for close and clear."""
        self._stage, self._near = stage, near
        self._back = mix(water, colour, 0.35 + 0.65 * near)
        self._belly = mix(self._back, (250, 246, 224), 0.45)
        self._stripe = dim(self._back, 0.55) if rng.random() < 0.5 else None
        count = int(rng.integers(2, 6)) if near > 0.6 else int(rng.integers(6, 15))
        spread = (0.26, 0.12) if near > 0.6 else (0.14, 0.07)
        centre = np.array([rng.uniform(0.25, 0.75), rng.uniform(0.2, 0.7)])
        self._place = centre + rng.normal(0, 1, (count, 2)) * spread
        self._size = (0.014 + 0.045 * near) * rng.uniform(0.75, 1.35, count) * stage.height
        self._phase = rng.uniform(0, 2 * np.pi, count)
        self._way = 1.0 if rng.random() < 0.5 else -1.0
        self._speed = stage.pace(0.03, 0.12) * rng.uniform(0.85, 1.15, count) * (0.5 + 0.7 * near)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw every fish, its tail beating."""
        stage = self._stage
        swum = self._way * self._speed * (moment.elapsed - stage.seconds / 2)
        bob = 0.012 * np.sin(moment.time * 0.9 + self._phase)
        for index, (x, y) in enumerate(self._place):
            size, phase = self._size[index], self._phase[index]
            seen_x, seen_y, zoom = moment.place(
                stage, (x + swum[index]) * stage.width, (y + bob[index]) * stage.height, self._near
            )
            beat = np.sin(moment.time * (6 + 4 * stage.motion) + phase)
            flip = np.array([self._way, 1.0]) * size * zoom
            at = np.array([seen_x, seen_y])
            tail = TAIL * (1.0 - 0.25 * abs(beat), 1.0) + [[0, 0], [0, 0.16 * beat]] * 2
            fill(frame, tail * flip + at, dim(self._back, 0.85))
            fill(frame, FIN * flip + at, dim(self._back, 0.8))
            fill(frame, BODY * flip + at, self._back)
            fill(frame, BELLY * flip + at, self._belly)
            if self._stripe and size > 6:
                for column in (0.38, -0.05):
                    bar = np.array([[column, -0.33], [column - 0.06, 0.0], [column, 0.31]])
                    stroke(frame, bar * flip + at, self._stripe, 0.12 * size)
            if size > 5:
                eye = np.array([0.66, -0.08]) * flip + at
                centre = (fixed(eye[0]), fixed(eye[1]))
                cv2.circle(frame, centre, fixed(0.075 * size), (16, 18, 24), -1, cv2.LINE_AA, SHIFT)


class Bubbles:
    """Strings of bubbles that wobble upwards."""

    def __init__(self, rng: np.random.Generator, stage: Stage, light: Colour) -> None:
        """Choose the springs and the bubbles."""
        self._stage, self._light = stage, light
        count = int(rng.integers(16, 40))
        springs = rng.uniform(0.05, 0.95, 3)
        self._x = rng.choice(springs, count) + rng.normal(0, 0.015, count)
        self._y = rng.random(count)
        self._size = rng.uniform(1.2, 5.2, count) * stage.scale
        self._speed = stage.pace(0.1, 0.24) * rng.uniform(0.7, 1.4, count)
        self._phase = rng.uniform(0, 2 * np.pi, count)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw each bubble as a ring with a highlight."""
        stage = self._stage
        ys = 1.1 - np.mod(self._y + self._speed * moment.time, 1.2)
        xs = self._x + 0.008 * np.sin(moment.time * 3 + self._phase)
        for x, y, size in zip(xs, ys, self._size * (1.3 - 0.4 * ys), strict=True):
            seen_x, seen_y, _ = moment.place(stage, x * stage.width, y * stage.height, 0.8)
            centre = (fixed(seen_x), fixed(seen_y))
            thick = max(1, round(0.9 * stage.scale))
            tone = dim(self._light, 0.8)
            cv2.circle(frame, centre, fixed(size), tone, thick, cv2.LINE_AA, SHIFT)
            spot = (fixed(seen_x - 0.35 * size), fixed(seen_y - 0.35 * size))
            cv2.circle(frame, spot, fixed(0.28 * size), (240, 252, 255), -1, cv2.LINE_AA, SHIFT)
