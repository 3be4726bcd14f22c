"""Still pictures with the statistics of photographs, for a camera to move over.

Spectra fall as a power of the frequency, and shapes hide one another ("dead leaves": Lee, Mumford
and Huang 2001), because codecs and detectors behave differently on flat drawings.
"""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.bench_film.story import Setup

    Values = NDArray[Any]

MARGIN = 1.5
"""A ground's sides in sides of the frame."""


def paint_ground(setup: Setup, width: int, height: int, seed: int) -> Values:
    """Return a ground for frames of a size, (1.5 height, 1.5 width, 3) uint8 RGB."""
    rng = np.random.default_rng([seed, 2, setup.scene, setup.number])
    size = (_even(height * MARGIN), _even(width * MARGIN))
    colours = _palette(rng, setup.hue, setup.light)
    painted = _PAINTERS[setup.ground](rng, size, colours)
    painted *= 0.8 + 0.4 * spectral(rng, size, 1.1)[..., None]
    ground: Values = np.clip(painted * 255, 0, 255).astype(np.uint8)
    return ground


def spectral(
    rng: np.random.Generator, size: tuple[int, int], slope: float, stretch: float = 1.0
) -> Values:
    """Return noise whose amplitude falls with frequency to the power `slope`.

    Args:
        rng: where chance comes from.
        size: height and width.
        slope: 1 is a photograph's, 2 is cloudy.
        stretch: how many times longer than high its features are.

    Returns:
        (height, width) float32 from 0 to 1.
    """
    height, width = size
    across = np.fft.rfftfreq(width)[None, :] * stretch
    down = np.fft.fftfreq(height)[:, None]
    amplitude = np.maximum(np.hypot(across, down), 1.0 / width) ** -slope
    phases = np.exp(2j * np.pi * rng.random(amplitude.shape))
    noise = np.fft.irfft2(amplitude * phases, s=size).astype(np.float32)
    low, high = np.percentile(noise[::4, ::4], (1, 99))
    stretched: Values = np.clip((noise - low) / (high - low), 0.0, 1.0)
    return stretched


def _even(value: float) -> int:
    return round(value / 2) * 2


def _palette(rng: np.random.Generator, hue: float, light: float) -> Values:
    """Return 12 colours around a hue, with a few of the opposite one, (12, 3) from 0 to 1."""
    hues = hue + rng.normal(0.0, 0.06, 12) + 0.5 * (rng.random(12) < 0.2)
    saturations = rng.uniform(0.1, 0.65, 12)
    values = np.clip(light * rng.uniform(0.25, 1.0, 12), 0.04, 1.0)
    rows = [
        colorsys.hsv_to_rgb(h % 1, s, v) for h, s, v in zip(hues, saturations, values, strict=True)
    ]
    return np.array(rows, dtype=np.float32)


def _mix(low: Values, high: Values, share: Values) -> Values:
    mixed: Values = (low + (high - low) * share[..., None]).astype(np.float32)
    return mixed


def _thicket(rng: np.random.Generator, size: tuple[int, int], colours: Values) -> Values:
    """Leaves and stems that hide one another, large and small."""
    height, width = size
    canvas = _mix(colours[0], colours[1], spectral(rng, size, 1.6))
    count = 3500
    # Sizes with density 1/r^3 between the limits, as in photographs.
    radii = (height / 110) / np.sqrt(1 - rng.random(count) * (1 - (1 / 24) ** 2))
    places = rng.random((count, 2)) * (width, height)
    for radius, place, angle in zip(radii, places, rng.random(count) * 180, strict=True):
        colour = colours[int(rng.integers(12))] * float(rng.uniform(0.6, 1.1))
        axes = (max(1, round(radius)), max(1, round(radius * rng.uniform(0.3, 0.9))))
        centre = (round(place[0]), round(place[1]))
        cv2.ellipse(canvas, centre, axes, float(angle), 0, 360, colour.tolist(), -1, cv2.LINE_AA)
    return canvas


def _clouds(rng: np.random.Generator, size: tuple[int, int], colours: Values) -> Values:
    """A sky: cloudy noise, brighter towards the sun."""
    sky = _mix(colours[0], np.minimum(colours[1] + 0.4, 1.0), spectral(rng, size, 1.8, 2.0))
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    sun = rng.random(2) * size
    glow = np.exp(-np.hypot(y - sun[0], x - sun[1]) / (0.35 * size[0]))
    lit: Values = sky * 0.8 + 0.5 * glow[..., None].astype(np.float32)
    return lit


def _ridges(rng: np.random.Generator, size: tuple[int, int], colours: Values) -> Values:
    """Hills one behind the other, darker and rougher towards the viewer."""
    canvas: Values = _clouds(rng, size, colours)
    rows = np.arange(size[0], dtype=np.float32)[:, None]
    for layer in range(4):
        skyline = spectral(rng, (64, size[1]), 1.4)[0]
        top = size[0] * (0.3 + 0.17 * layer + 0.25 * (skyline - 0.5))
        rough = spectral(rng, size, 1.3 - 0.15 * layer)
        hill = _mix(colours[2 + layer] * 0.3, colours[2 + layer], rough)
        inside = np.clip(rows - top[None, :], 0, 1)[..., None]
        canvas = canvas * (1 - inside) + hill * inside
    return canvas.astype(np.float32)


def _street(rng: np.random.Generator, size: tuple[int, int], colours: Values) -> Values:
    """House fronts with rows of windows, lit and dark."""
    height, width = size
    canvas = _clouds(rng, size, colours)
    left = 0
    while left < width:
        wide, top = int(rng.integers(width // 14, width // 5)), int(rng.uniform(0.05, 0.5) * height)
        front = colours[int(rng.integers(12))] * 0.8
        cv2.rectangle(canvas, (left, top), (left + wide, height), front.tolist(), -1)
        step = int(rng.integers(height // 30, height // 14))
        for y in range(top + step // 2, height - step, step):
            for x in range(left + step // 3, left + wide - step // 2, step):
                shade = colours[int(rng.integers(12))] * float(rng.choice((0.2, 0.35, 1.3)))
                corner = (x + step // 2, y + int(step * 0.7))
                cv2.rectangle(canvas, (x, y), corner, shade.tolist(), -1, cv2.LINE_AA)
        left += wide
    return canvas


def _room(rng: np.random.Generator, size: tuple[int, int], colours: Values) -> Values:
    """Walls, floor and furniture: large quiet areas and straight edges."""
    height, width = size
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None] * np.ones((1, width), np.float32)
    canvas = _mix(colours[0], colours[0] * 0.6, y)
    floor = int(height * rng.uniform(0.6, 0.75))
    canvas[floor:] = _mix(
        colours[1] * 0.5, colours[1], spectral(rng, (height - floor, width), 1.2, 5.0)
    )
    for _ in range(14):
        x, top = int(rng.integers(width)), int(rng.integers(height))
        wide, high = (
            int(rng.integers(width // 20, width // 5)),
            int(rng.integers(height // 16, height // 3)),
        )
        one, other = colours[rng.integers(12, size=2)]
        block = _mix(one, other, spectral(rng, (high, wide), 1.3))
        part = canvas[top : top + high, x : x + wide]
        part[:] = block[: part.shape[0], : part.shape[1]]
    return cv2.GaussianBlur(canvas, (0, 0), height / 900)


def _water(rng: np.random.Generator, size: tuple[int, int], colours: Values) -> Values:
    """Long waves and their glitter."""
    waves = spectral(rng, size, 1.2, 6.0)
    glitter = np.clip(spectral(rng, size, 0.7, 3.0) - 0.8, 0, 1) * 3
    return _mix(colours[0] * 0.4, colours[1], waves) + glitter[..., None]


_PAINTERS = {
    "thicket": _thicket,
    "clouds": _clouds,
    "ridges": _ridges,
    "street": _street,
    "room": _room,
    "water": _water,
}
