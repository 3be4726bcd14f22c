"""Sets decoded pictures into the output's frame: padded, cropped or blurred; as `framed`, in numpy.

Knows nothing about times and files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.render import look, reframe
from cutter.render.framed import BLUR, SMALLER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.schema import Framing, Media, Output
    from cutter.timeline.place import Placed

    Picture = NDArray[np.uint8]


class Frame:
    """The output's frame, for the pictures of one run of a film's frames."""

    def __init__(
        self, piece: Placed, media: Media, output: Output, framing: Framing | None
    ) -> None:
        """Decide how the pictures are placed; None for the framing pads them."""
        self._output = output
        self._crop: reframe.Crop | None = None
        self._is_blurred = framing is not None and framing.fit == "blur"
        self._place = look.fit(media, output)
        self.size: tuple[int, int] | None = (self._place.width, self._place.height)
        """What the upright pictures must be scaled to; None for their own size."""
        if framing is not None and framing.fit == "crop":
            self._crop = reframe.crop(piece, media, output, framing)
            self.size = (self._crop.width, self._crop.height)
        elif self._place.is_cropped:
            self.size = None

    def placed(self, picture: Picture, number: int) -> Picture:
        """Return a picture of the output's size.

        Args:
            picture: (h, w, 3) uint8 RGB of `size`.
            number: of the frame, counted from the first of the run.
        """
        if picture.shape[:2] == (self._output.height, self._output.width):
            return picture
        if self._crop is not None:
            return self._cropped(picture, self._crop, number)
        place, output = self._place, self._output
        if place.is_cropped:
            return picture[: output.height, : output.width]
        if self._is_blurred:
            canvas = self._blurred(picture)
        else:
            canvas = np.zeros((output.height, output.width, 3), np.uint8)
        below, right = place.top + place.height, place.left + place.width
        canvas[place.top : below, place.left : right] = picture
        return canvas

    def _cropped(self, picture: Picture, crop: reframe.Crop, number: int) -> Picture:
        import cv2

        left, top = crop.across.positions[number], crop.down.positions[number]
        column, row = int(left), int(top)
        if (column, row) == (left, top):
            return picture[row : row + self._output.height, column : column + self._output.width]
        size = (self._output.width, self._output.height)
        # From the output's pixels to the picture's.
        shift = np.array([[1, 0, left], [0, 1, top]], np.float64)
        how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        moved = cv2.warpAffine(picture, shift, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(moved, dtype=np.uint8)

    def _blurred(self, picture: Picture) -> Picture:
        """Return the picture's middle, enlarged to the frame and blurred."""
        import cv2

        width, height = look.middle(self._place, self._output)
        top, left = (self._place.height - height) // 2, (self._place.width - width) // 2
        small = look.small(self._output, SMALLER)
        part = picture[top : top + height, left : left + width]
        shrunk = cv2.resize(part, small, interpolation=cv2.INTER_AREA)
        blurred = cv2.GaussianBlur(shrunk, (0, 0), min(small) / BLUR)
        size = (self._output.width, self._output.height)
        return np.asarray(cv2.resize(blurred, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
