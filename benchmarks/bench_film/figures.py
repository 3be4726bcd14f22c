"""Who and what moves through the pictures: walkers, cars, birds, and things close to the lens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from benchmarks.bench_film.grounds import spectral
from benchmarks.bench_film.planes import Layer, Planes, lay, to_layer

if TYPE_CHECKING:
    from numpy.typing import NDArray

PHASES = 6
"""Pictures of one stride or wing beat."""
SIDE = 256
"""Pixels of the square in which a figure is drawn."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that moves: its pictures and its way through the frame."""

    phases: tuple[Layer, ...]
    start: tuple[float, float]
    """Centre at the first frame, in frame widths and heights."""
    speed: tuple[float, float]
    """Frame widths and heights per second."""
    size: tuple[float, float]
    """Side at the first frame in frame heights, and its growth per second."""
    sway: float
    """Degrees."""

    def draw(self, onto: Planes, time: float) -> None:
        """Draw the figure as it is `time` seconds into the shot."""
        height, width = onto.luma.shape
        side = max(8.0, height * (self.size[0] + self.size[1] * time))
        x = width * (self.start[0] + self.speed[0] * time)
        y = height * (self.start[1] + self.speed[1] * time)
        y += 0.01 * side * math.sin(8 * time)
        angle = math.radians(self.sway * math.sin(3 * time))
        scale = SIDE / side
        cos, sin = scale * math.cos(angle), scale * math.sin(angle)
        matrix = np.array(
            [[cos, sin, SIDE / 2 - cos * x - sin * y], [-sin, cos, SIDE / 2 + sin * x - cos * y]]
        )
        reach = side * 0.75
        box = (_even(x - reach), _even(y - reach), _even(x + reach), _even(y + reach))
        lay(self.phases[int(time * 9) % len(self.phases)], matrix, onto, box)


def cast(rng: np.random.Generator, count: int) -> list[Figure]:
    """Return figures of different kinds, sizes and speeds."""
    return [_figure(rng) for _ in range(count)]


def curtain(rng: np.random.Generator) -> Layer:
    """Return something out of focus close to the lens, for one side of the frame."""
    shape = np.zeros((SIDE, SIDE), np.uint8)
    for _ in range(9):
        centre = (int(rng.integers(-20, 60)), int(rng.integers(SIDE)))
        axes = (int(rng.integers(12, 50)), int(rng.integers(6, 30)))
        cv2.ellipse(shape, centre, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    alpha = cv2.GaussianBlur(shape, (0, 0), 4)
    dark = np.full((SIDE, SIDE, 3), rng.integers(5, 60, 3), np.uint8)
    return to_layer(dark, alpha)


def _figure(rng: np.random.Generator) -> Figure:
    kind = ("walker", "car", "bird")[int(rng.choice(3, p=(0.6, 0.2, 0.2)))]
    cloth = spectral(rng, (SIDE, SIDE), 1.2)
    # Cloth above and below, skin, and what is dark.
    colours = rng.integers(40, 200, (4, 1)) + rng.integers(-35, 36, (4, 3))
    colours[2] = np.array([215, 165, 135]) * float(rng.uniform(0.4, 1.1))
    colours[3] = 25
    colours = np.clip(colours, 0, 255)
    phases = tuple(_draw(kind, phase / PHASES, cloth, colours) for phase in range(PHASES))
    way = float(rng.choice((-1, 1)))
    pace = {"walker": 0.06, "car": 0.25, "bird": 0.15}[kind] * float(rng.uniform(0.2, 2.0))
    size = float(np.exp(rng.uniform(math.log(0.12), math.log(0.9))))
    if kind == "bird":
        size *= 0.4
    height = {"walker": 0.85 - size / 2, "car": 0.8, "bird": 0.3}[kind]
    return Figure(
        phases,
        (0.5 - way * float(rng.uniform(0.0, 0.45)), max(0.35, height) + float(rng.normal(0, 0.05))),
        (way * pace, float(rng.normal(0, 0.01))),
        (size, size * float(rng.normal(0, 0.06))),
        float(rng.uniform(0, 4)),
    )


def _draw(kind: str, phase: float, cloth: NDArray[np.float32], colours: NDArray[np.int64]) -> Layer:
    """Draw one phase of a figure."""
    picture = np.zeros((SIDE, SIDE, 3), np.uint8)
    alpha = np.zeros((SIDE, SIDE), np.uint8)

    def ellipse(x: float, y: float, wide: float, high: float, angle: float, colour: int) -> None:
        centre, axes = (round(x * SIDE), round(y * SIDE)), (round(wide * SIDE), round(high * SIDE))
        for canvas, value in ((picture, tuple(map(int, colours[colour]))), (alpha, (255,))):
            cv2.ellipse(canvas, centre, axes, angle, 0, 360, value, -1, cv2.LINE_AA)

    swing = math.sin(2 * math.pi * phase)
    if kind == "walker":
        for side in (-1, 1):
            ellipse(0.5 + 0.06 * swing * side, 0.78, 0.045, 0.2, -14 * swing * side, 0)
            ellipse(0.5 + 0.1 * side, 0.48, 0.03, 0.16, 16 * swing * side, 1)
        ellipse(0.5, 0.46, 0.11, 0.2, 0, 1)
        ellipse(0.5, 0.19, 0.075, 0.095, 0, 2)
        for side in (-1, 1):
            ellipse(0.5 + 0.03 * side, 0.175, 0.01, 0.008, 0, 3)
    elif kind == "car":
        ellipse(0.5, 0.5, 0.24, 0.12, 0, 1)
        ellipse(0.5, 0.58, 0.42, 0.1, 0, 1)
        ellipse(0.5, 0.47, 0.18, 0.06, 0, 3)
        for x in (0.27, 0.73):
            ellipse(x, 0.67, 0.075, 0.075, 0, 0)
            ellipse(x + 0.04 * swing, 0.67, 0.02, 0.02, 0, 3)
    else:
        ellipse(0.5, 0.5, 0.16, 0.05, 0, 0)
        for side in (-1, 1):
            ellipse(0.5 + 0.18 * side, 0.5 - 0.1 * swing, 0.2, 0.04, 30 * swing * side, 1)
    clothed = cv2.multiply(picture, np.dstack([0.55 + 0.6 * cloth] * 3), dtype=cv2.CV_8U)
    return to_layer(clothed, alpha)


def _even(value: float) -> int:
    return round(value / 2) * 2
