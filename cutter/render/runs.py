"""Finds in a film's packet table what of a clip can be copied: its longest run of whole packets.

Numbers only: knows nothing about files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from cutter.media.packets import NOWHERE

if TYPE_CHECKING:
    from cutter.media.packets import PacketTable
    from cutter.timeline.place import Placed

SHORTEST: Final = 6
"""Frames; a shorter run is not worth the two edges that it makes, unless it is the whole clip."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Packets that can be copied."""

    first: int
    """Number of its first frame in the film."""
    count: int
    """How many frames it has."""
    table: PacketTable
    row: int
    """Of the table, where it begins."""
    end_row: int
    """One past its last row. Rows between that are shown before `first` are not part of it."""

    @property
    def end(self) -> int:
        """One past the number of its last frame."""
        return self.first + self.count

    def ranks(self) -> tuple[tuple[int, int], ...]:
        """Return for each packet of the copy, in the order of decoding, its row and its place."""
        numbers = self.table.numbers[self.row : self.end_row].tolist()
        return tuple(
            (self.row + at, number - self.first)
            for at, number in enumerate(numbers)
            if number >= self.first
        )


def frames_of(piece: Placed, rate: Fraction) -> tuple[int, int]:
    """Return the number of the film's frame that a clip begins with, and one past its last.

    Only for a film of the output's own rate: there a clip shows one frame after the other.

    Args:
        piece: the clip as placed on the output.
        rate: the film's frames per second.
    """
    first = math.ceil(piece.start * rate - Fraction(1, 2))
    return first, first + piece.count


def longest_run(table: PacketTable, first: int, end: int) -> Run | None:
    """Return the longest run of packets that are just frames between two numbers, or None.

    It begins at an iframe on which all that follows leans at most, and ends where the frames
    decoded so far are the frames shown so far.

    Args:
        table: the packets around these frames.
        first: number of the first frame that may be in it.
        end: one past the last.
    """
    best: Run | None = None
    reached = first
    begins = table.may_begin.tolist()
    numbers = table.numbers.tolist()
    for row, number in enumerate(numbers):
        if not begins[row] or not reached <= number < end:
            continue
        found = _run_from(table, numbers, row, end)
        if found is not None:
            reached = found.end
            if best is None or found.count > best.count:
                best = found
    if best is None or (best.count < SHORTEST and best.count < end - first):
        return None
    return best


def _run_from(table: PacketTable, numbers: list[int], row: int, end: int) -> Run | None:
    """Return the longest run that begins with a row."""
    first = highest = numbers[row]
    seen: set[int] = set()
    best: Run | None = None
    for at in range(row, len(numbers)):
        number = numbers[at]
        if number == NOWHERE or number >= end or number in seen:
            break
        if number < first:
            # A leading picture, shown before the run; behind other frames it would be a jump.
            if highest != first:
                break
            continue
        seen.add(number)
        highest = max(highest, number)
        if highest - first + 1 == len(seen):
            best = Run(first, len(seen), table, row, at + 1)
    return best
