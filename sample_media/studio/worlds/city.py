"""The city at night: towers of lit windows, cars that pass, and their lights on the wet road."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Backdrop, Bloom, Layer, Vignette
from .paint import Array, Colour, blend, dim, disc, dot, glow, gradient, mix, noise, tint, vary
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World

WINDOWS: tuple[Colour, ...] = (
    (255, 208, 120),
    (255, 190, 96),
    (255, 232, 180),
    (190, 220, 255),
    (255, 170, 90),
)
NEON: tuple[Colour, ...] = ((255, 60, 130), (60, 210, 255), (255, 150, 40), (150, 90, 255))


def _block(
    rng: np.random.Generator, stage: Stage, line: float, share: float, wall: Colour
) -> Layer:
    """Paint one row of towers; `share` runs from 0 for the farthest to 1 for the nearest."""
    width, height = stage.canvas
    picture: Array = np.zeros((height, width, 3), np.uint8)
    mask: Array = np.zeros((height, width), np.uint8)
    base = round(stage.pad[1] + line * stage.height) + 1
    x = -rng.uniform(0, 0.05) * width
    step = max(2, round((4.0 + 3.2 * share) * stage.scale))
    while x < width:
        wide = rng.uniform(0.05, 0.12) * stage.width * (0.7 + 0.7 * share)
        tall = (rng.uniform(0.16, 0.5) * (1.1 - 0.35 * share)) * stage.height * line * 1.6
        left, right, top = round(x), round(x + wide), round(base - tall)
        face = dim(vary(rng, wall, 5), rng.uniform(0.75, 1.2))
        cv2.rectangle(picture, (left, top), (right, base), face, -1)
        cv2.rectangle(mask, (left, top), (right, base), (255,), -1)
        if rng.random() < 0.3:
            mast = (left + right) // 2
            tip = (mast, round(top - 0.07 * stage.height))
            cv2.line(mask, tip, (mast, top), (255,), 1)
            cv2.circle(picture, tip, max(1, round(1.6 * stage.scale)), (255, 50, 40), -1)
            cv2.circle(mask, tip, max(1, round(1.6 * stage.scale)), (255,), -1)
        _light_windows(rng, picture, (left, top, right, base), step, 0.6 + 0.5 * share)
        if rng.random() < 0.22 * share + 0.05:
            sign = NEON[int(rng.integers(len(NEON)))]
            place = (round(left + wide * 0.15), round(top + tall * rng.uniform(0.1, 0.4)))
            end = (place[0] + max(2, round(wide * 0.1)), round(place[1] + tall * 0.25))
            cv2.rectangle(picture, place, end, sign, -1)
        x += wide * rng.uniform(0.85, 1.15)
    return Layer(stage, picture.astype(np.float32), mask / 255.0, 0.25 + 0.6 * share)


def _light_windows(
    rng: np.random.Generator,
    picture: Array,
    box: tuple[int, int, int, int],
    step: int,
    light: float,
) -> None:
    """Light some windows of one tower, floor by floor."""
    left, top, right, base = box
    tone = WINDOWS[int(rng.integers(len(WINDOWS)))]
    busy = rng.uniform(0.3, 0.75)
    size = (max(0, round(step * 0.42)), max(0, round(step * 0.5)))
    for y in range(top + step, base - step, round(step * 1.35)):
        chances = rng.random((right - left) // step + 1)
        for index, chance in enumerate(chances[1:-1], start=1):
            if chance < busy:
                corner = (left + index * step, y)
                far = (corner[0] + size[0], corner[1] + size[1])
                colour = dim(tone, light * (0.45 + 0.55 * float(chances[-1 - index])))
                cv2.rectangle(picture, corner, far, colour, -1)


class WetRoad:
    """Mirrors what stands above a line in a wet street below it."""

    def __init__(self, rng: np.random.Generator, stage: Stage, line: float, shine: float) -> None:
        """Prepare the ripples of the road; `line` is where the road begins in 0..1."""
        self._stage, self._shine = stage, shine
        self._top = round(line * stage.height)
        rows, columns = stage.height - self._top, stage.width
        rough = noise(rng, columns, rows, (10, 20), 3) - 0.5
        below = np.arange(rows, dtype=np.float32)[:, None]
        xs = np.arange(columns, dtype=np.float32)[None, :]
        self._map_x = np.clip(xs + rough * 26 * stage.scale, 0, columns - 1).astype(np.float32)
        stretch = min(1.8, (self._top - 1) / max(rows, 1))
        ys = self._top - 1 - below * stretch + rough * 14 * stage.scale
        self._map_y = np.clip(ys, 0, self._top - 1).astype(np.float32)
        fade = (1 - 0.55 * below / rows) * shine
        self._fade = np.repeat((255 * np.repeat(fade, columns, axis=1))[..., None], 3, axis=2)
        self._fade = self._fade.astype(np.uint8)
        self._asphalt = np.full_like(self._fade, (12, 13, 20))

    def draw(self, frame: Array, moment: Moment) -> None:
        """Paint the road with the mirrored lights."""
        del moment
        seen = cv2.remap(frame, self._map_x, self._map_y, cv2.INTER_LINEAR)
        soft = cv2.blur(seen, (1, max(3, round(14 * self._stage.scale))))
        part = frame[self._top :]
        cv2.multiply(soft, self._fade, part, 1.0 / 255.0)
        cv2.add(part, self._asphalt, part)


class Traffic:
    """Cars that cross: pairs of lamps with a gleam on the road under each."""

    def __init__(self, rng: np.random.Generator, stage: Stage, line: float) -> None:
        """Choose the lanes and the cars."""
        self._stage = stage
        self._lanes: list[tuple[float, float, float, Colour, Array]] = []
        lanes = int(rng.integers(2, 5))
        for lane in range(lanes):
            near = (lane + 0.6) / lanes
            y = line + (1 - line) * (0.08 + 0.75 * near)
            way = 1.0 if lane >= lanes / 2 else -1.0
            colour: Colour = (255, 240, 205) if way > 0 else (255, 44, 30)
            speed = way * stage.pace(0.05, 0.26) * (0.5 + near) * rng.uniform(0.8, 1.2)
            places = np.sort(rng.uniform(0, 1.3, int(rng.integers(3, 6))))
            self._lanes.append((y, speed, 0.5 + 0.9 * near, colour, places))

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the lamps and their gleams."""
        stage = self._stage
        lights: Array = np.zeros_like(frame)
        for y, speed, size, colour, places in self._lanes:
            xs = np.mod(places + speed * moment.time + moment.shift[0] / stage.width, 1.3) - 0.15
            row = y * stage.height
            radius = 3.4 * size * stage.scale
            for x in xs * stage.width:
                for offset in (0.0, 11.0 * size * stage.scale):
                    dot(lights, x + offset, row, radius, colour)
                    axes = (max(1, round(radius * 0.8)), max(2, round(radius * 6)))
                    centre = (round(x + offset), round(row + radius * 7))
                    cv2.ellipse(lights, centre, axes, 0, 0, 360, dim(colour, 0.22), -1, cv2.LINE_AA)
        cv2.add(frame, cv2.GaussianBlur(lights, (0, 0), max(0.8, 1.6 * stage.scale)), frame)


class Bokeh:
    """Lights far out of focus in front of the lens."""

    def __init__(self, rng: np.random.Generator, stage: Stage, band: tuple[float, float]) -> None:
        """Scatter the lights between two heights in 0..1."""
        self._stage = stage
        count = int(rng.integers(4, 14))
        self._place = np.stack([rng.random(count), rng.uniform(*band, count)], axis=1)
        self._radius = rng.uniform(10, 26) * rng.uniform(0.6, 1.2, count) * stage.scale / 4
        picks = rng.integers(len(WINDOWS + NEON), size=count)
        self._colours = [dim((WINDOWS + NEON)[int(k)], rng.uniform(0.12, 0.4)) for k in picks]
        self._speed = rng.choice([-1, 1]) * stage.pace(0.01, 0.05)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the discs to the frame."""
        height, width = frame.shape[:2]
        small: Array = np.zeros((height // 4, width // 4, 3), np.uint8)
        for (x, y), radius, colour in zip(self._place, self._radius, self._colours, strict=True):
            x_now = np.mod(x + self._speed * moment.time + 1.3 * moment.shift[0] / width, 1.2) - 0.1
            disc_picture: Array = np.zeros_like(small)
            dot(disc_picture, x_now * width / 4, y * height / 4, radius, colour)
            cv2.add(small, disc_picture, small)
        soft = cv2.GaussianBlur(small, (0, 0), 0.7)
        cv2.add(frame, cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC), frame)


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a street or a skyline at night."""
    line = rng.uniform(0.62, 0.8)
    night = vary(rng, (16, 18, 46), 9)
    dusk = vary(rng, (122, 70, 104) if rng.random() < 0.6 else (48, 88, 134), 16)
    width, height = stage.canvas
    sky = gradient(width, height, ((0, night), (0.75, dusk), (1, dusk)))
    sky += tint(noise(rng, width, height, (3, 5), 5), (16, 13, 18))
    if rng.random() < 0.4:
        moon = (rng.uniform(0.2, 0.8) * width, rng.uniform(0.2, 0.32) * height)
        sky += tint(glow(width, height, moon, 0.08 * stage.height), (70, 74, 90))
        ball = disc(width, height, moon, rng.uniform(0.025, 0.05) * stage.height)
        sky = blend(sky, (236, 238, 226), ball)
    actors: list[Actor] = [Backdrop(stage, sky, 0.05, rng)]
    rows = int(rng.integers(2, 4))
    for index in range(rows):
        share = index / (rows - 1)
        wall = mix(mix(night, dusk, 0.55), (15, 15, 24), 0.3 + 0.6 * share)
        actors.append(_block(rng, stage, line, share, wall))
    actors.append(WetRoad(rng, stage, line, rng.uniform(0.75, 1.0)))
    actors.append(Traffic(rng, stage, line))
    if rng.random() < 0.6:
        actors.append(Bokeh(rng, stage, (0.55, 1.0)))
    actors += [Bloom(1.1, 100, 0.016), Vignette(stage, 0.35)]
    return Scene(tuple(actors), level=line)


CITY_NIGHT = World(
    "city night",
    "city lights at night",
    (
        "a skyline at night",
        "skyscrapers with lit windows",
        "cars driving through the city at night",
        "traffic on a wet street",
        "neon lights downtown",
        "headlights and tail lights",
        "the big city after dark",
        "an urban street by night",
        "a metropolis full of lights",
        "office towers in the evening",
        "night life in the city",
        "high-rise buildings at night",
        "a busy road with car lights",
        "a modern city under a dark sky",
    ),
    filmed(build),
)
