"""The frames of one segment of a cut put together from decoded pictures.

For films whose time stamps ffmpeg has to guess, and for cards. Knows nothing about encoders.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np

from cutter.render.cards import title_frames
from cutter.render.decoded import frames

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from cutter.render.burnt import Cues
    from cutter.render.clips import View
    from cutter.schema import Output
    from cutter.timeline.segments import Segment

    Picture = NDArray[np.uint8]


def composed(
    segment: Segment, views: Sequence[View], output: Output, cues: Cues
) -> Generator[Picture]:
    """Yield the frames of a segment, (height, width, 3) uint8 RGB each.

    Args:
        segment: any.
        views: of what is placed in it, in the same order.
        output: what the cut shall be like.
        cues: those that are drawn into the cut.

    Raises:
        RenderError: a film has no frame there.
    """
    with contextlib.ExitStack() as stack:
        shown = [
            stack.enter_context(
                contextlib.closing(frames(view.piece, view.media, output, view.framing))
            )
            for view in views
        ]
        yield from _written_over(_led_over(segment, shown, output), segment, cues)


def _led_over(
    segment: Segment, shown: Sequence[Generator[Picture]], output: Output
) -> Iterator[Picture]:
    if segment.kind == "title":
        for grey in title_frames(segment, output):
            yield np.repeat(grey[..., None], 3, axis=2)
    elif segment.kind == "body":
        yield from shown[0]
    elif segment.kind == "dissolve":
        for number, (before, behind) in enumerate(zip(*shown, strict=True)):
            yield mixed(before, behind, segment.weight(number))
    else:
        for number, picture in enumerate(shown[0]):
            yield mixed(np.zeros_like(picture), picture, segment.weight(number))


def mixed(before: Picture, behind: Picture, weight: Fraction) -> Picture:
    """Return two pictures of one shape and type mixed, to the nearest level.

    Args:
        before: of any whole-number type.
        behind: the same.
        weight: of `behind`, 0 to 1.
    """
    whole = weight.denominator
    sum_of = before.astype(np.uint32) * (whole - weight.numerator)
    sum_of += behind.astype(np.uint32) * weight.numerator
    return ((sum_of + whole // 2) // whole).astype(before.dtype)


def _written_over(pictures: Iterable[Picture], segment: Segment, cues: Cues) -> Iterator[Picture]:
    """Yield pictures with cues drawn into them."""
    changes = dict(cues.states(segment.first, segment.count))
    texts: tuple[str, ...] = ()
    for number, picture in enumerate(pictures):
        texts = changes.get(number, texts)
        yield _covered(picture, *cues.pictures(texts)) if texts else picture


def _covered(picture: Picture, white: Picture, cover: Picture) -> Picture:
    rows = np.flatnonzero(cover.any(axis=1))
    if len(rows) == 0:
        return picture
    part = slice(rows[0], rows[-1] + 1)
    alpha = cover[part, :, None].astype(np.uint16)
    under = picture[part].astype(np.uint16) * (255 - alpha)
    drawn = picture.copy()
    drawn[part] = (under + white[part, :, None].astype(np.uint16) * alpha + 127) // 255
    return drawn
