"""Ends a process that runs for too long, or gives no sign of life. Knows nothing about ffmpeg."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

SILENCE = 300.0
"""Longest time in seconds in which a process may neither report nor take what it is fed: ffmpeg
reports twice a second, but encoding one frame, or what was looked ahead at, holds that up."""


class Watchdog:
    """Watches one process from a thread of its own until it is told to stop."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        timeout: float | None,
        end: Callable[[subprocess.Popen[bytes]], None],
    ) -> None:
        """Begin to watch.

        Args:
            process: what is watched.
            timeout: longest run in seconds; None for any.
            end: ends a process.
        """
        self.why = ""
        """What was wrong, if the process was ended."""
        self._process = process
        self._timeout = math.inf if timeout is None else timeout
        self._end = end
        self._began = self._signed = time.monotonic()
        self._is_over = threading.Event()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def sign(self) -> None:
        """Note a sign of life."""
        self._signed = time.monotonic()

    def stop(self) -> None:
        """Watch no longer."""
        self._is_over.set()

    def _watch(self) -> None:
        while not self._is_over.wait(max(0.0, self._until() - time.monotonic())):
            if time.monotonic() < self._until():
                continue
            if self._process.poll() is None:
                if self._until() == self._began + self._timeout:
                    self.why = f"did not end within {self._timeout:g} s"
                else:
                    self.why = f"gave no sign of life for {SILENCE:g} s"
                self._end(self._process)
            return

    def _until(self) -> float:
        return min(self._began + self._timeout, self._signed + SILENCE)
