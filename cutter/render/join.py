"""Joins encoded pictures and the sound into one file, packet by packet, and reads such files.

Times are computed from frame numbers, never taken from the pieces' clocks. Knows nothing about
clips: it is given files in order.
"""

from __future__ import annotations

import contextlib
import heapq
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from cutter.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    AnyStream = TypeVar("AnyStream", VideoStream, AudioStream)
    AnyPacket = Packet[VideoStream] | Packet[AudioStream]

OURS = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm", "protocol_whitelist": "file"}
SUFFIXES = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
"""What a cut may be written as: the target's suffix and FFmpeg's muxer for it."""

TECHNICAL = frozenset({"encoder", "major_brand", "minor_version", "compatible_brands", "duration"})
"""Tags that say how another file was made; they would not be true of the one that is written."""


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
    with _opened(path) as container:
        stream = _picture(path, container)
        stamps = [packet.pts for packet in _packets(path, container, stream)]
        ranks = _ranks(path, stamps)
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
    with _opened(path) as container:
        stream = _picture(path, container)
        packets = list(_packets(path, container, stream))
        ranks = _ranks(path, [packet.pts for packet in packets])
        return bytes(stream.codec_context.extradata or b""), [
            Coded(bytes(packet), rank, packet.is_keyframe)
            for packet, rank in zip(packets, ranks, strict=True)
        ]


def stamp(packet: AnyPacket, shown: int, decoded: int, frame_rate: Fraction) -> None:
    """Give a packet the times of frame numbers: when it is shown, and when it is decoded."""
    packet.time_base = Fraction(1, frame_rate.numerator)
    packet.pts = shown * frame_rate.denominator
    packet.dts = decoded * frame_rate.denominator
    packet.duration = frame_rate.denominator


def join(
    pictures: Sequence[Path],
    sound: Path | None,
    target: Path,
    *,
    frame_rate: Fraction,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write one film from pictures, one after the other, and the sound.

    Args:
        pictures: files of one encoder with the same settings, each beginning on an IDR frame.
        sound: a file whose sound begins with the first picture; None for a silent film.
        target: the file to write; its suffix chooses the container.
        frame_rate: constant rate of the pictures, frames per second.
        metadata: tags for the whole file; none unless given.

    Raises:
        RenderError: a piece cannot be read, their headers differ, or the target cannot be written.
    """
    import av

    described = [describe(path) for path in pictures]
    if len({one.headers for one in described}) > 1:
        raise RenderError("the encoder gave clips different headers, so they cannot be joined")
    delay = max(one.delay for one in described)
    options = {"fflags": "+bitexact"}
    form = SUFFIXES.get(target.suffix.lower(), "mp4")
    if form != "matroska":
        options["movflags"] = "+faststart"
    # Inside the `try`, because the end of a file is written when it is closed.
    try:
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(av.open(f"file:{target}", "w", format=form, options=options))
            for key, value in (metadata or {}).items():
                if key.lower() not in TECHNICAL:
                    out.metadata[key] = value
            tracks: list[Iterator[tuple[Fraction, AnyPacket]]]
            tracks = [_restamped(pictures, out, stack, frame_rate, delay)]
            if sound is not None:
                tracks.append(_copied(sound, out, stack))
            for _, packet in heapq.merge(*tracks, key=lambda timed: timed[0]):
                out.mux_one(packet)
    except (av.FFmpegError, OSError) as error:
        # PyAV gives plain OSErrors for codes of the system that it has no class for.
        raise RenderError(f"{target}: cannot be written ({error.strerror or error})") from error


def _restamped(
    pictures: Sequence[Path],
    out: OutputContainer,
    stack: contextlib.ExitStack,
    frame_rate: Fraction,
    delay: int,
) -> Iterator[tuple[Fraction, AnyPacket]]:
    """Add the picture stream now; return its packets, to be written in order of time."""
    template = _picture(pictures[0], stack.enter_context(_opened(pictures[0])))
    stream = out.add_stream_from_template(template)
    stream.time_base = Fraction(1, frame_rate.numerator)

    def packets() -> Iterator[tuple[Fraction, AnyPacket]]:
        number = 0
        for path in pictures:
            first = number
            with _opened(path) as container:
                source = _picture(path, container)
                stamps = [packet.pts for packet in _packets(path, container, source)]
            with _opened(path) as container:
                source = _picture(path, container)
                read = _packets(path, container, source)
                for rank, packet in zip(_ranks(path, stamps), read, strict=True):
                    stamp(packet, first + rank, number - delay, frame_rate)
                    packet.stream = stream
                    yield Fraction(number - delay) / frame_rate, packet
                    number += 1

    return packets()


def _copied(
    sound: Path, out: OutputContainer, stack: contextlib.ExitStack
) -> Iterator[tuple[Fraction, AnyPacket]]:
    """Add the sound stream now; return its packets as they are, to be written in order of time."""
    container = stack.enter_context(_opened(sound))
    if not container.streams.audio:
        raise RenderError(f"{sound}: holds no sound")
    source = container.streams.audio[0]
    stream = out.add_stream_from_template(source)

    def packets() -> Iterator[tuple[Fraction, AnyPacket]]:
        for packet in _packets(sound, container, source):
            if packet.dts is None or packet.time_base is None:
                continue
            packet.stream = stream
            yield packet.dts * packet.time_base, packet

    return packets()


def _opened(path: Path) -> InputContainer:
    import av

    try:
        return av.open(f"file:{path}", options=OURS)
    except (av.FFmpegError, OSError) as error:
        raise _unreadable(path, error) from error


def _picture(path: Path, container: InputContainer) -> VideoStream:
    if not container.streams.video:
        raise RenderError(f"{path}: holds no picture")
    return container.streams.video[0]


def _packets(
    path: Path, container: InputContainer, stream: AnyStream
) -> Iterator[Packet[AnyStream]]:
    """Yield the packets that hold something; the last, empty one of a demuxer does not."""
    import av

    packets = container.demux(stream)
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


def _ranks(path: Path, stamps: Sequence[int | None]) -> list[int]:
    """Return for each packet, in file order, which frame it is in shown order."""
    known = [stamp for stamp in stamps if stamp is not None]
    order = {stamp: rank for rank, stamp in enumerate(sorted(known))}
    if len(order) != len(stamps):
        raise RenderError(f"{path}: has packets without a time of their own")
    return [order[stamp] for stamp in known]


def sound_end(path: Path) -> Fraction:
    """Return when the sound of a written file ends, in seconds, as its packets tell it.

    Raises:
        RenderError: it cannot be read, or holds no sound.
    """
    with _opened(path) as container:
        if not container.streams.audio:
            raise RenderError(f"{path}: holds no sound")
        end = Fraction(0)
        for packet in _packets(path, container, container.streams.audio[0]):
            if packet.pts is not None and packet.time_base is not None:
                end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
        return end
