"""The largest memory that a process and its children held together, looked at many times a second.

Where the system has no /proc, nothing is seen and the caller falls back on what `wait4` says.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Self

SHORTEST, LONGEST = 0.01, 0.1
"""Seconds between two looks: at first, for short runs; later, so as not to disturb long ones."""
GROWTH = 1.1


class PeakMemory:
    """Watches a process from the outside, while it is used as a context manager."""

    def __init__(self, pid: int, *, exact: bool) -> None:
        """Watch process `pid`.

        Args:
            pid: whose memory.
            exact: count memory that several processes share once (proportional set size). That
                costs the process milliseconds per look, so it is for runs that are not timed.
        """
        self.peak = 0.0
        """Megabytes (10^6 bytes)."""
        self._pid = pid
        self._size = _proportional if exact else _resident
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        pause = SHORTEST
        while not self._done.is_set():
            total = sum(self._size(pid) for pid in _family(self._pid))
            self.peak = max(self.peak, total / 1e6)
            self._done.wait(pause)
            pause = min(pause * GROWTH, LONGEST)


def _family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError, ValueError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _proportional(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return _resident(pid)
