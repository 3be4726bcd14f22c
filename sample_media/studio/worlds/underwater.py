"""Under water: beams from the surface, caustics on sand, kelp and coral, fish and bubbles."""

from __future__ import annotations

import cv2
import numpy as np

from .fish import Bubbles, School
from .layers import Backdrop, Layer, Vignette
from .paint import (
    Array,
    Colour,
    blend,
    dim,
    glow,
    gradient,
    mix,
    noise,
    ridge,
    smoothstep,
    stroke,
    tint,
    vary,
)
from .particles import Motes
from .rays import Rays
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World

TILE = 256
WATERS: tuple[tuple[Colour, Colour, Colour], ...] = (
    # surface, middle, deep
    ((120, 214, 226), (28, 128, 170), (8, 48, 92)),
    ((130, 226, 206), (30, 146, 150), (8, 62, 84)),
    ((104, 190, 240), (24, 104, 184), (8, 34, 92)),
    ((110, 205, 215), (20, 112, 140), (6, 40, 70)),
)
FISH: tuple[Colour, ...] = (
    (255, 170, 40),
    (255, 110, 60),
    (250, 220, 80),
    (90, 140, 240),
    (220, 226, 236),
    (240, 90, 120),
)


class Caustics:
    """Webs of light that wander over the sand."""

    def __init__(self, rng: np.random.Generator, stage: Stage, top: float, light: Colour) -> None:
        """Prepare the webs below `top` in 0..1."""
        self._stage = stage
        self._top = min(round(top * stage.height), stage.height - 4)
        rows, columns = (stage.height - self._top) // 2 + 1, stage.width // 2
        self._size = (columns, rows)
        below = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        distance = 1.0 / (0.75 * below + 0.3)
        xs = np.linspace(-0.5, 0.5, columns, dtype=np.float32)[None, :]
        self._u = xs * distance * 190 + 4 * TILE
        self._v = np.repeat(distance * 170, columns, axis=1) + 4 * TILE
        self._textures = [noise(rng, TILE, TILE, (9, 9), 2, 0.4) for _ in range(2)]
        self._light = np.asarray(light, np.float32)
        self._fade = smoothstep(below, 0.05, 0.55)
        self._speed = stage.pace(7.0, 15.0)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the webs to the sand."""
        move = self._speed * moment.time
        pan = moment.shift[0] / self._stage.width * 190
        seen = []
        for texture, (right, down) in zip(self._textures, ((1, 0.6), (-0.8, -0.7)), strict=True):
            u = np.mod(self._u - pan + right * move, TILE).astype(np.float32)
            v = np.mod(self._v + down * move, TILE).astype(np.float32)
            seen.append(cv2.remap(texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))
        web = np.clip(1.0 - 6.5 * np.abs(seen[0] - seen[1]), 0, 1) ** 2 * self._fade
        lit = (web[..., None] * self._light).astype(np.uint8)
        part = frame[self._top :]
        cv2.add(part, cv2.resize(lit, (part.shape[1], part.shape[0])), part)


class Kelp:
    """Long plants that bend in the swell."""

    def __init__(self, rng: np.random.Generator, stage: Stage, tone: Colour, near: float) -> None:
        """Plant them; `near` is 0 far and 1 close."""
        self._stage, self._near = stage, near
        count = int(rng.integers(3, 9))
        centre = rng.choice([0.12, 0.88, 0.5])
        self._x = centre + rng.normal(0, 0.12, count)
        self._tall = rng.uniform(0.2, 0.62, count) * (0.55 + 0.45 * near)
        self._phase = rng.uniform(0, 2 * np.pi, count)
        self._tones = [dim(vary(rng, tone, 12), rng.uniform(0.6, 1.2)) for _ in range(count)]
        self._wide = (3.0 + 5.0 * near) * stage.scale

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw stems and leaves from the floor up."""
        stage = self._stage
        along = np.linspace(0, 1, 14)
        reach = stage.pace(0.02, 0.05) * stage.height
        for x, tall, phase, tone in zip(self._x, self._tall, self._phase, self._tones, strict=True):
            foot_x, foot_y, zoom = moment.place(stage, x * stage.width, stage.height, self._near)
            bend = reach * (along + 0.5) * np.sin(moment.time * 1.1 + phase + 3.2 * along) * along
            ys = foot_y + 4 - along * tall * 1.15 * stage.height * zoom
            stem = np.stack([foot_x + 2.2 * bend, ys], axis=1)
            stroke(frame, stem, tone, self._wide * 0.5)
            for index in range(2, 13):
                side = 1 if index % 2 else -1
                size = self._wide * 2.7 * (1.15 - along[index])
                tip = stem[index] + (side * size, -0.8 * size)
                stroke(frame, np.array([stem[index], tip]), dim(tone, 1.15), self._wide * 0.55)


def _floor(rng: np.random.Generator, stage: Stage, top: float, sand: Colour, deep: Colour) -> Layer:
    """Paint the sand with its stones and corals."""
    width, height = stage.canvas
    hills = ridge(rng, width, 3, 4, smooth=True) * 0.02 * stage.height
    line = stage.pad[1] + top * stage.height
    rows = np.arange(height, dtype=np.float32)[:, None]
    below = (rows - line - hills[None, :]) / stage.height
    grain = noise(rng, width, height, (20, 40), 4)
    field = blend(
        np.broadcast_to(np.asarray(deep, np.float32), (height, width, 3)),
        sand,
        np.clip(below * 2.2 + 0.12 + 0.22 * (grain - 0.5), 0, 1),
    )
    alpha = smoothstep(below, -0.012, 0.05)
    picture, mask = field.copy(), np.zeros((height, width), np.uint8)
    corals: tuple[Colour, ...] = ((214, 84, 96), (224, 130, 70), (160, 90, 170), (92, 84, 80))
    for _ in range(int(rng.integers(3, 10))):
        x = round(rng.random() * width)
        y = line + rng.uniform(0.03, 0.3) * stage.height
        size = rng.uniform(0.02, 0.06) * stage.height * (0.6 + 2 * (y - line) / stage.height)
        tone = mix(vary(rng, corals[int(rng.integers(4))], 16), deep, 0.35)
        for _ in range(int(rng.integers(6, 15))):
            spot = (round(x + rng.normal(0, size)), round(y - abs(rng.normal(0, size)) * 0.8))
            axis = max(1, round(size * rng.uniform(0.3, 0.6)))
            cv2.circle(picture, spot, axis, dim(tone, rng.uniform(0.65, 1.2)), -1, cv2.LINE_AA)
            cv2.circle(mask, spot, axis, (255,), -1, cv2.LINE_AA)
    return Layer(stage, picture, np.maximum(alpha, mask / np.float32(255)), 0.7)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a reef or open water."""
    surface, middle, deep = (vary(rng, c, 10) for c in WATERS[int(rng.integers(len(WATERS)))])
    width, height = stage.canvas
    sun = (rng.uniform(0.15, 0.85), rng.uniform(-0.25, -0.02))
    water = gradient(width, height, ((0, surface), (0.3, middle), (1, deep)))
    centre = (stage.pad[0] + sun[0] * stage.width, stage.pad[1] + sun[1] * stage.height)
    water += tint(glow(width, height, centre, 0.42 * stage.height), (110, 120, 100))
    actors: list[Actor] = [Backdrop(stage, water, 0.1, rng)]
    actors.append(School(rng, stage, deep, middle, 0.15))
    reef = rng.random() < 0.75
    top = rng.uniform(0.62, 0.82)
    if reef:
        actors.append(Kelp(rng, stage, mix((40, 110, 70), middle, 0.55), 0.4))
        sand = mix((226, 208, 160), middle, 0.3)
        actors.append(_floor(rng, stage, top, sand, mix(middle, deep, 0.5)))
        actors.append(Caustics(rng, stage, top, (96, 110, 92)))
    for near in (0.5, 0.75, 1.0):
        if near == 0.75 or rng.random() < 0.6:
            colour = vary(rng, FISH[int(rng.integers(len(FISH)))], 12)
            actors.append(School(rng, stage, colour, middle, near))
    beams = dim(mix(surface, (255, 255, 240), 0.4), rng.uniform(0.3, 0.6))
    actors.append(Rays(rng, stage, sun, beams, 0.8, int(rng.integers(30, 46))))
    if reef and rng.random() < 0.7:
        actors.append(Kelp(rng, stage, (28, 92, 58), 1.0))
    actors.append(Bubbles(rng, stage, mix(surface, (255, 255, 255), 0.4)))
    actors.append(Motes(rng, stage, 50, dim(surface, 0.6), (0.5, 1.6), (0.01, -0.015)))
    actors.append(Vignette(stage, 0.35))
    return Scene(tuple(actors))


UNDERWATER = World(
    "underwater",
    "fish under water",
    (
        "a coral reef with fish",
        "diving in the blue sea",
        "a school of fish swimming",
        "bubbles rising in the water",
        "sunbeams under the surface",
        "an underwater world",
        "tropical fish and coral",
        "marine life",
        "seaweed and kelp on the sea floor",
        "snorkelling over a reef",
        "deep blue water with fish",
        "an aquarium",
        "light dancing on the sea bed",
        "scuba diving",
    ),
    filmed(build),
)
