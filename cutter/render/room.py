"""How much room a cut needs on the disk, whether it is there, and whether it gave out.

Knows nothing about how a cut is made.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from cutter.errors import CutterError, DiskFull, FfmpegFailed
from cutter.files import size_of
from cutter.files.scratch import sweep
from cutter.files.space import free_bytes, megabytes

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from cutter.schema import EditDecisionList, Output

BITS_PER_PIXEL = 0.1
"""What x264 needs at crf 20 for busy pictures; with it the need for space is guessed."""
SOUND_BYTES = 24_000
"""A second of sound at 192 kbit/s."""
KEPT_BYTES = 384_000
"""A second of samples as they are kept while their loudness is measured: stereo float32."""
LITTLE = 2**20
"""Bytes; where less is free when something fails, the disk is taken to be full."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SAID = ("No space left on device", "Disk quota exceeded", "File too large")
"""What ffmpeg says of these."""


def needed_bytes(output: Output, seconds: Fraction, *, kept: int = 0, further: int = 0) -> int:
    """Return about how many bytes a cut of that length needs while it is made.

    Args:
        output: what the file is like.
        seconds: how long it is.
        kept: how many sounds of that length are kept uncompressed meanwhile.
        further: how many sound tracks it has besides its first.
    """
    pixels = output.width * output.height * float(output.frame_rate * seconds)
    # Six steps of crf halve the rate; clips and film exist side by side.
    picture = pixels * BITS_PER_PIXEL / 8 * 2 ** ((20 - output.crf) / 6)
    sound = float(seconds) * SOUND_BYTES * (1 + further)
    return int(2 * (picture + sound)) + kept * int(seconds * KEPT_BYTES)


def kept_sounds(edl: EditDecisionList) -> int:
    """Return how many sounds as long as a cut are kept while a track is made: the music as well.

    Tracks are made one after the other.
    """
    if not edl.output.has_sound:
        return 0
    return 2 if edl.music is not None else 1 if edl.loudness is not None else 0


def refuse_without_room(
    target: Path,
    output: Output,
    seconds: Fraction,
    place: Path,
    *,
    kept: int = 0,
    further: int = 0,
) -> None:
    """Check roughly, before any work, that a cut finds room in the folder where it is made.

    Where it does not, what killed runs of other cuts left there is given up for it.

    Raises:
        DiskFull: there is no room; the message says how much is needed.
    """
    needed = needed_bytes(output, seconds, kept=kept, further=further)
    if free_bytes(place) < needed:
        sweep(place, kept=0)
    free = free_bytes(place)
    if free < needed:
        raise DiskFull(
            f"{target}: about {megabytes(needed)} are needed to write it, {megabytes(free)} are "
            "free; make room, or name an output on another disk"
        )


def when_full(error: Exception, target: Path, folder: Path, needed: int) -> DiskFull | None:
    """Return what to say instead of an error if a full disk is behind it, else None.

    Args:
        error: what writing a cut ended with.
        target: the cut.
        folder: where it is made; what was made is still there.
        needed: bytes that the cut was thought to need.
    """
    is_full = free_bytes(folder) < LITTLE
    cause: BaseException | None = error
    while cause is not None and not is_full:
        said = str(cause) + (cause.log if isinstance(cause, FfmpegFailed) else "")
        is_full = any(words in said for words in _SAID)
        if isinstance(cause, OSError) and not isinstance(cause, CutterError):
            is_full = is_full or cause.errno in _FULL
        cause = cause.__cause__
    if not is_full:
        return None
    # What is made so far are clips, and the film needs as much again.
    more = megabytes(max(needed, 2 * size_of(folder)))
    return DiskFull(
        f"{target}: the disk is full; about {more} were needed to write it: make "
        "room, or name an output on another disk"
    )
