"""Joins encoded pictures, sounds, subtitles and chapters into one file, packet by packet.

Times are computed from frame numbers, never taken from the pieces' clocks. Knows nothing about
clips: it is given files in order.
"""

from __future__ import annotations

import contextlib
import heapq
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import RenderError
from cutter.render.encoded import describe, opened_again, packets_of, picture_of, ranks_of
from cutter.render.tracks import add_captions, add_chapters, add_sounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    from cutter.render.tracks import Sound, Timed
    from cutter.timeline.captions import Captions
    from cutter.timeline.chapters import Passage

SUFFIXES = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
"""What a cut may be written as: the target's suffix and FFmpeg's muxer for it."""

TECHNICAL = frozenset({"encoder", "major_brand", "minor_version", "compatible_brands", "duration"})
"""Tags that say how another file was made; they would not be true of the one that is written."""


def container_of(target: Path) -> str:
    """Return FFmpeg's name of the muxer that writes a file of that name."""
    return SUFFIXES.get(target.suffix.lower(), "mp4")


def stamp(packet: Packet[VideoStream], shown: int, decoded: int, frame_rate: Fraction) -> None:
    """Give a packet the times of frame numbers: when it is shown, and when it is decoded."""
    packet.time_base = Fraction(1, frame_rate.numerator)
    packet.pts = shown * frame_rate.denominator
    packet.dts = decoded * frame_rate.denominator
    packet.duration = frame_rate.denominator


def join(
    pictures: Sequence[Path],
    sounds: Sequence[Sound],
    target: Path,
    *,
    frame_rate: Fraction,
    captions: Sequence[Captions] = (),
    chapters: Sequence[Passage] = (),
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write one film from pictures, one after the other, and what belongs to them.

    Args:
        pictures: files of one encoder with the same settings, each beginning on an IDR frame.
        sounds: the sound tracks in file order; none for a silent film.
        target: the file to write; its suffix chooses the container.
        frame_rate: constant rate of the pictures, frames per second.
        captions: the subtitle tracks in file order, in the film's own time.
        chapters: what the film is divided into.
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
    form = container_of(target)
    if form != "matroska":
        options["movflags"] = "+faststart"
    # Inside the `try`, because the end of a file is written when it is closed.
    try:
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(av.open(f"file:{target}", "w", format=form, options=options))
            for key, value in (metadata or {}).items():
                if key.lower() not in TECHNICAL:
                    out.metadata[key] = value
            tracks = [_restamped(pictures, out, stack, frame_rate, delay)]
            tracks += add_sounds(sounds, out, stack)
            tracks += add_captions(captions, out)
            if chapters:
                add_chapters(chapters, sounds, out)
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
) -> Timed:
    """Add the picture stream now; return its packets, to be written in order of time."""
    template = picture_of(pictures[0], stack.enter_context(opened_again(pictures[0])))
    stream = out.add_stream_from_template(template)
    stream.time_base = Fraction(1, frame_rate.numerator)

    def packets() -> Timed:
        number = 0
        for path in pictures:
            first = number
            with opened_again(path) as container:
                source = picture_of(path, container)
                stamps = [packet.pts for packet in packets_of(path, container, source)]
            with opened_again(path) as container:
                source = picture_of(path, container)
                read = packets_of(path, container, source)
                for rank, packet in zip(ranks_of(path, stamps), read, strict=True):
                    stamp(packet, first + rank, number - delay, frame_rate)
                    packet.stream = stream
                    yield Fraction(number - delay) / frame_rate, packet
                    number += 1

    return packets()
