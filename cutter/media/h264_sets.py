"""H.264's parameter sets read as far as copying needs them (ITU-T H.264, clause 7.3.2).

Knows nothing about files and pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.media import nal

if TYPE_CHECKING:
    from cutter.media.nal import Unit

_HIGH_PROFILES: Final = (44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244)
"""H.264 profiles whose parameter sets tell of chroma (clause 7.3.2.1.1)."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """What an H.264 sequence parameter set says, as far as copying needs it."""

    id: int
    profile: int
    constraints: int
    level: int
    """Ten times the level's number."""
    is_progressive: bool
    """Whether every picture is a whole frame; else it may be two fields."""


class _Bits:
    """Reads a parameter set bit by bit."""

    def __init__(self, unit: Unit) -> None:
        # Two zeros are followed by a 3 wherever the payload might look like a start code.
        payload = bytes(unit).replace(b"\0\0\3", b"\0\0")
        self._value = int.from_bytes(payload, "big")
        self._left = len(payload) * 8

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the parameter set is cut short")
        return (self._value >> self._left) & ((1 << count) - 1)

    def golomb(self) -> int:
        zeros = 0
        while self.take(1) == 0:
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        value = self.golomb()
        return (value + 1) // 2 if value % 2 else -(value // 2)


def read_sequence(unit: Unit) -> Sequence:
    """Read a sequence parameter set (clause 7.3.2.1.1).

    Raises:
        ValueError: it is cut short.
    """
    bits = _Bits(unit)
    bits.take(8)
    profile, constraints, level = bits.take(8), bits.take(8), bits.take(8)
    number = bits.golomb()
    if profile in _HIGH_PROFILES:
        _skip_chroma(bits)
    bits.golomb()
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.take(1)
        bits.signed(), bits.signed()
        for _ in range(bits.golomb()):
            bits.signed()
    bits.golomb()
    bits.take(1)
    bits.golomb(), bits.golomb()
    return Sequence(number, profile, constraints, level, bool(bits.take(1)))


def _skip_chroma(bits: _Bits) -> None:
    """Pass over what the high profiles say of chroma, depth and scaling."""
    chroma = bits.golomb()
    if chroma == 3:
        bits.take(1)
    bits.golomb(), bits.golomb()
    bits.take(1)
    if not bits.take(1):
        return
    for index in range(12 if chroma == 3 else 8):
        if not bits.take(1):
            continue
        last = following = 8
        for _ in range(16 if index < 6 else 64):
            if following:
                following = (last + bits.signed()) % 256
            last = following or last


def set_id(unit: Unit) -> int:
    """Return the id of an H.264 sequence or picture parameter set.

    Raises:
        ValueError: it is cut short.
    """
    if nal.unit_type("h264", unit) == nal.H264_SPS:
        return read_sequence(unit).id
    bits = _Bits(bytes(unit[:16]))
    bits.take(8)
    return bits.golomb()
