"""Where films can be copied into a cut without encoding, for the edit to draw its edges to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.edit.snap import CopyPlaces
    from cutter.pipeline.wish import Wish
    from cutter.progress import Progress
    from cutter.schema import Media


def copy_places(films: Sequence[Media], wish: Wish, progress: Progress) -> tuple[CopyPlaces, ...]:
    """Return the places of each film, or none at all where nothing is asked for or can be copied.

    The films' packets are read once, and none is decoded.

    Raises:
        InputError: a film cannot be read on.
    """
    if not wish.prefer_copy:
        return ()
    from cutter.edit.snap import CopyPlaces
    from cutter.media.packets import packet_table
    from cutter.render.matching import refusal

    if why := refusal(films, wish.output(films)):
        progress.warn(f"--prefer-copy changes nothing, for nothing can be copied: {why}")
        return ()
    found = []
    for media in films:
        table = packet_table(media)
        found.append(CopyPlaces(media.frame_rate, table.starts(), table.ends()))
    return tuple(found)
