"""Puts the pieces of a cut in playing order: as in the film, best first, or as an arc.

Knows nothing about budgets. Pieces of one pinned range stay together, in their order.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cutter.schema import Order

    Alike = Callable[[int, int], bool]

PEAK: Final = 0.8
"""Where an arc's strongest moment lies, as a part of its length: late, with a short release."""
_RELEASE: Final = 2.5
"""How much faster an arc falls after its peak than it rose before."""


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces that are played one after the other: nearly always a single clip."""

    film: int
    start: Fraction
    score: float
    energy: float
    """0 to 1: how strong it is beside the others, in score, motion, loudness and mood."""
    first: int
    last: int
    """The shots at its ends, as numbers that `alike` understands."""


def put_in_order(blocks: Sequence[Block], order: Order, alike: Alike) -> tuple[int, ...]:
    """Return the indices of the blocks in playing order.

    Args:
        blocks: what is to be played.
        order: `film` by film and time, `score` best first, `arc` a strong opening, a rise to a
            peak near four fifths, and a short release.
        alike: whether two shots are near-duplicates; an arc keeps such apart where it can.
    """
    starts = [block.start for block in blocks]
    # Floats put nearly all in order; comparing exact times is slow.
    about = [start.numerator / start.denominator for start in starts]
    by_time = sorted(range(len(blocks)), key=lambda k: (blocks[k].film, about[k], starts[k]))
    if order == "film":
        return tuple(by_time)
    if order == "score":
        return tuple(sorted(by_time, key=lambda k: -round(blocks[k].score, 6)))
    return _apart(_arc(blocks, by_time), blocks, alike)


def _arc(blocks: Sequence[Block], by_time: Sequence[int]) -> list[int]:
    """Hook, rise, peak, release."""
    strongest = sorted(by_time, key=lambda k: -round(blocks[k].energy, 6))
    if len(strongest) < 3:
        return strongest[::-1]
    peak, hook, rest = strongest[0], strongest[1], strongest[2:]
    places = range(1, len(blocks))
    summit = min(places, key=lambda p: (abs(p - PEAK * (len(blocks) - 1)), p))
    # The weakest go farthest from the peak; behind it, a step counts as several before it.
    by_height = sorted(
        (p for p in places if p != summit),
        key=lambda p: (summit - p if p < summit else (p - summit) * _RELEASE, p),
    )
    arc = dict(zip(by_height, rest, strict=True))
    arc[0], arc[summit] = hook, peak
    return [arc[p] for p in range(len(blocks))]


def _apart(sequence: list[int], blocks: Sequence[Block], alike: Alike) -> tuple[int, ...]:
    """Move blocks so that no two near-duplicates meet, as far as that is possible.

    Exchanging keeps the arc best; where that does not help, a block is taken out and put between
    two others, which always helps while no group of duplicates is more than half of all.
    """

    def clashes(order: Sequence[int]) -> int:
        return sum(alike(blocks[a].last, blocks[b].first) for a, b in itertools.pairwise(order))

    def exchanged(place: int, other: int) -> list[int]:
        order = list(sequence)
        order[place], order[other] = order[other], order[place]
        return order

    def moved(place: int, other: int) -> list[int]:
        order = list(sequence)
        order.insert(other, order.pop(place))
        return order

    found = clashes(sequence)
    for change in (exchanged, moved):
        for place in range(1, len(sequence)):
            if not found or not alike(
                blocks[sequence[place - 1]].last, blocks[sequence[place]].first
            ):
                continue
            others = sorted((abs(other - place), other) for other in range(len(sequence)))
            tried = (change(place, other) for _, other in others[1:])
            better = next((order for order in tried if clashes(order) < found), None)
            if better is not None:
                sequence, found = better, clashes(better)
    return tuple(sequence)
