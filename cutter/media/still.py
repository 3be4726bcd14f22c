"""An example picture read from a file. Knows nothing about films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import InputError, SourceNotFound
from cutter.media.container import locate

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.media.picture import Picture

MAX_BYTES = 64 * 2**20
"""Larger than any photograph that a camera writes."""


def read_picture(path: Path) -> Picture:
    """Return an image file as (height, width, 3) uint8 RGB, upright as its Exif tag says.

    Raises:
        SourceNotFound: there is no such regular file.
        InputError: it is no picture that can be read.
    """
    import cv2
    import numpy as np

    real = locate(path)
    if real.stat().st_size > MAX_BYTES:
        raise InputError(f"{path}: too large for an example picture", path)
    try:
        data = np.frombuffer(real.read_bytes(), np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except OSError as error:
        raise SourceNotFound(f"{path}: cannot be read ({error.strerror})", path) from error
    except cv2.error:
        # It claims more pixels than OpenCV takes.
        picture = None
    if picture is None:
        raise InputError(f"{path}: not a picture that can be read; use JPEG, PNG or WebP", path)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)
