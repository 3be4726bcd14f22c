"""Rain on a window: drops that bend blurred city lights, and some that run down the glass."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Vignette
from .paint import Array, Colour, dim, dot, gradient, noise, to_picture, vary
from .stage import Moment, Scene, Stage, filmed
from .world import World

LIGHTS: tuple[Colour, ...] = (
    (255, 190, 110),
    (255, 120, 70),
    (120, 190, 255),
    (255, 226, 170),
    (235, 70, 90),
    (110, 230, 190),
)


class BlurredStreet:
    """Lights behind the glass, so far out of focus that they are discs."""

    def __init__(self, rng: np.random.Generator, stage: Stage) -> None:
        """Choose the mood of the day and scatter the lights."""
        self._stage = stage
        self._size = (max(8, stage.width // 4), max(8, stage.height // 4))
        top = vary(rng, (66, 82, 104) if rng.random() < 0.6 else (38, 42, 62), 14)
        low = vary(rng, (40, 46, 58), 12)
        field = gradient(*self._size, ((0, top), (0.55, dim(top, 0.85)), (1, low)))
        field *= 0.75 + 0.5 * noise(rng, *self._size, (4, 3), 3)[..., None]
        self._field = cv2.GaussianBlur(to_picture(field), (0, 0), 3)
        count = int(rng.integers(12, 30))
        self._place = np.stack(
            [rng.uniform(-0.1, 1.1, count), np.clip(rng.normal(0.6, 0.17, count), 0.05, 1)], axis=1
        )
        self._radius = rng.uniform(4.0, 8.0) * rng.uniform(0.6, 1.25, count) * self._size[1] / 90
        picks = rng.integers(len(LIGHTS), size=count)
        self._colours = [dim(LIGHTS[int(k)], rng.uniform(0.25, 0.75)) for k in picks]
        moving = rng.random(count) < 0.45
        self._speed = moving * rng.choice([-1, 1], count) * stage.pace(0.02, 0.11)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Cover the frame with the blurred street."""
        picture = self._field.copy()
        width, height = self._size
        pan = moment.shift[0] / self._stage.width
        for (x, y), radius, colour, speed in zip(
            self._place, self._radius, self._colours, self._speed, strict=True
        ):
            x_now = (np.mod(x + speed * moment.time + pan + 0.1, 1.2) - 0.1) * width
            x0, x1 = int(max(x_now - radius - 2, 0)), int(min(x_now + radius + 3, width))
            y0, y1 = int(max(y * height - radius - 2, 0)), int(min(y * height + radius + 3, height))
            if x1 <= x0 or y1 <= y0:
                continue
            light: Array = np.zeros((y1 - y0, x1 - x0, 3), np.uint8)
            dot(light, x_now - x0, y * height - y0, radius, colour)
            part = picture[y0:y1, x0:x1]
            part[:] = cv2.add(part, light)
        soft = cv2.GaussianBlur(picture, (0, 0), 0.9)
        size = (frame.shape[1], frame.shape[0])
        cv2.resize(soft, size, frame, interpolation=cv2.INTER_CUBIC)


class Glass:
    """A pane with drops; each drop is a small lens that shows the street upside down."""

    def __init__(self, rng: np.random.Generator, stage: Stage) -> None:
        """Place resting drops, and running ones with the beads that they leave."""
        self._stage = stage
        height, width = stage.height, stage.width
        self._map_x = np.repeat(np.arange(width, dtype=np.float32)[None, :], height, axis=0)
        self._map_y = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
        self._shade = np.full((height, width), 235, np.uint8)
        self._shine: Array = np.zeros((height, width), np.uint8)
        self._panes = (self._map_x, self._map_y, self._shade, self._shine)
        for _ in range(int(rng.integers(150, 330))):
            size = (1.4 + 9.0 * rng.random() ** 4) * stage.scale
            self._stamp(self._panes, rng.random() * width, rng.random() * height, size, 1.15)
        count = int(rng.integers(5, 13))
        self._columns = rng.random(count) * width
        self._speeds = stage.pace(0.1, 0.36) * rng.uniform(0.5, 1.4, count)
        self._phases = rng.uniform(0, 2 * np.pi, (count, 2))
        self._sizes = rng.uniform(3.5, 7.5, count) * stage.scale
        self._beads = rng.uniform((0.05, -0.6, 0.15), (1.0, 0.6, 0.5), (count, 14, 3))

    def _stamp(
        self, panes: tuple[Array, ...], x: float, y: float, size: float, tall: float
    ) -> None:
        """Press one lens into the maps of the pane."""
        map_x, map_y, shade, shine = panes
        height, width = map_x.shape
        x0, x1 = int(max(x - size, 0)), int(min(x + size + 2, width))
        y0, y1 = int(max(y - size * tall, 0)), int(min(y + size * tall + 2, height))
        if x1 <= x0 or y1 <= y0:
            return
        xs = ((np.arange(x0, x1) - x) / size)[None, :]
        ys = ((np.arange(y0, y1) - y) / (size * tall))[:, None]
        squared = xs * xs + ys * ys
        inside = squared < 1.0
        reach = 0.16 * height
        lens_x = np.clip(x - xs * reach, 0, width - 1)
        lens_y = np.clip(y - ys * reach - 0.05 * height, 0, height - 1)
        part = (slice(y0, y1), slice(x0, x1))
        map_x[part] = np.where(inside, lens_x, map_x[part])
        map_y[part] = np.where(inside, lens_y, map_y[part])
        rim = 255 - 135 * np.clip(squared, 0, 1) ** 2.5 * np.clip(0.75 - 0.6 * ys, 0, 1)
        shade[part] = np.where(inside, rim, shade[part])
        spark = (xs + 0.32) ** 2 + (ys + 0.42) ** 2
        gleam = 120 * np.exp(-spark * 14) + 46 * np.clip(squared, 0, 1) ** 3 * np.clip(ys, 0, 1)
        shine[part] = np.where(inside, gleam, shine[part])

    def _run(self, panes: tuple[Array, ...], time: float) -> None:
        """Press the running drops and their beads."""
        height = self._stage.height
        for column, speed, phase, size, beads in zip(
            self._columns, self._speeds, self._phases, self._sizes, self._beads, strict=True
        ):
            # It sticks and slips: the sine never turns the way back.
            travel = speed * time + 0.03 * np.sin(6 * speed * time * 3 + phase[0]) + phase[1]
            y = np.mod(travel, 1.5) - 0.12
            sway = 5 * self._stage.scale
            for gap, aside, small in beads:
                above = y - gap * 0.5
                if -0.05 < above < 1.05:
                    x = column + sway * np.sin(above * 9 + phase[0]) + aside * size * 0.4
                    self._stamp(panes, x, above * height, size * small, 1.2)
            x = column + sway * np.sin(y * 9 + phase[0])
            self._stamp(panes, x, y * height, size, 1.35)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Look at the frame through the pane."""
        panes = tuple(pane.copy() for pane in self._panes)
        self._run(panes, moment.time)
        map_x, map_y, shade, shine = panes
        seen = cv2.remap(frame, map_x, map_y, cv2.INTER_LINEAR)
        cv2.multiply(seen, cv2.merge([shade] * 3), frame, 1.0 / 255.0)
        cv2.add(frame, cv2.merge([shine] * 3), frame)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a window in the rain."""
    return Scene((BlurredStreet(rng, stage), Glass(rng, stage), Vignette(stage, 0.35)))


RAIN_WINDOW = World(
    "rain window",
    "rain on a window",
    (
        "raindrops on the glass",
        "rain running down a window pane",
        "a rainy day behind the window",
        "drops of water on glass",
        "blurred lights through a wet window",
        "a melancholic rainy evening",
        "looking out at the rain",
        "rainy weather",
        "wet glass with droplets",
        "a shower of rain against the window",
        "cosy indoors while it rains",
        "water drops and bokeh lights",
        "rain in the city seen from inside",
        "drizzle on the windscreen",
    ),
    filmed(build),
)
