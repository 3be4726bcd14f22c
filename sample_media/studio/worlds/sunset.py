"""Sunset over the sea: a low sun, lit clouds, and its path of light on the waves."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Bloom, Layer, Vignette
from .paint import (
    Array,
    Colour,
    blend,
    dim,
    disc,
    fill,
    glow,
    gradient,
    mix,
    noise,
    ridge,
    smoothstep,
    tint,
    vary,
)
from .particles import Birds
from .sea import Sea, Water
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World

PALETTES: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
    # zenith, middle of the sky, horizon, light of the sun
    ((58, 56, 110), (222, 110, 86), (255, 186, 92), (255, 214, 140)),
    ((38, 44, 92), (176, 78, 106), (255, 142, 78), (255, 190, 120)),
    ((84, 110, 160), (240, 170, 112), (255, 214, 132), (255, 236, 178)),
    ((54, 34, 84), (206, 74, 88), (255, 122, 62), (255, 176, 96)),
    ((96, 84, 140), (244, 138, 128), (255, 196, 138), (255, 222, 168)),
)


class Boat:
    """A sailing boat against the light."""

    def __init__(self, rng: np.random.Generator, stage: Stage, horizon: float) -> None:
        """Choose its place, size and course."""
        self._stage = stage
        self._x = rng.uniform(0.15, 0.85)
        self._y = horizon + rng.uniform(0.004, 0.06)
        self._size = rng.uniform(0.05, 0.1) + (self._y - horizon) * 1.2
        self._way = 1.0 if rng.random() < 0.5 else -1.0
        self._colour = vary(rng, (44, 26, 36), 10)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw hull and sails, rocking."""
        stage = self._stage
        course = self._way * stage.pace(0.006, 0.03) * (moment.elapsed - stage.seconds / 2)
        x, y, _ = moment.place(stage, (self._x + course) * stage.width, self._y * stage.height, 0.3)
        size = self._size * stage.height
        tilt = 0.05 * np.sin(moment.time * 1.4)
        turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        hull = [[-0.5, 0.0], [0.5, 0.0], [0.36, 0.16], [-0.38, 0.16]]
        main = [[0.03, -1.25], [0.03, -0.08], [-0.48, -0.08]]
        jib = [[0.08, -1.05], [0.08, -0.08], [0.46, -0.08]]
        for shape in (hull, main, jib):
            points = np.array(shape) * (self._way, 1.0) @ turn * size + (x, y)
            fill(frame, points, self._colour)
        shade = frame[int(y + 0.16 * size) : int(y + 0.5 * size), int(max(x - size / 2, 0)) :]
        shade = shade[:, : int(size)]
        if shade.size:
            cv2.addWeighted(shade, 0.75, shade, 0.0, 0.0, shade)


def _sky(
    rng: np.random.Generator, stage: Stage, horizon: float, sun: tuple[float, float]
) -> tuple[Array, tuple[Colour, Colour, Colour, Colour]]:
    """Paint the sky with its sun and clouds on the canvas; return it with its palette."""
    palette = PALETTES[int(rng.integers(len(PALETTES)))]
    zenith, middle, low, light = (vary(rng, colour, 14) for colour in palette)
    width, height = stage.canvas
    pad_x, pad_y = stage.pad
    line = (pad_y + horizon * stage.height) / height
    sky = gradient(width, height, ((0, zenith), (line * 0.62, middle), (line, low), (1, low)))
    centre = (pad_x + sun[0] * stage.width, pad_y + sun[1] * stage.height)
    halo = glow(width, height, centre, stage.height * rng.uniform(0.3, 0.5))
    sky += tint(halo, dim(light, 0.3))
    cover = rng.uniform(0.42, 0.62)
    cells = (int(rng.integers(2, 5)), int(rng.integers(7, 14)))
    clouds = smoothstep(noise(rng, width, height, cells, 5), cover, cover + 0.3)
    clouds *= smoothstep(np.linspace(0, 1, height)[:, None], line, line * 0.75)
    shade = mix(zenith, middle, rng.uniform(0.25, 0.55))
    lit = blend(
        np.broadcast_to(np.asarray(shade, np.float32), sky.shape),
        mix(low, light, 0.5),
        np.clip(halo * 1.3, 0, 1),
    )
    sky = blend(sky, lit, clouds * rng.uniform(0.55, 0.9))
    radius = stage.height * rng.uniform(0.045, 0.085)
    ball = disc(width, height, centre, radius)
    sky = blend(sky, mix(light, (255, 250, 225), 0.65), ball)
    return sky, (zenith, middle, low, light)


def _headland(rng: np.random.Generator, stage: Stage, horizon: float, colour: Colour) -> Layer:
    """Paint an island or a headland on the horizon."""
    width, height = stage.canvas
    xs = np.linspace(0, 1, width)
    centre = rng.choice([rng.uniform(-0.05, 0.25), rng.uniform(0.75, 1.05)])
    shape = np.exp(-(((xs - centre) / rng.uniform(0.1, 0.25)) ** 2))
    tall = rng.uniform(0.05, 0.16) * stage.height
    crest = np.maximum(shape * (1 + 0.3 * ridge(rng, width, 8, 5)) - 0.08, 0) * tall
    base = stage.pad[1] + horizon * stage.height
    rows = np.arange(height)[:, None]
    alpha = np.clip(rows - (base - crest)[None, :] + 0.5, 0, 1) * (rows <= base + 0.5)
    field = np.broadcast_to(np.asarray(colour, np.float32), (height, width, 3))
    return Layer(stage, field, alpha * (crest[None, :] > 0.3), 0.25)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a sunset."""
    horizon = rng.uniform(0.42, 0.7)
    sun = (rng.uniform(0.15, 0.85), horizon - rng.uniform(-0.015, 0.2))
    sky, (zenith, middle, low, light) = _sky(rng, stage, horizon, sun)
    water = Water(
        far=mix(low, middle, 0.55),
        near=dim(mix(zenith, middle, 0.2), 0.5),
        sheen_far=mix(low, light, 0.3),
        sheen_near=dim(mix(middle, low, 0.4), 0.85),
        glint=light,
        chop=rng.uniform(0.6, 1.2),
        glitter=rng.uniform(0.75, 1.0),
        light_x=sun[0],
        speed=stage.pace(0.5, 1.1),
    )
    actors: list[Actor] = [Backdrop(stage, sky, 0.1, rng)]
    if rng.random() < 0.55:
        actors.append(_headland(rng, stage, horizon, dim(mix(zenith, middle, 0.35), 0.55)))
    actors.append(Sea(rng, stage, horizon, water))
    if rng.random() < 0.5:
        actors.append(Boat(rng, stage, horizon))
    if rng.random() < 0.55:
        actors.append(Birds(rng, stage, (50, 32, 44), (0.12, horizon - 0.12)))
    actors += [Bloom(0.35, 190), Vignette(stage, 0.3)]
    return Scene(tuple(actors), level=horizon)


SUNSET_SEA = World(
    "sunset sea",
    "sunset over the sea",
    (
        "the sun setting over the ocean",
        "waves at dusk",
        "golden evening light on the water",
        "an orange sky above the sea",
        "sunset at the beach",
        "the sun sinking below the horizon",
        "glittering waves in the evening sun",
        "a romantic sunset by the ocean",
        "a sailing boat at sunset",
        "a calm sea in warm light",
        "red and golden clouds over the water",
        "evening at the coast",
        "seaside in the golden hour",
        "sundown on the sea",
    ),
    filmed(build),
)
