"""The MoviePy renderer: MoviePy composes the clips, we read and write.

MoviePy opens no file here: frames come from `media.decode`, and leave through `cutter.ffmpeg`.
So what MoviePy's own reader gets wrong (variable rates, rotation) cannot happen.
"""

from __future__ import annotations

import contextlib
import gc
from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.render import look
from cutter.render.burnt import Cues
from cutter.render.cards import title_picture
from cutter.render.composed import mixed
from cutter.render.decoded import frames, raw_arguments, refuse_hdr
from cutter.render.encoded import describe
from cutter.render.encoder import or_on_cpu
from cutter.render.renderer import Pictures
from cutter.timeline.place import frame_count
from cutter.timeline.segments import segments, sources_of, word_share

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from moviepy import VideoClip
    from numpy.typing import NDArray

    from cutter.progress import Progress
    from cutter.render.encoder import Encoder
    from cutter.schema import EditDecisionList, Framing, Media, Output
    from cutter.timeline.place import Placed
    from cutter.timeline.segments import Segment

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
        made = segments(edl)
        used = [films[index] for index in sources_of(made)]
        refuse_hdr(used)
        tags = look.colour(used, edl.output)
        target = work / "picture.mp4"

        def encode(encoder: Encoder) -> None:
            arguments = raw_arguments(edl.output, tags, encoder, target)
            composed = compose(made, films, edl)
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


def compose(made: Sequence[Segment], films: Sequence[Media], edl: EditDecisionList) -> VideoClip:
    """Return the cut as one MoviePy clip of the output's size.

    Args:
        made: all segments of the cut.
        films: the opened sources, in the order of `edl.sources`.
        edl: the cut.
    """
    from moviepy import concatenate_videoclips

    framings = edl.reframe or (None,) * len(edl.clips)
    cues = Cues.of(edl)
    clips = []
    for segment in made:
        shown = [
            _Shown(piece, films[piece.source], edl.output, framings[piece.clip])
            for piece in segment.placed
        ]
        clip = _composed(segment, shown, edl.output)
        clips.append(_with_words(clip, segment, cues))
    composed: VideoClip = concatenate_videoclips(clips)
    return composed


def _composed(segment: Segment, shown: Sequence[_Shown], output: Output) -> VideoClip:
    """Return one segment as a MoviePy clip."""
    from moviepy import CompositeVideoClip

    def number(time: float) -> int:
        return min(max(0, int(time * output.frame_rate)), segment.count - 1)

    clips = [_film_clip(one.at, segment.count, output) for one in shown]
    if segment.kind == "dissolve":
        size = output.height, output.width
        mask = _film_clip(
            lambda time: np.full(size, float(segment.weight(number(time)))), segment.count, output
        )
        mask.is_mask = True
        return CompositeVideoClip([clips[0], clips[1].with_mask(mask)], use_bgclip=True)
    if segment.kind == "body":
        return clips[0]
    if segment.kind == "title":
        words = title_picture(segment.title.text if segment.title else "", output)
        card = np.dstack([words] * 3)

        def lit(time: float) -> Picture:
            return _dimmed(card, word_share(segment, number(time), output.frame_rate))

        return _film_clip(lit, segment.count, output)
    return clips[0].transform(lambda get, time: _dimmed(get(time), segment.weight(number(time))))


def _with_words(clip: VideoClip, segment: Segment, cues: Cues) -> VideoClip:
    """Return a segment with cues laid over it."""
    from moviepy import CompositeVideoClip

    changes = cues.states(segment.first, segment.count)
    if not changes:
        return clip
    output, top, begins = cues.output, cues.top, [at for at, _ in changes]

    def drawn(time: float) -> tuple[Picture, Picture]:
        # Not kept for every cue: a cut may have a thousand.
        return cues.pictures(changes[bisect_right(begins, int(time * rate)) - 1][1])

    rate = output.frame_rate
    words = _film_clip(lambda time: np.dstack([drawn(time)[0][top:]] * 3), segment.count, output)
    mask = _film_clip(lambda time: drawn(time)[1][top:] / 255, segment.count, output)
    mask.is_mask, words.size = True, (output.width, output.height - top)
    words = words.with_mask(mask).with_position((0, top))
    return CompositeVideoClip([clip, words], use_bgclip=True)


def _dimmed(picture: Picture, weight: Fraction) -> Picture:
    return mixed(np.zeros_like(picture), picture, weight)


def _film_clip(frame: Callable[[float], NDArray[Any]], count: int, output: Output) -> VideoClip:
    """Return a MoviePy clip whose frames are made when they are asked for, and not before.

    MoviePy's own constructor would ask for a first frame to learn the size, and so keep a decoder
    open for every clip of the cut.
    """
    from moviepy import VideoClip

    clip = VideoClip(duration=float(count / output.frame_rate))
    clip.size = (output.width, output.height)
    clip.fps = float(output.frame_rate)
    clip.frame_function = frame
    return clip


class _Shown:
    """A clip's frames by the clip's own time; decodes forwards, and again from the start."""

    def __init__(
        self, piece: Placed, media: Media, output: Output, framing: Framing | None
    ) -> None:
        self._piece = piece
        self._media = media
        self._output = output
        self._framing = framing
        self._frames: Generator[Picture] | None = None
        self._number = -1
        self._picture: Picture | None = None

    def at(self, time: float) -> Picture:
        """Return the (height, width, 3) uint8 RGB picture at a time in seconds."""
        last = self._piece.count - 1
        number = min(max(0, int(time * self._output.frame_rate)), last)
        if self._frames is None or number < self._number:
            self._frames = frames(self._piece, self._media, self._output, self._framing)
            self._number = -1
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
