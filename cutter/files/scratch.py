"""Hidden folders for what is made on the way to a file; each is locked while its run lives.

A run that ends, well or badly, removes its folder. One that is killed leaves it, and the next run
that works in the same place removes it, or goes on with what is in it where the work has a name.
Several machines may work in one place, and their clocks may differ, and a lock may hold on one of
them only: what another machine made is removed only when it is old by the disk's own clock. Knows
nothing about what is made.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import time
from functools import cache
from typing import TYPE_CHECKING

from cutter.files.locks import system_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import filelock

PREFIX = ".cutter-"
OWN = f"{PREFIX}part-"
"""Begins the names of folders that no later run takes up."""
LOCK = "lock"
STALE = 24 * 3600.0
"""Seconds for which named work that a killed run left is kept, to be taken up again, and whatever
another machine left."""
_OURS = re.compile(r"\.cutter-(part-)?[0-9a-f]{16}(-(?P<machine>[0-9a-f]{8}))?")
_WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""What file systems answer that know no locks."""
_TRIES = 5


def name_of(told: str) -> str:
    """Return a name for work that a later run of the same work has too; it tells nothing of it."""
    import hashlib

    return hashlib.blake2b(told.encode(errors="surrogateescape"), digest_size=8).hexdigest()


@contextlib.contextmanager
def scratch_folder(parent: Path, name: str = "") -> Iterator[Path]:
    """Make a hidden folder in `parent` for the length of a block, and remove it.

    What killed runs left in `parent` is swept first.

    Args:
        parent: where it shall be: on the file system of what is to be written.
        name: of work that may be taken up, as `name_of` makes it; what an earlier run on this
            machine left under it is found in the folder. While another process works under the
            same name, or without a name, the folder is new.

    Raises:
        OSError: the folder cannot be made.
    """
    sweep(parent)
    folder, lock = _claim(parent, name)
    try:
        yield folder
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except BaseException:
            # A second Ctrl-C came meanwhile.
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            if lock is not None:
                lock.release()
        if os.name == "nt":
            # There the lock's own file cannot be removed while it is held.
            shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path, *, kept: float = STALE) -> None:
    """Remove the folders that killed runs left in `parent`; those of living runs are locked.

    A folder that cannot be removed stays; that is no error.

    Args:
        parent: where to look.
        kept: seconds for which named work is kept; the rest of this machine goes at once, that of
            others after a day.
    """
    with contextlib.suppress(OSError):
        for folder in list(parent.iterdir()):
            told = _OURS.fullmatch(folder.name)
            if told is None:
                continue
            needed = 0.0 if folder.name.startswith(OWN) else kept
            if told["machine"] not in (None, machine()):
                # Whether its run lives, the lock need not tell here.
                needed = STALE
            with contextlib.suppress(OSError):
                if folder.is_symlink() or not folder.is_dir() or not _is_older(folder, needed):
                    continue
                _remove_unless_locked(folder)


@cache
def machine() -> str:
    """Return what tells this machine from others on the same disk: 8 hexadecimal digits."""
    import hashlib
    import platform
    from pathlib import Path

    told = platform.node().encode(errors="surrogateescape")
    with contextlib.suppress(OSError):
        told += Path("/etc/machine-id").read_bytes()
    return hashlib.blake2b(told, digest_size=4).hexdigest()


def _is_older(folder: Path, seconds: float) -> bool:
    """Whether so much time has gone by since a folder changed, by our clock and by the disk's."""
    changed = folder.stat().st_mtime
    if time.time() - changed < seconds:
        return False
    return not seconds or _disk_time(folder.parent) - changed >= seconds


def _disk_time(parent: Path) -> float:
    """Return what time it is for the disk that a folder lies on."""
    probe = _new_name(parent)
    probe.mkdir(mode=0o700)
    try:
        return probe.stat().st_mtime
    finally:
        probe.rmdir()


def _new_name(parent: Path) -> Path:
    import secrets

    return parent / f"{OWN}{secrets.token_hex(8)}-{machine()}"


def _remove_unless_locked(folder: Path) -> None:
    import filelock

    lock = system_lock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return
    except OSError as error:
        # Without locks nobody knows whether its run lives; after a day it is taken for dead.
        if error.errno not in _WITHOUT_LOCKS or not _is_older(folder, STALE):
            return
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def _claim(parent: Path, name: str) -> tuple[Path, filelock.BaseFileLock | None]:
    """Make, or take up, a folder and lock it; None for the lock where there are no locks."""
    import filelock

    for attempt in range(_TRIES):
        is_named = bool(name) and attempt == 0
        folder = parent / f"{PREFIX}{name}-{machine()}" if is_named else _new_name(parent)
        folder.mkdir(mode=0o700, exist_ok=is_named)
        lock = system_lock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except (filelock.Timeout, FileNotFoundError):
            # Another run has it, or swept it before it was locked.
            continue
        except OSError as error:
            if error.errno in _WITHOUT_LOCKS:
                return folder, None
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if (folder / LOCK).exists():
            return folder, lock
        lock.release()
    raise OSError(errno.EBUSY, "other runs take away what is made", str(parent))
