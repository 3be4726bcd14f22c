"""What a batch's journal holds, as values. Knows nothing about how it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cutter.batch.stamps import Stamp
    from cutter.batch.task import Made

TaskState = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal has of a task."""

    key: str
    state: TaskState
    attempt: int
    """Its latest."""
    before: Mapping[str, Stamp]
    """Files that were there when that attempt began, by their paths below the batch's folder."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a task."""

    number: int
    run: int
    task: str
    begun: float
    """Seconds since 1970; the journal's own record, nothing is reckoned from it."""
    ended: float | None
    """None where it was cut off."""
    host: str
    outcome: Literal["done", "failed"] | None
    cause: str
    code: int
    notes: tuple[str, ...]
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that this batch wrote."""

    made: Made
    mtime_ns: int
    key: str
    """Of the task, when it wrote the file."""


def attempt_of(row: Sequence[Any]) -> Attempt:
    """Return an attempt from a row of the journal's."""
    number, run, task, begun, ended, host, outcome, cause, code, notes, counts = row
    return Attempt(
        number=number,
        run=run,
        task=task,
        begun=begun,
        ended=ended,
        host=host or "",
        outcome=outcome,
        cause=cause or "",
        code=code or 0,
        notes=tuple(json.loads(notes or "[]")),
        counts=json.loads(counts or "{}"),
    )
