"""How much of a picture is lettering: titles, credits, logos. Knows nothing about what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT = 216
"""Lines that pictures are brought to, so that sizes below mean the same for all."""
_LOWEST, _HIGHEST = 5, 64
"""Height of a line of letters, in lines."""
_LEAST_CONTRAST = 70
"""8-bit levels between letters and ground: lettering is made to be read."""
_LEAST_FILL = 0.35
"""Share of its box that a line of joined letters fills; twigs and waves fill less."""
_LEAST_FLAT = 0.55
"""Share of a line's box that is as light as the letters or as the ground and nothing between."""


def lettering(picture: NDArray[np.uint8]) -> float:
    """Return the share of a picture's area that lines of letters cover, 0 to 1.

    Args:
        picture: (h, w, 3) uint8 RGB.
    """
    covered = sum((right - left) * (below - top) for left, top, right, below in lines_of(picture))
    return round(covered, 4)


def lines_of(picture: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and lower edge of each line of letters, as shares of the picture.

    Strokes show as strong changes of light close together; closed sideways they join into bars,
    wider than high, that hold two levels of light and little between.

    Args:
        picture: (h, w, 3) uint8 RGB.
    """
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    wide = max(16, round(width * HEIGHT / height))
    small = cv2.resize(picture, (wide, HEIGHT), interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
    strokes = (cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, kernel) > _LEAST_CONTRAST).astype(
        np.uint8
    )
    joined = cv2.morphologyEx(
        strokes, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (9, 1))
    )
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    lines = []
    for x, y, w, h, area in boxes[1:count].tolist():
        is_line = _LOWEST <= h <= _HIGHEST and w >= 1.5 * h and area >= _LEAST_FILL * w * h
        if is_line and _has_two_levels(grey[y : y + h, x : x + w]):
            lines.append((x / wide, y / HEIGHT, (x + w) / wide, (y + h) / HEIGHT))
    return lines


def _has_two_levels(box: NDArray[np.uint8]) -> bool:
    """Whether a box is mostly ink and paper."""
    import numpy as np

    dark, light = np.percentile(box, (5, 95))
    if light - dark < _LEAST_CONTRAST:
        return False
    quarter = (light - dark) / 4
    extreme = ((box <= dark + quarter) | (box >= light - quarter)).mean()
    return bool(extreme >= _LEAST_FLAT)
