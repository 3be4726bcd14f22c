"""Puts the packets of copied and encoded parts together to one picture.

Times are computed from frame numbers. Knows nothing about where the packets come from.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from cutter.errors import RenderError
from cutter.media.container import opened
from cutter.render.encoded import Coded
from cutter.render.join import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from av.packet import Packet
    from av.video.stream import VideoStream


def assemble(
    parts: Iterable[Iterable[Coded]],
    target: Path,
    *,
    template: Path,
    index: int,
    headers: bytes,
    frame_rate: Fraction,
    delay: int,
) -> int:
    """Write one picture from the packets of parts, one after the other.

    Args:
        parts: each begins with an iframe; a part's packets are all that show its frames.
        target: the file to write, an mp4.
        template: a file that holds such a picture.
        index: which of its streams.
        headers: the codec's headers with start codes before them (Annex B), as the packets then
            have them too; empty for a codec without.
        frame_rate: constant rate of the pictures, frames per second.
        delay: frames by which decoding runs ahead of showing, at least as many as in any part.

    Returns:
        How many frames were written.

    Raises:
        RenderError: the template cannot be read or the target not be written.
    """
    import av

    options = {"fflags": "+bitexact"}
    number = 0
    try:
        with (
            opened(template) as like,
            av.open(f"file:{target}", "w", format="mp4", options=options) as out,
        ):
            stream = out.add_stream_from_template(cast("VideoStream", like.streams[index]))
            if headers:
                stream.codec_context.extradata = headers
            stream.time_base = Fraction(1, frame_rate.numerator)
            for part in parts:
                first = number
                for one in part:
                    packet = cast("Packet[VideoStream]", av.Packet(one.data))
                    packet.stream, packet.is_keyframe = stream, one.is_iframe
                    stamp(packet, first + one.rank, number - delay, frame_rate)
                    out.mux_one(packet)
                    number += 1
    except (av.FFmpegError, OSError) as error:
        raise RenderError(f"{target}: cannot be written ({error.strerror or error})") from error
    return number
