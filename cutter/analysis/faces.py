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

_SMALLEST_TRACKED, _FINE_SCALE = 0.125, 1.1
"""The same two where a crop is to follow faces; a step of 1.2 finds half as many."""
_USUAL, _FRONTAL, _PROFILE = "frontalface_default", "frontalface_alt2", "profileface"


def can_find_faces() -> bool:
    """Whether this OpenCV has cascades: version 4 ships them, version 5 does not."""
    return _cascade() is not None


def face_boxes(
    picture: NDArray[np.uint8], *, aside: bool = True
) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and lower edge of each face, as shares of the picture.

    Sees more than `find_faces`, smaller faces and those turned aside, and takes fewer leaves for
    faces, at several times its cost: for a crop that is to follow them.

    Args:
        picture: (h, w, 3) uint8 RGB.
        aside: whether to look for faces turned aside where none looks out of the picture; that
            costs twice as much again.
    """
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    even = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(4, 4)).apply(grey)
    side = max(20, round(_SMALLEST_TRACKED * min(height, width)))

    def found(name: str, seen: Any) -> list[tuple[int, int, int, int]]:  # noqa: ANN401
        cascade = _cascade(name)
        if cascade is None:
            return []
        boxes = cascade.detectMultiScale(
            seen, scaleFactor=_FINE_SCALE, minNeighbors=_NEIGHBOURS, minSize=(side, side)
        )
        return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]

    boxes = found(_FRONTAL, even)
    if aside and not boxes:
        mirrored = found(_PROFILE, cv2.flip(even, 1))
        boxes = [*found(_PROFILE, even), *((width - x - w, y, w, h) for x, y, w, h in mirrored)]
    return [(x / width, y / height, (x + w) / width, (y + h) / height) for x, y, w, h in boxes]


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
def _cascade(name: str = _USUAL) -> Any:  # noqa: ANN401 - a class that newer OpenCVs do not have
    import cv2

    folder = getattr(getattr(cv2, "data", None), "haarcascades", "")
    if not hasattr(cv2, "CascadeClassifier") or not folder:
        return None
    path = Path(folder) / f"haarcascade_{name}.xml"
    return cv2.CascadeClassifier(str(path)) if path.is_file() else None
