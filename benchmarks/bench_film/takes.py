"""Shots drawn frame by frame: a camera over a ground, figures, light and grain; then joined."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from benchmarks.bench_film.figures import SIDE, Figure, cast, curtain
from benchmarks.bench_film.grounds import paint_ground
from benchmarks.bench_film.planes import Layer, Planes, black, empty, lay, to_planes, warp
from benchmarks.bench_film.story import BLACK_HALF, PlannedBoundary, PlannedShot, Setup, Story

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # uint8, as OpenCV's own types do not say.
    Buffer = NDArray[Any]

GRAINS = 12
"""Pictures of grain that are used again and again, each time shifted."""
SHIFT = 64
GRAIN_UNIT = 32
"""Levels of the kept grain's standard deviation; shots take a small part of it."""
FASTEST_SHARP = 9.0
"""Pixels per frame at 720 lines from which a moving camera blurs."""


def film_frames(story: Story) -> Iterator[Buffer]:
    """Yield every frame of the film as NV12, (3 height / 2, width) uint8."""
    studio = Studio(story)
    take, cursor = studio.roll(0), 0
    for index, boundary in enumerate(story.boundaries):
        for _ in range(boundary.start_frame - cursor):
            yield next(take)
        following = studio.roll(index + 1)
        if boundary.kind == "dissolve":
            yield from _dissolve(take, following, boundary)
        elif boundary.kind == "fade":
            size = (story.shape.width, story.shape.height)
            yield from _fade(take, following, boundary, size)
        take, cursor = following, boundary.end_frame
    yield from take


class Studio:
    """Draws the shots of one story; keeps the grounds that shots come back to."""

    def __init__(self, story: Story) -> None:
        """Make the grain once."""
        self.story = story
        shape = story.shape
        rng = np.random.default_rng([shape.seed, 4])
        size = (shape.height + SHIFT, shape.width + SHIFT)
        self._grains = []
        for _ in range(GRAINS):
            noise = cv2.GaussianBlur(rng.standard_normal(size, np.float32), (0, 0), 0.8)
            grey = noise / float(noise.std()) * GRAIN_UNIT + 128
            self._grains.append(np.clip(grey, 0, 255).astype(np.uint8))
        # Set-ups of a scene come back within the scene; older ones are never seen again.
        self._ground = functools.lru_cache(maxsize=6)(self._paint)

    def roll(self, index: int) -> Iterator[Buffer]:
        """Yield the frames in which a shot is seen, those of its transitions too."""
        story = self.story
        shot = story.shots[index]
        start, end = shot.start_frame, shot.end_frame
        if index:
            start = reach(story.boundaries[index - 1])[0]
        if index < len(story.boundaries):
            end = reach(story.boundaries[index])[1]
        return self._frames(shot, end - start)

    def _frames(self, shot: PlannedShot, count: int) -> Iterator[Buffer]:
        shape = self.story.shape
        rng = np.random.default_rng([shape.seed, 3, shot.index])
        camera = _Camera.stand(rng, shot, shape.width, shape.height, count)
        ground = camera.blurred(self._ground(shot.setup))
        figures = cast(rng, shot.figures)
        near = curtain(rng) if rng.random() < 0.3 else None
        light = _light(rng, count)
        grain = float(rng.uniform(0.5, 1.4)) / GRAIN_UNIT
        for number in range(count):
            buffer, planes = empty(shape.width, shape.height)
            warp(ground, camera.matrix(number), planes)
            _populate(planes, figures, near, number / shape.rate)
            if light[number] != 1.0:
                gain = float(light[number])
                cv2.convertScaleAbs(planes.luma, dst=planes.luma, alpha=gain, beta=16 * (1 - gain))
            self._add_grain(planes.luma, grain, rng)
            yield buffer

    def _add_grain(self, luma: Buffer, strength: float, rng: np.random.Generator) -> None:
        which, down, right = (int(n) for n in rng.integers((GRAINS, SHIFT, SHIFT)))
        height, width = luma.shape
        grain = self._grains[which][down : down + height, right : right + width]
        cv2.addWeighted(luma, 1.0, grain, strength, -128 * strength, dst=luma)

    def _paint(self, setup: Setup) -> Planes:
        shape = self.story.shape
        return to_planes(paint_ground(setup, shape.width, shape.height, shape.seed))


def reach(boundary: PlannedBoundary) -> tuple[int, int]:
    """Tell from where the later shot is seen and until where the earlier one is."""
    if boundary.kind == "fade":
        middle = (boundary.start_frame + boundary.end_frame) // 2
        return middle + BLACK_HALF, middle - BLACK_HALF
    return boundary.start_frame, boundary.end_frame


@dataclass(frozen=True, slots=True)
class _Camera:
    """Where a camera looks: centre in ground pixels, scale and angle, first and last."""

    first: NDArray[Any]
    last: NDArray[Any]
    shake: NDArray[Any]
    """Of each frame: right, down in pixels and radians, (count, 3)."""
    size: tuple[int, int]

    @classmethod
    def stand(
        cls, rng: np.random.Generator, shot: PlannedShot, width: int, height: int, count: int
    ) -> _Camera:
        """Choose where a camera stands and what it does in `count` frames."""
        unit = height / 720
        away, sign = float(rng.uniform(0.15, 0.4)), float(rng.choice((-1, 1)))
        middle = np.array([0.75 * width, 0.75 * height])
        middle += rng.uniform(-0.1, 0.1, 2) * (width, height)
        scale = float(rng.uniform(0.65, 1.0))
        first = np.array([*middle, scale, 0.0])
        last = first.copy()
        if shot.move == "pan":
            first[0], last[0] = (
                middle[0] - sign * away * width / 2,
                middle[0] + sign * away * width / 2,
            )
        elif shot.move == "whip":
            far = min(0.45 * width, 14 * unit * count) * sign
            first[0], last[0] = middle[0] - far, middle[0] + far
        elif shot.move == "tilt":
            first[1] -= sign * 0.15 * height
            last[1] += sign * 0.15 * height
        elif shot.move == "zoom":
            first[2], last[2] = (scale, scale * 0.7) if sign > 0 else (scale * 0.7, scale)
            last[3] = float(rng.normal(0.0, 0.02))
        amount = {"breath": 1.2, "hand": 6.0}.get(shot.move, 0.0) * unit
        return cls(first, last, _shake(rng, count, amount), (width, height))

    def matrix(self, number: int) -> NDArray[Any]:
        """Return the mapping from frame pixels to ground pixels in one frame."""
        share = 0.5 - 0.5 * math.cos(math.pi * (number + 0.5) / len(self.shake))
        x, y, scale, angle = self.first + (self.last - self.first) * share
        right, down, turn = self.shake[number]
        cos, sin = scale * math.cos(angle + turn), scale * math.sin(angle + turn)
        half_x, half_y = self.size[0] / 2, self.size[1] / 2
        return np.array(
            [
                [cos, sin, x + right - cos * half_x - sin * half_y],
                [-sin, cos, y + down + sin * half_x - cos * half_y],
            ]
        )

    def blurred(self, ground: Planes) -> Planes:
        """Return the ground as a fast camera smears it."""
        speed = np.abs(self.last - self.first)[:2] / len(self.shake)
        if max(speed) < FASTEST_SHARP * self.size[1] / 720:
            return ground
        # A shutter is open for half of a frame's time.
        kernel = (1 + int(speed[0] / 2), 1 + int(speed[1] / 2))
        luma, chroma = (cv2.blur(plane, kernel) for plane in (ground.luma, ground.chroma))
        return Planes(luma.astype(np.uint8), chroma.astype(np.uint8))


def _shake(rng: np.random.Generator, count: int, amount: float) -> NDArray[Any]:
    """Return how a hand moves a camera: slow noise, (count, 3)."""
    noise = rng.standard_normal((count + 48, 3))
    soft = np.stack([np.convolve(noise[:, k], np.hanning(18), "same") for k in range(3)], axis=1)
    return soft[24 : 24 + count] / 2.5 * amount * (1.0, 1.0, 0.0008)


def _light(rng: np.random.Generator, count: int) -> NDArray[Any]:
    """Return how bright each frame is: mostly even, sometimes a lamp, a cloud or lightning."""
    light = np.ones(count)
    kind = float(rng.random())
    time = np.arange(count)
    if kind < 0.08:
        light += 0.04 * np.sin(time * 1.9) + 0.03 * rng.standard_normal(count)
    elif kind < 0.2:
        light *= np.linspace(1.0, float(rng.uniform(0.6, 1.35)), count)
    elif kind < 0.23:
        for strike in rng.integers(0, count, 2):
            light[strike : strike + 3] += np.array([0.5, 0.35, 0.15])[: count - strike]
    return light


def _populate(planes: Planes, figures: list[Figure], near: Layer | None, time: float) -> None:
    for figure in figures:
        figure.draw(planes, time)
    if near is not None:
        height, width = planes.luma.shape
        scale = SIDE / height
        matrix = np.array([[scale, 0.0, 6.0 * math.sin(time)], [0.0, scale, 2.0 * math.cos(time)]])
        lay(near, matrix, planes, (0, 0, width // 4 * 2, height))


def _dissolve(
    before: Iterator[Buffer], after: Iterator[Buffer], boundary: PlannedBoundary
) -> Iterator[Buffer]:
    """Mix two shots, a little more of the later one in every frame."""
    length = boundary.end_frame - boundary.start_frame
    for step in range(length):
        share = (step + 1) / (length + 1)
        yield cv2.addWeighted(next(before), 1.0 - share, next(after), share, 0.0)


def _fade(
    before: Iterator[Buffer],
    after: Iterator[Buffer],
    boundary: PlannedBoundary,
    size: tuple[int, int],
) -> Iterator[Buffer]:
    """Darken one shot to black, hold, and brighten the next."""
    slope = (boundary.end_frame - boundary.start_frame) // 2 - BLACK_HALF
    dark = black(*size)
    for step in range(slope):
        share = (step + 1) / (slope + 1)
        yield cv2.addWeighted(next(before), 1.0 - share, dark, share, 0.0)
    for _ in range(2 * BLACK_HALF):
        yield dark
    for step in range(slope):
        share = (step + 1) / (slope + 1)
        yield cv2.addWeighted(next(after), share, dark, 1.0 - share, 0.0)
