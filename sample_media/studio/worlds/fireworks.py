"""Fireworks: bursts with trails over a skyline, mirrored in water."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .layers import Backdrop, Vignette
from .paint import SHIFT, Array, Colour, dim, gradient, mix, noise, ridge, tint, vary
from .stage import Moment, Scene, Stage, filmed
from .world import World

COLOURS: tuple[Colour, ...] = (
    (255, 90, 70),
    (255, 196, 84),
    (110, 220, 130),
    (96, 170, 255),
    (210, 110, 255),
    (255, 130, 200),
    (255, 240, 210),
)

WHITE: Colour = (255, 250, 235)


@dataclass(frozen=True, slots=True)
class Burst:
    """One rocket: where and when it bursts, and where its stars fly."""

    birth: float
    life: float
    centre: tuple[float, float]
    speeds: Array
    """(n, 2), heights of the frame per second."""
    colours: tuple[Colour, Colour]
    gravity: float


class Display:
    """Bursts that follow one another without end."""

    def __init__(self, rng: np.random.Generator, stage: Stage, line: float) -> None:
        """Plan one round of bursts, which repeats; `line` is where the sky ends in 0..1."""
        self._stage = stage
        self._round = rng.uniform(5.0, 7.0)
        count = int(rng.integers(14, 21))
        births = (np.arange(count) + rng.uniform(-0.35, 0.35, count)) * self._round / count
        self._bursts = [self._burst(rng, float(birth), line) for birth in births]

    def _burst(self, rng: np.random.Generator, birth: float, line: float) -> Burst:
        stage = self._stage
        n = int(rng.integers(60, 130))
        angles = rng.uniform(0, 2 * np.pi, n)
        kind = rng.integers(3)
        sizes = np.sqrt(rng.uniform(0.05, 1.0, n))
        if kind == 1:
            sizes = rng.uniform(0.9, 1.0, n)
        power = rng.uniform(0.34, 0.72) * line
        speeds = np.stack([np.cos(angles), np.sin(angles)], axis=1) * sizes[:, None] * power
        one = vary(rng, COLOURS[int(rng.integers(len(COLOURS)))], 20)
        other = vary(rng, COLOURS[int(rng.integers(len(COLOURS)))], 20)
        ratio = stage.width / stage.height
        centre = (rng.uniform(0.12, 0.88) * ratio, rng.uniform(0.16, 0.62) * line)
        gravity = rng.uniform(0.1, 0.16) if kind == 2 else rng.uniform(0.04, 0.08)
        return Burst(birth, rng.uniform(1.7, 2.6), centre, speeds, (one, other), gravity)

    def _draw_burst(self, sky: Array, burst: Burst, age: float, shift: tuple[float, float]) -> None:
        """Draw the trail of every star of one burst."""
        height = self._stage.height
        share = age / burst.life
        # The stars appear over a few frames: a whole-frame flash would look like a cut.
        light = min(1.0, age / 0.18) * (1.0 - share) ** 0.5
        heads = self._places(burst, age)
        middles = self._places(burst, max(0.0, age - 0.07))
        tails = self._places(burst, max(0.0, age - 0.12 - 0.45 * share))
        offset = np.asarray(shift) * 0.3
        ends = [
            np.rint((points * height + offset) * (1 << SHIFT)).astype(np.int32)
            for points in (heads, middles, tails)
        ]
        colour = mix(mix(WHITE, burst.colours[0], min(1.0, share * 5)), burst.colours[1], share)
        head, tail = dim(colour, light), dim(colour, light * 0.62)
        flicker = np.sin(np.arange(len(heads)) * 7.3 + age * 31.0)
        thick = max(1, round(1.3 * self._stage.scale))
        trails = np.stack([ends[1], ends[2]], axis=1)
        cv2.polylines(sky, list(trails), False, tail, thick, cv2.LINE_AA, SHIFT)
        bright = flicker > (-2.0 if share < 0.5 else 0.2)
        tips = np.stack([ends[0], ends[1]], axis=1)[bright]
        cv2.polylines(sky, list(tips), False, head, thick, cv2.LINE_AA, SHIFT)

    @staticmethod
    def _places(burst: Burst, age: float) -> Array:
        """Fly with drag and fall: the closed form of both; (n, 2) in heights of the frame."""
        drag = 2.2
        path = burst.speeds * (1 - np.exp(-drag * age)) / drag * 1.5
        fall = np.array([0.0, burst.gravity * age * age])
        places: Array = burst.centre + path + fall
        return places

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add every burst that glows now."""
        sky: Array = np.zeros_like(frame)
        pace = self._stage.pace(0.8, 1.1)
        for burst in self._bursts:
            age = (moment.time * pace - burst.birth) % self._round
            if age < burst.life:
                self._draw_burst(sky, burst, float(age), moment.shift)
        height, width = frame.shape[:2]
        small = cv2.resize(sky, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
        near = cv2.GaussianBlur(small, (0, 0), max(0.6, height * 0.006))
        wide = cv2.GaussianBlur(small, (0, 0), max(1.0, height * 0.03))
        halo = cv2.addWeighted(near, 1.3, wide, 1.7, 0.0)
        tiny = cv2.GaussianBlur(sky, (0, 0), max(0.5, height / 360))
        cv2.add(frame, sky, frame)
        cv2.add(frame, tiny, frame)
        cv2.add(frame, cv2.resize(halo, (width, height)), frame)


class Shore:
    """A dark skyline or hills with small lights, and water that mirrors the sky."""

    def __init__(self, rng: np.random.Generator, stage: Stage, line: float) -> None:
        """Paint the shore along `line` in 0..1."""
        self._stage = stage
        self._top = round(line * stage.height)
        width, rows = stage.width, stage.height - self._top
        if rng.random() < 0.5:
            crest = 0.05 + 0.04 * ridge(rng, width, 4, 5)
        else:
            steps = rng.uniform(0.02, 0.13, int(rng.integers(18, 34)))
            crest = np.repeat(steps, -(-width // len(steps)))[:width]
        heights = np.clip(crest, 0.01, 0.2) * stage.height
        ys = np.arange(self._top)[:, None]
        self._shore = ys >= self._top - heights[None, :]
        self._dark = np.array(vary(rng, (9, 9, 16), 4), np.uint8)
        count = int(rng.integers(20, 70))
        self._lamps = np.stack([rng.random(count), rng.uniform(0.0, 0.03, count)], axis=1)
        below = np.arange(rows, dtype=np.float32)[:, None]
        self._rows = np.clip(self._top - 1 - below * min(1.5, self._top / max(rows, 1)), 0, None)
        self._below = below / max(rows, 1)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw the shore, its lamps, and the water."""
        stage = self._stage
        upper = frame[: self._top]
        upper[self._shore] = self._dark
        for x, y in self._lamps:
            place = (round(x * stage.width), round(self._top - (0.004 + y) * stage.height))
            cv2.circle(frame, place, max(1, round(0.9 * stage.scale)), (210, 160, 90), -1)
        wave = np.sin(self._below * 60 + moment.time * 3) + np.sin(
            self._below * 143 - moment.time * 5
        )
        xs = np.arange(stage.width, dtype=np.float32)[None, :]
        aside = wave * (1 + 5 * self._below) * stage.scale
        map_x = np.clip(xs + aside, 0, stage.width - 1).astype(np.float32)
        map_y = np.repeat(self._rows, stage.width, axis=1).astype(np.float32)
        seen = cv2.remap(frame, map_x, map_y, cv2.INTER_LINEAR)
        seen = cv2.blur(seen, (max(1, round(3 * stage.scale)), max(3, round(9 * stage.scale))))
        frame[self._top :] = cv2.addWeighted(seen, 0.6, seen, 0.0, 5.0)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a display of fireworks."""
    line = rng.uniform(0.7, 0.88)
    width, height = stage.canvas
    night, low = vary(rng, (8, 9, 26), 7), vary(rng, (34, 28, 62), 12)
    sky = gradient(width, height, ((0, night), (line, low), (1, low)))
    sky += tint(noise(rng, width, height, (3, 4), 5), (14, 12, 16))
    actors = (
        Backdrop(stage, sky, 0.1, rng),
        Display(rng, stage, line),
        Shore(rng, stage, line),
        Vignette(stage, 0.25),
    )
    return Scene(actors, level=line)


FIREWORKS = World(
    "fireworks",
    "fireworks in the night sky",
    (
        "colourful fireworks over the city",
        "rockets exploding in the sky",
        "a firework display at night",
        "New Year's Eve celebration",
        "sparkling explosions of colour",
        "fireworks above the water",
        "a festive night with rockets",
        "glittering sparks in the dark",
        "bursts of red and gold light",
        "a celebration with fireworks",
        "pyrotechnics",
        "fireworks reflected in a river",
        "a sky full of sparks",
        "the fourth of July",
    ),
    filmed(build),
)
