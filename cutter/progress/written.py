"""Progress as lines: plain ones for logs and pipes, JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from cutter.progress.lines import one_line, write_line

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TextIO

    from cutter.progress.protocols import Stage


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
        write_line(line, self.stream)


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
        write_line(one_line(message), self._stream)

    def warn(self, message: str) -> None:
        """Write the message as a warning."""
        write_line(f"warning: {one_line(message)}", self._stream)


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
        write_line(json.dumps(line), self.stream)


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
        write_line(json.dumps({"event": "note", "message": message}), self._stream)

    def warn(self, message: str) -> None:
        """Write a `warning` event."""
        write_line(json.dumps({"event": "warning", "message": message}), self._stream)
