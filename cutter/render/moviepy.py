"""The MoviePy renderer: MoviePy composes the clips, we read and write.

MoviePy opens no file here: frames come from `media.decode`, and leave through `cutter.ffmpeg`.
So what MoviePy's own reader gets wrong (variable rates, rotation) cannot happen.
"""

from __future__ import annotations

import contextlib
import gc
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.render import look
from cutter.render.decoded import frames, raw_arguments, refuse_hdr
from cutter.render.encoded import describe
from cutter.render.encoder import or_on_cpu
from cutter.render.renderer import Pictures
from cutter.timeline.place import Placed, frame_count, place

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from pathlib import Path

    from moviepy import VideoClip
    from numpy.typing import NDArray

    from cutter.progress import Progress
    from cutter.render.encoder import Encoder
    from cutter.schema import EditDecisionList, Media, Output

    Picture = NDArray[np.uint8]


class MoviePyRenderer:
    """Composes the cut as one MoviePy clip and encodes it at one go."""

    name = "moviepy"

    def __init__(self, encoder: Encoder) -> None:
        """Encode with `encoder`."""
        self._encoder = encoder

    def picture(
        self,
        edl: EditDecisionList,
        films: Sequence[Media],
        work: Path,
        progress: Progress,
    ) -> Pictures:
        """Encode the picture of a cut; see `Renderer.picture`."""
        placed = place(edl)
        used = [films[index] for index in sorted({piece.source for piece in placed})]
        refuse_hdr(used)
        tags = look.colour(used, edl.output)
        target = work / "picture.mp4"

        def encode(encoder: Encoder) -> None:
            arguments = raw_arguments(edl.output, tags, encoder, target)
            composed = compose(placed, films, edl.output)
            _feed(composed, edl.output, frame_count(edl), arguments, progress)

        or_on_cpu(self._encoder, encode, progress)
        written, total = describe(target).frames, frame_count(edl)
        if written != total:
            raise RenderError(f"the picture came out with {written} frames instead of {total}")
        return Pictures((target,), frames=total)


def _feed(
    composed: VideoClip,
    output: Output,
    total: int,
    arguments: Sequence[str],
    progress: Progress,
) -> None:
    """Ask MoviePy for every frame of the output, and have it encoded."""

    def shown() -> Iterator[bytes]:
        for number in range(total):
            # The middle of a frame's time: nothing that floats do can reach its edges.
            middle = (number + Fraction(1, 2)) / output.frame_rate
            picture = composed.get_frame(float(middle))
            yield np.ascontiguousarray(picture, dtype=np.uint8).tobytes()
            stage.advance()

    with progress.stage("picture", total) as stage, contextlib.closing(composed):
        ffmpeg.run(arguments, feed=shown())


def compose(placed: Sequence[Placed], films: Sequence[Media], output: Output) -> VideoClip:
    """Return the cut as one MoviePy clip of the output's size."""
    from moviepy import VideoClip, concatenate_videoclips

    class FilmClip(VideoClip):  # type: ignore[misc]
        """A clip whose frames are decoded when they are asked for, and not before.

        MoviePy's own constructor would decode a first frame to learn the size, and so keep a
        decoder open for every clip of the cut.
        """

        def __init__(self, piece: Placed) -> None:
            super().__init__(duration=float(piece.count / output.frame_rate))
            self.size = (output.width, output.height)
            self.fps = float(output.frame_rate)
            self.frame_function = _Shown(piece, films[piece.source], output).at

    composed: VideoClip = concatenate_videoclips([FilmClip(piece) for piece in placed])
    return composed


class _Shown:
    """A clip's frames by the clip's own time; decodes forwards, and again from the start."""

    def __init__(self, piece: Placed, media: Media, output: Output) -> None:
        self._piece = piece
        self._media = media
        self._output = output
        self._frames: Generator[Picture] | None = None
        self._number = -1
        self._picture: Picture | None = None

    def at(self, time: float) -> Picture:
        """Return the (height, width, 3) uint8 RGB picture at a time in seconds."""
        last = self._piece.count - 1
        number = min(max(0, int(time * self._output.frame_rate)), last)
        if self._frames is None or number < self._number:
            self._frames, self._number = frames(self._piece, self._media, self._output), -1
        while self._picture is None or self._number < number:
            self._picture = next(self._frames)
            self._number += 1
        picture = self._picture
        if number == last:
            self._forget()
        return picture

    def _forget(self) -> None:
        """Let go of the decoder and of the picture: a cut may have a thousand clips."""
        if self._frames is not None:
            self._frames.close()
        self._frames = self._picture = None
        # PyAV's decoders lie in reference cycles, and hold a dozen frames each until collected.
        gc.collect(1)
