"""Faces on a picture, by OpenCV's Haar cascade. Knows nothing about whose they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LINES = 160
"""Lines that a picture is brought to: the cascade looks at 24 by 24, and its cost is in pixels."""
_SMALLEST = 0.16
"""Shortest side of a face as a share of the picture's; smaller ones are mostly leaves."""
_SCALE = 1.3
"""Step from one size of face to the next."""
_NEIGHBOURS = 4
"""How many overlapping hits make a face. With this step on real films the faces found are those
of a step of 1.2 and 8 hits, for a quarter of the time."""


def can_find_faces() -> bool:
    """Whether this OpenCV has cascades: version 4 ships them, version 5 does not."""
    return _cascade() is not None


def find_faces(picture: NDArray[np.uint8]) -> tuple[int, float]:
    """Return how many faces a picture shows, and the largest one's share of its area.

    Args:
        picture: (h, w, 3) uint8 RGB.
    """
    import cv2

    cascade = _cascade()
    if cascade is None:
        return 0, 0.0
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    share = _LINES / min(grey.shape)
    if share < 1:
        grey = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    height, width = grey.shape
    side = max(24, round(_SMALLEST * min(height, width)))
    boxes = cascade.detectMultiScale(
        cv2.equalizeHist(grey),
        scaleFactor=_SCALE,
        minNeighbors=_NEIGHBOURS,
        minSize=(side, side),
    )
    largest = max((int(w) * int(h) for _, _, w, h in boxes), default=0)
    return len(boxes), round(largest / (height * width), 4)


@cache
def _cascade() -> Any:  # noqa: ANN401 - a class that newer OpenCVs do not have
    import cv2

    folder = getattr(getattr(cv2, "data", None), "haarcascades", "")
    if not hasattr(cv2, "CascadeClassifier") or not folder:
        return None
    path = Path(folder) / "haarcascade_frontalface_default.xml"
    return cv2.CascadeClassifier(str(path)) if path.is_file() else None
