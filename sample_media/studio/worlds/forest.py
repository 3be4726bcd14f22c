"""A forest: trunks that fade into green haze, leaves, ferns and shafts of light."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Bloom, Layer, Vignette
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
    smoothstep,
    stroke,
    tint,
    vary,
)
from .particles import Motes
from .rays import Rays
from .stage import Actor, Scene, Stage, filmed
from .world import World

GREENS: tuple[tuple[Colour, Colour, Colour], ...] = (
    # haze, leaves, light
    ((186, 208, 122), (66, 122, 34), (255, 244, 176)),
    ((150, 190, 150), (40, 104, 40), (236, 250, 196)),
    ((206, 202, 120), (104, 124, 36), (255, 232, 140)),
    ((122, 168, 130), (30, 78, 44), (216, 236, 180)),
)

BRANCH = np.array([[0.0, 0.0], [0.5, -0.25], [1.0, -0.7]])


def _trunk(
    rng: np.random.Generator, pictures: tuple[Array, Array], x: float, wide: float, bark: Colour
) -> None:
    """Draw one tree trunk with bark and a few branches on a picture and its mask."""
    picture, mask = pictures
    height = picture.shape[0]
    lean = rng.normal(0, 0.04) * height
    ys = np.linspace(-2, height, 9)
    wobble = np.cumsum(rng.normal(0, wide * 0.06, 9))
    middle = x + lean * (1 - ys / height) + wobble
    half = wide * (0.38 + 0.14 * ys / height + 0.3 * np.clip(ys / height - 0.85, 0, 1))
    left, right = np.stack([middle - half, ys], 1), np.stack([middle + half, ys], 1)
    fill(mask, np.concatenate([left, right[::-1]]), (255, 255, 255))
    bands = 6
    for band in range(bands):
        one, other = band / bands, (band + 1) / bands
        shape = np.concatenate([left + (right - left) * one, (left + (right - left) * other)[::-1]])
        fill(picture, shape, dim(bark, 1.25 - 0.75 * one))
    for _ in range(int(wide * 1.2)):
        share, top = rng.random(), rng.integers(0, 8)
        line = (left + (right - left) * share)[top : top + 2]
        stroke(picture, line, dim(bark, rng.uniform(0.55, 1.2)), max(1.0, wide * 0.04))
    for _ in range(int(rng.integers(1, 5))):
        at = int(rng.integers(0, 5))
        way = rng.choice([-1, 1]) * rng.uniform(1.5, 5.0) * wide
        root = np.array([middle[at], ys[at]])
        line = root + way * BRANCH * (1.0, np.sign(way))
        for canvas, colour in ((picture, dim(bark, 0.85)), (mask, (255.0, 255.0, 255.0))):
            stroke(canvas, line, colour, max(1.0, wide * 0.14))


def _stand(
    rng: np.random.Generator, stage: Stage, share: float, tones: tuple[Colour, Colour, Colour]
) -> Layer:
    """Paint a row of trees with leaves and undergrowth; `share` is 0 far and 1 near."""
    haze, leaf, light = tones
    width, height = stage.canvas
    picture: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    bark = mix(vary(rng, (64, 50, 38), 4), haze, 0.72 * (1 - share) ** 1.3)
    count = int(rng.integers(9, 16) * (1.15 - 0.7 * share))
    wide = stage.height * (0.022 + 0.085 * share**1.6)
    for x in rng.uniform(0, width, count):
        _trunk(
            rng,
            (picture, mask),
            x,
            wide * rng.uniform(0.6, 1.35),
            dim(bark, rng.uniform(0.85, 1.15)),
        )
    field, alpha = picture.astype(np.float32), mask / np.float32(255)
    rows = (np.linspace(0, 1, height, dtype=np.float32))[:, None]
    # Leaves hang from the top, undergrowth stands at the bottom.
    cells = (int(10 - 4 * share), int(7 - 3 * share))
    clumps = noise(rng, width, height, cells, 6, 0.68)
    roof = rng.uniform(0.1, 0.3) + 0.06 * (1 - share)
    crown = smoothstep(clumps + (roof - rows) * 1.6, 0.52, 0.6)
    shade = noise(rng, width, height, (cells[0] * 4, cells[1] * 4), 3, 0.6)
    leaves = mix(leaf, haze, 0.7 * (1 - share) ** 1.3)
    foliage = blend(
        np.broadcast_to(np.asarray(dim(leaves, 0.55), np.float32), (height, width, 3)),
        mix(dim(leaves, 1.45), light, 0.12),
        smoothstep(shade, 0.3, 0.8),
    )
    field = blend(field, foliage, crown)
    ground = 0.93 - 0.2 * (1 - share)
    floor = smoothstep(clumps * 0.35 + (rows - ground) * 2.2, 0.14, 0.2)
    field = blend(field, foliage * np.float32(0.9), floor)
    alpha = np.maximum(alpha, np.maximum(crown, floor))
    sway = (0.012 * share * (0.4 + stage.motion), rng.uniform(0.8, 1.5), rng.uniform(0, 6))
    return Layer(stage, field, alpha, 0.25 + 0.75 * share, sway=sway)


def _ferns(rng: np.random.Generator, stage: Stage, leaf: Colour) -> Layer:
    """Paint ferns and grass close to the lens."""
    width, height = stage.canvas
    picture: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    for x in rng.uniform(0, width, int(rng.integers(5, 11))):
        foot = height - stage.pad[1] * rng.uniform(0.2, 0.9)
        for _ in range(int(rng.integers(5, 9))):
            lean, long = rng.normal(0, 0.75), rng.uniform(0.12, 0.26) * stage.height
            along = np.linspace(0, 1, 9)
            bow = np.stack(
                [x + lean * long * along**1.4, foot - long * (along - 0.45 * along**2)], 1
            )
            colour = dim(vary(rng, leaf, 10), rng.uniform(0.5, 1.3))
            for place, share in zip(bow[1:], along[1:], strict=True):
                size = 0.2 * long * (1.08 - share)
                for side in (-1, 1):
                    tip = place + np.array([side * size, (0.25 * abs(lean) - 0.3) * size])
                    for canvas, tone in ((picture, colour), (mask, (255.0, 255.0, 255.0))):
                        stroke(canvas, np.array([place, tip]), tone, 2.0 * stage.scale)
            for canvas, tone in ((picture, colour), (mask, (255.0, 255.0, 255.0))):
                stroke(canvas, bow, tone, 1.4 * stage.scale)
    alpha = cv2.GaussianBlur(mask, (0, 0), max(0.4, 0.8 * stage.scale)) / np.float32(255)
    wide = cv2.dilate(picture, np.ones((3, 3), np.uint8))
    sway = (0.05 * (0.4 + stage.motion), rng.uniform(1.2, 2.0), rng.uniform(0, 6))
    return Layer(stage, wide.astype(np.float32), alpha, 1.15, sway=sway)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a wood."""
    haze, leaf, light = (vary(rng, c, 9) for c in GREENS[int(rng.integers(len(GREENS)))])
    width, height = stage.canvas
    far = gradient(
        width,
        height,
        ((0, mix(leaf, haze, 0.6)), (0.5, mix(haze, light, 0.4)), (1, dim(leaf, 0.8))),
    )
    sun = (rng.uniform(0.15, 0.85), rng.uniform(-0.1, 0.25))
    centre = (stage.pad[0] + sun[0] * stage.width, stage.pad[1] + sun[1] * stage.height)
    far += tint(glow(width, height, centre, 0.45 * stage.height), dim(light, 0.5))
    thicket = smoothstep(noise(rng, width, height, (9, 6), 6, 0.65), 0.45, 0.65)
    far = blend(far, mix(leaf, haze, 0.55), thicket * 0.55)
    rows = int(rng.integers(3, 5))
    actors: list[Actor] = [Backdrop(stage, far, 0.15, rng)]
    for index in range(rows):
        actors.append(_stand(rng, stage, index / (rows - 1), (haze, leaf, light)))
        if index == rows - 2:
            beams = dim(light, rng.uniform(0.5, 0.95))
            actors.append(Rays(rng, stage, sun, beams, 0.75, int(rng.integers(26, 40))))
    if rng.random() < 0.7:
        actors.append(_ferns(rng, stage, dim(leaf, 0.8)))
    actors.append(Motes(rng, stage, 45, dim(light, 0.7), (0.6, 1.9), (0.012, -0.01)))
    actors += [Bloom(0.3, 170), Vignette(stage, 0.35)]
    return Scene(tuple(actors), travel=0.9)


FOREST = World(
    "forest",
    "a green forest",
    (
        "trees in the woods",
        "sunlight through the leaves",
        "a walk in the forest",
        "tall tree trunks and ferns",
        "sunbeams between the trees",
        "green leaves and moss",
        "deep in the woods",
        "a woodland in summer",
        "light shafts in a misty forest",
        "nature with many trees",
        "a jungle of green plants",
        "the forest floor",
        "a quiet wood in the morning",
        "leafy trees swaying in the wind",
    ),
    filmed(build),
)
