"""A film's picture packets as a table, without decoding: which frame each is, and where it leans.

From it follow the places where a copy of packets may begin and end. Knows nothing about clips.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.errors import SourceChanged
from cutter.media import nal
from cutter.media.container import opened
from cutter.media.counter import counted
from cutter.media.streams import clock_of, video_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from fractions import Fraction

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from cutter.media.cadence import Clock
    from cutter.schema import Media, TimeRange

    Integers = NDArray[np.int64]

COPIED_CODECS: Final = ("h264", "hevc", "vp9")
"""Those whose iframes are told apart here."""
PLAIN, OPEN, CLEAN, CLOSED = range(4)
"""What a packet is: no iframe, or one of `nal.IframeKind`."""
_KINDS: Final = {"open": OPEN, "clean": CLEAN, "closed": CLOSED}
_EARLY: Final = 1
"""Seconds that a seek aims before a span: an index by decoding time may name a later iframe."""
_BEHIND: Final = 32
"""Packets read on behind a span whose order says nothing; codecs hold back 16 at most."""
NOWHERE: Final = -1
"""The number of a packet that is no frame of the film's constant rate, or is damaged."""


@dataclass(frozen=True, slots=True, eq=False)
class PacketTable:
    """Picture packets in the order of decoding; every array is read-only."""

    clock: Clock
    stamps: Integers
    """(n,) when each is shown, in ticks of `clock.time_base`; 0 where the file does not say."""
    decode_stamps: Integers
    """(n,) when each is decoded, in ticks; the stamp of showing where the file does not say."""
    numbers: Integers
    """(n,) which frame each is, counted on the film's constant rate from its first; `NOWHERE`."""
    kinds: NDArray[np.uint8]
    """(n,) `PLAIN`, `OPEN`, `CLEAN` or `CLOSED`."""
    sizes: Integers
    """(n,) bytes."""

    def __len__(self) -> int:
        """Return how many packets there are."""
        return len(self.stamps)

    @property
    def is_iframe(self) -> NDArray[np.bool_]:
        """(n,) whether the file marks the packet as a place to begin decoding."""
        flags: NDArray[np.bool_] = self.kinds != PLAIN
        return flags

    @property
    def may_begin(self) -> NDArray[np.bool_]:
        """(n,) whether a copy may begin with the packet, without its leading pictures."""
        flags: NDArray[np.bool_] = np.logical_and(self.kinds >= CLEAN, self.numbers != NOWHERE)
        return flags

    def times(self) -> tuple[Fraction, ...]:
        """Return when each packet's frame is shown, on our clock, in seconds."""
        return tuple(self.clock.time(int(stamp)) for stamp in self.stamps)

    def starts(self) -> Integers:
        """Return the numbers of the frames at which a copy may begin, ascending."""
        found: Integers = np.unique(self.numbers[self.may_begin])
        return found

    def ends(self) -> Integers:
        """Return the frame numbers before which a copy may end, ascending.

        The packets before such a place are just the frames shown before it: nothing shown later
        was decoded for their sake.
        """
        known: Integers = self.numbers[self.numbers != NOWHERE]
        if len(known) == 0:
            return known
        highest = np.maximum.accumulate(known)
        following = np.append(np.minimum.accumulate(known[::-1])[::-1][1:], highest[-1] + 1)
        found: Integers = np.unique(highest[highest < following] + 1)
        return found


def packet_table(media: Media) -> PacketTable:
    """Read all picture packets of a film, and decode none.

    Raises:
        NotAMovie: the file cannot be read on.
        SourceChanged: the file has no such stream any more.
    """
    with opened(media.path) as container:
        video = video_of(container, media)
        rows = _Rows(media, video)
        for packet in counted(container.demux(video)):
            rows.take(packet)
        return rows.table()


def packet_tables(media: Media, spans: Sequence[TimeRange]) -> tuple[PacketTable, ...]:
    """Read the picture packets around spans of a film, one table for each; seeks, decodes nothing.

    A table may begin before its span and end behind it.

    Args:
        media: as `open_source` describes it.
        spans: on our clock.

    Raises:
        NotAMovie: the file cannot be read on.
        SourceChanged: the file has no such stream any more.
    """
    with opened(media.path) as container:
        video = video_of(container, media)
        found = []
        for span in spans:
            rows = _Rows(media, video)
            end, behind = rows.clock.stamp(span.end) + 1, 0
            for packet in _from(container, video, rows.clock.stamp(span.start - _EARLY)):
                rows.take(packet)
                if packet.dts is not None and packet.dts > end:
                    break
                behind += packet.dts is None and packet.pts is not None and packet.pts >= end
                if behind > _BEHIND:
                    break
            found.append(rows.table())
        return tuple(found)


class PacketReader:
    """Reads what the packets of one opened film hold."""

    def __init__(self, container: InputContainer, media: Media) -> None:
        """Read from a film that `reading` opened."""
        self._container = container
        self._media = media
        self._video = video_of(container, media)
        self.extradata = bytes(self._video.codec_context.extradata or b"")
        """The stream's decoder configuration."""
        self.length_size = nal.length_size(media.codec, self.extradata)
        """As `nal.length_size` gives it."""

    def packets(self, table: PacketTable, first: int, last: int) -> Generator[bytes, None, None]:
        """Yield what the packets of a table's rows hold, from `first` to one before `last`.

        Raises:
            SourceChanged: the file does not hold these packets any more.
        """
        wanted = table.stamps[first:last].tolist()
        at = 0
        for packet in _from(self._container, self._video, int(table.decode_stamps[first])):
            if packet.size and packet.pts == wanted[at]:
                at += 1
                yield bytes(packet)
                if at == len(wanted):
                    return
            elif at:
                break
        raise SourceChanged(
            f"{self._media.path}: the file has changed; run again", self._media.path
        )


@contextlib.contextmanager
def reading(media: Media) -> Iterator[PacketReader]:
    """Open a film for the length of a block, to read its packets.

    Raises:
        NotAMovie: the file cannot be read on.
        SourceChanged: the file has no such stream any more.
    """
    with opened(media.path) as container:
        yield PacketReader(container, media)


def _from(
    container: InputContainer, video: VideoStream, stamp: int
) -> Iterator[Packet[VideoStream]]:
    """Read packets from an iframe at or before a stamp, or from the beginning."""
    import av

    try:
        container.seek(stamp, stream=video, backward=True, any_frame=False)
    except (av.FFmpegError, OSError):
        container.seek(video.start_time or 0, stream=video, backward=True, any_frame=True)
    yield from counted(container.demux(video))


class _Rows:
    """Gathers a table, packet by packet."""

    def __init__(self, media: Media, video: VideoStream) -> None:
        self.clock = clock_of(media, video)
        self._codec = media.codec
        self._size = nal.length_size(media.codec, bytes(video.codec_context.extradata or b""))
        self._rows: list[tuple[int, int, int, int, int]] = []

    def take(self, packet: Packet[VideoStream]) -> None:
        """Note a packet; the empty one at a file's end is passed over."""
        if not packet.size:
            return
        stamp, number = packet.pts, NOWHERE
        if stamp is not None and not (packet.is_discard or packet.is_corrupt):
            on_grid = self.clock.time(stamp) * self.clock.rate
            if on_grid.denominator == 1 and on_grid >= 0:
                number = on_grid.numerator
        shown = stamp if stamp is not None else packet.dts or 0
        decoded = packet.dts if packet.dts is not None else shown
        kind = self._kind(packet) if packet.is_keyframe else PLAIN
        self._rows.append((shown, decoded, number, kind, packet.size))

    def _kind(self, packet: Packet[VideoStream]) -> int:
        if self._codec in ("h264", "hevc"):
            parts = list(nal.units(memoryview(packet), self._size))
            return _KINDS[nal.iframe_kind(self._codec, parts)]
        return CLOSED if self._codec == "vp9" and _is_vp9_key(bytes(packet)[:1]) else OPEN

    def table(self) -> PacketTable:
        """Return what was gathered."""
        columns = np.array(self._rows, dtype=np.int64).reshape(-1, 5)
        columns.flags.writeable = False
        shown, decoded, numbers, kinds, sizes = columns.T
        narrow = kinds.astype(np.uint8)
        narrow.flags.writeable = False
        return PacketTable(self.clock, shown, decoded, numbers, narrow, sizes)


def _is_vp9_key(head: bytes) -> bool:
    """Whether a VP9 frame's first byte says that it is a key frame (VP9 bitstream, 6.2)."""
    bits = f"{head[0]:08b}" if head else "0" * 8
    # Marker (2), profile (2, and a reserved bit in profile 3), shows an existing frame, not a key.
    rest = bits[5:] if bits[2:4] == "11" else bits[4:]
    return bits[:2] == "10" and rest[:2] == "00"
