"""A hidden folder for what a render makes on its way. Knows nothing about what is made.

A run that ends, well or badly, removes its folder. One that is killed leaves it, and the next run
under the same name goes on with what is there.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from typing import TYPE_CHECKING

from cutter.errors import OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX = ".cutter-"
LOCK = "lock"
STALE = 24 * 3600.0
"""Seconds after which what a killed run left, and no run took up again, is removed."""


@contextlib.contextmanager
def work_folder(parent: Path, name: str) -> Iterator[Path]:
    """Make, or take up, the folder of that name for the length of a block, and remove it.

    While another process works under the same name, a folder of our own is made.

    Raises:
        OutputRefused: the folder cannot be made.
    """
    import filelock

    _sweep(parent)
    folder = parent / f"{PREFIX}{name}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            folder = parent / f"{PREFIX}{name}-{secrets.token_hex(4)}"
            folder.mkdir(mode=0o700)
            lock = filelock.FileLock(folder / LOCK)
            lock.acquire(timeout=0)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputRefused(f"{parent}: cannot hold intermediate files ({reason})") from error
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove folders that killed runs left long ago; those of living runs are locked."""
    import filelock

    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, filelock.Timeout):
            lock = folder / LOCK
            if not lock.is_file() or time.time() - lock.stat().st_mtime < STALE:
                continue
            with filelock.FileLock(lock, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
