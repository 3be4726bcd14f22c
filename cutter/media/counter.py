"""A count of the picture packets that this process has read. Knows nothing about their content."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from av.packet import Packet
    from av.stream import Stream

    AnyStream = TypeVar("AnyStream", bound=Stream)

_count = 0


def packets_read() -> int:
    """Return how many picture packets this process has read so far, for whatever purpose."""
    return _count


def counted(packets: Iterable[Packet[AnyStream]]) -> Iterator[Packet[AnyStream]]:
    """Pass packets on, counting those of pictures."""
    global _count
    for packet in packets:
        if packet.size and packet.stream.type == "video":
            _count += 1
        yield packet
