"""A campfire at night: flames over logs, rising sparks, and a warm flicker on the ground."""

from __future__ import annotations

import cv2
import numpy as np

from .flames import Flames
from .layers import Backdrop, Layer, Vignette
from .paint import (
    Array,
    Colour,
    blend,
    dim,
    dot,
    fill,
    glow,
    gradient,
    mix,
    noise,
    ridge,
    stroke,
    tint,
    vary,
)
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World


class Warmth:
    """The flicker of the fire on all that stands around."""

    def __init__(
        self, stage: Stage, place: tuple[float, float, float], rng: np.random.Generator
    ) -> None:
        """Prepare the pool of light."""
        size = (stage.width // 4, stage.height // 4)
        centre = (place[0] * size[0], (place[1] - 0.06) * size[1])
        pool = tint(glow(*size, centre, 0.52 * size[1]), (108, 48, 12))
        near = tint(glow(*size, centre, 0.2 * size[1]), (92, 46, 10))
        self._light = np.clip(pool + near, 0, 255).astype(np.uint8)
        self._phase = rng.uniform(0, 6, 3)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the light, a little more or less of it."""
        beat = np.sin(np.array([5.1, 8.7, 13.3]) * moment.time + self._phase)
        strength = 0.9 + 0.05 * float(beat.sum())
        full = cv2.resize(self._light, (frame.shape[1], frame.shape[0]))
        cv2.addWeighted(frame, 1.0, full, strength, 0.0, frame)


class Sparks:
    """Embers that rise, whirl and go out."""

    def __init__(
        self, rng: np.random.Generator, stage: Stage, place: tuple[float, float, float]
    ) -> None:
        """Choose how each ember flies, again and again."""
        self._stage, self._place = stage, place
        count = int(rng.integers(26, 60))
        self._life = rng.uniform(1.2, 2.6, count)
        self._birth = rng.uniform(0, 3, count)
        self._aside = rng.normal(0, 0.06, count)
        self._rise = rng.uniform(0.3, 0.62, count)
        self._whirl = rng.uniform((0.01, 2, 0), (0.05, 5, 6.28), (count, 3))
        self._size = rng.uniform(0.7, 1.7, count) * stage.scale

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the embers that glow now."""
        stage = self._stage
        age = np.mod(moment.time + self._birth, self._life)
        share = age / self._life
        ys = self._place[1] - 0.1 - self._rise * age
        wide, fast, phase = self._whirl.T
        ratio = stage.height / stage.width
        xs = self._place[0] + ratio * (
            self._aside * (1 + 2 * share) + wide * np.sin(fast * age + phase) * (0.4 + share)
        )
        embers: Array = np.zeros_like(frame)
        for x, y, size, old in zip(xs, ys, self._size, share, strict=True):
            light = min(1.0, 5 * old) * (1 - old) ** 0.8
            seen_x, seen_y, _ = moment.place(stage, x * stage.width, y * stage.height, 0.9)
            dot(embers, seen_x, seen_y, size, dim((255, 186, 84), light))
        soft = cv2.GaussianBlur(embers, (0, 0), max(0.6, 1.6 * stage.scale))
        cv2.add(frame, embers, frame)
        cv2.add(frame, soft, frame)


def _hearth(rng: np.random.Generator, stage: Stage, place: tuple[float, float, float]) -> Layer:
    """Paint crossed logs within a ring of stones."""
    width, height = stage.canvas
    picture: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    x = stage.pad[0] + place[0] * stage.width
    y = stage.pad[1] + place[1] * stage.height
    size = place[2] * stage.height
    white: Colour = (255, 255, 255)
    for angle in np.linspace(np.pi * 1.05, np.pi * 1.95, 7):
        at = (
            round(x + 0.62 * size * np.cos(angle)),
            round(y - 0.13 * size * np.sin(angle) - 0.12 * size),
        )
        axes = (max(1, round(size * rng.uniform(0.09, 0.13))), max(1, round(size * 0.08)))
        for shift, tone in ((0, vary(rng, (46, 34, 32), 8)), (-2, (120, 66, 34))):
            spot = (at[0], at[1] + round(shift * stage.scale))
            cv2.ellipse(picture, spot, (axes[0], max(1, axes[1] + shift)), 0, 0, 360, tone, -1)
        cv2.ellipse(mask, at, axes, 0, 0, 360, white, -1, cv2.LINE_AA)
    for _ in range(int(rng.integers(4, 6))):
        half, tilt = rng.uniform(0.36, 0.5) * size, rng.uniform(-0.5, 0.5)
        middle = np.array([x + rng.normal(0, 0.07) * size, y - rng.uniform(0.0, 0.07) * size])
        reach = np.array([half * np.cos(tilt), half * np.sin(tilt) * 0.6])
        line = np.stack([middle - reach, middle + reach])
        bark = vary(rng, (58, 32, 20), 8)
        thick = size * rng.uniform(0.075, 0.11)
        stroke(mask, line, white, thick)
        stroke(picture, line, bark, thick)
        stroke(picture, line - (0, thick * 0.28), mix(bark, (226, 96, 30), 0.5), thick * 0.3)
        end = (round(line[1, 0]), round(line[1, 1]))
        cv2.circle(picture, end, max(1, round(thick * 0.45)), (128, 78, 44), -1, cv2.LINE_AA)
    return Layer(stage, picture.astype(np.float32), mask / 255.0, 0.9)


def _woods(rng: np.random.Generator, stage: Stage, line: float, tone: Colour) -> Layer:
    """Paint dark firs around the clearing, and its ground."""
    width, height = stage.canvas
    picture: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    base = stage.pad[1] + line * stage.height
    for x in rng.uniform(0, width, int(rng.integers(14, 30))):
        size = rng.uniform(0.2, 0.55) * stage.height
        for tier in range(5):
            top, half = base - size * (1 - tier * 0.18), size * (0.05 + 0.035 * tier)
            shape = np.array([[x, top], [x + half, top + size * 0.3], [x - half, top + size * 0.3]])
            fill(picture, shape, dim(tone, rng.uniform(0.7, 1.3)))
            fill(mask, shape, (255, 255, 255))
    field: Array = picture.astype(np.float32)
    alpha: Array = mask / np.float32(255)
    hill = ridge(rng, width, 3, 4, smooth=True) * 0.012 * stage.height
    rows = np.arange(height, dtype=np.float32)[:, None]
    ground = np.clip(rows - base - hill[None, :] + 0.5, 0, 1)
    soil = noise(rng, width, height, (14, 30), 4)[..., None] * np.asarray((34, 26, 22), np.float32)
    field = field * (1 - ground[..., None]) + (soil + 8) * ground[..., None]
    return Layer(stage, field, np.maximum(alpha, ground), 0.55)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a camp at night."""
    place = (rng.uniform(0.3, 0.7), rng.uniform(0.78, 0.93), rng.uniform(0.42, 0.72))
    width, height = stage.canvas
    night = vary(rng, (12, 18, 36), 8)
    sky = gradient(width, height, ((0, dim(night, 0.6)), (0.7, dim(night, 1.6)), (1, night)))
    for x, y, light in rng.random((60, 3)):
        spot: Array = sky
        row, column = int(y * height * 0.7), int(x * width)
        spot[row, column] += 40 + 150 * light
    sky = blend(sky, (20, 22, 34), noise(rng, width, height, (3, 4), 4) * 0.5)
    actors: list[Actor] = [Backdrop(stage, sky, 0.1, rng)]
    actors.append(
        _woods(rng, stage, place[1] - rng.uniform(0.12, 0.22), vary(rng, (16, 20, 24), 5))
    )
    actors.append(Warmth(stage, place, rng))
    actors.append(_hearth(rng, stage, place))
    actors.append(Flames(rng, stage, (place[0], place[1] + 0.0, place[2])))
    actors += [Sparks(rng, stage, place), Vignette(stage, 0.3)]
    return Scene(tuple(actors), travel=0.6)


CAMPFIRE = World(
    "campfire",
    "a campfire at night",
    (
        "flames of a bonfire",
        "a burning fire in the dark",
        "sparks rising from a fire",
        "logs burning at night",
        "sitting around the campfire",
        "a warm crackling fire",
        "fire and embers",
        "camping in the wilderness at night",
        "orange flames flickering",
        "a fireplace outdoors",
        "a bonfire under the trees",
        "firewood in flames",
        "cosy light of a fire",
        "blazing hot fire",
    ),
    filmed(build),
)
