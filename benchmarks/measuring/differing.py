"""Two files of one cut told apart: the first packet that is not the same in both.

Knows nothing about how they were made.
"""

from __future__ import annotations

import itertools
from pathlib import Path

Packets = list[tuple[int | None, int | None, bytes]]
"""When each is shown and decoded, in ticks of its stream, and what is in it."""


def difference(one: Path, other: Path) -> str:
    """Return where two media files differ first, in a few words; nothing where they are equal.

    Streams are gone through in the order in which they lie in the files.
    """
    if not other.is_file():
        return "the other is not there"
    if one.read_bytes() == other.read_bytes():
        return ""
    ours, theirs = _streams(one), _streams(other)
    if [kind for kind, _ in ours] != [kind for kind, _ in theirs]:
        return "other streams"
    for (kind, packets), (_, others) in zip(ours, theirs, strict=True):
        for number, (mine, his) in enumerate(itertools.zip_longest(packets, others)):
            if mine != his:
                many = sum(a != b for a, b in itertools.zip_longest(packets, others))
                return f"{kind}: packet {number + 1} of {len(packets)} first, {many} in all"
    return "no packet: what the container says of them"


def _streams(path: Path) -> list[tuple[str, Packets]]:
    """Return the kind of each stream, and its packets."""
    import av

    with av.open(f"file:{path}") as container:
        found: list[tuple[str, Packets]] = [(stream.type, []) for stream in container.streams]
        for packet in container.demux():
            if packet.size:
                told = packet.pts, packet.dts, bytes(packet)
                found[packet.stream.index][1].append(told)
    return found
