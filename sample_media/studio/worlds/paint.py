"""Brushes: gradients, noise, ridges and glows as arrays, and ways to lay one picture on another.

Fields are float32 on a 0..255 or 0..1 scale; pictures are (h, w, 3) uint8 RGB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Colour = tuple[float, float, float]
SHIFT = 4
"""Fractional bits of the coordinates given to OpenCV's drawing functions."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Blend two colours; `share` is the weight of the second."""
    a, b = one, other
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )


def vary(rng: np.random.Generator, colour: Colour, amount: float) -> Colour:
    """Shift a colour at random by at most `amount` in each channel, kept within 0..255."""
    shifted = np.clip(np.asarray(colour) + rng.uniform(-amount, amount, 3), 0, 255)
    return (float(shifted[0]), float(shifted[1]), float(shifted[2]))


def dim(colour: Colour, factor: float) -> Colour:
    """Scale the light of a colour."""
    return (
        min(255.0, colour[0] * factor),
        min(255.0, colour[1] * factor),
        min(255.0, colour[2] * factor),
    )


def gradient(width: int, height: int, stops: Sequence[tuple[float, Colour]]) -> Array:
    """Paint a vertical gradient through `stops` of (height in 0..1, colour); float32 (h, w, 3)."""
    rows = np.linspace(0.0, 1.0, height)
    places = [place for place, _ in stops]
    channels = [np.interp(rows, places, [colour[k] for _, colour in stops]) for k in range(3)]
    column = np.stack(channels, axis=-1).astype(np.float32)
    return np.repeat(column[:, None, :], width, axis=1)


def noise(
    rng: np.random.Generator,
    width: int,
    height: int,
    cells: tuple[int, int],
    octaves: int = 4,
    gain: float = 0.5,
) -> Array:
    """Make fractal value noise in 0..1 that tiles in both directions; float32 (h, w).

    Args:
        rng: Source of chance.
        width: Columns.
        height: Rows.
        cells: Number of noise cells (across, down) in the coarsest octave.
        octaves: How many octaves, each twice as fine as the one before.
        gain: Weight of an octave against the coarser one.
    """
    total = np.zeros((height, width), np.float32)
    across, down = cells
    weight = 1.0
    for _ in range(octaves):
        grid = np.pad(rng.random((down, across)).astype(np.float32), 2, mode="wrap")
        xs = ((np.arange(width, dtype=np.float32) + 0.5) * across / width + 1.5)[None, :]
        ys = ((np.arange(height, dtype=np.float32) + 0.5) * down / height + 1.5)[:, None]
        map_x = np.repeat(xs, height, axis=0)
        map_y = np.repeat(ys, width, axis=1)
        total += weight * cv2.remap(grid, map_x, map_y, cv2.INTER_CUBIC)
        across, down, weight = across * 2, down * 2, weight * gain
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def ridge(
    rng: np.random.Generator, length: int, knots: float, octaves: int, smooth: bool = False
) -> Array:
    """Draw a random skyline in about -1..1 with `knots` peaks across; float64 (length,)."""
    xs = np.linspace(0.0, 1.0, length)
    line = np.zeros(length)
    weight, count = 1.0, max(2.0, knots)
    for _ in range(octaves):
        n = int(np.ceil(count)) + 3
        places = (np.arange(n) - rng.random()) / count
        heights = rng.uniform(-1, 1, n)
        if smooth:
            position = np.clip(np.interp(xs, places, np.arange(n, dtype=float)), 0, n - 1.001)
            left = position.astype(int)
            share = position - left
            share = share * share * (3 - 2 * share)
            line += weight * (heights[left] * (1 - share) + heights[left + 1] * share)
        else:
            line += weight * np.interp(xs, places, heights)
        weight, count = weight * 0.5, count * 2.1
    return line


def glow(width: int, height: int, centre: tuple[float, float], radius: float) -> Array:
    """Paint a round light that fades like haze, 1 at its centre; float32 (h, w)."""
    xs = (np.arange(width, dtype=np.float32) - centre[0])[None, :]
    ys = (np.arange(height, dtype=np.float32) - centre[1])[:, None]
    squared: Array = (xs * xs + ys * ys) / np.float32(radius * radius)
    light: Array = np.power(1.0 + squared, np.float32(-1.5))
    return light


def disc(width: int, height: int, centre: tuple[float, float], radius: float) -> Array:
    """Paint a disc with a soft rim, 1 inside and 0 outside; float32 (h, w)."""
    xs = (np.arange(width, dtype=np.float32) - centre[0])[None, :]
    ys = (np.arange(height, dtype=np.float32) - centre[1])[:, None]
    away: Array = np.sqrt(xs * xs + ys * ys)
    return np.clip(radius - away + 0.5, 0.0, 1.0)


def smoothstep(values: Array, low: float, high: float) -> Array:
    """Map `low`..`high` to 0..1 with a smooth start and end."""
    share = np.clip((values - low) / (high - low), 0.0, 1.0)
    return share * share * (3.0 - 2.0 * share)


def tint(field: Array, colour: Colour) -> Array:
    """Spread a (h, w) field over three channels in one colour; float32 (h, w, 3)."""
    return field[..., None] * np.asarray(colour, np.float32)


def blend(below: Array, colour: Colour | Array, alpha: Array) -> Array:
    """Lay a colour or picture over a float picture with an alpha field (h, w)."""
    top = np.asarray(colour, np.float32)
    return below + (top - below) * alpha[..., None].astype(np.float32)


def to_picture(field: Array, rng: np.random.Generator | None = None) -> Array:
    """Round a float picture to uint8; with `rng`, dither it so that gradients do not band."""
    if rng is not None:
        field = field + rng.random(field.shape[:2], np.float32)[..., None] - 0.5
    return np.clip(np.rint(field), 0, 255).astype(np.uint8)


def fixed(value: float) -> int:
    """Turn a pixel coordinate into OpenCV's fixed point."""
    return round(value * (1 << SHIFT))


def dot(picture: Array, x: float, y: float, radius: float, colour: Colour) -> None:
    """Draw a filled, anti-aliased disc at a place between pixels, in place."""
    centre = (fixed(x), fixed(y))
    cv2.circle(picture, centre, max(1, fixed(radius)), colour, -1, cv2.LINE_AA, SHIFT)


def stroke(picture: Array, points: Array, colour: Colour, thickness: float = 1.0) -> None:
    """Draw an anti-aliased line through (n, 2) float points, in place."""
    path = np.rint(points * (1 << SHIFT)).astype(np.int32)[None]
    cv2.polylines(picture, path, False, colour, max(1, round(thickness)), cv2.LINE_AA, SHIFT)


def fill(picture: Array, points: Array, colour: Colour) -> None:
    """Fill an anti-aliased polygon through (n, 2) float points, in place."""
    path = np.rint(points * (1 << SHIFT)).astype(np.int32)[None]
    cv2.fillPoly(picture, path, colour, cv2.LINE_AA, SHIFT)
