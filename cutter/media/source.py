"""A path turned into a `Media`: what the film is and how its clock relates to ours.

Only headers, the first few hundred packets and the first frames are read.
"""

from __future__ import annotations

import dataclasses
import hashlib
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import NotAMovie, SourceNotFound
from cutter.media.cadence import REORDERED, Clock, nominal_rate, stamp_of
from cutter.media.chapters import chapters, timecode
from cutter.media.colour import PRIMARIES, SPACES, TRANSFERS
from cutter.media.container import decoder_limit, locate, opened
from cutter.media.counter import counted
from cutter.media.orientation import display_size, rotation_of
from cutter.media.policy import DEFAULTS
from cutter.media.streams import JUMP
from cutter.media.tracks import audio_tracks, choose_video, subtitle_tracks
from cutter.schema import Media

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from cutter.media.policy import MediaPolicy

WHOLE = 64 * 2**20
"""Files up to this many bytes are hashed whole."""
EDGE = 2**20
"""Bytes hashed at the head and at the tail of a longer file."""
BLOCK, BLOCKS = 64 * 2**10, 62
"""Size and number of the blocks hashed in between, evenly spread."""

PROBED_PACKETS = 300
PROBED_BYTES = 32 * 2**20
"""Picture packets whose stamps are looked at, and how many bytes of them at most."""
PROBED_FRAMES = 600
"""Frames decoded at most to find one with a time stamp."""

LONGEST_PIXEL = Fraction(10)
"""Times as wide as high, or as high as wide; anamorphic film has 2. A header that says more is
damaged: its picture would be of a size that nothing can hold."""


def fingerprint(path: Path) -> str:
    """Return a digest of a film's content; two equal films have the same whatever their names.

    BLAKE2b with 16 bytes over the file's size (8 bytes, little-endian) and its content: the
    whole of it up to 64 MiB; of longer files the first and the last MiB and 62 blocks of 64 KiB,
    spread evenly over what lies between.

    Raises:
        SourceNotFound: there is no such regular file, or it may not be read.
        NotAMovie: the file is empty.
    """
    real = locate(path)
    digest = hashlib.blake2b(digest_size=16)
    try:
        with real.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            digest.update(size.to_bytes(8, "little"))
            if size <= WHOLE:
                while part := stream.read(EDGE):
                    digest.update(part)
                return digest.hexdigest()
            digest.update(stream.read(EDGE))
            room = size - 2 * EDGE - BLOCK
            for index in range(BLOCKS):
                stream.seek(EDGE + room * index // (BLOCKS - 1))
                digest.update(stream.read(BLOCK))
            stream.seek(size - EDGE)
            digest.update(stream.read(EDGE))
    except OSError as error:
        raise SourceNotFound(f"{path}: cannot be read ({error.strerror})", path) from error
    return digest.hexdigest()


@dataclasses.dataclass(slots=True)
class _Look:
    """What the first packets and frames of the picture say."""

    stamps: list[int]
    """Stamps of the first packets that are shown, sorted, without the unfinished tail."""
    first: VideoFrame | None = None
    unstamped: int = 0
    """Frames shown before the first one with a stamp."""
    first_stamp: int | None = None
    frames: int = 0


def open_source(path: Path, policy: MediaPolicy | None = None) -> Media:
    """Probe a film; nothing is decoded but its first frames.

    Args:
        path: an mp4, mov, mkv, webm, avi or ts file.
        policy: the most that it may ask for; the usual unless given.

    Returns:
        Its description, with `end` as the header promises it (`end_from="header"`).

    Raises:
        SourceNotFound: there is no such regular file, or it may not be read.
        UnsafeMedia: it is a playlist or a script.
        NoVideoStream: it holds no moving picture.
        NotAMovie: it cannot be read as a film.
        BeyondLimits: it asks for more than the policy allows.
    """
    policy = policy or DEFAULTS
    real = locate(path)
    policy.refuse_size(path, real.stat().st_size)
    with opened(real, policy) as container:
        policy.refuse_streams(path, len(container.streams))
        stream = choose_video(real, container)
        policy.refuse_picture(path, stream.width, stream.height)
        policy.refuse_rate(path, stream.average_rate)
        stream.codec_context.options = {"max_pixels": decoder_limit(policy.most_pixels)}
        look = _look(container, stream)
        if look.first is None:
            if not (stream.width and stream.height):
                policy.refuse_without_size(path)
            raise NotAMovie(f"{path}: not one frame of its picture can be decoded", path)
        policy.refuse_picture(path, look.first.width, look.first.height)
        media = _describe(real, container, stream, look, look.first)
    policy.refuse_rate(path, media.frame_rate)
    policy.refuse_length(path, media.end)
    return media


def _look(container: InputContainer, stream: VideoStream) -> _Look:
    """Read the first packets, and decode until a frame has a time stamp."""
    stamps: list[int] = []
    look = _Look(stamps)
    total = 0
    jump = int(JUMP / (stream.time_base or Fraction(1, 90_000)))
    is_one_clock = True
    previous: int | None = None
    for packet in counted(container.demux(stream)):
        if packet.pts is not None and not packet.is_discard:
            # Behind a jump of the clock the stamps of two recordings would be mixed. The order of
            # showing jumps too where frames stay for long and are stored out of order.
            order = packet.dts if packet.dts is not None else packet.pts
            is_one_clock = is_one_clock and (previous is None or order > previous - jump)
            previous = order
            if is_one_clock:
                stamps.append(packet.pts)
        total += packet.size
        if look.first_stamp is None and look.frames < PROBED_FRAMES:
            _decode_first(packet, look, container.format.name)
        enough = len(stamps) >= PROBED_PACKETS or total >= PROBED_BYTES
        if enough and (look.first_stamp is not None or look.frames >= PROBED_FRAMES):
            break
    stamps.sort()
    # Frames shown before the last ones read may not have been read yet, or have been cut off.
    del stamps[max(len(stamps) // 2, len(stamps) - REORDERED) :]
    if look.first_stamp is not None:
        # Leading frames that cannot be decoded (an open group of pictures) are not shown.
        look.stamps = [stamp for stamp in stamps if stamp >= look.first_stamp]
    return look


def _decode_first(packet: Packet[VideoStream], look: _Look, container: str) -> None:
    """Feed one packet to the decoder and note what comes out."""
    import av

    try:
        frames = packet.decode()
    except (av.FFmpegError, OSError):
        return
    for frame in frames:
        look.frames += 1
        if look.first is None:
            look.first = frame
        if look.first_stamp is None:
            look.first_stamp = stamp_of(frame, container)
            look.unstamped += look.first_stamp is None


def _describe(
    path: Path, container: InputContainer, stream: VideoStream, look: _Look, first: VideoFrame
) -> Media:
    """Put together what was found."""
    time_base = stream.time_base or Fraction(1, 90_000)
    claims = (stream.average_rate, stream.guessed_rate, stream.base_rate)
    rate, is_vfr = nominal_rate(look.stamps, time_base, claims)
    if look.first_stamp is None:
        clock_start = Fraction(0)
    else:
        clock_start = look.first_stamp * time_base - look.unstamped / rate
    aspect = stream.sample_aspect_ratio or Fraction(1)
    pixel_aspect = aspect if 1 / LONGEST_PIXEL <= aspect <= LONGEST_PIXEL else Fraction(1)
    rotation = rotation_of(first)
    width, height = display_size(first.width, first.height, pixel_aspect, rotation)
    return Media(
        path=path,
        fingerprint=fingerprint(path),
        container=container.format.name,
        codec=stream.codec_context.name,
        video_index=stream.index,
        clock_start=clock_start,
        container_start=_seconds(container.start_time),
        end=_promised_end(container, stream, Clock(clock_start, rate, time_base)),
        end_from="header",
        width=first.width,
        height=first.height,
        display_width=width,
        display_height=height,
        pixel_aspect=pixel_aspect,
        rotation=rotation,
        frame_rate=rate,
        is_vfr=is_vfr,
        pixel_format=stream.pix_fmt or first.format.name,
        colour_primaries=PRIMARIES.get(first.color_primaries, "unknown"),
        colour_transfer=TRANSFERS.get(first.color_trc, "unknown"),
        colour_space=SPACES.get(first.colorspace, "unknown"),
        is_interlaced=first.interlaced_frame,
        audio=audio_tracks(container),
        subtitles=subtitle_tracks(container),
        chapters=chapters(container, clock_start),
        timecode=timecode(container),
    )


def _promised_end(container: InputContainer, stream: VideoStream, clock: Clock) -> Fraction:
    """Return where the header says that the picture ends, on our clock; one frame at least."""
    from av import time_base as unit

    if stream.duration is not None and stream.start_time is not None:
        end = clock.time(stream.start_time + stream.duration)
    elif container.duration is not None:
        end = Fraction((container.start_time or 0) + container.duration, unit) - clock.start
    else:
        end = Fraction(0)
    return max(end, 1 / clock.rate)


def _seconds(microseconds: int | None) -> Fraction:
    """Return a container's time in seconds; zero where it says nothing."""
    from av import time_base as unit

    return Fraction(microseconds or 0, unit)
