"""Frames of a film by their numbers, in the very samples that its decoder gives.

No scaling, no conversion, no turning: for what must come out as it went in. Knows nothing about
clips.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.errors import NotAMovie
from cutter.media import nal
from cutter.media.container import opened
from cutter.media.counter import counted
from cutter.media.streams import ReadStats, clock_of, decoded, video_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from cutter.media.cadence import Clock
    from cutter.schema import Media

RETREATS: Final = (Fraction(0), Fraction(1), Fraction(12), Fraction(60))
"""Seconds before a frame to look for an iframe to decode from, by turns; then the beginning."""
PATIENCE: Final = 900
"""Frames decoded in search of an iframe."""


def native_frames(
    media: Media, runs: Iterable[tuple[int, int]], *, is_brief: bool = False
) -> Generator[tuple[int, bytes], None, None]:
    """Decode runs of frames of a film of constant rate.

    Args:
        media: as `open_source` describes it.
        runs: for each the number of its first frame and how many there are.
        is_brief: whether runs are of a few frames: these are decoded by one thread, because
            several read on far behind what is asked for.

    Yields:
        A frame's number, and its planes one after the other, rows without padding.

    Raises:
        NotAMovie: the file cannot be read on, or has no such frame.
        SourceChanged: the file has no such stream any more.
    """
    for number, frame in _frames(media, runs, {}, is_brief=is_brief):
        yield number, samples(frame)


def shown_numbers(media: Media, runs: Iterable[tuple[int, int]]) -> Generator[int, None, None]:
    """Decode runs of frames only to see that they come, in order; no block edge is smoothed.

    One thread decodes.

    Yields:
        The frames' numbers. Else as `native_frames`.
    """
    for number, _ in _frames(media, runs, {"skip_loop_filter": "all"}, is_brief=True):
        yield number


def _frames(
    media: Media,
    runs: Iterable[tuple[int, int]],
    options: dict[str, str],
    *,
    is_brief: bool,
) -> Iterator[tuple[int, VideoFrame]]:
    """Decode runs of frames; the options are the decoder's."""
    with opened(media.path) as container:
        video = video_of(container, media)
        video.codec_context.options = options
        if is_brief:
            video.thread_type, video.codec_context.thread_count = "SLICE", 1
        clock = clock_of(media, video)
        for first, count in runs:
            expected = first
            for number, frame in _run(container, video, media, clock, first, count):
                if number != expected:
                    break
                expected += 1
                yield number, frame
            if expected != first + count:
                raise NotAMovie(f"{media.path}: frame {expected} cannot be decoded", media.path)


def samples(frame: VideoFrame) -> bytes:
    """Return a frame's planes one after the other, rows without padding."""
    parts = []
    deep = max(component.bits for component in frame.format.components) > 8
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        parts.append(rows[: plane.height, : plane.width * (2 if deep else 1)].tobytes())
    return b"".join(parts)


def _run(
    container: InputContainer,
    video: VideoStream,
    media: Media,
    clock: Clock,
    first: int,
    count: int,
) -> Iterator[tuple[int, VideoFrame]]:
    """Yield the frames of one run, from wherever decoding has to begin."""
    time = first / clock.rate
    for retreat in (*RETREATS, None):
        begin = None if retreat is None or time <= retreat else time - retreat
        started = False
        for number, frame in _shown(container, video, media, clock, begin, first):
            if not started and number > first and begin is not None:
                # Decoding began too late: what leans on earlier frames is lost.
                break
            started = True
            if number >= first + count:
                return
            if number >= first:
                yield number, frame
        else:
            if started or begin is None:
                return


def _shown(
    container: InputContainer,
    video: VideoStream,
    media: Media,
    clock: Clock,
    begin: Fraction | None,
    first: int,
) -> Iterator[tuple[int, VideoFrame]]:
    """Decode from an iframe before a time; what is not needed for `first` is left out."""
    if begin is None:
        # Opened anew: not every file can be sought back to its first packet.
        with opened(media.path) as again:
            fresh = video_of(again, media)
            fresh.codec_context.options = video.codec_context.options
            fresh.thread_type = video.thread_type
            fresh.codec_context.thread_count = video.codec_context.thread_count
            yield from _numbered(again, fresh, media, clock, first, is_settled=True)
        return
    # One tick more than `stamp`, which leaves one for rounding: an iframe at `begin` is meant.
    container.seek(clock.stamp(begin) + 1, stream=video, backward=True, any_frame=False)
    yield from _numbered(container, video, media, clock, first, is_settled=False)


def _numbered(
    container: InputContainer,
    video: VideoStream,
    media: Media,
    clock: Clock,
    first: int,
    *,
    is_settled: bool,
) -> Iterator[tuple[int, VideoFrame]]:
    """Decode on; frames before the first iframe are left out unless decoding is settled."""
    size = nal.length_size(media.codec, bytes(video.codec_context.extradata or b""))
    needed = clock.stamp(first / clock.rate)
    patience = PATIENCE
    for packet in counted(container.demux(video)):
        if media.codec == "h264" and _is_needless(packet, size, needed):
            continue
        for frame in decoded(packet, ReadStats()):
            if not is_settled:
                patience -= 1
                if patience == 0:
                    return
                # They lean on others that were not decoded.
                if not frame.key_frame:
                    continue
                is_settled = True
            if frame.pts is None:
                continue
            place = clock.time(frame.pts) * clock.rate
            if place.denominator == 1 and place >= 0:
                yield place.numerator, frame


def _is_needless(packet: Packet[VideoStream], size: int, needed: int) -> bool:
    """Whether a packet holds a frame that is shown too early and on which no other leans."""
    if not packet.size or packet.pts is None or packet.pts >= needed or packet.is_keyframe:
        return False
    return nal.is_disposable(list(nal.units(memoryview(packet), size)))
