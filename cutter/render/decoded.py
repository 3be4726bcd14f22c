"""A clip's output frames decoded by ourselves, and the ffmpeg run that encodes them.

For renderers that compose pictures, and for films whose time stamps ffmpeg has to guess.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter import ffmpeg
from cutter.errors import RenderError
from cutter.media.colour import assumed_matrix
from cutter.media.decode import pictures
from cutter.render import look
from cutter.render.clips import EARLY, SAME_FILE
from cutter.render.compiled import TARGET, compiled
from cutter.render.frame import Frame
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from cutter.render.encoder import Encoder
    from cutter.schema import Framing, Media, Output
    from cutter.timeline.place import Placed

    Picture = NDArray[np.uint8]

RETREATS = (Fraction(0), EARLY, Fraction(10), Fraction(60))
"""Seconds before a clip's beginning to look for the picture that is still shown then, by turns."""


def has_doubtful_stamps(media: Media) -> bool:
    """Whether ffmpeg's own guesses would decide which frame is which.

    AVI stores no times, so H.264 with its reordered frames is guessed at; Matroska cannot hold
    times before 0, so frames that begin there have none.
    """
    if media.container == "avi":
        return media.codec in ("h264", "hevc")
    return "matroska" in media.container and media.clock_start < 0


def refuse_hdr(films: Iterable[Media]) -> None:
    """Refuse films whose light would have to be mapped: only FFmpeg's filters do that here.

    Raises:
        RenderError: one of them is HDR.
    """
    for media in films:
        if look.is_hdr(media):
            raise RenderError(f"{media.path}: this renderer cannot map HDR; use --renderer ffmpeg")


def frames(
    piece: Placed, media: Media, output: Output, framing: Framing | None = None
) -> Generator[Picture]:
    """Yield a clip's output frames, (height, width, 3) uint8 RGB each.

    Args:
        piece: the frames.
        media: the film.
        output: what the cut shall be like.
        framing: how the picture is set into the output's frame; padded unless given.

    Raises:
        RenderError: the film has no frame there.
    """
    frame, half = Frame(piece, media, output, framing), Fraction(1, 2)
    held: Picture | None = None
    number = 0
    for time, picture in _from_shown(piece, media, output, frame.size):
        # Output frames that are nearer to an earlier picture show that one.
        while number < piece.count and piece.start + (number + half) / output.frame_rate <= time:
            held = picture if held is None else held
            yield frame.placed(held, number)
            number += 1
        if number == piece.count:
            return
        held = picture
    if held is None:
        raise RenderError(
            f"{media.path}: no frame at {float(piece.start):.3f} s; the film may be damaged there"
        )
    for last in range(number, piece.count):
        yield frame.placed(held, last)


def _from_shown(
    piece: Placed, media: Media, output: Output, size: tuple[int, int] | None
) -> Generator[tuple[Fraction, Picture]]:
    """Yield a clip's pictures and their times, from one that is shown as it begins.

    Begins no earlier than it must, for every picture costs its conversion.
    """
    is_on_frame = not media.is_vfr and (piece.start * media.frame_rate).denominator == 1
    latest = piece.start + Fraction(1, 2) / output.frame_rate
    for early in RETREATS[0 if is_on_frame else 1 :]:
        begin = max(Fraction(0), piece.start - early)
        with contextlib.closing(pictures(media, TimeRange(begin, piece.end), size=size)) as shown:
            first = next(shown, None)
            if (first is None or first[0] >= latest) and early != RETREATS[-1] and begin > 0:
                continue
            if first is not None:
                yield first
                yield from shown
            return


def raw_arguments(output: Output, colour: look.Colour, encoder: Encoder, target: Path) -> list[str]:
    """Return what makes ffmpeg encode RGB frames of the output's size from its standard input."""
    import ffmpeg as graph

    # Colours stay unsaid only where the sources' size and the output's mean the same matrix.
    matrix = colour.matrix or assumed_matrix(output.width, output.height)

    picture = graph.input(
        "pipe:0",
        **ffmpeg.ONLY_PIPE,
        format="rawvideo",
        pix_fmt="rgb24",
        s=f"{output.width}x{output.height}",
        framerate=str(output.frame_rate),
    )
    picture = picture.filter("scale", flags=look.SCALER, out_color_matrix=matrix, out_range="tv")
    picture = picture.filter("format", pix_fmts="yuv420p").filter("setsar", sar="1")
    # RGB is said to have full range and its own matrix; what is written says what the film said.
    tags = look.tags(colour) or {"colorspace": "unknown"}
    written = graph.output(
        picture.filter("setparams", **tags),
        TARGET,
        **encoder.settings(output),
        **SAME_FILE,
        **{"fps_mode": "passthrough", "format": "mp4"},
        video_track_timescale=str(output.frame_rate.numerator * 10),
    )
    return compiled(written, target)
