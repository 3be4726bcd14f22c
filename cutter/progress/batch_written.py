"""A batch as lines: plain ones for logs and pipes, JSON for programs.

The JSON lines are described in docs/batch-results.md.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from cutter.progress.lines import one_line, write_line
from cutter.progress.tally import Tally
from cutter.progress.wording import standing, time_left

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Self, TextIO

    from cutter.progress.batch import Item, Result
    from cutter.progress.pace import Running

_RESULTS: Final = {"done": "done", "again": "failed, to be tried again", "failed": "failed"}


class _LinedBatch:
    """What plain lines and JSON lines have in common: when which of them is due."""

    every = 1.0
    """Seconds between two lines about the whole, and between two about one task."""

    def __init__(self, stream: TextIO | None = None, tally: Tally | None = None) -> None:
        """Write to `stream`, stderr unless given."""
        self._stream = stream or sys.stderr
        self._tally = tally or Tally()
        self._told = self._tally.clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tell_batch()

    def expect(self, items: Iterable[Item], *, workers: int = 0) -> None:
        """Count what there is to do."""
        self._tally.expect(items, workers)

    def started(self, name: str) -> None:
        """Tell of a task's begin."""
        running = self._tally.start(name)
        running.told = self._tally.clock()
        self._tell_begin(running)
        self._tell_batch_if_due()

    def advanced(self, name: str, stage: str, done: float, total: float | None) -> None:
        """Tell now and then how far a task is."""
        running = self._tally.advance(name, stage, done, total)
        now = self._tally.clock()
        if now - running.told >= self.every:
            running.told = now
            self._tell_progress(running)
        self._tell_batch_if_due()

    def ended(self, name: str, result: Result, cause: str = "") -> None:
        """Tell of a task's end."""
        seconds = self._tally.end(name, result)
        self._tell_end(name, result, seconds, cause)
        self._tell_batch_if_due()

    def _tell_batch_if_due(self) -> None:
        now = self._tally.clock()
        if now - self._told >= self.every:
            self._told = now
            self._tell_batch()

    def _tell_begin(self, running: Running) -> None:
        raise AssertionError(running)

    def _tell_progress(self, running: Running) -> None:
        raise AssertionError(running)

    def _tell_end(self, name: str, result: Result, seconds: float, cause: str) -> None:
        raise AssertionError(name)

    def _tell_batch(self) -> None:
        raise AssertionError


class PlainBatch(_LinedBatch):
    """A line at the begin and the end of each task, and one about the whole every ten seconds."""

    every = 10.0

    def note(self, message: str) -> None:
        """Write the message."""
        write_line(one_line(message), self._stream)

    def warn(self, message: str) -> None:
        """Write the message as a warning."""
        write_line(f"warning: {one_line(message)}", self._stream)

    def _tell_begin(self, running: Running) -> None:
        self.note(f"{running.item.name} …")

    def _tell_progress(self, running: Running) -> None:
        """Nothing: with many tasks at once, the line about the whole tells enough."""

    def _tell_end(self, name: str, result: Result, seconds: float, cause: str) -> None:
        # What was done before, and what cannot be done, would fill the log of a large batch.
        if result in _RESULTS:
            told = f": {cause}" if cause else ""
            self.note(f"{name} {_RESULTS[result]} in {seconds:.1f} s{told}")

    def _tell_batch(self) -> None:
        tally = self._tally
        left = "" if tally.ended == tally.tasks else f", {time_left(tally.left())} left"
        self.note(f"batch {tally.share():.0%}: {standing(tally)}{left}")


class JsonBatch(_LinedBatch):
    """One JSON object a line."""

    def note(self, message: str) -> None:
        """Write a `note` event."""
        self._write({"event": "note", "message": message})

    def warn(self, message: str) -> None:
        """Write a `warning` event."""
        self._write({"event": "warning", "message": message})

    def _tell_begin(self, running: Running) -> None:
        self._tell_task("begin", running)

    def _tell_progress(self, running: Running) -> None:
        self._tell_task("progress", running)

    def _tell_end(self, name: str, result: Result, seconds: float, cause: str) -> None:
        self._write(
            {
                "event": "task",
                "phase": "end",
                "name": name,
                "work": self._tally.work_of(name),
                "outcome": result,
                "seconds": round(seconds, 3),
                "cause": cause,
            }
        )

    def _tell_task(self, phase: str, running: Running) -> None:
        now, expected = self._tally.clock(), self._tally.pace.of(running.item)
        self._write(
            {
                "event": "task",
                "phase": phase,
                "name": running.item.name,
                "work": running.item.work,
                "stage": running.stage,
                "share": round(running.share(now, expected), 4),
                "left_s": round(running.left(now, expected), 1),
            }
        )

    def _tell_batch(self) -> None:
        tally = self._tally
        done_s, total_s = tally.cost
        self._write(
            {
                "event": "batch",
                "done": tally.ended,
                "total": tally.tasks,
                "kept": tally.results["kept"],
                "failed": tally.results["failed"],
                "skipped": tally.results["skipped"],
                "running": len(tally.running),
                "share": round(tally.share(), 4),
                "estimated_done_s": round(done_s, 1),
                "estimated_total_s": round(total_s, 1),
                "left_s": round(tally.left(), 1),
            }
        )

    def _write(self, event: dict[str, Any]) -> None:
        write_line(json.dumps(event), self._stream)
