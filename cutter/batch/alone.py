"""Lets no second run work on one batch at a time, also over the network.

Knows nothing about what a batch is.
"""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import filelock

    from cutter.progress.batch import BatchProgress

_WITHOUT_LOCKS: Final = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
"""What file systems answer that know no locks."""
PATIENCE: Final = 0.3
"""Seconds to wait for a run that is just leaving."""
_TRIES: Final = 5


@contextlib.contextmanager
def alone(journal: Path, progress: BatchProgress) -> Iterator[bool]:
    """Keep others out while a block lasts; yield whether files can be locked there.

    Args:
        journal: the batch's journal; the lock lies beside it, and goes when the block ends.
        progress: is told where nobody can be kept out.

    Raises:
        OutputRefused: another run is at work on the batch, or nothing can be written there.
    """
    lock = _claimed(journal.with_suffix(".lock"), journal)
    if lock is None:
        progress.warn(
            f"{journal.parent}: this disk knows no locks; see to it that no other run works on "
            "this batch"
        )
    try:
        yield lock is not None
    finally:
        if lock is not None:
            # Removed while it is held, so that nobody can have claimed it meanwhile.
            with contextlib.suppress(OSError):
                journal.with_suffix(".lock").unlink()
            lock.release()


def _claimed(path: Path, journal: Path) -> filelock.BaseFileLock | None:
    """Claim the lock; None where there are no locks."""
    import filelock

    for _ in range(_TRIES):
        lock = filelock.FileLock(path)
        try:
            lock.acquire(timeout=PATIENCE)
        except filelock.Timeout as error:
            raise OutputRefused(
                f"{journal.parent}: another run is at work on this batch; wait for it, or name "
                "another folder with -o"
            ) from error
        except NotImplementedError:
            return None
        except OSError as error:
            if error.errno in _WITHOUT_LOCKS:
                return None
            raise OutputRefused(
                f"{journal.parent}: nothing can be written there ({error.strerror}); name another "
                "folder with -o"
            ) from error
        if path.exists():
            return lock
        # Whoever had it before removed it between our opening and our claiming it.
        lock.release()
    raise OutputRefused(f"{journal.parent}: other runs come and go there; run again")
