"""Whether a film's file is as long as its own headers say. Reads a few bytes, decodes nothing."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MOST_BOXES: Final = 1000
"""Top-level boxes looked at; a film in fragments has two for each, and is cut short nowhere."""
_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"uuid"})
_EBML, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"


def is_cut_short(path: Path) -> bool:
    """Whether a file ends before its headers say that it does: a copy that goes on, or broke off.

    Where the headers say nothing (a transport stream, a live recording), the answer is no.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        start = stream.read(12)
        stream.seek(0)
        if start[4:8] in _BOXES:
            return _end_of_boxes(stream, size) > size
        if start.startswith(_EBML):
            return _end_of_segment(stream) > size
        if start[:4] == b"RIFF" and start[8:12] == b"AVI ":
            return int.from_bytes(start[4:8], "little") + 8 > size
        return False


def _end_of_boxes(stream: IO[bytes], size: int) -> int:
    """Return where the last box that begins in the file ends (ISO/IEC 14496-12, 4.2)."""
    end = 0
    for _ in range(MOST_BOXES):
        if end >= size:
            break
        stream.seek(end)
        head = stream.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:
            # The last box, as long as the file.
            return size
        end += max(length, 8)
    return end


def _end_of_segment(stream: IO[bytes]) -> int:
    """Return where a Matroska file's first Segment ends; 0 where it does not say (RFC 8794)."""
    stream.seek(len(_EBML))
    length = _element_size(stream)
    if length is None:
        return 0
    stream.seek(length, os.SEEK_CUR)
    if stream.read(len(_SEGMENT)) != _SEGMENT:
        return 0
    length = _element_size(stream)
    return 0 if length is None else stream.tell() + length


def _element_size(stream: IO[bytes]) -> int | None:
    """Read a size of variable length; None where it is unknown: all its bits are set."""
    first = stream.read(1)
    if not first or first[0] == 0:
        return None
    width = 9 - first[0].bit_length()
    value = int.from_bytes(bytes([first[0] & (0xFF >> width)]) + stream.read(width - 1), "big")
    return None if value == (1 << 7 * width) - 1 else value
