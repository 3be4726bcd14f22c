"""The stage: a camera that pans and zooms, layers at different depths, and the playing of a scene.

A scene is a list of actors that draw one after another on the same frame, from back to front.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from .paint import Array
from .world import Render

PAD = 0.14
"""Margin around a painted layer, as a share of the frame, in which the camera may move."""
SMALLEST = 180
"""Rows below which a scene is painted larger and shrunk, so that small frames look alike."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The measures of one shot."""

    width: int
    height: int
    seconds: float
    motion: float
    single: bool
    """True if only one frame is painted, which must then show what the world is about."""

    @property
    def scale(self) -> float:
        """Size of a detail that is one pixel large at 360 rows."""
        return self.height / 360.0

    @property
    def pad(self) -> tuple[int, int]:
        """Margin (x, y) of painted layers in pixels."""
        return round(self.width * PAD) + 2, round(self.height * PAD) + 2

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height of a painted layer."""
        return self.width + 2 * self.pad[0], self.height + 2 * self.pad[1]

    def pace(self, calm: float, lively: float) -> float:
        """Choose a speed between two by the motion of the shot."""
        return calm + (lively - calm) * self.motion


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant: the time in seconds and where the camera looks."""

    time: float
    elapsed: float
    """Seconds since the shot began."""
    shift: tuple[float, float]
    zoom: float
    level: float
    """The row that zooming leaves in place."""

    def place(self, stage: Stage, x: float, y: float, depth: float) -> tuple[float, float, float]:
        """Find where a point given in frame pixels is seen, and how much it is enlarged."""
        zoom = 1.0 + (self.zoom - 1.0) * depth
        middle = stage.width / 2
        return (
            (x - middle) * zoom + middle + self.shift[0] * depth,
            (y - self.level) * zoom + self.level + self.shift[1] * depth,
            zoom,
        )

    def matrix(self, stage: Stage, depth: float, drift: float = 0.0) -> Array:
        """Build the (2, 3) affine map from a padded layer to the frame."""
        zoom = 1.0 + (self.zoom - 1.0) * depth
        pad_x, pad_y = stage.pad
        middle = stage.width / 2
        return np.array(
            [
                [zoom, 0.0, (drift - pad_x - middle) * zoom + middle + self.shift[0] * depth],
                [0.0, zoom, (-pad_y - self.level) * zoom + self.level + self.shift[1] * depth],
            ]
        )


class Actor(Protocol):
    """Anything that can be seen."""

    def draw(self, frame: Array, moment: Moment) -> None:
        """Draw itself on a (h, w, 3) uint8 frame, in place."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is seen, and how the camera may move."""

    actors: tuple[Actor, ...]
    level: float | None = None
    """Height of the horizon in 0..1; if given, the camera keeps it still."""
    travel: float = 1.0
    """How far the camera moves, against the usual."""


Build = Callable[[np.random.Generator, Stage], Scene]


class Camera:
    """A slow pan with a zoom and, in lively shots, the sway of a hand."""

    def __init__(self, rng: np.random.Generator, stage: Stage, scene: Scene) -> None:
        """Choose a move that stays within the margin of the layers."""
        pad_x, pad_y = stage.pad
        angle = rng.uniform(-0.35, 0.35) + (np.pi if rng.random() < 0.5 else 0.0)
        speed = stage.pace(0.012, 0.085) * stage.width * scene.travel * rng.uniform(0.75, 1.25)
        reach = min(speed * stage.seconds / 2, pad_x * 0.85)
        self._reach = (reach * np.cos(angle), min(reach, pad_y * 0.7) * np.sin(angle) * 2)
        room = pad_x * 0.85 - reach
        self._centre = (rng.uniform(-room, room), rng.uniform(-0.3, 0.3) * pad_y)
        growth = min(stage.pace(0.006, 0.05) * stage.seconds * scene.travel, 0.16)
        self._zooms = (1.0, 1.0 + growth) if rng.random() < 0.5 else (1.0 + growth, 1.0)
        self._hand = stage.motion * 0.004 * stage.width
        self._rhythm = rng.uniform(1.1, 2.1, 2)
        self._seconds = max(stage.seconds, 1e-6)
        self._level = stage.height * (0.5 if scene.level is None else scene.level)
        if scene.level is not None:
            self._reach, self._centre = (self._reach[0], 0.0), (self._centre[0], 0.0)

    def look(self, time: float, elapsed: float) -> Moment:
        """Tell where the camera looks at `elapsed` seconds into the shot."""
        share = min(elapsed / self._seconds, 1.0)
        sway_x, sway_y = self._hand * np.sin(elapsed * self._rhythm * 2.0)
        upright = 0.5 if self._reach[1] or self._centre[1] else 0.0
        shift = (
            float(self._centre[0] + self._reach[0] * (2 * share - 1) + sway_x),
            float(self._centre[1] + self._reach[1] * (2 * share - 1) + sway_y * upright),
        )
        zoom = self._zooms[0] + (self._zooms[1] - self._zooms[0]) * share
        return Moment(time, elapsed, shift, zoom, self._level)


def film(
    build: Build,
    rng: np.random.Generator,
    n_frames: int,
    width: int,
    height: int,
    frame_rate: float,
    motion: float,
) -> Iterator[Array]:
    """Build a scene and yield its frames, (height, width, 3) uint8 RGB."""
    larger = max(1, -(-SMALLEST // height))
    stage = Stage(width * larger, height * larger, n_frames / frame_rate, motion, n_frames == 1)
    scene = build(rng, stage)
    camera = Camera(rng, stage, scene)
    start = rng.uniform(20.0, 80.0)
    for index in range(n_frames):
        moment = camera.look(start + index / frame_rate, index / frame_rate)
        frame: Array = np.zeros((stage.height, stage.width, 3), np.uint8)
        for actor in scene.actors:
            actor.draw(frame, moment)
        if larger > 1:
            frame = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        yield frame


def filmed(build: Build) -> Render:
    """Turn the building of a scene into the `render` of a world."""

    def render(
        rng: np.random.Generator,
        n_frames: int,
        width: int,
        height: int,
        frame_rate: float,
        motion: float,
    ) -> Iterator[Array]:
        return film(build, rng, n_frames, width, height, frame_rate, motion)

    return render
