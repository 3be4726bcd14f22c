"""A starry sky: twinkling stars, the Milky Way, a shooting star, dark hills below."""

from __future__ import annotations

import cv2
import numpy as np

from .layers import Layer, Vignette
from .paint import (
    Array,
    Colour,
    dim,
    dot,
    fill,
    gradient,
    mix,
    noise,
    ridge,
    smoothstep,
    stroke,
    tint,
    to_picture,
    vary,
)
from .stage import Actor, Moment, Scene, Stage, filmed
from .world import World


class Firmament:
    """Stars and the Milky Way, which turn slowly about a pole."""

    def __init__(self, rng: np.random.Generator, stage: Stage) -> None:
        """Scatter the stars, more of them along the Milky Way."""
        self._stage = stage
        side = round(1.5 * np.hypot(stage.width, stage.height))
        small = side // 2
        night, low = vary(rng, (7, 10, 28), 6), vary(rng, (24, 34, 72), 14)
        self._pole = (rng.uniform(0.1, 0.9) * stage.width, rng.uniform(0.1, 0.9) * stage.height)
        tilt = rng.uniform(-1.1, 1.1)
        xs = np.linspace(-1, 1, small, dtype=np.float32)[None, :]
        ys = np.linspace(-1, 1, small, dtype=np.float32)[:, None]
        shift = rng.uniform(-0.18, 0.18)
        away = np.sin(tilt) * xs - np.cos(tilt) * ys + shift
        cloud = noise(rng, small, small, (5, 5), 6, 0.62)
        band = np.exp(-((away + (cloud - 0.5) * 0.16) ** 2) / rng.uniform(0.012, 0.03))
        lanes = smoothstep(noise(rng, small, small, (7, 7), 6, 0.6), 0.42, 0.62)
        core = band * (0.35 + 0.65 * cloud) * (1 - 0.55 * lanes * np.exp(-(away**2) / 0.004))
        hue = vary(rng, (118, 118, 168), 26)
        milk = tint(core, hue) + tint(core**3, vary(rng, (120, 84, 70), 20))
        self._milk = to_picture(milk * rng.uniform(0.75, 1.15), rng)
        self._back = to_picture(gradient(stage.width, stage.height, ((0, night), (1, low))), rng)
        count = int(rng.integers(500, 800))
        place = rng.uniform(-1, 1, (count, 2))
        # Half of the stars are drawn towards the band.
        pull = (np.sin(tilt) * place[:, 0] - np.cos(tilt) * place[:, 1] + shift) * 0.8
        pull *= rng.random(count) < 0.5
        place -= pull[:, None] * (np.sin(tilt), -np.cos(tilt))
        self._stars = place * side / 2
        self._light = 0.2 + 0.8 * rng.random(count) ** 3.5
        self._size = (0.45 + 1.15 * self._light**2) * stage.scale
        self._phase = rng.uniform(0, 2 * np.pi, count)
        tones: tuple[Colour, ...] = ((255, 255, 255), (190, 212, 255), (255, 226, 190))
        self._tones = [tones[int(k)] for k in rng.integers(3, size=count)]
        self._turn = rng.choice([-1, 1]) * stage.pace(0.004, 0.035)
        self._small = small

    def draw(self, frame: Array, moment: Moment) -> None:
        """Cover the frame with the sky."""
        stage = self._stage
        frame[:] = self._back
        angle = self._turn * moment.elapsed
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        middle = np.array([stage.width / 2, stage.height / 2])
        pole = np.asarray(self._pole)
        shift = np.asarray(moment.shift) * 0.3
        zoom = 1.0 + (moment.zoom - 1.0) * 0.4
        offset = turn @ (middle - pole) + pole + shift
        linear = turn * 2.0 * zoom
        matrix = np.column_stack([linear, offset - linear @ (self._small / 2, self._small / 2)])
        cv2.add(frame, cv2.warpAffine(self._milk, matrix, (stage.width, stage.height)), frame)
        places = self._stars @ turn.T * zoom + offset
        inside = (places > -2).all(axis=1) & (places < (stage.width + 2, stage.height + 2)).all(
            axis=1
        )
        twinkle = 1.0 - 0.35 * (0.5 + 0.5 * np.sin(moment.time * 4 + self._phase * 3))
        light = self._light * twinkle
        sky: Array = np.zeros_like(frame)
        for index in np.flatnonzero(inside):
            x, y = places[index]
            dot(sky, x, y, self._size[index], dim(self._tones[index], light[index]))
        cv2.add(frame, sky, frame)
        soft = cv2.GaussianBlur(sky, (0, 0), max(0.6, 1.5 * stage.scale))
        cv2.add(frame, soft, frame)


class ShootingStar:
    """A meteor that crosses a part of the sky every few seconds."""

    def __init__(self, rng: np.random.Generator, stage: Stage) -> None:
        """Choose three paths that take turns."""
        self._stage = stage
        self._starts = rng.uniform((0.1, 0.03), (0.9, 0.35), (3, 2))
        self._ways = rng.choice([-1, 1], 3) * rng.uniform(0.25, 0.5, 3)
        self._period = rng.uniform(1.6, 2.6)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw the meteor with its tail, if there is one now."""
        clock = moment.time / self._period
        share = (clock % 1.0) / 0.55
        if share >= 1.0:
            return
        stage, turn = self._stage, int(clock) % 3
        size = np.array([stage.width, stage.height])
        path = np.array([self._ways[turn], 0.32])
        light = np.sin(np.pi * share)
        for step in range(10):
            ends = [share - 0.022 * step, share - 0.022 * (step + 1)]
            line = np.array([(self._starts[turn] + path * max(0, end)) * size for end in ends])
            tone = dim((255, 250, 235), float(light) * (1 - step / 10))
            trail: Array = line + np.asarray(moment.shift) * 0.3
            if tone[0] > 60:
                stroke(frame, trail, tone, (2.4 - 0.16 * step) * stage.scale)


def _ground(rng: np.random.Generator, stage: Stage, tone: Colour) -> list[Actor]:
    """Paint hills, and perhaps firs or a tent with a light, against the sky."""
    width, height = stage.canvas
    line = stage.pad[1] + rng.uniform(0.8, 0.97) * stage.height
    sharp = rng.random() < 0.5
    tall = rng.uniform(0.02, 0.09) * stage.height
    skyline = line - tall * ridge(rng, width, rng.uniform(2, 6), 5, smooth=not sharp)
    rows = np.arange(height, dtype=np.float32)[:, None]
    alpha = np.clip(rows - skyline[None, :] + 0.5, 0, 1)
    field = np.broadcast_to(np.asarray(tone, np.float32), (height, width, 3))
    mask: Array = (alpha * 255).astype(np.uint8)
    if rng.random() < 0.6:
        for x in rng.normal(rng.random(), 0.25, int(rng.integers(8, 40))) * width:
            foot = float(np.interp(x, np.arange(width), skyline)) + 3
            size = rng.uniform(0.05, 0.2) * stage.height
            for tier in range(5):
                top, half = foot - size * (1 - tier * 0.18), size * (0.05 + 0.035 * tier)
                edge = top + size * 0.3
                fill(
                    mask, np.array([[x, top], [x + half, edge], [x - half, edge]]), (255, 255, 255)
                )
    picture = field.copy()
    if rng.random() < 0.3:
        x = rng.uniform(0.3, 0.7) * width
        foot = float(np.interp(x, np.arange(width), skyline)) + 4 * stage.scale
        size = 0.09 * stage.height
        tent = np.array([[x, foot - size], [x + size, foot], [x - size, foot]])
        canvas = to_picture(picture)
        fill(mask, tent, (255, 255, 255))
        fill(canvas, tent, (236, 150, 62))
        fill(canvas, (tent - (x, foot)) * (0.45, 0.8) + (x, foot), (255, 206, 120))
        picture = canvas.astype(np.float32)
    return [Layer(stage, picture, mask / np.float32(255), 0.6)]


def build(rng: np.random.Generator, stage: Stage) -> Scene:
    """Compose a night sky."""
    actors: list[Actor] = [Firmament(rng, stage)]
    if rng.random() < 0.75:
        actors.append(ShootingStar(rng, stage))
    if rng.random() < 0.85:
        actors += _ground(rng, stage, mix((5, 6, 11), vary(rng, (16, 18, 30), 6), rng.random()))
    actors.append(Vignette(stage, 0.25))
    return Scene(tuple(actors))


STARRY_SKY = World(
    "starry sky",
    "a starry night sky",
    (
        "the Milky Way",
        "stars twinkling in the night",
        "a shooting star",
        "a clear night full of stars",
        "the galaxy above the hills",
        "stargazing",
        "the universe and its stars",
        "constellations in the dark sky",
        "a sky with thousands of stars",
        "astronomy at night",
        "a meteor crossing the heavens",
        "looking up at the stars",
        "deep space",
        "a silent night under the stars",
    ),
    filmed(build),
)
