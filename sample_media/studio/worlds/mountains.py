"""Snowy mountains: ranges that fade into haze, snow on their faces, firs in front."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Layer, Mist, Vignette
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
    tint,
    vary,
)
from .particles import Birds, Motes
from .stage import Actor, Scene, Stage, filmed
from .world import World

SKIES: tuple[tuple[Colour, Colour, Colour], ...] = (
    # zenith, horizon, light on the snow
    ((66, 122, 196), (190, 216, 238), (255, 252, 246)),
    ((96, 146, 206), (222, 230, 240), (250, 252, 255)),
    ((92, 112, 176), (250, 206, 196), (255, 226, 214)),
    ((120, 150, 184), (216, 224, 230), (240, 245, 250)),
    ((48, 92, 160), (170, 206, 226), (255, 246, 230)),
)


def _ribs(rng: np.random.Generator, below: Array, rough: Array, stage: Stage) -> Array:
    """Carve spurs and gullies that run down a face and fan out; about -0.6..0.6.

    Each is a zigzag across the width, read at columns that move aside with depth.
    """
    height, width = below.shape
    xs = np.arange(width, dtype=np.float32)[None, :]
    total = np.zeros((height, width), np.float32)
    for knots, weight, lean in ((16, 0.3, 0.45), (38, 0.22, -0.35), (90, 0.14, 0.25)):
        line = np.gradient(ridge(rng, width, knots, 2))
        line = cv2.GaussianBlur(line[None, :].astype(np.float32), (0, 0), 0.6 + 0.5 * stage.scale)
        line = np.clip(line / (2 * float(line.std()) + 1e-9), -1, 1)
        map_x = xs + lean * below + (rough - 0.5) * (0.16 + 3.0 / knots) * stage.height
        map_x = np.clip(map_x, 0, width - 1).astype(np.float32)
        total += weight * cv2.remap(line, map_x, np.zeros_like(map_x), cv2.INTER_LINEAR)
    return total


def _range(
    rng: np.random.Generator,
    stage: Stage,
    base: float,
    tall: float,
    haze: tuple[Colour, float],
    snow: Colour,
    depth: float,
) -> Layer:
    """Paint one range of mountains.

    Args:
        rng: Source of chance.
        stage: The measures of the shot.
        base: Mean height of the skyline in 0..1 of the frame.
        tall: How far peaks stand above it.
        haze: Colour of the air and how much of it lies in front.
        snow: Colour of lit snow.
        depth: Share of the camera's movement.
    """
    width, height = stage.canvas
    crest = ridge(rng, width, rng.uniform(4, 7) * (1.4 - 0.5 * depth), 7)
    skyline = stage.pad[1] + (base - tall * crest) * stage.height
    rows = np.arange(height, dtype=np.float32)[:, None]
    below = (rows - skyline[None, :].astype(np.float32)) / stage.height
    rough = noise(rng, width, height, (7, 6), 6, 0.6)
    # Faces lean with the skyline: a slope carries its light down and aside.
    faces = np.gradient(cv2.GaussianBlur(crest[None, :], (0, 0), 1.2 + stage.scale * 2)[0])
    faces = faces / max(float(np.abs(faces).max()), 1e-6)
    xs = np.arange(width, dtype=np.float32)[None, :]
    skew = (rough - 0.5) * 0.22 * stage.height
    map_x = np.clip(xs + skew, 0, width - 1).astype(np.float32)
    slope = cv2.remap(
        np.repeat(faces.astype(np.float32)[None, :], 2, axis=0),
        map_x,
        np.zeros_like(map_x),
        cv2.INTER_LINEAR,
    )
    side = 1.0 if rng.random() < 0.5 else -1.0
    ribs = _ribs(rng, below * stage.height, rough, stage)
    lit = smoothstep(0.5 + side * (slope * 0.7 + ribs), 0.15, 0.8)
    shadow = mix(dim(snow, 0.62), (96, 128, 182), 0.45)
    rock = mix(vary(rng, (72, 74, 86), 10), haze[0], 0.1)
    face = blend(np.broadcast_to(np.asarray(shadow, np.float32), (height, width, 3)), snow, lit)
    line = rng.uniform(0.1, 0.24) * (0.5 + tall * 2)
    bare = smoothstep(below + (rough - 0.5) * 0.3, line * 0.75, line * 1.35)
    crags = smoothstep(-side * ribs + 0.8 * (rough - 0.5), 0.22, 0.5) * 0.75
    face = blend(face, rock, np.clip(bare * 0.75 + crags, 0, 0.88))
    veil = np.clip(haze[1] + below * 0.9 * (1.1 - depth), 0, 0.96)
    face = blend(face, haze[0], veil)
    return Layer(stage, face, np.clip(below * stage.height + 0.5, 0, 1), depth)


def _firs(rng: np.random.Generator, stage: Stage, snow: Colour) -> Layer:
    """Paint a snowfield with fir trees in front."""
    width, height = stage.canvas
    ground = rng.uniform(0.82, 0.97)
    hill = ridge(rng, width, 2.5, 3, smooth=True)
    skyline = stage.pad[1] + (ground + 0.03 * hill) * stage.height
    rows = np.arange(height, dtype=np.float32)[:, None]
    inside = np.clip(rows - skyline[None, :] + 0.5, 0, 1)
    shade = mix(snow, (104, 136, 190), 0.55)
    field = blend(
        np.broadcast_to(np.asarray(shade, np.float32), (height, width, 3)),
        snow,
        np.clip(1 - (rows - skyline[None, :]) / (0.2 * stage.height), 0.0, 1.0),
    )
    trees: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    clumps = rng.uniform(0, width, 3)
    for _ in range(int(rng.integers(10, 34))):
        x = rng.choice(clumps) + rng.normal(0, 0.12) * width
        foot = float(np.interp(x, np.arange(width), skyline)) + rng.uniform(0, 0.05) * stage.height
        size = rng.uniform(0.09, 0.24) * stage.height
        green = vary(rng, (30, 52, 58), 8)
        for tier in range(6):
            top = foot - size * (1 - tier * 0.15)
            half = size * (0.06 + 0.035 * tier)
            shape = np.array(
                [[x, top], [x + half, top + size * 0.26], [x - half, top + size * 0.26]]
            )
            fill(trees, shape, dim(green, 0.85 + 0.05 * tier))
            fill(mask, shape, (255, 255, 255))
            cap = np.array(
                [[x, top], [x + half * 0.3, top + size * 0.13], [x - half * 0.75, top + size * 0.2]]
            )
            fill(trees, cap, dim(snow, 0.86))
    alpha = mask.astype(np.float32) / 255.0
    field = field * (1 - alpha[..., None]) + trees
    return Layer(stage, field, np.maximum(inside, alpha), 1.0)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a mountain view."""
    zenith, low, snow = (vary(rng, c, 10) for c in SKIES[int(rng.integers(len(SKIES)))])
    width, height = stage.canvas
    sky = gradient(width, height, ((0, zenith), (0.6, low), (1, low)))
    sun = (rng.uniform(0, width), rng.uniform(0.1, 0.4) * height)
    sky += tint(glow(width, height, sun, 0.35 * stage.height), (70, 62, 46))
    clouds = noise(rng, width, height, (3, 6), 6, 0.55)
    cover = rng.uniform(0.45, 0.7)
    sky = blend(sky, (250, 250, 252), smoothstep(clouds, cover, cover + 0.3) * 0.75)
    actors: list[Actor] = [Backdrop(stage, sky, 0.05, rng)]
    count = int(rng.integers(2, 4))
    top = rng.uniform(0.3, 0.42)
    for index in range(count):
        share = index / max(1, count - 1)
        base = top + 0.14 + 0.2 * share
        tall = rng.uniform(0.17, 0.25) * (1.1 - 0.5 * share)
        haze = (mix(low, zenith, 0.25), 0.5 - 0.42 * share)
        actors.append(_range(rng, stage, base, tall, haze, snow, 0.2 + 0.4 * share))
    if rng.random() < 0.6:
        band = np.exp(-(((np.linspace(0, 1, stage.height) - 0.66) / 0.12) ** 2))[:, None]
        actors.append(Mist(rng, stage, band, (110, 112, 116), stage.pace(0.008, 0.03)))
    if rng.random() < 0.75:
        actors.append(_firs(rng, stage, snow))
    if rng.random() < 0.4:
        fall = (rng.uniform(-0.06, 0.06), stage.pace(0.06, 0.14))
        actors.append(Motes(rng, stage, 120, (210, 214, 222), (0.7, 2.4), fall))
    elif rng.random() < 0.5:
        actors.append(Birds(rng, stage, (60, 66, 82), (0.1, 0.3)))
    actors.append(Vignette(stage, 0.22))
    return Scene(tuple(actors))


SNOWY_MOUNTAINS = World(
    "snowy mountains",
    "snowy mountains",
    (
        "mountain peaks covered in snow",
        "a snow-capped mountain range",
        "winter in the Alps",
        "white summits under a blue sky",
        "high mountains and fir trees",
        "a cold alpine landscape",
        "snow and ice on the peaks",
        "hiking in the mountains",
        "a panorama of rocky mountains",
        "a winter landscape with firs",
        "glaciers and cliffs",
        "climbing a snowy summit",
        "skiing in deep snow",
        "majestic mountains in the haze",
    ),
    filmed(build),
)
