"""Opens a written cut again and compares it with what was planned.

ffmpeg's exit code is no evidence: it is 0 for a full disk too. Only the file itself is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.errors import InputError, VerificationFailed
from cutter.schema import TimeRange
from cutter.timeline.place import frame_count

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.schema import EditDecisionList, Media, Output

LIP_SYNC = Fraction(40, 1000)
"""Most by which sound and picture may end apart, in seconds, where a frame is shorter."""


def verify(
    path: Path,
    edl: EditDecisionList,
    *,
    called: Path | None = None,
    form: tuple[str, str] = ("h264", "yuv420p"),
) -> None:
    """Check that a file is the cut that was planned: streams, size, length, and its last frame.

    Args:
        path: the written file.
        edl: the plan.
        called: what to call the file in messages; its path unless given.
        form: codec and pixel format of the picture.

    Raises:
        VerificationFailed: it is not; the message says in what.
    """
    from cutter.media.policy import NO_LIMITS
    from cutter.media.source import open_source

    try:
        media = open_source(path, NO_LIMITS)
        _compare(path, media, edl, form)
    except (InputError, VerificationFailed) as error:
        raise VerificationFailed(
            f"{called or path}: what was written is not the cut that was planned, so nothing was "
            f"kept: {error}; try again, with more free space"
        ) from error


def _compare(path: Path, media: Media, edl: EditDecisionList, form: tuple[str, str]) -> None:
    from cutter.render.encoded import describe, sound_end

    output, planned = edl.output, frame_count(edl)
    size = (media.display_width, media.display_height)
    _same("codec", media.codec, form[0])
    _same("pixel format", media.pixel_format, form[1])
    _same("size", size, (output.width, output.height))
    _same("number of sound tracks", len(media.audio), int(output.has_sound))
    _same("number of frames", describe(path).frames, planned)
    if media.audio:
        apart = sound_end(path) - planned / output.frame_rate
        if abs(apart) > max(LIP_SYNC, 1 / output.frame_rate):
            raise VerificationFailed(f"sound ends {float(apart) * 1000:+.0f} ms from the picture")
    _same("number of last frames that decode", _last_frames(media, output, planned), 1)


def _last_frames(media: Media, output: Output, planned: int) -> int:
    """Decode the end of the film; return how many frames lie where the last one should."""
    from cutter.media.decode import pictures

    half = 1 / (2 * output.frame_rate)
    last = (planned - 1) / output.frame_rate
    return sum(1 for _ in pictures(media, TimeRange(last - half, last + half)))


def _same(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise VerificationFailed(f"{what} is {found}, planned was {wanted}")
