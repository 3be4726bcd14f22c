"""Pictures as luma and chroma planes (NV12), layers with alpha, and their mixing.

Drawing in the encoder's own form halves the work, and no colour conversion runs per frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # uint8, as OpenCV's own types do not say.
    Plane = NDArray[Any]

# ITU-R BT.709, limited range.
_RED, _BLUE = 0.2126, 0.0722
BLACK = 16
NEUTRAL = 128


@dataclass(frozen=True, slots=True)
class Planes:
    """A picture: luma (h, w) and interleaved chroma (h/2, w/2, 2), uint8."""

    luma: Plane
    chroma: Plane


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture that covers another where its alpha says so; colours carry alpha already."""

    picture: Planes
    luma_alpha: Plane
    chroma_alpha: Plane


def to_planes(rgb: Plane) -> Planes:
    """Convert (h, w, 3) uint8 RGB with even sides."""
    red, green, blue = (rgb[..., c].astype(np.float32) for c in range(3))
    luma = _RED * red + (1 - _RED - _BLUE) * green + _BLUE * blue
    pair = np.dstack(
        [(blue - luma) / (2 * (1 - _BLUE)) * 224 / 255, (red - luma) / (2 * (1 - _RED)) * 224 / 255]
    )
    half = cv2.resize(pair, (rgb.shape[1] // 2, rgb.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return Planes(
        np.clip(luma * (219 / 255) + BLACK + 0.5, 0, 255).astype(np.uint8),
        np.clip(half + NEUTRAL + 0.5, 0, 255).astype(np.uint8),
    )


def to_layer(rgb: Plane, alpha: Plane) -> Layer:
    """Convert RGB and its alpha (h, w) uint8."""
    picture = to_planes(rgb)
    half = cv2.resize(alpha, picture.chroma.shape[1::-1], interpolation=cv2.INTER_AREA)
    chroma_alpha = np.dstack([half, half])
    return Layer(
        Planes(
            cv2.multiply(picture.luma, alpha, scale=1 / 255),
            cv2.multiply(picture.chroma, chroma_alpha, scale=1 / 255),
        ),
        alpha,
        chroma_alpha,
    )


def empty(width: int, height: int) -> tuple[Plane, Planes]:
    """Return a frame's buffer (3h/2, w) and its planes as views into it."""
    buffer = np.empty((height * 3 // 2, width), np.uint8)
    return buffer, Planes(buffer[:height], buffer[height:].reshape(height // 2, width // 2, 2))


def black(width: int, height: int) -> Plane:
    """Return the buffer of a black frame."""
    buffer, planes = empty(width, height)
    planes.luma[:] = BLACK
    planes.chroma[:] = NEUTRAL
    return buffer


def warp(source: Planes, matrix: NDArray[Any], into: Planes) -> None:
    """Draw a picture as a camera sees it; `matrix` (2, 3) maps frame pixels to source pixels."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for plane, target, m in (
        (source.luma, into.luma, matrix),
        (source.chroma, into.chroma, halved(matrix)),
    ):
        size = (target.shape[1], target.shape[0])
        cv2.warpAffine(plane, m, size, dst=target, flags=flags, borderMode=cv2.BORDER_REFLECT_101)


def halved(matrix: NDArray[Any]) -> NDArray[Any]:
    """Return the same mapping for planes of half the size."""
    half = matrix.copy()
    half[:, 2] *= 0.5
    return half


def lay(layer: Layer, matrix: NDArray[Any], onto: Planes, box: tuple[int, int, int, int]) -> None:
    """Lay a layer over a part of a frame.

    Args:
        layer: what is laid.
        matrix: maps frame pixels to the layer's pixels, (2, 3).
        onto: the frame.
        box: left, top, right, bottom in frame pixels, even; nothing outside it is touched.
    """
    height, width = onto.luma.shape
    left, top, right, bottom = (
        max(0, box[0]),
        max(0, box[1]),
        min(width, box[2]),
        min(height, box[3]),
    )
    if right <= left or bottom <= top:
        return
    shifted = matrix.copy()
    shifted[:, 2] += matrix[:, :2] @ (left, top)
    boxes = (
        (layer.picture.luma, layer.luma_alpha, onto.luma[top:bottom, left:right], shifted),
        (
            layer.picture.chroma,
            layer.chroma_alpha,
            onto.chroma[top // 2 : bottom // 2, left // 2 : right // 2],
            halved(shifted),
        ),
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for plane, alpha, target, m in boxes:
        size = (target.shape[1], target.shape[0])
        seen = cv2.warpAffine(plane, m, size, flags=flags)
        cover = cv2.warpAffine(alpha, m, size, flags=flags)
        under = cv2.multiply(target, cv2.bitwise_not(cover), scale=1 / 255)
        np.copyto(target, cv2.add(under, seen))
