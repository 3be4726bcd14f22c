"""The surface of water in perspective, with waves that travel and light that glitters on them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .paint import Array, Colour, noise
from .stage import Moment, Stage

TILE = 256


@dataclass(frozen=True, slots=True)
class Water:
    """How a sea looks."""

    far: Colour
    """Colour of the water at the horizon, in the troughs."""
    near: Colour
    """Colour of the water at the bottom of the frame, in the troughs."""
    sheen_far: Colour
    """Colour of the sky as waves mirror it far away."""
    sheen_near: Colour
    glint: Colour
    """Light of the sun or moon on the crests."""
    chop: float
    """Height of the waves, about 0.5..2."""
    glitter: float
    """How much of the path of light glitters, 0..1."""
    light_x: float
    """Column of the sun in 0..1."""
    speed: float


class Sea:
    """Water from the horizon to the bottom of the frame."""

    def __init__(
        self,
        rng: np.random.Generator,
        stage: Stage,
        horizon: float,
        water: Water,
        shown: float = 1.0,
    ) -> None:
        """Prepare the textures and the perspective.

        Args:
            rng: Source of chance.
            stage: The measures of the shot.
            horizon: Its height in 0..1 of the frame.
            water: How the sea looks.
            shown: Share of the water, from the horizon on, that nothing covers.
        """
        self._stage, self._water = stage, water
        self._top = min(round(stage.height * horizon), stage.height - 2)
        depth = stage.height - self._top
        rows = max(2, round(depth * shown))
        # Half the columns are enough for water; they are stretched when drawn.
        self._size = (max(8, stage.width // 2), rows)
        self._waves = [self._texture(rng, (13, 24)), self._texture(rng, (16, 30))]
        below = (np.arange(rows, dtype=np.float32) + 0.5) / depth
        distance = 1.0 / (0.92 * below + 0.08)
        across = np.linspace(-0.5, 0.5, self._size[0], dtype=np.float32)
        scale = rng.uniform(60, 100)
        self._u = across[None, :] * distance[:, None] * scale + 4 * TILE
        self._v = np.repeat(distance[:, None] * scale * 1.6, self._size[0], axis=1)
        self._distance = distance[:, None] * scale / stage.width
        self._rise = (water.chop * (0.12 + 0.88 * below**0.6))[:, None]
        self._deep = _between(water.far, water.near, below)
        self._sheen = _between(water.sheen_far, water.sheen_near, below) - self._deep
        self._glint = np.asarray(water.glint, np.float32)
        self._fade = np.clip((below * depth + 0.5) / 2.0, 0, 1)[:, None]
        self._spread = (0.035 + 0.22 * below)[:, None]
        self._turn = rng.uniform(-0.3, 0.3)

    @staticmethod
    def _texture(rng: np.random.Generator, cells: tuple[int, int]) -> Array:
        texture = noise(rng, TILE, TILE, cells, 3, 0.55)
        even: Array = (texture - texture.mean()) / texture.std()
        return even.astype(np.float32)

    def _slope(self, moment: Moment) -> Array:
        """Add two trains of waves that cross; float32 (rows, columns), about -2..2."""
        flow = moment.time * self._water.speed
        pan = self._distance * moment.shift[0]
        height = np.zeros(self._size[::-1], np.float32)
        moves = ((0.7 + self._turn, -1.0, 1.0), (-0.5 + self._turn, -0.75, 1.31))
        for texture, (across, along, scale) in zip(self._waves, moves, strict=True):
            u = (self._u - pan) * scale + across * flow * 9.0
            v = self._v * scale - along * flow * 14.0
            height += cv2.remap(
                texture,
                np.mod(u, TILE).astype(np.float32),
                np.mod(v, TILE).astype(np.float32),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_WRAP,
            )
        return height * 0.7

    def draw(self, frame: Array, moment: Moment) -> None:
        """Paint the water below the horizon."""
        slope = self._slope(moment)
        share = np.clip(0.42 + 0.3 * slope * self._rise, 0.0, 1.3)
        colour = self._deep + share[..., None] * self._sheen
        x, _, _ = moment.place(self._stage, self._water.light_x * self._stage.width, 0, 0.1)
        across = np.linspace(0, 1, self._size[0], dtype=np.float32)[None, :]
        away = (across - x / self._stage.width) / self._spread
        path = self._water.glitter * np.exp(-away * away)
        spark = np.clip((slope * (0.4 + 0.6 * self._rise) - 1.75 + 2.2 * path) * 1.1, 0.0, 1.0)
        colour += (spark * path**0.5)[..., None] * self._glint
        wide = cv2.resize(np.clip(colour, 0, 255).astype(np.uint8), (frame.shape[1], self._size[1]))
        part = frame[self._top : self._top + self._size[1]]
        edge = min(3, part.shape[0])
        blended = (
            part[:edge] * (1 - self._fade[:edge, None]) + wide[:edge] * self._fade[:edge, None]
        )
        part[:] = wide
        part[:edge] = blended.astype(np.uint8)


def _between(far: Colour, near: Colour, below: Array) -> Array:
    """Run from one colour to another down the rows; float32 (rows, 1, 3)."""
    one, other = np.asarray(far, np.float32), np.asarray(near, np.float32)
    return (one + (other - one) * below[:, None])[:, None, :]
