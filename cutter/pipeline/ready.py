"""What a cut needs besides taste, checked before any work: an ffmpeg, and room on the disk."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cutter import ffmpeg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.media.policy import MediaPolicy
    from cutter.pipeline.wish import Wish
    from cutter.schema import Profile


def refuse_unfit_ffmpeg(device: str) -> None:
    """Check, before any work, that there is an ffmpeg which can encode on a device.

    Raises:
        FfmpegFailed: there is none.
    """
    ffmpeg.refuse_unfit(() if device == "cuda" else ("libx264",))


def refuse_unready(
    films: Sequence[Path],
    profile: Profile,
    target: Path,
    *,
    wish: Wish,
    device: str = "auto",
    policy: MediaPolicy | None = None,
    cuts: int = 1,
) -> None:
    """Check that a cut which fills its budget could be written.

    Args:
        films: the films that it is made of.
        profile: for its budget.
        target: the file to write.
        wish: what the cut shall be like.
        device: `auto`, `cpu` or `cuda`.
        policy: the most that a film may be; the usual unless given.
        cuts: how many such cuts are to lie there.

    Raises:
        InputError: a film cannot be opened.
        UsageError: the wish makes no sense.
        FfmpegFailed: there is no ffmpeg that can encode.
        OutputRefused: there is no room.
    """
    from cutter.media.source import open_source
    from cutter.render.room import refuse_without_room

    refuse_unfit_ffmpeg(device)
    if not films:
        return
    opened = [open_source(film, policy) for film in films]
    output = wish.output(opened)
    total = sum((media.end for media in opened), Fraction(0))
    budget, _ = wish.request(profile.cut, output.frame_rate).budget.resolve(total)
    refuse_without_room(target, output, budget * cuts, target.parent)
