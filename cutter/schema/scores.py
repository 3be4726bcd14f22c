"""The scores of all shots of a film as columns; a Score and its reasons are made where it is read.

A plan reads the columns of thousands of shots and the reasons of the few that it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from cutter.schema.taste import Reason, Score

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """What draws to which shots: a row for each reason that adds to a score."""

    shots: NDArray[np.intp]
    """(n,) rows of the scores, ascending."""
    labels: NDArray[np.intp]
    """(n,) which of the names it is about."""
    amounts: NDArray[np.float64]
    """(n,) above 0."""
    names: tuple[str, ...]
    """Labels of reasons; one may stand there more than once."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All of some scores but their reasons."""

    values: NDArray[np.float64]
    """(n_shots,)"""
    is_match: NDArray[np.bool_]
    """(n_shots,)"""
    moments: tuple[Fraction, ...]
    never: tuple[str, ...]
    doubtful: tuple[str, ...]
    must: tuple[str, ...]
    pull: Pull
    """May hold more than likes: what signals and reactions add, too."""


class Scores(Sequence[Score]):
    """One score for each shot, in the shots' order; equal to any sequence of equal scores."""

    def __init__(
        self,
        shots: Sequence[int],
        columns: Columns,
        reasons: Callable[[int], tuple[Reason, ...]],
    ) -> None:
        """Keep the columns.

        Args:
            shots: what each score says that its shot is.
            columns: a row for each.
            reasons: gives those of a row.
        """
        self.columns = columns
        self._shots = shots
        self._reasons = reasons
        self._made: dict[int, Score] = {}

    @classmethod
    def of(cls, scores: Sequence[Score]) -> Scores:
        """Return scores as columns; they themselves if they are that already."""
        if isinstance(scores, Scores):
            return scores
        every = list(scores)
        found = [
            (row, reason.label, reason.amount)
            for row, score in enumerate(every)
            for reason in score.reasons
            if reason.amount > 0
        ]
        names = {name: number for number, name in enumerate(dict.fromkeys(f[1] for f in found))}
        pull = Pull(
            np.array([row for row, _, _ in found], dtype=np.intp),
            np.array([names[label] for _, label, _ in found], dtype=np.intp),
            np.array([amount for _, _, amount in found], dtype=np.float64),
            tuple(names),
        )
        columns = Columns(
            np.array([score.value for score in every], dtype=np.float64),
            np.array([score.is_match for score in every], dtype=np.bool_),
            tuple(score.moment for score in every),
            tuple(score.never for score in every),
            tuple(score.doubtful for score in every),
            tuple(score.must for score in every),
            pull,
        )
        made = cls([score.shot for score in every], columns, lambda row: every[row].reasons)
        made._made = dict(enumerate(every))
        return made

    def __len__(self) -> int:
        """Return the number of shots."""
        return len(self._shots)

    @overload
    def __getitem__(self, index: int) -> Score: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Score, ...]: ...

    def __getitem__(self, index: int | slice) -> Score | tuple[Score, ...]:
        """Return a score, or several."""
        if isinstance(index, slice):
            return tuple(self[row] for row in range(*index.indices(len(self))))
        row = range(len(self))[index]
        if row not in self._made:
            self._made[row] = self._score(row)
        return self._made[row]

    def __eq__(self, other: object) -> bool:
        """Whether another sequence holds the same scores."""
        if self is other:
            return True
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__: Any = None

    def __repr__(self) -> str:
        """Return all scores, as a tuple of them is written."""
        return repr(tuple(self))

    def _score(self, row: int) -> Score:
        columns = self.columns
        return Score(
            shot=self._shots[row],
            value=float(columns.values[row]),
            reasons=self._reasons(row),
            moment=columns.moments[row],
            is_match=bool(columns.is_match[row]),
            never=columns.never[row],
            doubtful=columns.doubtful[row],
            must=columns.must[row],
        )


def in_a_row(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several films as one; each keeps what it says that its shot is."""
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0, *(len(part) for part in parts)]).tolist()
    names = np.cumsum([0, *(len(part.columns.pull.names) for part in parts)]).tolist()
    every = [part.columns for part in parts]
    where = [(part, row) for part in parts for row in range(len(part))]
    columns = Columns(
        np.concatenate([each.values for each in every]),
        np.concatenate([each.is_match for each in every]),
        tuple(moment for each in every for moment in each.moments),
        tuple(label for each in every for label in each.never),
        tuple(label for each in every for label in each.doubtful),
        tuple(label for each in every for label in each.must),
        Pull(
            np.concatenate([c.pull.shots + at for c, at in zip(every, starts, strict=False)]),
            np.concatenate([c.pull.labels + at for c, at in zip(every, names, strict=False)]),
            np.concatenate([c.pull.amounts for c in every]),
            tuple(name for c in every for name in c.pull.names),
        ),
    )
    shots = [shot for part in parts for shot in part._shots]

    def reasons(number: int) -> tuple[Reason, ...]:
        part, row = where[number]
        return part[row].reasons

    return Scores(shots, columns, reasons)
