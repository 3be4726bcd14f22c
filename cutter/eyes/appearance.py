"""Measures how a picture looks: its light, its colours, and roughly where they are.

Turns a frame into one number for each axis, -1 to 1, where 0 is what films look like on average.
Knows nothing about words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.eyes.embedder import Frame

    Plane = NDArray[np.float32]

_WIDTH, _HEIGHT = 64, 48
"""Everything is measured at this size: coarse looks only, and 0.3 ms a picture."""

_HUES = {
    "red": (0.0, 30.0),
    "orange": (30.0, 28.0),
    "yellow": (56.0, 28.0),
    "green": (115.0, 55.0),
    "cyan": (180.0, 35.0),
    "blue": (222.0, 40.0),
    "purple": (275.0, 35.0),
    "pink": (325.0, 35.0),
}
"""Middle and half width of each colour's soft share of the hue circle, in degrees."""

TYPICAL: dict[str, tuple[float, float]] = {
    "dark": (0.29, 0.32),
    "bright": (0.20, 0.22),
    "black": (0.09, 0.24),
    "white": (0.07, 0.12),
    "grey": (0.38, 0.31),
    "colourful": (0.15, 0.07),
    "contrast": (0.34, 0.13),
    "warm": (0.07, 0.13),
    "red": (0.14, 0.20),
    "orange": (0.26, 0.29),
    "yellow": (0.20, 0.15),
    "green": (0.11, 0.12),
    "cyan": (0.08, 0.12),
    "blue": (0.09, 0.14),
    "purple": (0.01, 0.03),
    "pink": (0.01, 0.03),
    "brown": (0.23, 0.26),
    "skin": (0.17, 0.19),
    "light-above": (0.07, 0.16),
    "blue-above": (0.15, 0.24),
    "blue-below": (0.09, 0.13),
    "green-below": (0.14, 0.16),
    "glow-above": (0.28, 0.29),
    "bright-spot": (0.30, 0.14),
    "detailed": (0.05, 0.03),
    "specks": (0.01, 0.03),
    "upright": (0.10, 0.14),
}
"""Mean and spread of each measure over 221 pictures, a second apart, of seven films."""

AXES: tuple[str, ...] = tuple(TYPICAL)


def measure(frame: Frame) -> NDArray[np.float32]:
    """Return where a picture lies on each axis of `AXES`.

    Args:
        frame: (height, width, 3) uint8 RGB.

    Returns:
        (n_axes,) float32, each -1 to 1: how many (two) spreads it lies off the typical picture.
    """
    raw = measure_raw(frame)
    offsets = [(raw[name] - middle) / (2 * spread) for name, (middle, spread) in TYPICAL.items()]
    return np.clip(np.asarray(offsets, np.float32), -1.0, 1.0)


def measure_raw(frame: Frame) -> dict[str, float]:
    """Return the measures themselves, mostly shares of the picture's area."""
    import cv2

    small = cv2.resize(_without_bars(frame), (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA)
    rgb: Plane = small.astype(np.float32) / np.float32(255)
    luma = (rgb @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)
    high, low = rgb.max(axis=2), rgb.min(axis=2)
    chroma = high - low
    colours = _colours(rgb, high, chroma)
    return {
        **_light(rgb, luma, chroma),
        **{name: float(plane.mean()) for name, plane in colours.items()},
        **_layout(luma, colours),
        **_texture(luma),
    }


def _light(rgb: Plane, luma: Plane, chroma: Plane) -> dict[str, float]:
    red_green = rgb[..., 0] - rgb[..., 1]
    yellow_blue = (rgb[..., 0] + rgb[..., 1]) / 2 - rgb[..., 2]
    # Hasler and Suesstrunk, "Measuring colourfulness in natural images" (2003).
    spread = float(np.hypot(red_green.std(), yellow_blue.std()))
    offset = float(np.hypot(red_green.mean(), yellow_blue.mean()))
    return {
        "dark": float((luma < 0.22).mean()),
        "bright": float((luma > 0.65).mean()),
        "black": float((luma < 0.06).mean()),
        "white": float(((luma > 0.75) & (chroma < 0.15)).mean()),
        "grey": float((chroma < 0.08).mean()),
        "colourful": spread + 0.3 * offset,
        "contrast": 2 * float(luma.std()),
        "warm": float((rgb[..., 0] - rgb[..., 2]).mean()),
    }


def _colours(rgb: Plane, high: Plane, chroma: Plane) -> dict[str, Plane]:
    """Return how much each pixel has of each colour, 0 to 1."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    safe = np.maximum(chroma, 1e-6)
    sector = np.where(
        high == red,
        (green - blue) / safe % 6,
        np.where(high == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    hue = 60 * sector
    strength = np.minimum(1, chroma / 0.3)
    found: dict[str, Plane] = {}
    for name, (middle, half) in _HUES.items():
        off = np.abs((hue - middle + 180) % 360 - 180)
        found[name] = strength * np.clip(1.5 - off / half, 0, 1)
    earthen = np.clip(1.5 - np.abs(hue - 25) / 25, 0, 1) * np.clip(chroma / 0.12, 0, 1)
    found["brown"] = earthen * (high < 0.6)
    found["skin"] = earthen * (high > 0.45) * (chroma > 0.1 * high) * (chroma < 0.6 * high)
    return found


def _layout(luma: Plane, colours: dict[str, Plane]) -> dict[str, float]:
    third, half = _HEIGHT // 3, _HEIGHT // 2
    sky = np.maximum(colours["blue"], colours["cyan"])
    glow = np.maximum(colours["orange"], np.maximum(colours["red"], colours["yellow"]))
    blocks = luma.reshape(_HEIGHT // 8, 8, _WIDTH // 8, 8).mean(axis=(1, 3))
    return {
        "light-above": float(luma[:third].mean() - luma[-third:].mean()),
        "blue-above": float(sky[:third].mean()),
        "blue-below": float(sky[half:].mean()),
        "green-below": float(colours["green"][half:].mean()),
        "glow-above": float(glow[:half].mean()),
        "bright-spot": float(blocks.max() - np.median(blocks)),
    }


def _texture(luma: Plane) -> dict[str, float]:
    import cv2

    around = cv2.blur(luma, (7, 7))
    specks = (luma - around > 0.12) & (around < 0.35)
    across = np.abs(np.diff(luma, axis=1)).mean()
    down = np.abs(np.diff(luma, axis=0)).mean()
    return {
        "detailed": float(np.abs(luma - around).mean()),
        "specks": float(specks.mean()),
        "upright": float((across - down) / (across + down + 0.01)),
    }


def _without_bars(frame: Frame) -> Frame:
    """Return the picture between black bars, if it has a pair of them."""
    bright = frame.max(axis=2) > 24
    for axis in (0, 1):
        lines = np.flatnonzero(bright.any(axis=1 - axis))
        if not len(lines):
            return frame
        first, last = int(lines[0]), int(lines[-1]) + 1
        size = frame.shape[axis]
        is_pair = min(first, size - last) >= 0.04 * size and last - first >= 0.5 * size
        if is_pair:
            frame = frame[first:last] if axis == 0 else frame[:, first:last]
            bright = bright[first:last] if axis == 0 else bright[:, first:last]
    return frame
