"""Cards drawn as pictures: a title's words, white on black. Knows nothing about films."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.render.words import block, draw
from cutter.timeline.segments import word_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cutter.schema import Output
    from cutter.timeline.segments import Segment

    Grey = NDArray[np.uint8]

TITLE_SIZE: Final = 1 / 9
"""Of the letters, in heights of the frame, or in widths where that is less."""
TITLE_BOX: Final = (0.8, 0.7)
"""Of the frame's width and height, what a title may fill."""


def title_picture(text: str, output: Output) -> Grey:
    """Return the words of a card, (height, width) uint8: white on black, in the middle."""
    canvas = np.zeros((output.height, output.width), np.uint8)
    size = round(TITLE_SIZE * min(output.height, output.width))
    width, height = int(output.width * TITLE_BOX[0]), int(output.height * TITLE_BOX[1])
    made = block(text, size, width, height)
    draw(made, canvas, (output.height - made.height) // 2)
    return canvas


def title_frames(segment: Segment, output: Output) -> Iterator[Grey]:
    """Yield the frames of a card, (height, width) uint8."""
    words = title_picture(segment.title.text if segment.title else "", output)
    for number in range(segment.count):
        share = word_share(segment, number, output.frame_rate)
        yield (words.astype(np.uint32) * share.numerator // share.denominator).astype(np.uint8)
