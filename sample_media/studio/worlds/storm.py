"""A storm at sea: heavy clouds, lightning that glows and fades, swell with foam, and rain."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Layer, Vignette
from .paint import (
    Array,
    blend,
    dim,
    gradient,
    mix,
    noise,
    smoothstep,
    stroke,
    vary,
)
from .particles import Rain
from .sea import Sea, Water
from .stage import Actor, Moment, Scene, Stage, filmed
from .swell import Swell
from .world import World


class Lightning:
    """Bolts that grow bright over several frames, glow around themselves, and fade."""

    def __init__(self, rng: np.random.Generator, stage: Stage, horizon: float) -> None:
        """Draw a handful of bolts ahead of time, each with its own glow."""
        self._stage = stage
        self._period = rng.uniform(1.15, 1.7)
        self._offset = rng.uniform(0, 10)
        self._bolts = [self._bolt(rng, horizon) for _ in range(4)]

    def _bolt(self, rng: np.random.Generator, horizon: float) -> Array:
        stage = self._stage
        picture: Array = np.zeros((stage.height, stage.width, 3), np.uint8)
        start = np.array([rng.uniform(0.12, 0.88) * stage.width, -0.02 * stage.height])
        end = np.array([start[0] + rng.normal(0, 0.12) * stage.width, horizon * stage.height])
        main = _jagged(rng, start, end, 0.13)
        stroke(picture, main, (235, 235, 255), 1.9 * stage.scale)
        for _ in range(int(rng.integers(2, 6))):
            root = main[int(rng.integers(len(main) // 6, len(main) * 3 // 4))]
            way = rng.choice([-1, 1]) * rng.uniform(0.05, 0.2) * stage.width
            tip = root + np.array([way, rng.uniform(0.1, 0.3) * stage.height])
            tip[1] = min(tip[1], horizon * stage.height)
            stroke(picture, _jagged(rng, root, tip, 0.2), (170, 175, 220), 1.2 * stage.scale)
        quarter = cv2.resize(
            picture, (stage.width // 4, stage.height // 4), interpolation=cv2.INTER_AREA
        )
        near = cv2.GaussianBlur(quarter.astype(np.float32), (0, 0), stage.height * 0.008 + 0.5)
        wide = cv2.GaussianBlur(quarter.astype(np.float32), (0, 0), stage.height * 0.045)
        halo = near * 1.1 + wide * (2.6, 2.3, 3.0)
        soft = cv2.resize(halo, (stage.width, stage.height))
        return np.clip(soft + picture, 0, 255).astype(np.uint8)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the bolt of the moment, as bright as it is now."""
        clock = moment.time / self._period + self._offset
        if self._stage.single:
            clock = np.floor(clock) + 0.3
        turn, share = int(clock), clock % 1.0
        light = smoothstep(np.array(share), 0.0, 0.28) * (1 - smoothstep(np.array(share), 0.4, 1.0))
        light = float(light) * (1.0 + 0.12 * np.sin(moment.time * 23.0))
        if light > 0.02:
            bolt = self._bolts[turn % len(self._bolts)]
            cv2.addWeighted(frame, 1.0, bolt, min(light, 1.0), 0.0, frame)


def _jagged(rng: np.random.Generator, start: Array, end: Array, bend: float) -> Array:
    """Break a line again and again at its middles, like a spark finding its way; (n, 2)."""
    points = np.stack([start, end]).astype(float)
    for _ in range(6):
        step = np.diff(points, axis=0)
        across = np.stack([-step[:, 1], step[:, 0]], axis=1)
        middles = points[:-1] + step / 2 + across * rng.normal(0, bend, (len(step), 1))
        joined = np.empty((len(points) + len(middles), 2))
        joined[0::2], joined[1::2] = points, middles
        points = joined
    return points


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a storm."""
    horizon = rng.uniform(0.48, 0.64)
    tone = vary(rng, (58, 68, 88), 9)
    width, height = stage.canvas
    line = (stage.pad[1] + horizon * stage.height) / height
    low = mix(tone, vary(rng, (116, 124, 132), 22), 0.55)
    sky = gradient(width, height, ((0, dim(tone, 0.4)), (line * 0.6, dim(tone, 0.8)), (line, low)))
    clouds = noise(rng, width, height, (3, 5), 6, 0.55)
    sky = blend(sky, dim(tone, 0.34), smoothstep(clouds, 0.35, 0.75) * 0.8)
    shelf = smoothstep(noise(rng, width, height, (4, 7), 5), 0.4, 0.8)
    shelf *= smoothstep(np.linspace(0, 1, height)[:, None], line, line * 0.5)
    shade = np.broadcast_to(np.asarray(dim(tone, 0.62), np.float32), sky.shape)
    rim = smoothstep(shelf - np.roll(shelf, round(6 * stage.scale), axis=0), 0.02, 0.3)
    drift = stage.width * stage.pace(0.01, 0.035)
    water = Water(
        far=dim(tone, 0.7),
        near=dim(mix(tone, (24, 52, 62), 0.5), 0.4),
        sheen_far=dim(low, 0.8),
        sheen_near=dim(mix(low, (70, 96, 104), 0.5), 0.75),
        glint=(150, 155, 175),
        chop=rng.uniform(1.4, 2.0),
        glitter=0.25,
        light_x=rng.uniform(0.2, 0.8),
        speed=stage.pace(0.7, 1.5),
    )
    swell = dim(mix(tone, (28, 60, 70), 0.5), 0.75)
    actors: tuple[Actor, ...] = (
        Backdrop(stage, sky, 0.1, rng),
        Lightning(rng, stage, horizon),
        Layer(stage, blend(shade, low, rim * 0.5), shelf * 0.75, 0.15, drift),
        Sea(rng, stage, horizon, water, 0.45),
        Swell(rng, stage, horizon, (swell, (188, 200, 206))),
        Rain(rng, stage, int(rng.integers(60, 150)), (66, 72, 82), rng.uniform(-0.4, 0.4)),
        Vignette(stage, 0.35),
    )
    return Scene(actors, level=horizon)


STORM_SEA = World(
    "storm sea",
    "lightning over a stormy sea",
    (
        "a thunderstorm over the ocean",
        "lightning striking the dark sea",
        "huge waves in a storm",
        "a raging sea under black clouds",
        "thunder and lightning",
        "a violent storm at sea",
        "rough water and dark clouds",
        "flashes of lightning in the sky",
        "wild waves with foam",
        "a tempest on the open ocean",
        "bad weather at sea",
        "a dramatic thunderstorm",
        "a dark stormy sky",
        "gale and heavy swell",
    ),
    filmed(build),
)
