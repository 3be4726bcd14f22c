"""A film's iframes decoded, and nothing else: what a first draft is made of.

An encoder begins a new group of pictures where the scene changes, so that most shots of a film
begin with an iframe. Knows nothing about shots.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.media.cadence import stamp_of
from cutter.media.container import opened
from cutter.media.counter import counted
from cutter.media.picture import Darkroom, PictureFrame
from cutter.media.streams import ReadStats, clock_of, decoded, video_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from av.video.frame import VideoFrame

    from cutter.schema import Media


@dataclass(slots=True)
class Extent:
    """How far the packets reach; filled while they are read."""

    end: Fraction = Fraction(0)
    """End of the last frame, on our clock, in seconds."""


def iframes(
    media: Media, *, apart: Fraction, extent: Extent, stats: ReadStats
) -> Generator[PictureFrame, None, None]:
    """Read a film's picture packets and decode its iframes.

    Args:
        media: as `open_source` describes it.
        apart: seconds by which iframes must lie apart; those that follow sooner are passed over.
        extent: filled with how far the film reaches.
        stats: filled with what was met.

    Yields:
        Frames in shown order, slightly coarser than a whole decode gives them: they are not
        smoothed between blocks. Each is said to end where it begins.

    Raises:
        NotAMovie: the file cannot be read on.
        SourceChanged: the file has no such stream any more.
    """
    from av.stream import Discard

    darkroom = Darkroom(media)
    with opened(media.path) as container:
        video = video_of(container, media)
        # Not `nonkey` for the picture itself: FFmpeg's reader of MP4 then mixes up when frames are
        # shown.
        for stream in container.streams:
            stream.discard = Discard.default if stream is video else Discard.all
        video.codec_context.options = {"skip_loop_filter": "all"}
        clock = clock_of(media, video)
        latest: int | None = None
        last_fed = last_given = None

        def given(frame: VideoFrame) -> PictureFrame | None:
            nonlocal last_given
            stamp = stamp_of(frame, media.container)
            time = None if stamp is None or not frame.key_frame else clock.time(stamp)
            if time is None or time < 0 or (last_given is not None and time <= last_given):
                return None
            last_given = time
            stats.frames += 1
            stats.corrupt_frames += frame.is_corrupt
            return PictureFrame(frame, darkroom, time, time)

        for packet in counted(container.demux(video)):
            stamp = packet.dts if media.container == "avi" else packet.pts
            if stamp is None:
                continue
            latest = stamp if latest is None else max(latest, stamp)
            if not packet.is_keyframe or (
                last_fed is not None and (stamp - last_fed) * packet.time_base < apart
            ):
                continue
            last_fed = stamp
            for frame in decoded(packet, stats):
                if (shown := given(frame)) is not None:
                    yield shown
        for frame in video.codec_context.decode(None):
            if (shown := given(frame)) is not None:
                yield shown
        if latest is not None:
            extent.end = clock.time(latest) + media.frame_duration
