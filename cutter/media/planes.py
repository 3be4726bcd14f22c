"""The usual kind of decoded frame, 8-bit 4:2:0, brought to a small picture plane by plane.

Half the time of FFmpeg's scaler, which turns every line it reads into colours: here chroma is
brought down as it is stored, and only the small picture is coloured. Knows nothing about files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

WEIGHTS = {
    "bt709": (0.2126, 0.0722),
    "smpte170m": (0.299, 0.114),
    "bt470bg": (0.299, 0.114),
}
"""What red and blue weigh in luma: ITU-R BT.709, section 3; BT.601, section 2.5."""


def can_split(frame: VideoFrame) -> bool:
    """Whether a frame is stored so that `small` reads it: 8-bit 4:2:0 of video range."""
    # 2 is FFmpeg's number of full range; yuvj420p, its older way of saying so, has another name.
    return frame.format.name == "yuv420p" and frame.color_range != 2


def small(frame: VideoFrame, width: int, height: int, matrix: NDArray[np.float32]) -> Picture:
    """Return a frame as (height, width, 3) uint8 BGR, as decoded.

    Args:
        frame: one that `can_split` takes.
        width: even.
        height: even.
        matrix: of `to_bgr`.
    """
    import cv2

    luma, *chroma = frame.planes
    sides = [cv2.resize(_pixels(luma), (width, height), interpolation=cv2.INTER_LINEAR)]
    for plane in chroma:
        few = cv2.resize(_pixels(plane), (width // 2, height // 2), interpolation=cv2.INTER_LINEAR)
        sides.append(cv2.resize(few, (width, height), interpolation=cv2.INTER_NEAREST))
    return np.asarray(cv2.transform(cv2.merge(sides), matrix), dtype=np.uint8)


def to_bgr(space: str) -> NDArray[np.float32] | None:
    """Return the matrix, (3, 4), from 8-bit luma and chroma of video range to BGR.

    Args:
        space: FFmpeg's name of a matrix.

    Returns:
        None for a matrix that is not known here.
    """
    if space not in WEIGHTS:
        return None
    red, blue = WEIGHTS[space]
    green = 1 - red - blue
    # Luma takes 219 steps from 16 on, chroma 224 around 128: BT.709, section 4.
    light, colour = 255 / 219, 255 / 224
    turn = np.array(
        [
            [light, 2 * (1 - blue) * colour, 0],
            [
                light,
                -2 * blue * (1 - blue) / green * colour,
                -2 * red * (1 - red) / green * colour,
            ],
            [light, 0, 2 * (1 - red) * colour],
        ]
    )
    offset = turn @ np.array([-16.0, -128.0, -128.0])
    return np.column_stack([turn, offset]).astype(np.float32)


def _pixels(plane: VideoPlane) -> Picture:
    """Return a plane's pixels where they lie, without what pads its lines."""
    lines = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    pixels: Picture = lines[: plane.height, : plane.width]
    return pixels
