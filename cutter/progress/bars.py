"""Progress as bars with the time left, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.progress.lines import one_line

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress as RichProgress

    from cutter.progress.protocols import Stage


class _BarStage:
    def __init__(self, name: str, total: float | None, bars: RichProgress) -> None:
        self._bars = bars
        self._task = bars.add_task(name, total=total, start=True)
        self._total = total

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._bars.update(self._task, completed=self._total or 1, total=self._total or 1)
        if all(task.finished for task in self._bars.tasks) or kind is not None:
            self._bars.stop()

    def advance(self, amount: float = 1.0) -> None:
        """Move the bar."""
        self._bars.advance(self._task, amount)


class Bars:
    """Bars with the time left, for a terminal."""

    def __init__(self) -> None:
        """Build the bars; nothing is drawn before the first stage begins."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
        from rich.progress import TimeRemainingColumn as Left

        self._console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            TaskProgressColumn(),
            Left(elapsed_when_finished=True),
            console=self._console,
        )

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage with a bar of its own."""
        return _BarStage(name, total, self._bars)

    def note(self, message: str) -> None:
        """Print the message above the bars."""
        self._console.print(one_line(message), markup=False, highlight=False)

    def warn(self, message: str) -> None:
        """Print the message above the bars, marked as a warning."""
        self._console.print(
            f"warning: {one_line(message)}", markup=False, highlight=False, style="yellow"
        )
