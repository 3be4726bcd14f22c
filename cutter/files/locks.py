"""Locks between processes, on one machine or on several that share a disk.

A lock here saves work and never keeps a file sound: on some disks locks are not to be had, or hold
on one machine only, or outlive a machine that has died. Whoever locks must be right without.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import filelock

BEAT = 10.0
"""Seconds between two signs of life of whoever holds a turn."""
SILENCE = 150.0
"""Seconds without a sign after which the holder is taken for dead. NFS clients see a new time of
change after 60 s at the latest (acregmax), and a server of NFS 4 forgets a dead client after 90."""
PATIENCE = 4 * 3600.0
"""Seconds to wait for one that lives."""
_POLL = 0.1
_LONG = 3.0
"""Seconds of waiting that a person should hear of."""


def system_lock(
    path: Path, *, mode: int | None = None, is_singleton: bool = False
) -> filelock.BaseFileLock:
    """Return the system's own lock on a file, not held yet; it goes with the process that holds it.

    filelock's stand-in for disks without locks is never used: its file outlives a dead machine.

    Args:
        path: the file to lock; made when the lock is taken, and left there.
        mode: permission bits of a new file; None means what the umask gives it.
        is_singleton: whether this process has one such lock, which it may take within itself.

    Returns:
        A lock whose `acquire` raises OSError where the disk has no locks, and filelock.Timeout.
    """
    import filelock

    lock = partial(filelock.FileLock, path, is_singleton=is_singleton, fallback_to_soft=False)
    # Left out, it is what the umask gives: users who share a store must all be able to lock.
    return lock() if mode is None else lock(mode=mode)


@contextlib.contextmanager
def turn(
    path: Path,
    *,
    silence: float = SILENCE,
    patience: float = PATIENCE,
    beat: float = BEAT,
    mode: int | None = None,
    is_long: Callable[[], None] | None = None,
) -> Iterator[bool]:
    """Hold a lock for the length of a block, if it can be had; wait for those that live.

    The holder gives a sign of life every now and then: it sets the time of change of the lock's
    file. Who waits looks only at whether that time changes, so no two clocks are ever compared.

    Args:
        path: the file to lock.
        silence: seconds without a sign after which a holder is taken for dead.
        patience: seconds to wait for one that lives.
        beat: seconds between two signs.
        mode: permission bits of a new file; None means what the umask gives it.
        is_long: is called once where the wait is longer than a person would take for nothing.

    Yields:
        Whether the lock is held; not so where locks do not work, or nobody lets go of it.
    """
    lock = _awaited(system_lock(path, mode=mode), path, silence, patience, is_long)
    if lock is None:
        yield False
        return
    over = threading.Event()
    beating = threading.Thread(
        target=_beat, args=(path, over, beat), name="sign of life", daemon=True
    )
    try:
        beating.start()
        yield True
    finally:
        over.set()
        beating.join(beat)
        # A disk that fails at this moment must not undo what was done under the lock.
        with contextlib.suppress(OSError):
            lock.release()


def _awaited(
    lock: filelock.BaseFileLock,
    path: Path,
    silence: float,
    patience: float,
    is_long: Callable[[], None] | None,
) -> filelock.BaseFileLock | None:
    """Return the lock, held; None where it is not to be had."""
    import filelock

    began = heard = time.monotonic()
    sign: tuple[int, int] | None = None
    while True:
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            pass
        except OSError:
            return None
        else:
            return lock
        now, seen = time.monotonic(), _sign(path)
        if seen != sign:
            sign, heard = seen, now
        if is_long is not None and now - began >= _LONG:
            is_long()
            is_long = None
        if now - heard >= silence or now - began >= patience:
            return None
        time.sleep(_POLL)


def _sign(path: Path) -> tuple[int, int] | None:
    """Return what changes while a lock's holder lives."""
    with contextlib.suppress(OSError):
        told = path.stat()
        return told.st_ino, told.st_mtime_ns
    return None


def _beat(path: Path, over: threading.Event, every: float) -> None:
    while True:
        with contextlib.suppress(OSError):
            os.utime(path)
        if over.wait(every):
            return
