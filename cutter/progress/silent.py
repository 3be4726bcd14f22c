"""Progress that shows nothing but warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.progress.lines import one_line, write_line

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TextIO

    from cutter.progress.protocols import Progress, Stage


class _QuietStage:
    """A stage of which nothing is shown."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def advance(self, amount: float = 1.0) -> None:
        """Show nothing."""


class Silent:
    """Shows nothing but, if asked to, warnings."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Warnings go to `stream`, or nowhere."""
        self._stream = stream

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage of which nothing is shown."""
        return _QuietStage()

    def note(self, message: str) -> None:
        """Drop it."""

    def warn(self, message: str) -> None:
        """Write it, if there is a stream to write to."""
        if self._stream is not None:
            write_line(f"warning: {one_line(message)}", self._stream)


SILENT: Progress = Silent()
