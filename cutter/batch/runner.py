"""The Runner Protocol: who does tasks, one after the other or many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from cutter.batch.task import Outcome, Task


@dataclass(frozen=True, slots=True)
class Advance:
    """A running task has come this far."""

    task: str
    stage: str
    """What it is at, as the pipeline's stages are called."""
    done: float
    total: float | None
    """In the stage's own unit; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A task is over, well or badly. One that died with its process has an Outcome that says so."""

    task: str
    outcome: Outcome
    host: str = ""
    """Where it ran."""


class Runner(Protocol):
    """Does tasks whose needs are met, used as a context manager; leaving it ends all work.

    A Runner knows no order and no journal: `drive.py` hands it what is ready.
    """

    def __enter__(self) -> Self:
        """Begin: start processes, or connect to a cluster."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End: whatever still runs is stopped, its children with it, and leaves nothing behind."""
        ...

    def has_room(self, task: Task) -> bool:
        """Whether the task can begin now: a process is free, and memory for it."""
        ...

    def submit(self, task: Task) -> None:
        """Begin a task, for which `has_room`."""
        ...

    def news(self, timeout: float) -> Sequence[Advance | Ended]:
        """Return what happened, as soon as something has; nothing after `timeout` seconds."""
        ...
