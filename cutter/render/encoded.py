"""Reads back the files that we encoded, packet by packet.

Knows nothing about what becomes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from cutter.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    AnyStream = TypeVar("AnyStream", VideoStream, AudioStream)
    AnyPacket = TypeVar("AnyPacket", bound=Packet[Any])

OURS = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm", "protocol_whitelist": "file"}


@dataclass(frozen=True, slots=True)
class Described:
    """The picture of an encoded file, as its packets tell it."""

    frames: int
    delay: int
    """Frames by which decoding runs ahead of showing."""
    headers: bytes
    """The codec's parameter sets."""


def describe(path: Path) -> Described:
    """Read the packets of the picture in a file that we wrote.

    Raises:
        RenderError: it cannot be read, or holds no picture.
    """
    with opened_again(path) as container:
        stream = picture_of(path, container)
        stamps = [packet.pts for packet in packets_of(path, container, stream)]
        ranks = ranks_of(path, stamps)
        delay = max((number - rank for number, rank in enumerate(ranks)), default=0)
        return Described(len(ranks), delay, bytes(stream.codec_context.extradata or b""))


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded picture of a part."""

    data: bytes
    rank: int
    """Which frame of the part it is, in shown order, from 0."""
    is_iframe: bool


def coded(path: Path) -> tuple[bytes, list[Coded]]:
    """Return a picture's headers and packets, in the order of decoding, of a file that we wrote.

    Raises:
        RenderError: it cannot be read, or holds no picture.
    """
    with opened_again(path) as container:
        stream = picture_of(path, container)
        packets = list(packets_of(path, container, stream))
        ranks = ranks_of(path, [packet.pts for packet in packets])
        return bytes(stream.codec_context.extradata or b""), [
            Coded(bytes(packet), rank, packet.is_keyframe)
            for packet, rank in zip(packets, ranks, strict=True)
        ]


def sound_end(path: Path, track: int = 0) -> Fraction:
    """Return when a sound track of a written file ends, in seconds, as its packets tell it.

    Raises:
        RenderError: it cannot be read, or holds no sound.
    """
    with opened_again(path) as container:
        if track >= len(container.streams.audio):
            raise RenderError(f"{path}: holds no sound")
        end = Fraction(0)
        for packet in packets_of(path, container, container.streams.audio[track]):
            if packet.pts is not None and packet.time_base is not None:
                end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
        return end


def opened_again(path: Path) -> InputContainer:
    """Open a file that we wrote.

    Raises:
        RenderError: it cannot be read.
    """
    import av

    try:
        return av.open(f"file:{path}", options=OURS)
    except (av.FFmpegError, OSError) as error:
        raise _unreadable(path, error) from error


def picture_of(path: Path, container: InputContainer) -> VideoStream:
    """Return the picture of an opened file.

    Raises:
        RenderError: it holds none.
    """
    if not container.streams.video:
        raise RenderError(f"{path}: holds no picture")
    return container.streams.video[0]


def packets_of(
    path: Path, container: InputContainer, stream: AnyStream
) -> Iterator[Packet[AnyStream]]:
    """Yield the packets that hold something; the last, empty one of a demuxer does not.

    Raises:
        RenderError: the file cannot be read on.
    """
    return _read(path, container.demux(stream))


def _read(path: Path, packets: Iterator[AnyPacket]) -> Iterator[AnyPacket]:
    import av

    while True:
        try:
            packet = next(packets, None)
        except (av.FFmpegError, OSError) as error:
            raise _unreadable(path, error) from error
        if packet is None:
            return
        if packet.size:
            yield packet


def _unreadable(path: Path, error: Exception) -> RenderError:
    return RenderError(f"{path}: cannot be read again ({getattr(error, 'strerror', '') or error})")


def ranks_of(path: Path, stamps: Sequence[int | None]) -> list[int]:
    """Return for each packet, in file order, which frame it is in shown order.

    Raises:
        RenderError: packets lack a time of their own.
    """
    known = [stamp for stamp in stamps if stamp is not None]
    order = {stamp: rank for rank, stamp in enumerate(sorted(known))}
    if len(order) != len(stamps):
        raise RenderError(f"{path}: has packets without a time of their own")
    return [order[stamp] for stamp in known]


def words_in(path: Path) -> list[list[tuple[int, int, bytes]]]:
    """Return the start, end and data of the packets of each subtitle track, in its own ticks.

    Raises:
        RenderError: the file cannot be read.
    """
    with opened_again(path) as container:
        tracks: dict[int, list[tuple[int, int, bytes]]]
        tracks = {stream.index: [] for stream in container.streams.subtitles}
        if tracks:
            for packet in _read(path, container.demux(*container.streams.subtitles)):
                if packet.pts is not None:
                    end = packet.pts + (packet.duration or 0)
                    tracks[packet.stream.index].append((packet.pts, end, bytes(packet)))
        return list(tracks.values())
