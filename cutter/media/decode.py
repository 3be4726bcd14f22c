"""A `Media` turned into its frames and its sound, in one pass or around one span.

Knows nothing about shots, signals or what the frames are for.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.media.cadence import Clock, stamp_of
from cutter.media.container import opened
from cutter.media.counter import counted, packets_read
from cutter.media.picture import Darkroom, PictureFrame
from cutter.media.resample import SoundBlock, Stereo
from cutter.media.streams import (
    JUMP,
    ReadStats,
    clock_of,
    decoded,
    sound_time,
    stream_of,
    video_of,
)
from cutter.media.tracks import default_audio

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import numpy as np
    from av.container import InputContainer
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from cutter.schema import Media, TimeRange

    Picture = NDArray[np.uint8]

__all__ = [
    "PictureFrame",
    "ReadStats",
    "SoundBlock",
    "frames",
    "packets_read",
    "pictures",
    "read",
]

SAMPLE_RATE = 48_000
"""Of the sound that a pass gives, in samples per second."""

PATIENCE = 600
"""Frames decoded after a seek in search of an iframe."""
RETREATS = (Fraction(0), Fraction(2), Fraction(10), Fraction(60))
"""How far before a span to look for a frame to start decoding from, in seconds, by turns."""


def read(
    media: Media,
    *,
    sound: bool = True,
    stats: ReadStats | None = None,
    references_only: bool = False,
) -> Generator[PictureFrame | SoundBlock, None, None]:
    """Decode a whole film once, picture and sound side by side as the file stores them.

    Args:
        media: as `open_source` describes it.
        sound: whether to give the default sound track too.
        stats: filled with what was met, corrupt frames above all.
        references_only: whether to leave out the frames that no other frame leans on; each frame
            given is then taken to be shown until the next one that is given.

    Yields:
        Frames in shown order and blocks of 48,000 Hz stereo, both on our clock. Sound may begin
        before 0, and may run ahead of the picture or behind it. Frames that a decoder repaired
        come marked as corrupt; packets that it could not decode are left out and counted.

    Raises:
        NotAMovie: the file cannot be read on.
        SourceChanged: the file has no such streams any more.
    """
    stats = stats if stats is not None else ReadStats()
    darkroom = Darkroom(media)
    with opened(media.path) as container:
        video = video_of(container, media)
        if references_only:
            video.codec_context.skip_frame = "NONREF"
        streams: list[Stream] = [video]
        track = default_audio(media) if sound else None
        if track is not None:
            streams.append(stream_of(container, media, track.index))
        clock = clock_of(media, video)
        timer = _Timer(clock, media.container, stats)
        stereo, start = Stereo(SAMPLE_RATE), float(media.clock_start)
        waiting: tuple[VideoFrame, Fraction] | None = None
        latest = 0
        for packet in counted(container.demux(streams)):
            if packet.stream.index != media.video_index:
                for frame in decoded(packet, stats):
                    # Exact times are slow to reckon, and most frames just follow the last one.
                    said = frame.time
                    follows = said is not None and stereo.expects(said - start)
                    yield from stereo.push(frame, None if follows else sound_time(frame, media))
                continue
            latest = max(latest, packet.pts or 0)
            for frame in decoded(packet, stats):
                time = timer.time(frame)
                if time is None:
                    continue
                if waiting is not None:
                    yield _given(waiting, time, darkroom, stats)
                waiting = frame, time
        if waiting is not None:
            end = _last_end(waiting, media)
            if references_only:
                # The very last frames may be among those left out.
                end = max(end, clock.time(latest) + media.frame_duration)
            yield _given(waiting, end, darkroom, stats)
        yield from stereo.flush()


def frames(media: Media, span: TimeRange) -> Generator[PictureFrame, None, None]:
    """Decode exactly the frames whose times lie in a span.

    Args:
        media: as `open_source` describes it.
        span: on our clock.

    Yields:
        Frames in shown order; each is said to end when the next one begins, or with the span.

    Raises:
        NotAMovie: the file cannot be read on.
        SourceChanged: the file has no such stream any more.
    """
    darkroom = Darkroom(media)
    waiting: tuple[VideoFrame, Fraction] | None = None
    for frame, time in _inside(media, span):
        if waiting is not None:
            yield PictureFrame(waiting[0], darkroom, waiting[1], time)
        waiting = frame, time
    if waiting is not None:
        end = min(span.end, _last_end(waiting, media))
        yield PictureFrame(waiting[0], darkroom, waiting[1], max(end, waiting[1]))


def pictures(
    media: Media, span: TimeRange, *, size: tuple[int, int] | None = None
) -> Generator[tuple[Fraction, Picture], None, None]:
    """Decode exactly the frames whose times lie in a span, as pictures; see `frames`.

    Args:
        media: as `open_source` describes it.
        span: on our clock.
        size: width and height of the pictures; the display size unless given.

    Yields:
        The frame's time and an (h, w, 3) uint8 RGB picture, upright with square pixels.
    """
    width, height = size or (media.display_width, media.display_height)
    darkroom = Darkroom(media)
    for frame, time in _inside(media, span):
        yield time, darkroom.shown(frame, width, height)


def _inside(media: Media, span: TimeRange) -> Iterator[tuple[VideoFrame, Fraction]]:
    """Decode the frames of a span, from as little before it as the file allows."""
    for retreat in (*RETREATS, None):
        start = None if retreat is None else span.start - retreat
        if start is not None and start <= 0:
            continue
        first = True
        with opened(media.path) as container:
            for frame, time in _from(container, media, start):
                if first and start is not None and time > span.start:
                    break
                first = False
                if time >= span.end:
                    return
                if time >= span.start:
                    yield frame, time
            else:
                if not first or start is None:
                    return


class _Timer:
    """Gives decoded frames their times: always later than the one before."""

    def __init__(self, clock: Clock, container: str, stats: ReadStats) -> None:
        self._clock = clock
        self._container = container
        self._stats = stats
        self._last: Fraction | None = None
        self._said = Fraction(0)

    def time(self, frame: VideoFrame) -> Fraction | None:
        """Return the frame's time, or None for a frame that is not shown."""
        stamp = stamp_of(frame, self._container)
        if stamp is not None:
            time = self._clock.time(stamp)
        else:
            time = Fraction(0) if self._last is None else self._last + 1 / self._clock.rate
        if time >= 0 and (self._last is None or time > self._last):
            self._last = self._said = time
            return time
        self._stats.clock_jumps += time < self._said - JUMP
        self._stats.misplaced_frames += 1
        self._said = time
        return None


def _from(
    container: InputContainer, media: Media, start: Fraction | None
) -> Iterator[tuple[VideoFrame, Fraction]]:
    """Decode the picture from an iframe before `start` (None: from the beginning) to the end."""
    video = video_of(container, media)
    clock = clock_of(media, video)
    timer = _Timer(clock, media.container, ReadStats())
    is_settled = start is None
    patience = PATIENCE
    if start is not None and not _sought(container, video, clock.stamp(start)):
        return
    for packet in counted(container.demux(video)):
        for frame in decoded(packet, ReadStats()):
            if not is_settled:
                patience -= 1
                if patience == 0:
                    return
                # Frames before the first iframe lean on others that were not decoded.
                if not frame.key_frame or stamp_of(frame, media.container) is None:
                    continue
                is_settled = True
            time = timer.time(frame)
            if time is not None:
                yield frame, time


def _sought(container: InputContainer, video: VideoStream, stamp: int) -> bool:
    """Go to an iframe before a stamp; say whether the file could."""
    import av

    try:
        container.seek(stamp, stream=video, backward=True, any_frame=False)
    except (av.FFmpegError, OSError):
        return False
    return True


def _given(
    waiting: tuple[VideoFrame, Fraction], end: Fraction, darkroom: Darkroom, stats: ReadStats
) -> PictureFrame:
    """Return a frame whose end is known now, and count it."""
    given = PictureFrame(waiting[0], darkroom, waiting[1], end)
    stats.frames += 1
    stats.corrupt_frames += given.is_corrupt
    stats.end = end
    return given


def _last_end(waiting: tuple[VideoFrame, Fraction], media: Media) -> Fraction:
    """Return when the last frame ends: after its own length if the rate varies, else nominally."""
    frame, time = waiting
    if media.is_vfr and frame.duration and frame.time_base:
        return time + frame.duration * frame.time_base
    return time + media.frame_duration
