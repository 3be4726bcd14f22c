"""Where decoding has to begin so that a given frame of a film comes out whole, and no earlier.

Reads packets and decodes none. Knows nothing about clips and about who decodes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.errors import InputError
from cutter.media.container import opened
from cutter.media.counter import counted
from cutter.media.packets import CLEAN, PLAIN, packet_tables
from cutter.media.streams import video_of
from cutter.schema import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.container import InputContainer

    from cutter.media.packets import PacketTable
    from cutter.schema import Media

INDEXED: Final = ("mov", "matroska", "avi")
"""Containers whose index names iframes: a seek lands on one, not between two."""
FRESH_CODECS: Final = ("vp8", "av1")
"""Those whose iframes, as files mark them, always begin anew (RFC 6386, 9.7; AV1 in ISOBMFF, 2.4).
Of the others it is read from the packets."""
AHEAD: Final = Fraction(1)
"""Seconds read on behind a frame in search of the next iframe, and most that a seek aims behind
the one that it shall land on, doubled. An index by decoding time, and a demuxer that allows for
reordered frames, take an aim right at an iframe for one before it."""


def seeks(media: Media, times: Sequence[Fraction]) -> tuple[Fraction | None, ...]:
    """Return for each frame what a seek must aim at to land on the last iframe before it.

    FFmpeg's seek goes to the last iframe whose stamp is not behind the aim, so the aim lies
    between that iframe and the next one; it may lie behind the frame itself.

    Args:
        media: as `open_source` describes it.
        times: of the frames, on our clock.

    Returns:
        Times on our clock; None where the file does not tell such an iframe for certain: nothing
        shown from it on may lean on what comes before it.
    """
    if not any(name in media.container.split(",") for name in INDEXED) or not times:
        return (None,) * len(times)
    try:
        tables = packet_tables(media, [TimeRange(time, time + AHEAD) for time in times])
        aims = [_aim(media, table, time) for table, time in zip(tables, times, strict=True)]
        with opened(media.path) as container:
            return tuple(
                aim if aim is not None and _lands(container, media, aim, time) else None
                for aim, time in zip(aims, times, strict=True)
            )
    except InputError:
        # Whoever decodes will say what is wrong with the film.
        return (None,) * len(times)


def _aim(media: Media, table: PacketTable, time: Fraction) -> Fraction | None:
    """Return the middle between the iframe to begin with and the next one, on our clock."""
    tick = table.clock.time_base
    latest = (time + media.clock_start) // tick
    fresh = PLAIN + 1 if media.codec in FRESH_CODECS else CLEAN
    rows = np.flatnonzero((table.kinds >= fresh) & (table.stamps <= latest))
    if len(rows) == 0:
        return None
    row = int(rows[-1])
    later = np.flatnonzero(table.kinds[row + 1 :] != PLAIN)
    following = row + 1 + int(later[0]) if len(later) else len(table) - 1
    shown = int(table.stamps[row]) * tick
    free = int(table.decode_stamps[following]) * tick - shown
    return shown + max(Fraction(0), min(free, AHEAD)) / 2 - media.clock_start


def _lands(container: InputContainer, media: Media, aim: Fraction, time: Fraction) -> bool:
    """Whether a seek to an aim really lands on an iframe that is shown no later than a frame."""
    video = video_of(container, media)
    container.seek(int((aim + media.clock_start) * 1_000_000))
    for packet in counted(container.demux(video)):
        if packet.is_keyframe and packet.pts is not None and packet.time_base is not None:
            return packet.pts * packet.time_base - media.clock_start <= time
        if packet.size:
            return False
    return False
