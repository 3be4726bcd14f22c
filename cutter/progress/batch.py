"""What a batch can be told as it runs: tasks that begin, come further and end, many at once.

Takes names and numbers; knows nothing about what the tasks do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from cutter.progress.lines import one_line, write_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self, TextIO

Result = Literal["done", "kept", "again", "failed", "skipped"]
"""What came of a task: done now; done before and kept; to be tried again; failed for good; left
out, for it needed one that failed."""


@dataclass(frozen=True, slots=True)
class Item:
    """A task as it is shown."""

    name: str
    """Unique in a batch."""
    work: str
    """Its kind: how long tasks take against their cost is measured for each kind apart."""
    cost: float
    """Seconds that it is thought to take; only their proportions need to be right."""


class BatchProgress(Protocol):
    """Where a batch is shown, used as a context manager round the whole of it.

    Calls come from one thread. A task that was not expected is shown all the same.
    """

    def __enter__(self) -> Self:
        """Begin to show."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Tell where it stands, and leave the terminal as it was."""
        ...

    def expect(self, items: Iterable[Item], *, workers: int = 0) -> None:
        """Say what there is to do, all of it before the first begins; later what came on top.

        Args:
            items: the tasks, those that are done already among them (`ended` as `kept`).
            workers: how many are done at once; 0 where nobody knows, then it is watched.
        """
        ...

    def started(self, name: str) -> None:
        """Say that a task began."""
        ...

    def advanced(self, name: str, stage: str, done: float, total: float | None) -> None:
        """Say that a stage of a task is at `done` of `total`, in its own unit."""
        ...

    def ended(self, name: str, result: Result, cause: str = "") -> None:
        """Say what came of a task; `cause` is one line that says what went wrong."""
        ...

    def note(self, message: str) -> None:
        """Tell a person something in one line."""
        ...

    def warn(self, message: str) -> None:
        """Tell a person of something that is not as it should be, in one line."""
        ...


class SilentBatch:
    """Shows nothing but, if asked to, warnings; a task that failed is one."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Warnings go to `stream`, or nowhere."""
        self._stream = stream

    def __enter__(self) -> Self:
        """Show nothing."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Show nothing."""

    def expect(self, items: Iterable[Item], *, workers: int = 0) -> None:
        """Show nothing."""

    def started(self, name: str) -> None:
        """Show nothing."""

    def advanced(self, name: str, stage: str, done: float, total: float | None) -> None:
        """Show nothing."""

    def ended(self, name: str, result: Result, cause: str = "") -> None:
        """Warn of a task that failed."""
        if result == "failed":
            self.warn(f"{name} failed: {cause}")

    def note(self, message: str) -> None:
        """Drop it."""

    def warn(self, message: str) -> None:
        """Write it, if there is a stream to write to."""
        if self._stream is not None:
            write_line(f"warning: {one_line(message)}", self._stream)


SILENT_BATCH: BatchProgress = SilentBatch()
