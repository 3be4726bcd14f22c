"""A span of a film turned into exactly its samples. Knows nothing about pictures."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.media.container import opened
from cutter.media.resample import SLACK, SoundBlock, Stereo
from cutter.media.streams import ReadStats, decoded, sound_time, stream_of
from cutter.media.tracks import default_audio

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from numpy.typing import NDArray

    from cutter.schema import Media, TimeRange

    Samples = NDArray[np.float32]
    Timed = tuple[AudioFrame, Fraction]

PREROLL = Fraction(1, 2)
"""Seconds decoded before a span, so that codecs that lean on earlier packets have settled."""
SETTLED = Fraction(1, 5)
"""Seconds of it that there must be at least, unless the track begins there."""
NEAR_START = Fraction(5)
"""Spans that begin before this many seconds are decoded from the track's beginning."""


def pcm(
    media: Media, span: TimeRange, *, track: int | None = None, sample_rate: int = 48_000
) -> Samples:
    """Decode the sound of a span, placed to the sample.

    Args:
        media: as `open_source` describes it.
        span: on our clock.
        track: stream index of the sound track; the default one unless given.
        sample_rate: samples per second.

    Returns:
        (n, 2) float32, n = round(duration * sample_rate); zeros where there is no sound.

    Raises:
        UsageError: the film has no such sound track.
        NotAMovie: the file cannot be read on.
    """
    import numpy as np

    wanted = np.zeros((round(span.duration * sample_rate), 2), dtype=np.float32)
    index = _track(media, track)
    if index is None:
        return wanted
    stereo = Stereo(sample_rate)
    for frame, time in _frames(media, index, span):
        for block in stereo.push(frame, time):
            _lay(block, wanted, span.start, sample_rate)
    for block in stereo.flush():
        _lay(block, wanted, span.start, sample_rate)
    return wanted


def _track(media: Media, asked: int | None) -> int | None:
    """Return the stream index to decode, or None where the film is silent."""
    if asked is not None:
        if all(track.index != asked for track in media.audio):
            raise UsageError(f"{media.path}: stream {asked} is no sound track of this film")
        return asked
    track = default_audio(media)
    return None if track is None else track.index


def _lay(block: SoundBlock, wanted: Samples, start: Fraction, sample_rate: int) -> None:
    """Copy the part of a block that lies inside the span to where it belongs."""
    at = round((block.time - start) * sample_rate)
    first, last = max(0, at), min(len(wanted), at + len(block.samples))
    if last > first:
        wanted[first:last] = block.samples[first - at : last - at]


def _frames(media: Media, index: int, span: TimeRange) -> Iterator[Timed]:
    """Decode the track from a little before the span to its end, with exact times."""
    if span.start > NEAR_START:
        with opened(media.path) as container:
            frames = _after_seek(container, media, index, span)
            first = next(frames, None)
            if first is not None and first[1] <= span.start - SETTLED:
                yield first
                yield from frames
                return
    # Either the span is near the beginning, or the seek did not land before it.
    with opened(media.path) as container:
        yield from _until(_timed(container, media, index), span.end)


def _after_seek(
    container: InputContainer, media: Media, index: int, span: TimeRange
) -> Iterator[Timed]:
    """Go to just before the span and decode from there."""
    import av

    stream = stream_of(container, media, index)
    tick = stream.time_base or Fraction(1, 90_000)
    is_coarse = any(track.index == index and tick * track.sample_rate > 1 for track in media.audio)
    grid = _grid(container, media, index) if is_coarse else None
    target = span.start - PREROLL + media.clock_start
    try:
        container.seek(int(target // tick), stream=stream, backward=True, any_frame=False)
    except (av.FFmpegError, OSError):
        return
    frames = _until(_timed(container, media, index), span.end)
    if not is_coarse:
        yield from frames
        return
    waiting: list[Timed] = []
    for frame, time in frames:
        waiting.append((frame, time))
        if time > span.start - SETTLED:
            break
    if waiting:
        yield waiting[0][0], _settled(waiting, grid, tick)
        yield from waiting[1:]
        yield from frames


def _until(frames: Iterator[Timed], end: Fraction) -> Iterator[Timed]:
    """Pass frames on up to the first that begins at or after `end`."""
    for frame, time in frames:
        if time >= end:
            return
        yield frame, time


def _timed(container: InputContainer, media: Media, index: int) -> Iterator[Timed]:
    """Decode a track; a frame without a stamp follows the one before."""
    stats = ReadStats()
    expected: Fraction | None = None
    for packet in container.demux(stream_of(container, media, index)):
        for frame in decoded(packet, stats):
            stated = sound_time(frame, media)
            time = stated if stated is not None else expected
            if time is not None:
                expected = time + Fraction(frame.samples, frame.sample_rate)
                yield frame, time


def _grid(container: InputContainer, media: Media, index: int) -> tuple[Fraction, Fraction] | None:
    """Return where the track's second frame begins, and the length that all its frames share.

    Matroska rounds stamps to 1 ms, 48 samples. A track of equal frames counts from its
    beginning, so a frame's true time can be told; without equal frames the answer is None.
    """
    first: list[Timed] = []
    for timed in _timed(container, media, index):
        first.append(timed)
        if len(first) == 12:
            break
    lengths = {frame.samples for frame, _ in first[1:]}
    if len(first) < 12 or len(lengths) != 1:
        return None
    frame, time = first[0]
    return (
        time + Fraction(frame.samples, frame.sample_rate),
        Fraction(lengths.pop(), frame.sample_rate),
    )


def _settled(
    frames: list[Timed], grid: tuple[Fraction, Fraction] | None, tick: Fraction
) -> Fraction:
    """Return the true time of the first frame, whose stamp and the following were rounded."""
    time = frames[0][1]
    if grid is not None:
        second, length = grid
        exact = second + round((time - second) / length) * length
        if abs(exact - time) <= tick:
            return exact
    # Each stamp says where the first frame began to within half a tick; all must be right.
    passed = Fraction(0)
    said = [time]
    for (frame, before), (_, after) in pairwise(frames):
        passed += Fraction(frame.samples, frame.sample_rate)
        if abs(after - before) > SLACK + Fraction(frame.samples, frame.sample_rate):
            break
        said.append(after - passed)
    return (min(said) + max(said)) / 2
