"""Puts evidence into an order that hangs on nothing but its content, so that no sum hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.schema import Comparison
from cutter.taste.traits import no_traits, taken

if TYPE_CHECKING:
    from cutter.schema import Evidence, Grade, Place, Traits

Indices = NDArray[np.intp]

NOTHING: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Evidence in an order that hangs on nothing but its content."""

    answers: tuple[Grade | Comparison, ...]
    """By the identity of their events."""
    traits: Traits
    """Of the shots that they are about, by place."""
    places: tuple[Place, ...]
    better: Indices
    """(n_answers,) rows of the traits: what was graded, or found better."""
    worse: Indices
    """(n_answers,) what was found worse; -1 of a grade."""

    def __len__(self) -> int:
        """Return the number of answers."""
        return len(self.answers)


def in_order(evidence: Evidence | None) -> Asked:
    """Return evidence in an order that hangs on nothing but its content."""
    none = np.zeros(0, dtype=np.intp)
    if evidence is None:
        return Asked((), no_traits(0, 0), (), none, none)
    every: list[Grade | Comparison] = [*evidence.grades, *evidence.comparisons]
    answers = sorted(
        every,
        key=lambda answer: (answer.event, isinstance(answer, Comparison), answer.spread),
    )
    pairs = [
        (answer.better, answer.worse) if isinstance(answer, Comparison) else (answer.row, None)
        for answer in answers
    ]
    used = {row for pair in pairs for row in pair if row is not None}
    rows = sorted(used, key=lambda row: (evidence.places[row].film, evidence.places[row].span))
    at = {row: number for number, row in enumerate(rows)}
    return Asked(
        answers=tuple(answers),
        traits=taken(evidence.traits, rows),
        places=tuple(evidence.places[row] for row in rows),
        better=np.array([at[better] for better, _ in pairs], dtype=np.intp),
        worse=np.array(
            [NOTHING if worse is None else at[worse] for _, worse in pairs], dtype=np.intp
        ),
    )
