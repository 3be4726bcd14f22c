"""Big waves in front of the lens: rows of crests with foam that rise and roll."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import Array, Colour, blend, dim, mix, noise, smoothstep, to_picture
from .stage import Moment, Stage

TILE = 512


class Swell:
    """Rows of waves, the nearer in front of the farther.

    The skins of all rows are painted once, one below the other; a frame only works out which row
    is seen at each pixel and how far below its crest.
    """

    def __init__(
        self, rng: np.random.Generator, stage: Stage, horizon: float, colours: tuple[Colour, Colour]
    ) -> None:
        """Choose the trains of waves; `colours` are the water's and the foam's."""
        self._stage, self._horizon = stage, horizon
        self._rows = int(rng.integers(3, 6))
        self._trains = rng.uniform((1.6, 0.6, 0.0), (4.2, 1.2, 2 * np.pi), (self._rows * 3, 3))
        self._way = 1.0 if rng.random() < 0.5 else -1.0
        self._top = int(stage.height * horizon) + 1
        self._tall = stage.height - self._top + 2
        skins = [self._skin(rng, (row + 1) / self._rows, colours) for row in range(self._rows)]
        self._skins = to_picture(np.concatenate(skins), rng)
        self._ys = np.arange(self._top, stage.height, dtype=np.float32)[:, None]

    def _skin(self, rng: np.random.Generator, near: float, colours: tuple[Colour, Colour]) -> Array:
        """Paint the water of one row from its crest down; float32 (tall, TILE, 3)."""
        water, foam = colours
        fine = 1.6 - near
        below = np.arange(self._tall, dtype=np.float32)[:, None] / self._stage.height
        deep = smoothstep(below, 0.0, 0.1 + 0.16 * near)
        field = blend(
            np.broadcast_to(
                np.asarray(mix(dim(water, 1.45), foam, 0.16), np.float32), (self._tall, TILE, 3)
            ),
            dim(water, 0.5),
            np.repeat(deep, TILE, axis=1),
        )
        swirl = noise(rng, TILE, self._tall, (round(9 * fine) + 2, round(14 * fine) + 3), 4, 0.6)
        field *= (0.72 + 0.56 * swirl)[..., None]
        lace = noise(rng, TILE, self._tall, (round(14 * fine) + 3, round(12 * fine) + 3), 5, 0.65)
        patches = noise(rng, TILE, self._tall, (5, 2), 3)
        web = 1.0 - np.abs(lace - 0.5) * 7.0
        froth = np.clip(web, 0, 1) * smoothstep(patches - below * (3.6 - 2 * near), 0.28, 0.62)
        rim = np.exp(-below / (0.004 + 0.01 * near)) * (0.25 + 0.6 * smoothstep(patches, 0.3, 0.7))
        return blend(field, foam, np.clip(froth * 0.6 + rim * 0.6, 0, 0.85) * (0.45 + 0.5 * near))

    def _crest(self, row: int, moment: Moment) -> tuple[Array, Array]:
        """Find the height of a row's crest and its column on the skin; float32 (width,) each."""
        stage, near = self._stage, (row + 1) / self._rows
        xs = np.linspace(0.0, 1.0, stage.width) - moment.shift[0] / stage.width * near
        flow = stage.pace(0.55, 1.1) * self._way * moment.time
        crest = np.zeros_like(xs)
        for number, pace, phase in self._trains[row * 3 : row * 3 + 3]:
            travel = number * xs * 2.4 / (0.5 + near) - pace * flow + phase
            crest += 1.0 - 1.7 * np.sqrt(np.sin(travel) ** 2 + 0.004)
            crest += 0.05 * np.sin(5.3 * travel + phase)
        base = self._horizon + (1 - self._horizon) * (0.08 + 0.7 * near**1.5)
        heave = 0.012 * np.sin(moment.time * 0.9 + row)
        ys = (base - (0.014 + 0.026 * near) * crest + heave) * stage.height
        columns = (xs * stage.width - flow * 0.06 * stage.width) / (0.45 + 0.75 * near)
        return ys.astype(np.float32), np.mod(columns / stage.scale, TILE).astype(np.float32)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Paint the waves over the water."""
        ys = self._ys
        map_y = np.full((len(ys), frame.shape[1]), -1.0, np.float32)
        map_x = np.zeros_like(map_y)
        for row in range(self._rows):
            crest, columns = self._crest(row, moment)
            below = ys - crest
            seen = below >= 0
            lowest = np.float32(self._tall - 1)
            map_y = np.where(seen, np.minimum(below, lowest) + row * self._tall, map_y)
            map_x = np.where(seen, columns, map_x)
        skin = cv2.remap(self._skins, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        part = frame[self._top :]
        cv2.copyTo(skin, (map_y >= 0).astype(np.uint8), part)
