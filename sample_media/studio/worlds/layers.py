"""Actors made of painted pictures: backdrops, layers with holes, lights, mist, bloom, vignette."""

from __future__ import annotations

import cv2
import numpy as np

from .paint import Array, Colour, noise, smoothstep, to_picture
from .stage import Moment, Stage


class Backdrop:
    """A picture that fills the frame."""

    def __init__(self, stage: Stage, field: Array, depth: float, rng: np.random.Generator) -> None:
        """Keep a float picture of the size of the canvas."""
        self._stage, self._depth = stage, depth
        self._picture = to_picture(field, rng)

    def draw(self, frame: Array, moment: Moment) -> None:
        """Cover the frame."""
        matrix = moment.matrix(self._stage, self._depth)
        size = (self._stage.width, self._stage.height)
        cv2.warpAffine(self._picture, matrix, size, frame, borderMode=cv2.BORDER_REPLICATE)


class Layer:
    """A picture with an alpha that moves with the camera by its depth, drifts and sways."""

    def __init__(
        self,
        stage: Stage,
        field: Array,
        alpha: Array,
        depth: float,
        drift: float = 0.0,
        sway: tuple[float, float, float] = (0.0, 1.0, 0.0),
    ) -> None:
        """Keep a float picture and its alpha in 0..1, both of the size of the canvas.

        Args:
            stage: The measures of the shot.
            field: (h, w, 3) on a 0..255 scale.
            alpha: (h, w) in 0..1.
            depth: 0 for what is infinitely far, 1 for what moves as much as the camera.
            drift: Pixels per second to the right.
            sway: Lean in pixels per pixel of height, radians per second, and phase.
        """
        self._stage, self._depth, self._drift, self._sway = stage, depth, drift, sway
        alpha = np.clip(alpha, 0.0, 1.0).astype(np.float32)
        light = to_picture(field * alpha[..., None])
        # Four channels move in one go: the light that is added, and the light that is let through.
        veil = np.rint(255.0 * (1.0 - alpha)).astype(np.uint8)
        self._picture = np.dstack([light, veil])
        used = np.flatnonzero((alpha > 0.002).any(axis=1))
        self._top = int(used[0]) if used.size else alpha.shape[0]
        self._bottom = int(used[-1]) + 1 if used.size else alpha.shape[0]

    def draw(self, frame: Array, moment: Moment) -> None:
        """Lay the picture over the frame, only in the rows that it touches."""
        drift = self._drift * (moment.elapsed - self._stage.seconds / 2)
        matrix = moment.matrix(self._stage, self._depth, drift)
        lean, speed, phase = self._sway
        if lean:
            shear = lean * np.sin(moment.time * speed + phase)
            matrix[0, 1] += shear
            matrix[0, 2] -= shear * self._picture.shape[0]
        first = int(np.clip(matrix[1, 1] * self._top + matrix[1, 2] - 1, 0, frame.shape[0]))
        last = int(np.clip(matrix[1, 1] * self._bottom + matrix[1, 2] + 2, 0, frame.shape[0]))
        if last <= first:
            return
        matrix[1, 2] -= first
        size = (frame.shape[1], last - first)
        seen = cv2.warpAffine(self._picture, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        veil = cv2.cvtColor(cv2.extractChannel(seen, 3), cv2.COLOR_GRAY2RGB)
        part = frame[first:last]
        cv2.multiply(part, veil, part, 1.0 / 255.0)
        cv2.add(part, cv2.cvtColor(seen, cv2.COLOR_RGBA2RGB), part)


class Mist:
    """Wisps of tiled noise that drift over part of the frame and lighten it."""

    def __init__(
        self,
        rng: np.random.Generator,
        stage: Stage,
        mask: Array,
        colour: Colour,
        speed: float,
        cells: tuple[int, int] = (3, 5),
    ) -> None:
        """Keep the wisps.

        Args:
            rng: Source of chance.
            stage: The measures of the shot.
            mask: (height, 1) or (height, width) strength in 0..1 over the frame.
            colour: Light that the thickest wisp adds.
            speed: Widths of the frame per second, to the right.
            cells: Coarseness of the wisps (across, down).
        """
        small = (max(8, stage.width // 2), max(8, stage.height // 2))
        texture = smoothstep(noise(rng, *small, cells, 4), 0.4, 0.95)
        self._texture = (texture * 255).astype(np.uint8)
        self._colour = np.asarray(colour, np.float32) / 255.0
        full = np.broadcast_to(mask.astype(np.float32), (stage.height, stage.width))
        self._mask = cv2.resize(np.ascontiguousarray(full), small, interpolation=cv2.INTER_AREA)
        self._speed = speed * small[0]
        self._stage = stage

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the wisps to the frame."""
        height, width = self._texture.shape
        move = np.array([[1.0, 0.0, self._speed * moment.time % width], [0.0, 1.0, 0.0]])
        wisps = cv2.warpAffine(self._texture, move, (width, height), borderMode=cv2.BORDER_WRAP)
        lit = (wisps * self._mask)[..., None] * self._colour
        full = cv2.resize(lit.astype(np.uint8), (frame.shape[1], frame.shape[0]))
        cv2.add(frame, full, frame)


class Bloom:
    """Lets what is bright shine into its surroundings."""

    def __init__(self, strength: float, threshold: int = 150, radius: float = 0.02) -> None:
        """Set how much light spills, from which brightness on, and how far (share of width)."""
        self._strength, self._threshold, self._radius = strength, threshold, radius

    def draw(self, frame: Array, moment: Moment) -> None:
        """Add the blurred highlights to the frame."""
        del moment
        height, width = frame.shape[:2]
        small = cv2.resize(frame, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
        bright = cv2.subtract(small, np.full_like(small, self._threshold))
        soft = cv2.GaussianBlur(bright, (0, 0), max(0.6, width * self._radius / 4))
        spread = cv2.resize(soft, (width, height))
        cv2.addWeighted(frame, 1.0, spread, self._strength, 0.0, frame)


class Vignette:
    """Darkens the corners."""

    def __init__(self, stage: Stage, strength: float) -> None:
        """Prepare the shade; `strength` is the loss of light in the corners, 0..1."""
        xs = np.linspace(-1, 1, stage.width)[None, :]
        ys = np.linspace(-1, 1, stage.height)[:, None]
        shade = 1.0 - strength * np.clip((xs * xs + ys * ys) / 2, 0, 1) ** 1.3
        self._shade = to_picture(np.repeat((255 * shade)[..., None], 3, axis=2))

    def draw(self, frame: Array, moment: Moment) -> None:
        """Shade the frame."""
        del moment
        cv2.multiply(frame, self._shade, frame, 1.0 / 255.0)
