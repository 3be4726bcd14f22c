"""A frame's display matrix and pixel shape turned into how it stands upright."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import numpy as np
    from av.buffer import Buffer
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

_MATRIX_BYTES = 36


def _matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """Return the display matrix's a, b, c, d, rounded to -1, 0 or 1; the identity if it has none.

    A point (x, y) of the decoded frame is shown at (a x + c y, b x + d y).
    """
    data = cast("Buffer | None", frame.side_data.get("DISPLAYMATRIX"))
    raw = b"" if data is None else bytes(data)
    if len(raw) < _MATRIX_BYTES:
        return 1, 0, 0, 1
    a, b, _, c, d = struct.unpack_from("=5i", raw)
    largest = max(abs(a), abs(b), abs(c), abs(d)) or 1
    a, b, c, d = (round(value / largest) for value in (a, b, c, d))
    is_turn = abs(a * d - b * c) == 1 and a * b == 0
    return (a, b, c, d) if is_turn else (1, 0, 0, 1)


def is_mirrored(frame: VideoFrame) -> bool:
    """Whether the frame is shown as in a mirror, left for right, before it is turned."""
    a, b, c, d = _matrix(frame)
    return a * d - b * c < 0


def rotation_of(frame: VideoFrame) -> int:
    """Return the clockwise degrees, 0, 90, 180 or 270, that turn the frame upright."""
    a, b, c, d = _matrix(frame)
    if a * d - b * c < 0:
        a, b = -a, -b
    return {(1, 0): 0, (0, 1): 90, (-1, 0): 180, (0, -1): 270}[(a, b)]


def display_size(width: int, height: int, pixel_aspect: Fraction, rotation: int) -> tuple[int, int]:
    """Return the width and height as shown: square pixels first (wider), then turned."""
    square = max(1, round(width * pixel_aspect))
    return (height, square) if rotation in (90, 270) else (square, height)


def turned(picture: Picture, rotation: int, *, mirrored: bool) -> Picture:
    """Return an (h, w, 3) picture mirrored, then turned clockwise; contiguous, its own memory."""
    import numpy as np

    if mirrored:
        picture = picture[:, ::-1]
    if rotation:
        picture = np.rot90(picture, k=-rotation // 90)
    return np.ascontiguousarray(picture)
