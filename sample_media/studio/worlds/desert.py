"""A desert: dunes with sharp crests, wind ripples, blowing sand, and now and then a caravan."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Layer, Mist, Vignette
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
    stroke,
    tint,
    vary,
)
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World

MOODS: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
    # zenith, horizon, lit sand, shaded sand
    ((58, 128, 198), (212, 224, 222), (238, 190, 118), (166, 104, 62)),
    ((92, 152, 202), (244, 222, 178), (244, 196, 126), (178, 112, 70)),
    ((44, 106, 180), (230, 208, 176), (232, 160, 92), (142, 74, 46)),
    ((120, 160, 190), (250, 214, 150), (246, 206, 140), (170, 116, 80)),
)


def _dune(
    rng: np.random.Generator,
    stage: Stage,
    base: float,
    tall: float,
    sand: tuple[Colour, Colour, Colour],
    share: float,
    side: float,
) -> Layer:
    """Paint one dune, lit on one side; `share` is 0 for the farthest and 1 for the nearest."""
    lit, shaded, haze = sand
    width, height = stage.canvas
    crest = ridge(rng, width, rng.uniform(1.6, 3.0) * (1.5 - 0.7 * share), 3)
    crest = cv2.GaussianBlur(crest[None, :].astype(np.float32), (0, 0), 0.012 * width)[0]
    skyline = stage.pad[1] + (base - tall * crest) * stage.height
    rows = np.arange(height, dtype=np.float32)[:, None]
    below = rows - skyline[None, :]
    slope = np.gradient(crest)
    slope = slope / max(float(np.abs(slope).max()), 1e-6)
    # The light of a slope runs down along a winding line, so crests throw curved shadows.
    wind = (noise(rng, width, height, (3, 3), 3) - 0.5) * 90 * stage.scale
    xs = np.arange(width, dtype=np.float32)[None, :]
    map_x = np.clip(xs + side * below * 0.9 + wind, 0, width - 1).astype(np.float32)
    face = cv2.remap(slope[None, :], map_x, np.zeros_like(map_x), cv2.INTER_LINEAR)
    light = smoothstep(face * -side, -0.22, 0.12)
    reach = np.exp(-np.clip(below, 0, None) / ((0.1 + 0.3 * share) * stage.height))
    light = 0.72 + (light - 0.72) * reach
    depth = np.clip(below / stage.height, 0.0, 1) + 0.04 + 0.15 * (1 - share)
    phase = 5.5 / depth + 0.05 * map_x / stage.scale + 13 * noise(rng, width, height, (4, 4), 4)
    ripple = np.sin(phase) * np.clip(below / (0.1 * stage.height), 0, 1) * (0.03 + 0.1 * share)
    grain = noise(rng, width, height, (60, 40), 3, 0.8) - 0.5
    light = np.clip(light + ripple + 0.1 * share * grain, 0, 1)
    field = blend(np.broadcast_to(np.asarray(shaded, np.float32), (height, width, 3)), lit, light)
    rim = np.exp(-((below / (2.5 * stage.scale)) ** 2)) * 0.35
    field = blend(field, mix(lit, (255, 246, 220), 0.6), rim)
    field = blend(field, haze, np.full((height, width), 0.62 * (1 - share) ** 1.2, np.float32))
    return Layer(stage, field, np.clip(below + 0.5, 0, 1), 0.2 + 0.8 * share)


class Caravan:
    """Camels in a line on a far crest."""

    def __init__(self, rng: np.random.Generator, stage: Stage, line: float, tone: Colour) -> None:
        """Choose how many, where, and which way they walk."""
        self._stage, self._line, self._tone = stage, line, tone
        self._count = int(rng.integers(3, 7))
        self._x = rng.uniform(0.25, 0.6)
        self._way = 1.0 if rng.random() < 0.5 else -1.0
        self._size = rng.uniform(0.05, 0.085) * stage.height

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw each camel: body, humps, neck, head, and striding legs."""
        stage, size = self._stage, self._size
        walk = self._way * stage.pace(0.008, 0.03) * (moment.elapsed - stage.seconds / 2)
        for index in range(self._count):
            x = (self._x + walk) * stage.width - self._way * index * size * 1.9
            bob = 0.04 * size * np.sin(moment.time * 5 + index)
            x, y, _ = moment.place(stage, x, self._line * stage.height + bob, 0.75)
            flip = np.array([self._way, 1.0]) * size
            body = [[-0.5, -0.75], [-0.36, -1.02], [-0.16, -1.3], [0.04, -1.05], [0.22, -1.28]]
            body += [[0.42, -0.98], [0.62, -1.0], [0.78, -1.45], [1.06, -1.42], [1.02, -1.3]]
            body += [[0.86, -1.26], [0.72, -0.8], [0.4, -0.66], [-0.4, -0.62]]
            fill(frame, np.array(body) * flip + (x, y), self._tone)
            for leg, root in enumerate((-0.4, -0.28, 0.32, 0.44)):
                step = 0.16 * np.sin(moment.time * 5 + index + leg * 2.2)
                limb = np.array([[root, -0.7], [root + step * 0.4, -0.35], [root + step, 0.02]])
                stroke(frame, limb * flip + (x, y), self._tone, 0.09 * size)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a desert."""
    zenith, low, lit, shaded = (vary(rng, c, 12) for c in MOODS[int(rng.integers(len(MOODS)))])
    horizon = rng.uniform(0.36, 0.56)
    width, height = stage.canvas
    line = (stage.pad[1] + horizon * stage.height) / height
    sky = gradient(width, height, ((0, zenith), (line, low), (1, low)))
    side = 1.0 if rng.random() < 0.5 else -1.0
    sun = (
        (0.5 - side * rng.uniform(0.1, 0.45)) * width,
        stage.pad[1] + horizon * rng.uniform(0.15, 0.7) * stage.height,
    )
    sky += tint(glow(width, height, sun, 0.2 * stage.height), (120, 108, 72))
    if rng.random() < 0.6:
        ball = disc(width, height, sun, rng.uniform(0.03, 0.055) * stage.height)
        sky = blend(sky, (255, 252, 232), ball)
    if rng.random() < 0.5:
        streaks = smoothstep(noise(rng, width, height, (2, 9), 5), 0.5, 0.95)
        sky = blend(sky, (255, 250, 240), streaks * 0.45)
    count = int(rng.integers(3, 5))
    actors: list[Actor] = [Backdrop(stage, sky, 0.05, rng)]
    sand = (lit, shaded, mix(low, lit, 0.35))
    for index in range(count):
        share = index / (count - 1)
        base = horizon + 0.02 + (0.9 - horizon) * share**1.3 * 0.72
        tall = (0.045 + 0.1 * share) * rng.uniform(0.7, 1.3)
        actors.append(_dune(rng, stage, base, tall, sand, share, side))
        if index == count - 2 and rng.random() < 0.45:
            actors.append(Caravan(rng, stage, base + 0.05, dim(shaded, 0.42)))
    ys = np.linspace(0, 1, stage.height)[:, None]
    band = smoothstep(ys, horizon, horizon + 0.2) * (1 - 0.5 * smoothstep(ys, 0.7, 1.0))
    way = rng.choice([-1, 1])
    actors.append(Mist(rng, stage, band, (54, 46, 30), way * stage.pace(0.1, 0.4), (3, 26)))
    actors.append(Vignette(stage, 0.22))
    return Scene(tuple(actors))


DESERT = World(
    "desert",
    "sand dunes in the desert",
    (
        "a hot desert under the sun",
        "dunes of golden sand",
        "the Sahara",
        "wind blowing over the sand",
        "a caravan of camels",
        "an endless sea of sand",
        "dry and hot landscape",
        "ripples in the sand",
        "a desert landscape with blue sky",
        "burning heat and sand",
        "sandy hills in the sunlight",
        "an arid wasteland",
        "a journey through the desert",
        "yellow dunes and shadows",
    ),
    filmed(build),
)
