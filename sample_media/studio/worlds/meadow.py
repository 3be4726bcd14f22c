"""A meadow in flower: hills and clouds, blossoms that sway, butterflies."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Layer, Vignette
from .paint import (
    Array,
    Colour,
    blend,
    dim,
    fill,
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
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World

PETALS: tuple[Colour, ...] = (
    (236, 60, 62),
    (250, 206, 50),
    (240, 120, 180),
    (250, 250, 250),
    (150, 96, 220),
    (96, 130, 240),
    (255, 140, 60),
)


def _blossom(
    rng: np.random.Generator,
    pictures: tuple[Array, Array],
    at: tuple[float, float],
    size: float,
    petal: Colour,
) -> None:
    """Draw one flower head on a picture and its mask."""
    picture, mask = pictures
    petals = int(rng.integers(5, 10))
    turn, tilt = rng.uniform(0, np.pi), rng.uniform(0.55, 0.95)
    for index in range(petals):
        angle = turn + index * 2 * np.pi / petals
        reach = np.array([np.cos(angle), np.sin(angle) * tilt]) * size
        spot = (round(at[0] + 0.58 * reach[0]), round(at[1] + 0.58 * reach[1]))
        axes = (max(1, round(0.52 * size)), max(1, round(1.1 * size / petals**0.5 * 0.6)))
        tone = dim(petal, 0.78 + 0.3 * (index % 2) * 0.6 + 0.12 * float(-np.sin(angle)))
        degrees = float(np.degrees(np.arctan2(reach[1], reach[0])))
        for canvas, colour in ((picture, tone), (mask, (255.0, 255.0, 255.0))):
            cv2.ellipse(canvas, spot, axes, degrees, 0, 360, colour, -1, cv2.LINE_AA)
    heart = (round(at[0]), round(at[1]))
    core: Colour = (250, 200, 60) if petal[1] < 190 or petal[2] > 200 else (150, 90, 40)
    cv2.circle(picture, heart, max(1, round(0.26 * size)), core, -1, cv2.LINE_AA)


def _row(
    rng: np.random.Generator,
    stage: Stage,
    share: float,
    grass: Colour,
    petals: list[Colour],
    top: float,
) -> Layer:
    """Paint one row of grass and flowers; `share` is 0 far and 1 near."""
    width, height = stage.canvas
    picture: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    base = stage.pad[1] + (top + (1.02 - top) * (0.1 + 0.9 * share)) * stage.height
    size = (2.6 + 14.0 * share**1.5) * stage.scale
    stem = size * rng.uniform(3.0, 4.2)
    both = ((picture, None), (mask, (255.0, 255.0, 255.0)))
    for x in rng.uniform(0, width, int(400 - 300 * share)):
        foot = base + rng.uniform(-0.2, 0.6) * stem
        lean = rng.normal(0, 0.35) * stem
        tall = stem * rng.uniform(0.5, 1.05)
        blade = np.array([[x, foot], [x + 0.35 * lean, foot - 0.6 * tall], [x + lean, foot - tall]])
        tone = dim(vary(rng, grass, 16), rng.uniform(0.6, 1.2))
        for canvas, colour in both:
            stroke(canvas, blade, colour or tone, max(1.0, 0.16 * size))
    count = int((100 - 76 * share) * rng.uniform(0.7, 1.2))
    places = np.stack([rng.uniform(0, width, count), rng.uniform(-0.35, 0.5, count)], axis=1)
    for x, rise in places[np.argsort(places[:, 1])]:
        foot = base + 0.6 * stem
        head = (x + rng.normal(0, 0.12) * stem, base + (rise - 0.8) * stem)
        line = np.array([[x, foot], [0.7 * x + 0.3 * head[0], 0.5 * (foot + head[1])], head])
        for canvas, colour in both:
            stroke(canvas, line, colour or dim(grass, 0.75), max(1.0, 0.14 * size))
        petal = vary(rng, petals[int(rng.integers(len(petals)))], 14)
        _blossom(rng, (picture, mask), head, size * rng.uniform(0.7, 1.2), petal)
    rows = np.arange(height, dtype=np.float32)[:, None]
    ground = np.clip((rows - base - 0.1 * stem) / max(1.0, 0.5 * stem), 0, 1)
    field: Array = picture.astype(np.float32)
    alpha: Array = mask.astype(np.float32) / 255.0
    tufts = noise(rng, width, height, (60, 12), 3, 0.7) * 0.5 + 0.6
    soil = tufts[..., None] * np.asarray(dim(grass, 0.82), np.float32)
    field = field + (1 - alpha[..., None]) * soil
    sway = (
        (0.012 + 0.05 * share) * (0.35 + stage.motion),
        rng.uniform(1.1, 2.0),
        rng.uniform(0, 6),
    )
    blur = max(0.0, share - 0.82) * 9 * stage.scale
    if blur > 0.3:
        field = cv2.GaussianBlur(field, (0, 0), blur)
        alpha = cv2.GaussianBlur(alpha, (0, 0), blur)
    alpha = np.maximum(alpha, ground)
    if share < 1:
        # The row in front hides what is lower; painting it would cost time.
        alpha[round(base + (0.2 * (1 - top) + 0.1) * stage.height) :] = 0
    return Layer(stage, field, alpha, 0.35 + 0.75 * share, sway=sway)


class Butterflies:
    """Butterflies that tumble from flower to flower."""

    def __init__(self, rng: np.random.Generator, stage: Stage) -> None:
        """Choose their colours, sizes and ways."""
        self._stage = stage
        count = int(rng.integers(2, 6))
        self._place = rng.uniform((0.1, 0.3), (0.9, 0.8), (count, 2))
        self._size = rng.uniform(5, 11, count) * stage.scale
        self._phase = rng.uniform(0, 2 * np.pi, (count, 3))
        self._tones = [vary(rng, PETALS[int(k)], 20) for k in rng.integers(len(PETALS), size=count)]
        self._speed = rng.choice([-1, 1], count) * stage.pace(0.02, 0.09)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw each with two pairs of wings."""
        stage, time = self._stage, moment.time
        for index, (x, y) in enumerate(self._place):
            size, phase = self._size[index], self._phase[index]
            x_now = x + self._speed[index] * moment.elapsed + 0.03 * np.sin(1.3 * time + phase[0])
            y_now = y + 0.035 * np.sin(2.1 * time + phase[1]) + 0.012 * np.sin(7 * time)
            seen_x, seen_y, _ = moment.place(stage, x_now * stage.width, y_now * stage.height, 0.9)
            open_ = 0.25 + 0.75 * abs(np.sin(time * 8 + phase[2]))
            at = np.array([seen_x, seen_y])
            upper = np.array([[0, 0], [0.35, -0.95], [1.0, -1.0], [1.05, -0.35], [0.5, 0.05]])
            lower = np.array([[0, 0.05], [0.6, 0.1], [0.8, 0.55], [0.4, 0.85], [0.1, 0.45]])
            for side in (-1, 1):
                flip = (side * open_ * size, size)
                fill(frame, upper * flip + at, dim(self._tones[index], 0.9))
                fill(frame, lower * flip + at, dim(self._tones[index], 0.7))
                inner = (upper * 0.62 + (0.12, -0.1)) * flip + at
                fill(frame, inner, mix(self._tones[index], (255, 255, 255), 0.35))
            body = np.array([[0, -0.5], [0, 0.6]]) * size + at
            stroke(frame, body, (40, 30, 30), 0.16 * size)


def _hill(rng: np.random.Generator, stage: Stage, top: float, tone: Colour, dots: float) -> Layer:
    """Paint a soft green hill, sprinkled with far flowers."""
    width, height = stage.canvas
    skyline = stage.pad[1] + (top + 0.035 * ridge(rng, width, 2.5, 3, smooth=True)) * stage.height
    rows = np.arange(height, dtype=np.float32)[:, None]
    below = rows - skyline[None, :]
    light = noise(rng, width, height, (5, 22), 5) * 0.5 + 0.75
    field = light[..., None] * np.asarray(tone, np.float32)
    petal = vary(rng, PETALS[int(rng.integers(len(PETALS)))], 14)
    sprinkle = smoothstep(noise(rng, width, height, (60, 90), 3, 0.8), 0.62, 0.72)
    drifts = smoothstep(noise(rng, width, height, (4, 9), 3), 0.4, 0.65)
    field = blend(field, petal, sprinkle * drifts * dots)
    field = blend(field, mix(tone, (255, 255, 220), 0.5), np.exp(-((below / 5.0) ** 2)) * 0.3)
    return Layer(stage, field, np.clip(below + 0.5, 0, 1), 0.25)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a meadow."""
    zenith, low = vary(rng, (84, 158, 226), 16), vary(rng, (206, 230, 242), 10)
    grass = vary(rng, (88, 158, 52), 20)
    horizon = rng.uniform(0.26, 0.48)
    width, height = stage.canvas
    line = (stage.pad[1] + horizon * stage.height) / height
    sky = gradient(width, height, ((0, zenith), (line, low), (1, low)))
    sun = (rng.uniform(0.05, 0.95) * width, rng.uniform(0.05, 0.3) * height)
    sky += tint(glow(width, height, sun, 0.25 * stage.height), (90, 84, 50))
    clouds = noise(rng, width, height, (4, 7), 6, 0.58)
    cover = rng.uniform(0.44, 0.62)
    sky = blend(sky, (255, 255, 252), smoothstep(clouds, cover, cover + 0.22) * 0.9)
    actors: list[Actor] = [Backdrop(stage, sky, 0.08, rng)]
    actors.append(_hill(rng, stage, horizon, mix(grass, (120, 170, 170), 0.5), 0.2))
    actors.append(_hill(rng, stage, horizon + 0.07, mix(grass, (160, 190, 110), 0.3), 0.85))
    picks = rng.permutation(len(PETALS))[: int(rng.integers(2, 5))]
    petals = [PETALS[int(k)] for k in picks]
    rows = 5
    for index in range(rows):
        share = index / (rows - 1)
        actors.append(
            _row(rng, stage, share, dim(grass, 1.05 - 0.2 * share), petals, horizon + 0.1)
        )
        if index == rows - 2:
            actors.append(Butterflies(rng, stage))
    if rng.random() < 0.5:
        actors.append(Motes(rng, stage, 40, (150, 148, 110), (0.6, 1.8), (0.03, -0.008)))
    actors.append(Vignette(stage, 0.22))
    return Scene(tuple(actors))


FLOWER_MEADOW = World(
    "flower meadow",
    "a meadow full of flowers",
    (
        "colourful flowers in the grass",
        "a spring meadow",
        "butterflies and blossoms",
        "wildflowers swaying in the wind",
        "a field of poppies and daisies",
        "summer in the countryside",
        "green grass and a blue sky",
        "flowers in bloom",
        "a sunny day in the fields",
        "a garden with many blossoms",
        "red and yellow petals",
        "nature in spring",
        "a flowery hillside",
        "picnic weather",
    ),
    filmed(build),
)
