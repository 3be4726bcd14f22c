"""Coded pictures of H.264 and HEVC taken apart into NAL units, as far as copying them needs.

ITU-T H.264 clause 7 and H.265 clause 7 give the syntax, ISO/IEC 14496-15 how files hold it. Knows
nothing about files, times and what is copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Unit = bytes | memoryview[int]

IframeKind = Literal["closed", "clean", "open"]
"""`closed`: nothing after it leans on what came before it. `clean`: the same without its leading
pictures, which are shown before it. `open`: neither is certain."""

START: Final = b"\0\0\0\1"
"""What stands before every unit in a stream of bytes (Annex B)."""
H264_SPS, H264_PPS = 7, 8
HEVC_SETS: Final = (32, 33, 34)
"""HEVC's video, sequence and picture parameter sets."""
HEVC_BLA_N_LP: Final = 18
"""An iframe that begins a stream anew and has no leading pictures."""
_HEVC_CRA: Final = 21
_H264_SEI: Final = 6
_HEVC_SEI: Final = (39, 40)
_USER_DATA: Final = (4, 5)
"""SEI messages in which encoders put captions, their name and their settings."""


def length_size(codec: str, extradata: bytes) -> int:
    """Return how many bytes tell a unit's length in a file; 0 where start codes part the units.

    Args:
        codec: `h264` or `hevc`.
        extradata: the stream's decoder configuration (`avcC`, `hvcC`) or Annex B headers.
    """
    if len(extradata) < 7 or extradata[0] != 1:
        return 0
    return (extradata[4 if codec == "h264" else 21] & 3) + 1


def units(data: Unit, size: int) -> Iterator[memoryview[int]]:
    """Yield the NAL units of a coded picture, without lengths and start codes.

    Args:
        data: the packet's content.
        size: as `length_size` gives it.
    """
    view = memoryview(data)
    if size == 0:
        yield from _between_start_codes(bytes(data))
        return
    at = 0
    while at + size < len(view):
        length = int.from_bytes(view[at : at + size], "big")
        at += size
        if length:
            yield view[at : at + length]
        at += length


def _between_start_codes(data: bytes) -> Iterator[memoryview[int]]:
    view = memoryview(data)
    begin = data.find(b"\0\0\1")
    while begin >= 0:
        begin += 3
        end = data.find(b"\0\0\1", begin)
        until = len(data) if end < 0 else end
        while until > begin and data[until - 1] == 0:
            until -= 1
        if until > begin:
            yield view[begin:until]
        begin = end


def parameter_sets(codec: str, extradata: bytes) -> tuple[bytes, ...]:
    """Return the parameter sets that a stream's header holds, in its order."""
    if not extradata:
        return ()
    if length_size(codec, extradata) == 0:
        return tuple(bytes(unit) for unit in units(extradata, 0) if is_set(codec, unit))
    found: list[bytes] = []
    if codec == "h264":
        at = 5
        for mask in (0x1F, 0xFF):
            count, at = extradata[at] & mask, at + 1
            at = _take(extradata, at, count, found)
    else:
        at = 23
        for _ in range(extradata[22]):
            count = int.from_bytes(extradata[at + 1 : at + 3], "big")
            at = _take(extradata, at + 3, count, found)
    return tuple(unit for unit in found if is_set(codec, unit))


def _take(data: bytes, at: int, count: int, found: list[bytes]) -> int:
    """Read `count` units with lengths of two bytes; return where they end."""
    for _ in range(count):
        length = int.from_bytes(data[at : at + 2], "big")
        found.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return at


def unit_type(codec: str, unit: Unit) -> int:
    """Return a unit's type by the codec's own numbers."""
    return unit[0] & 0x1F if codec == "h264" else (unit[0] >> 1) & 0x3F


def is_set(codec: str, unit: Unit) -> bool:
    """Whether a unit is a parameter set."""
    kind = unit_type(codec, unit)
    return kind in (H264_SPS, H264_PPS) if codec == "h264" else kind in HEVC_SETS


def is_slice(codec: str, unit: Unit) -> bool:
    """Whether a unit holds a part of the picture itself."""
    kind = unit_type(codec, unit)
    return 1 <= kind <= 5 if codec == "h264" else kind < 32


def iframe_kind(codec: str, parts: Sequence[Unit]) -> IframeKind:
    """Return what a picture that a file marks as an iframe really is.

    Files mark H.264's recovery points too, behind which pictures may lean on earlier ones.
    """
    kinds = [unit_type(codec, unit) for unit in parts if is_slice(codec, unit)]
    if codec == "h264":
        return "closed" if kinds and all(kind == 5 for kind in kinds) else "open"
    if kinds and all(16 <= kind <= 20 for kind in kinds):
        return "closed"
    return "clean" if kinds and all(kind == _HEVC_CRA for kind in kinds) else "open"


def is_disposable(parts: Sequence[Unit]) -> bool:
    """Whether no picture leans on this one of H.264."""
    return all(unit[0] & 0x60 == 0 for unit in parts if is_slice("h264", unit))


def copied_units(codec: str, parts: Sequence[Unit], *, is_first: bool) -> list[bytes]:
    """Return what of a coded picture goes into a copy.

    H.264's parameter sets go into the file's header, HEVC's stay where they are. Delimiters,
    padding and what encoders say of themselves are left out.

    Args:
        codec: `h264` or `hevc`.
        parts: the picture's units.
        is_first: whether the copy begins with it. A clean iframe of HEVC then says that it does.
    """
    kept: list[bytes] = []
    for unit in parts:
        data, kind = bytes(unit), unit_type(codec, unit)
        if is_slice(codec, unit):
            if is_first and codec == "hevc" and kind == _HEVC_CRA:
                data = bytes([data[0] & 0x81 | HEVC_BLA_N_LP << 1]) + data[1:]
            kept.append(data)
        elif codec == "hevc":
            message = kind in _HEVC_SEI and not _tells_of_users(data[2:])
            if message or kind in HEVC_SETS:
                kept.append(data)
        elif kind == _H264_SEI and not _tells_of_users(data[1:]):
            kept.append(data)
    return kept


def _tells_of_users(payload: bytes) -> bool:
    """Whether user data is among the messages of an SEI unit, or there is no message at all.

    Cameras put places and serial numbers there, behind other messages too (H.264, 7.3.2.3.1).
    """
    data = payload.replace(b"\0\0\3", b"\0\0")
    at = 0
    # The last byte only ends the unit.
    while at < len(data) - 1:
        numbers = []
        for _ in ("kind", "size"):
            number = 0
            while at < len(data) and data[at] == 255:
                number, at = number + 255, at + 1
            numbers.append(number + (data[at] if at < len(data) else 0))
            at += 1
        kind, size = numbers
        if kind in _USER_DATA:
            return True
        at += size
    return at == 0
