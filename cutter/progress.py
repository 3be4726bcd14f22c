"""One progress interface: rich bars, plain lines, JSON lines, or nothing.

Everything goes to stderr, so that stdout stays free for results. Knows nothing about the work.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TextIO

    from rich.progress import Progress as RichProgress

Style = Literal["auto", "bars", "plain", "json", "none"]
_WRITING = threading.Lock()


class Stage(Protocol):
    """One running piece of work, used as a context manager."""

    def __enter__(self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, well or badly."""
        ...

    def advance(self, amount: float = 1.0) -> None:
        """Say that `amount` more of the total is done."""
        ...


class Progress(Protocol):
    """Where stages, notes and warnings go."""

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage called `name` with `total` units of work, or an unknown number."""
        ...

    def note(self, message: str) -> None:
        """Tell a person something in one line."""
        ...

    def warn(self, message: str) -> None:
        """Tell a person of something that is not as it should be, in one line."""
        ...


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
            _write(f"warning: {one_line(message)}", self._stream)


class _TimedStage:
    """A stage that counts, and reports through `_report` at most every `every` seconds."""

    every = 1.0

    def __init__(self, name: str, total: float | None, stream: TextIO) -> None:
        self.name = name
        self.total = total
        self.done = 0.0
        self.stream = stream
        self.began = self.told = time.monotonic()

    def __enter__(self) -> Self:
        self._report("begin")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._report("end" if kind is None else "failed")

    def advance(self, amount: float = 1.0) -> None:
        """Count, and report now and then."""
        self.done += amount
        now = time.monotonic()
        if now - self.told >= self.every:
            self.told = now
            self._report("progress")

    def left(self) -> float | None:
        """Estimate the seconds left from the pace so far."""
        if not self.total or self.done <= 0:
            return None
        spent = time.monotonic() - self.began
        return max(0.0, spent * (self.total - self.done) / self.done)

    def _report(self, event: str) -> None:
        raise AssertionError(event)


class _PlainStage(_TimedStage):
    every = 5.0

    def _report(self, event: str) -> None:
        if event == "begin":
            line = f"{self.name} …"
        elif event == "progress":
            share = f" {min(1.0, self.done / self.total):.0%}" if self.total else ""
            left = self.left()
            line = f"{self.name}{share}" + (f", {left:.0f} s left" if left is not None else "")
        else:
            spent = time.monotonic() - self.began
            line = f"{self.name} {'done' if event == 'end' else 'failed'} in {spent:.1f} s"
        _write(line, self.stream)


class Plain:
    """Plain lines, for logs and pipes."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, stderr unless given."""
        self._stream = stream or sys.stderr

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage that writes a line at its begin, its end, and every five seconds."""
        return _PlainStage(name, total, self._stream)

    def note(self, message: str) -> None:
        """Write the message."""
        _write(one_line(message), self._stream)

    def warn(self, message: str) -> None:
        """Write the message as a warning."""
        _write(f"warning: {one_line(message)}", self._stream)


class _JsonStage(_TimedStage):
    def _report(self, event: str) -> None:
        left = self.left()
        line = {
            "event": event,
            "stage": self.name,
            "done": round(self.done, 3),
            "total": self.total,
            "left_s": None if left is None else round(left, 1),
        }
        _write(json.dumps(line), self.stream)


class JsonLines:
    """One JSON object a line, for programs."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, stderr unless given."""
        self._stream = stream or sys.stderr

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage that writes its events at most once a second."""
        return _JsonStage(name, total, self._stream)

    def note(self, message: str) -> None:
        """Write a `note` event."""
        _write(json.dumps({"event": "note", "message": message}), self._stream)

    def warn(self, message: str) -> None:
        """Write a `warning` event."""
        _write(json.dumps({"event": "warning", "message": message}), self._stream)


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


SILENT: Progress = Silent()


def make_progress(style: Style = "auto", *, quiet: bool = False) -> Progress:
    """Return the progress for a style; `auto` means bars on a terminal, plain lines elsewhere.

    With `quiet`, only warnings are shown.
    """
    if quiet or style == "none":
        return Silent(sys.stderr)
    if style == "json":
        return JsonLines()
    if style == "bars" or (style == "auto" and sys.stderr.isatty()):
        return Bars()
    return Plain()


def _write(line: str, stream: TextIO) -> None:
    """Write a line at one go: stages end in threads, and `print` writes the line's end apart."""
    with _WRITING:
        stream.write(f"{line}\n")
        stream.flush()


def one_line(message: str) -> str:
    """Return a message without line breaks and control characters (file names may hold any)."""
    return "".join(char if char.isprintable() else "?" for char in message)
