"""Flames: noise that rises, tears apart, and is coloured by its heat."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import Array, noise
from .stage import Moment, Stage

TILE = 256
HEAT = (
    (0.0, (0, 0, 0)),
    (0.2, (96, 14, 2)),
    (0.42, (226, 74, 8)),
    (0.66, (255, 164, 38)),
    (0.88, (255, 226, 120)),
    (1.0, (255, 250, 214)),
)


class Flames:
    """Fire shaped by noise that rises and tears apart as it cools."""

    def __init__(
        self, rng: np.random.Generator, stage: Stage, place: tuple[float, float, float]
    ) -> None:
        """Prepare the flames; `place` is the middle, the foot (0..1) and the height (0..1)."""
        self._stage, self._place = stage, place
        rows = max(8, round(stage.height * place[2] * 1.25 / 2))
        columns = max(8, round(rows * rng.uniform(0.85, 1.15)))
        ys = 1.0 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        xs = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
        self._xs, self._ys = xs, ys
        self._u = np.repeat(xs * 52, rows, axis=0) + TILE
        self._v = np.repeat(-ys * 110, columns, axis=1) + TILE
        self._textures = [
            (255 * noise(rng, TILE, TILE, cells, 3, 0.5)).astype(np.uint8)
            for cells in ((7, 5), (12, 9))
        ]
        self._speed = rng.uniform(105, 145)
        levels = np.linspace(0, 1, 256)
        table = [np.interp(levels, [p for p, _ in HEAT], [c[k] for _, c in HEAT]) for k in range(3)]
        self._table = np.stack(table, axis=1).astype(np.uint8)
        self._wind = rng.uniform(-0.25, 0.25)

    def _noise(self, texture: Array, scale: float, move: float) -> Array:
        u = np.mod(self._u * scale, TILE).astype(np.float32)
        v = np.mod(self._v * scale + move, TILE).astype(np.float32)
        seen = cv2.remap(texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        return seen.astype(np.float32) / 255.0

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the fire to the frame."""
        coarse = self._noise(self._textures[0], 1.0, self._speed * moment.time)
        fine = self._noise(self._textures[1], 1.4, self._speed * 1.7 * moment.time)
        ys = self._ys
        bend = (coarse - 0.5) * 1.15 * ys + self._wind * ys * ys * (1 + np.sin(moment.time * 1.1))
        girth = 0.58 * (1 - ys) ** 0.62 * np.clip(ys * 7 + 0.45, 0, 1) + 0.02
        body = 1.0 - np.abs(self._xs + bend) / girth
        heat = np.clip(body * 1.3, -1, 1) + (fine - 0.58) * (0.7 + 1.5 * ys) - 0.55 * ys * ys
        heat = (
            np.clip(heat * np.clip((1 - ys) * 4, 0, 1), 0, 1)
            * np.clip(1 - np.abs(self._xs), 0, 0.1)
            * 10
        )
        lit = self._table[(255 * heat).astype(np.uint8)]
        x, y, zoom = moment.place(
            self._stage,
            self._place[0] * self._stage.width,
            self._place[1] * self._stage.height,
            0.9,
        )
        _paste_light(frame, lit, (x, y), 2.0 * zoom)


def _paste_light(frame: Array, lit: Array, foot: tuple[float, float], scale: float) -> None:
    """Add a small picture, enlarged, with the middle of its lower edge at `foot`."""
    rows, columns = lit.shape[:2]
    matrix = np.array(
        [[scale, 0, foot[0] - scale * columns / 2], [0, scale, foot[1] - scale * rows]]
    )
    full = cv2.warpAffine(lit, matrix, (frame.shape[1], frame.shape[0]))
    soft = cv2.resize(
        full, (frame.shape[1] // 4, frame.shape[0] // 4), interpolation=cv2.INTER_AREA
    )
    soft = cv2.GaussianBlur(soft, (0, 0), frame.shape[0] * 0.014)
    cv2.add(frame, full, frame)
    halo = cv2.resize(soft, (frame.shape[1], frame.shape[0]))
    cv2.addWeighted(frame, 1.0, halo, 0.55, 0.0, frame)
