"""What was learnt before and after, as what has changed between them, in plain words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cutter.schema import Learned

LEAST: Final = 0.005
"""Changes below this round to nothing in what is told."""
MOST: Final = 8
MINUS: Final = "\u2212"


def changes(before: Learned | None, after: Learned | None) -> tuple[tuple[str, float], ...]:
    """Return by how much each belief has moved, the greatest move first; small ones are left out.

    Signals are named as beliefs are.
    """
    moved: dict[str, float] = defaultdict(float)
    for learned, sign in ((after, 1.0), (before, -1.0)):
        if learned is not None:
            for belief in learned.beliefs:
                moved[belief.text] += sign * belief.weight
            for name, weight in learned.signals:
                moved[name] += sign * weight
    found = [(text, amount) for text, amount in moved.items() if abs(amount) >= LEAST]
    return tuple(sorted(found, key=lambda each: (-abs(each[1]), each[0])))


def in_words(found: tuple[tuple[str, float], ...]) -> str:
    """Return changes in one line: `+0.40 storm, −0.20 talk`."""
    told = [
        f"{MINUS if amount < 0 else '+'}{abs(amount):.2f} {text}" for text, amount in found[:MOST]
    ]
    if len(found) > MOST:
        told.append(f"and {len(found) - MOST} smaller ones")
    return ", ".join(told)
