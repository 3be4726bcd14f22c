"""Progress of one task after another: stages are passed on, warnings are kept with the task."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cutter.progress import SILENT, one_line

if TYPE_CHECKING:
    from cutter.progress import Progress, Stage


class Noted:
    """A Progress whose warnings become a task's notes.

    What was opened in one task and says something in a later one says it of the later one.
    """

    def __init__(self) -> None:
        """Begin without a task."""
        self._shown: Progress = SILENT
        self._notes: dict[str, None] = {}
        self._lock = threading.Lock()

    def begin(self, shown: Progress) -> None:
        """Begin a task, whose stages are shown there; forget the notes of the last one."""
        with self._lock:
            self._shown, self._notes = shown, {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the task, each once."""
        with self._lock:
            return tuple(self._notes)

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage of where the task is shown."""
        return self._shown.stage(name, total)

    def note(self, message: str) -> None:
        """Drop it: a batch would say it a hundred times."""

    def warn(self, message: str) -> None:
        """Keep it."""
        with self._lock:
            self._notes[one_line(message)] = None
