"""Hidden folders for what is made on the way to a file; each is locked while its run lives.

A run that ends, well or badly, removes its folder. One that is killed leaves it, and the next run
that works in the same place removes it, or goes on with what is in it where the work has a name.
Knows nothing about what is made.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import filelock

PREFIX = ".cutter-"
OWN = f"{PREFIX}part-"
"""Begins the names of folders that no later run takes up."""
LOCK = "lock"
STALE = 24 * 3600.0
"""Seconds for which named work that a killed run left is kept, to be taken up again."""
_OURS = re.compile(r"\.cutter-(part-)?[0-9a-f]{16}")
_WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
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
        name: of work that may be taken up, as `name_of` makes it; what an earlier run left under
            it is found in the folder. While another process works under the same name, or without
            a name, the folder is new.

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
        kept: seconds for which named work is kept; the rest goes at once.
    """
    with contextlib.suppress(OSError):
        for folder in [path for path in parent.iterdir() if _OURS.fullmatch(path.name)]:
            with contextlib.suppress(OSError):
                if folder.is_symlink() or not folder.is_dir():
                    continue
                age = time.time() - folder.stat().st_mtime
                if folder.name.startswith(OWN) or age >= kept:
                    _remove_unless_locked(folder, is_old=age >= STALE)


def _remove_unless_locked(folder: Path, *, is_old: bool) -> None:
    import filelock

    lock = filelock.FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return
    except OSError as error:
        # Without locks nobody knows whether its run lives; after a day it is taken for dead.
        if error.errno not in _WITHOUT_LOCKS or not is_old:
            return
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def _claim(parent: Path, name: str) -> tuple[Path, filelock.BaseFileLock | None]:
    """Make, or take up, a folder and lock it; None for the lock where there are no locks."""
    import secrets

    import filelock

    for attempt in range(_TRIES):
        is_named = bool(name) and attempt == 0
        folder = parent / (f"{PREFIX}{name}" if is_named else f"{OWN}{secrets.token_hex(8)}")
        folder.mkdir(mode=0o700, exist_ok=is_named)
        lock = filelock.FileLock(folder / LOCK)
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
