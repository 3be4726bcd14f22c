"""After every test: no new file where the user works, no child process, no socket, no ERROR logged.

A file may lie in pytest's temporary folders alone; the user's own folders are redirected there by
`tests/conftest.py`. What a fixture of the session opened before the test is not the test's.
"""

import gc
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import psutil
import pytest

from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP

PATIENCE = 3.0
"""Seconds that a process has to end in, once the test is over."""
TOOLS = frozenset(
    {
        *(".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache"),
        *("__pycache__", ".coverage", "out"),
    }
)
"""What tools leave in a working tree; Git ignores it."""
WATCHED: list[Path] = [
    *(ROOT, PROFILES, SAMPLE.parent, SAMPLE_CLIP),
    # As they are before any test redirects them.
    *(
        Path(folder(name, appauthor=False))
        for folder in (
            platformdirs.user_cache_dir,
            platformdirs.user_data_dir,
            platformdirs.user_config_dir,
        )
        for name in ("cutter", "huggingface")
    ),
    Path.home(),
]
"""Folders in which no test may leave anything."""


@dataclass(frozen=True)
class Found:
    """What is there at one moment."""

    names: frozenset[str]
    children: frozenset[int]
    sockets: frozenset[str]


class Errors(logging.Handler):
    """Keeps the errors that are logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(f"{record.name}: {record.getMessage()}")


ERRORS = Errors()


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Fail a test that leaves a file, a process or a socket behind, or logs an error."""
    root = logging.getLogger()
    if ERRORS not in root.handlers:
        root.addHandler(ERRORS)
    ERRORS.told.clear()
    before = look()
    yield
    left = left_since(before)
    if left and not any(line.startswith("a file") for line in left):
        # What hangs on objects that nobody uses any more goes with them.
        gc.collect()
        until = time.monotonic() + PATIENCE
        while (left := left_since(before)) and time.monotonic() < until:
            time.sleep(0.02)
    left += [f"an ERROR was logged: {line}" for line in ERRORS.told]
    if left:
        pytest.fail("the test left behind: " + "; ".join(left), pytrace=False)


def left_since(before: Found) -> list[str]:
    """Return what is there now and was not before, a few words each."""
    now = look()
    return [
        *(f"a file, {name}" for name in sorted(now.names - before.names)),
        *(
            f"a process, {_command(number)}"
            for number in sorted(now.children - before.children)
            if _is_alive(number)
        ),
        *(f"a socket, {name}" for name in sorted(now.sockets - before.sockets)),
    ]


def look() -> Found:
    """Return what is there now."""
    return Found(_names(), _children(), _sockets())


def _names() -> frozenset[str]:
    names: set[str] = set()
    for folder in WATCHED:
        try:
            names.update(f"{folder}/{name}" for name in os.listdir(folder) if name not in TOOLS)  # noqa: PTH208 - ten times as fast as Path.iterdir
        except OSError:
            continue
    return frozenset(names)


def _children() -> frozenset[int]:
    if sys.platform != "linux":
        return frozenset(child.pid for child in psutil.Process().children())
    # psutil reads the whole table of processes for this.
    found: set[int] = set()
    for thread in os.listdir("/proc/self/task"):  # noqa: PTH208
        try:
            with open(f"/proc/self/task/{thread}/children") as stream:  # noqa: PTH123
                found.update(map(int, stream.read().split()))
        except OSError:
            continue
    return frozenset(found)


def _sockets() -> frozenset[str]:
    if sys.platform != "linux":
        return frozenset(str(each.fd) for each in psutil.Process().net_connections("all"))
    found = set()
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208
        try:
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add(target)
    return frozenset(found)


def _is_alive(number: int) -> bool:
    """Whether a child still runs; one that has ended and was not waited for does not."""
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _command(number: int) -> str:
    try:
        process = psutil.Process(number)
        return " ".join(process.cmdline())[:120] or f"{process.name()} ({process.status()})"
    except psutil.Error:
        return f"number {number}"
