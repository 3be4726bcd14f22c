"""The streams of an opened film found again, and their packets decoded one by one.

Shared by all that decode; knows nothing about seeking and order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter.cores import limit
from cutter.errors import SourceChanged
from cutter.media.cadence import Clock
from cutter.media.container import decoder_limit

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

    from cutter.schema import Media


JUMP = Fraction(1, 2)
"""Seconds; frames that are only out of order lie nearer together."""


@dataclass(slots=True)
class ReadStats:
    """What a pass met; filled while it runs."""

    frames: int = 0
    """Frames given out."""
    corrupt_frames: int = 0
    """Frames that the decoder had to guess, and picture packets that it could not decode."""
    misplaced_frames: int = 0
    """Frames left out because their stamps lie before those of frames shown already."""
    clock_jumps: int = 0
    """How often the stamps jump back by more than `JUMP`, as where recordings were joined."""
    corrupt_sound: int = 0
    """Sound packets that could not be decoded."""
    end: Fraction = field(default_factory=Fraction)
    """End of the last frame given out, on our clock, in seconds."""


def decoded(packet: Packet[Any], stats: ReadStats) -> list[Any]:
    """Return the frames that a packet completes; count the packet where it cannot be decoded."""
    import av

    try:
        frames = packet.decode()
    except (av.FFmpegError, OSError):
        if packet.stream.type == "video":
            stats.corrupt_frames += 1
        else:
            stats.corrupt_sound += 1
        return []
    return frames


def sound_time(frame: AudioFrame, media: Media) -> Fraction | None:
    """Return when a decoded sound frame begins, on our clock; None where it does not say."""
    if frame.pts is None or frame.time_base is None:
        return None
    return frame.pts * frame.time_base - media.clock_start


def clock_of(media: Media, video: VideoStream) -> Clock:
    """Return the clock on which the picture's stamps become our times."""
    return Clock(media.clock_start, media.frame_rate, video.time_base or Fraction(1, 90_000))


def video_of(container: InputContainer, media: Media) -> VideoStream:
    """Return the picture stream, set to decode with all cores that may be used."""
    import av

    stream = stream_of(container, media, media.video_index)
    if not isinstance(stream, av.VideoStream):
        raise SourceChanged(f"{media.path}: the file has changed; run again", media.path)
    stream.thread_type = "AUTO"
    if (most := limit()) is not None:
        stream.codec_context.thread_count = most
    stream.codec_context.options = {"max_pixels": decoder_limit(media.width * media.height)}
    return stream


def stream_of(container: InputContainer, media: Media, index: int) -> Stream:
    """Return a stream by its index.

    Raises:
        SourceChanged: there is none of that index.
    """
    if index >= len(container.streams):
        raise SourceChanged(f"{media.path}: the file has changed; run again", media.path)
    return container.streams[index]
