"""Sound bytes turned into broken ones: the same number always gives the same damage."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Mutation = Callable[[random.Random, bytearray, Sequence[bytes]], None]

MOST_DAMAGES = 4
"""Mutations laid over one another in one file."""
LARGEST = 2**18
"""Bytes; what grows beyond is cut off."""
EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Numbers at which lengths and counts tend to be read wrongly."""
PIECES = (
    *(b'"', b"{", b"[" * 40, b"]", b"NaN", b"1e999", b"-1", b"9" * 400, b"null", b"\\ud800", b","),
    *(b"\0", b"\n\n", b"-->", b"00:00:01,000", b"99999999999:00:00", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"{\\", b"<" * 50, b"../", b"1/0", b"-1/1", b"moov", b"ftyp", b"\x1aE\xdf\xa3", b"RIFF"),
)
"""What has a meaning in one of the formats."""
VALUES: tuple[object, ...] = (
    *(None, True, 0, -1, 1, 2**31, 2**63, 2**64, 10**19, -(10**15), 0.1, 1e308, -1e-308),
    *("", "0", "1/1", "0/1", "-1/1", "999999999999999999/1", "1/999999999999999999", "x" * 5_000),
    *("0:00-0:01", "0s", "100%", "1e9", "..", "/dev/zero", "known.mp4", "\ud800"),
    *([], {}, [[]], [0, 1], [1, 0], [1e308, 2e308], {"text": "x"}, {"": 0}),
)
"""Values of JSON that stand at the edge of something, or in the wrong place."""


def mutated(data: bytes, others: Sequence[bytes], number: int) -> bytes:
    """Return the `number`-th mutation of a file.

    Args:
        data: a sound file.
        others: files to splice in.
        number: names the mutation; equal numbers give equal bytes.
    """
    chance = random.Random(number)
    broken = bytearray(data)
    for _ in range(chance.randint(1, MOST_DAMAGES)):
        chance.choice(MUTATIONS)(chance, broken, others)
        if not broken:
            break
    return bytes(broken[:LARGEST])


def mutated_json(data: bytes, number: int) -> bytes:
    """Return the `number`-th mutation of a JSON document that is still JSON: of what it says."""
    chance = random.Random(number)
    document = json.loads(data)
    for _ in range(chance.randint(1, 2)):
        _change(chance, document)
    return json.dumps(document).encode()


def _change(chance: random.Random, document: object) -> None:
    """Change one value, key or number of items anywhere in a tree."""
    parents: list[dict[str, object] | list[object]] = []
    waiting = [document]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict | list) and inner:
            parents.append(inner)
            waiting.extend(inner.values() if isinstance(inner, dict) else inner)
    if not parents:
        return
    parent = chance.choice(parents)
    kind = chance.randrange(8)
    if isinstance(parent, list):
        place = chance.randrange(len(parent))
        if kind == 0:
            del parent[place]
        elif kind == 1:
            parent.extend([parent[place]] * chance.choice((1, 3, 250)))
        else:
            parent[place] = _other(chance, parent[place])
        return
    key = chance.choice(list(parent))
    if kind == 0:
        del parent[key]
    elif kind == 1:
        parent[chance.choice((key[:-1], key.upper(), "x", "", "text", "weight"))] = parent[key]
    else:
        parent[key] = _other(chance, parent[key])


def _other(chance: random.Random, value: object) -> object:
    """Return a value like this one but for a little, or one of another kind altogether."""
    if chance.random() < 0.6:
        if isinstance(value, bool):
            return not value
        if isinstance(value, int | float):
            return chance.choice((-value, value + 1, value * 1_000, value / 7, 0, -1))
        if isinstance(value, str):
            place = chance.randrange(len(value) + 1)
            piece = chance.choice(("0", "-", "/", "%", ".", "9" * 30, "\x00", "\n", "\ud800", "é"))
            return value[:place] + piece + value[place + chance.choice((0, 1)) :]
    return chance.choice(VALUES)


def _place(chance: random.Random, data: bytearray) -> int:
    """Return a place; half of them near the beginning or the end, where headers lie."""
    size = max(1, len(data))
    near = chance.random()
    if near < 0.35:
        return chance.randrange(min(size, 1_200))
    if near < 0.5:
        return size - 1 - chance.randrange(min(size, 1_200))
    return chance.randrange(size)


def _flip_a_bit(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    data[_place(chance, data)] ^= 1 << chance.randrange(8)


def _set_bytes(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        data[_place(chance, data)] = chance.randrange(256)


def _set_a_number(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    """Write a number as length fields hold them, in two to eight bytes of either order."""
    width = chance.choice((2, 3, 4, 4, 4, 8))
    value = chance.choice((*EDGES, len(data), chance.randrange(2**32))) % 2 ** (8 * width)
    place = _place(chance, data)
    data[place : place + width] = value.to_bytes(width, chance.choice(("big", "little")))


def _nudge_a_number(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    """Add a little to a number that stands there already."""
    width = chance.choice((1, 2, 4))
    place = _place(chance, data)
    found = int.from_bytes(data[place : place + width], "big")
    value = (found + chance.choice((-16, -2, -1, 1, 2, 16))) % 2 ** (8 * width)
    data[place : place + width] = value.to_bytes(width, "big")


def _cut_short(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    del data[_place(chance, data) :]


def _take_out(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    place = _place(chance, data)
    del data[place : place + chance.choice((1, 4, 16, 188, 1_000))]


def _overwrite(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    place, length = _place(chance, data), chance.choice((4, 16, 64, 500))
    fill = chance.choice((b"\0" * length, b"\xff" * length, chance.randbytes(length)))
    data[place : place + length] = fill


def _repeat(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    place = _place(chance, data)
    piece = bytes(data[place : place + chance.choice((4, 16, 188, 2_000))])
    data[place:place] = piece * chance.choice((1, 2, 20))


def _splice(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    """Write a piece of another file over this one, or between."""
    other = chance.choice(others) if others else bytes(data)
    begin = chance.randrange(max(1, len(other)))
    piece = other[begin : begin + chance.choice((8, 64, 400, 4_000))]
    place = _place(chance, data)
    data[place : place + chance.choice((0, len(piece)))] = piece


def _insert_a_piece(chance: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    place = _place(chance, data)
    data[place : place + chance.choice((0, 0, 4))] = chance.choice(PIECES)


MUTATIONS: tuple[Mutation, ...] = (
    _flip_a_bit,
    _flip_a_bit,
    _set_bytes,
    _set_bytes,
    _set_a_number,
    _set_a_number,
    _nudge_a_number,
    _nudge_a_number,
    _cut_short,
    _take_out,
    _overwrite,
    _repeat,
    _splice,
    _insert_a_piece,
)
