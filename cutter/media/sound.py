"""Spans of a film turned into exactly their samples. Knows nothing about pictures."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from cutter.errors import UsageError
from cutter.media.container import opened
from cutter.media.resample import SLACK, SoundBlock, Stereo
from cutter.media.streams import ReadStats, decoded, sound_time, stream_of
from cutter.media.tracks import default_audio

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

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
    """Decode the sound of a span, placed to the sample; `listening` is cheaper for many spans.

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
    with listening(media, track=track, sample_rate=sample_rate) as listener:
        return listener.pcm(span)


@contextlib.contextmanager
def listening(
    media: Media, *, track: int | None = None, sample_rate: int = 48_000
) -> Iterator[Listener]:
    """Open a film's sound for the length of a block, to decode spans of it in any order.

    Takes and raises what `pcm` does.
    """
    index = _track(media, track)
    if index is None:
        yield Listener(media, None, 0, sample_rate)
        return
    with opened(media.path) as container:
        yield Listener(media, container, index, sample_rate)


class Listener:
    """Decodes spans of one sound track; made by `listening`.

    Noise that a decoder makes up (AAC codes some as its loudness alone) goes on from span to span.
    """

    def __init__(
        self, media: Media, container: InputContainer | None, index: int, sample_rate: int
    ) -> None:
        """Listen to stream `index` of a container at its beginning; None for a silent film."""
        self._media = media
        self._container = container
        self._index = index
        self._rate = sample_rate
        self._track: _Track | None = None

    def pcm(self, span: TimeRange) -> Samples:
        """Decode the sound of a span of our clock; (round(duration * rate), 2) float32."""
        import numpy as np

        wanted = np.zeros((round(span.duration * self._rate), 2), dtype=np.float32)
        if self._container is None:
            return wanted
        stereo = Stereo(self._rate)
        with contextlib.closing(self._frames(self._container, span)) as frames:
            for frame, time in frames:
                for block in stereo.push(frame, time):
                    _lay(block, wanted, span.start, self._rate)
        for block in stereo.flush():
            _lay(block, wanted, span.start, self._rate)
        return wanted

    def _frames(self, container: InputContainer, span: TimeRange) -> Generator[Timed, None, None]:
        """Decode the track from a little before the span to its end, with exact times."""
        if span.start > NEAR_START:
            if self._track is None:
                # Looked at once, while the container stands at its beginning.
                self._track = _track_of(container, self._media, self._index)
            frames = _after_seek(container, self._media, self._track, span)
            first = next(frames, None)
            if first is not None and first[1] <= span.start - SETTLED:
                yield first
                yield from frames
                return
        # Either the span is near the beginning, or the seek did not land before it.
        with opened(self._media.path) as fresh:
            yield from _until(_timed(fresh, self._media, self._index), span.end)


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


@dataclass(frozen=True, slots=True)
class _Track:
    """What has to be known of a track to tell the times of its frames after a seek."""

    index: int
    tick: Fraction
    """Length of one tick of its stamps, in seconds."""
    is_coarse: bool
    """Whether a tick is longer than a sample."""
    grid: tuple[Fraction, Fraction] | None
    """As `_grid` gives it; None for a track that is not coarse too."""


def _track_of(container: InputContainer, media: Media, index: int) -> _Track:
    """Look at the beginning of a track."""
    tick = stream_of(container, media, index).time_base or Fraction(1, 90_000)
    is_coarse = any(track.index == index and tick * track.sample_rate > 1 for track in media.audio)
    return _Track(index, tick, is_coarse, _grid(container, media, index) if is_coarse else None)


def _after_seek(
    container: InputContainer, media: Media, track: _Track, span: TimeRange
) -> Iterator[Timed]:
    """Go to just before the span and decode from there."""
    import av

    stream = stream_of(container, media, track.index)
    target = span.start - PREROLL + media.clock_start
    try:
        container.seek(int(target // track.tick), stream=stream, backward=True, any_frame=False)
    except (av.FFmpegError, OSError):
        return
    frames = _until(_timed(container, media, track.index), span.end)
    if not track.is_coarse:
        yield from frames
        return
    waiting: list[Timed] = []
    for frame, time in frames:
        waiting.append((frame, time))
        if time > span.start - SETTLED:
            break
    if waiting:
        yield waiting[0][0], _settled(waiting, track.grid, track.tick)
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
