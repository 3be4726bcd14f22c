"""Frames in a film's own samples, mixed, dimmed and written on: what stands between copied ones.

Nothing is converted on the way, so that frames beside those that are copied look as they do.
Knows nothing about encoders and packets.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.media.native import native_frames
from cutter.render.cards import title_frames
from cutter.render.composed import mixed
from cutter.render.runs import frames_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cutter.render.burnt import Cues
    from cutter.schema import Media, Output
    from cutter.timeline.segments import Segment

    Samples = NDArray[np.unsignedinteger]
    Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Canvas:
    """How the samples of a film's frames lie, plane by plane: luma, and chroma of fewer samples."""

    width: int
    height: int
    across: int
    """Pixels that share a sample of chroma, side by side."""
    down: int
    """The same, one above the other."""
    bits: int
    is_full: bool
    """Whether black is 0 and white the largest number."""

    @classmethod
    def of(cls, media: Media) -> Canvas:
        """Return that of a film, which is stored as luma and chroma."""
        name = media.pixel_format
        return cls(
            media.width,
            media.height,
            2,
            1 if "422" in name else 2,
            10 if "10" in name else 8,
            name.startswith("yuvj"),
        )

    def read(self, data: bytes) -> Samples:
        """Return a frame's samples one after the other."""
        return np.frombuffer(data, np.dtype("<u2") if self.bits > 8 else np.dtype(np.uint8))

    def grey(self, picture: Grey) -> Samples:
        """Return a grey picture, (height, width) uint8 of 0 for black to 255, as samples."""
        chroma = np.full(2 * self._few, 1 << (self.bits - 1))
        kind = np.dtype("<u2") if self.bits > 8 else np.dtype(np.uint8)
        return np.concatenate([self._luma(picture).ravel(), chroma]).astype(kind)

    def written_over(self, frame: Samples, white: Grey, cover: Grey) -> Samples:
        """Return a frame with words drawn over it, as `Cues.pictures` gives them."""
        rows, columns = self.height // self.down, self.width // self.across
        shared = cover.reshape(rows, self.down, columns, self.across)
        few = shared.astype(np.uint32).mean(axis=(1, 3)).round().astype(np.uint32).ravel()
        alpha = np.concatenate([cover.ravel().astype(np.uint32), few, few])
        words = self.grey(white).astype(np.uint32)
        drawn: Samples = ((frame * (255 - alpha) + words * alpha + 127) // 255).astype(frame.dtype)
        return drawn

    @property
    def _few(self) -> int:
        """Samples of one plane of chroma."""
        return (self.height // self.down) * (self.width // self.across)

    def _luma(self, picture: Grey) -> NDArray[np.uint32]:
        # ITU-R BT.709, section 4: black is 16 and white 235, times 4 with two bits more.
        black, white = (0, 255) if self.is_full else (16, 235)
        scaled = black * 255 + picture.astype(np.uint32) * (white - black)
        return (scaled * (1 << (self.bits - 8)) + 127) // 255


def painted(
    segment: Segment,
    films: Sequence[Media],
    canvas: Canvas,
    output: Output,
    cues: Cues,
) -> Iterator[bytes]:
    """Yield the frames of a segment in the samples of its films, which are all of one form.

    Args:
        segment: any.
        films: the cut's sources.
        canvas: of those that the cut shows.
        output: what the cut shall be like: of the films' size and rate.
        cues: those that are drawn into the cut.

    Raises:
        NotAMovie: a film cannot be read on, or has no such frame.
    """
    changes = dict(cues.states(segment.first, segment.count))
    texts: tuple[str, ...] = ()
    with contextlib.ExitStack() as stack:
        shown = []
        for piece in segment.placed:
            first, end = frames_of(piece, films[piece.source].frame_rate)
            frames = native_frames(films[piece.source], [(first, end - first)])
            shown.append(stack.enter_context(contextlib.closing(frames)))
        pictures = ((canvas.read(data) for _, data in frames) for frames in shown)
        for number, frame in enumerate(_led_over(segment, list(pictures), canvas, output)):
            texts = changes.get(number, texts)
            drawn = canvas.written_over(frame, *cues.pictures(texts)) if texts else frame
            yield drawn.tobytes()


def _led_over(
    segment: Segment, shown: Sequence[Iterator[Samples]], canvas: Canvas, output: Output
) -> Iterator[Samples]:
    if segment.kind == "title":
        yield from map(canvas.grey, title_frames(segment, output))
    elif segment.kind == "body":
        yield from shown[0]
    elif segment.kind == "dissolve":
        for number, (before, behind) in enumerate(zip(*shown, strict=True)):
            yield mixed(before, behind, segment.weight(number))
    else:
        black = canvas.grey(np.zeros((canvas.height, canvas.width), np.uint8))
        for number, frame in enumerate(shown[0]):
            yield mixed(black, frame, segment.weight(number))
