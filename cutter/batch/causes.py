"""An error, or the death of a process, as what came of a task.

That is one line, an exit code, and whether another try may come out otherwise. Knows nothing about
who tries again.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

from cutter.batch.task import Outcome
from cutter.errors import (
    INTERNAL,
    CutterError,
    DiskFull,
    FfmpegFailed,
    RenderError,
    SourceChanged,
    VerificationFailed,
    where_raised,
)
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.batch.task import Work

UNWRITABLE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes no more."""
PASSING: Final = UNWRITABLE | {
    errno.EAGAIN,
    errno.EBUSY,
    errno.ECONNABORTED,
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.EHOSTUNREACH,
    errno.EMFILE,
    errno.ENETDOWN,
    errno.ENETUNREACH,
    errno.ENFILE,
    errno.ENOLCK,
    errno.ENOMEM,
    errno.ESTALE,
    errno.ETIMEDOUT,
}
"""What the system says of a full disk, of memory or files that are used up, of a network."""
NO_MEMORY: Final = (
    "there is not enough memory; run again with fewer --jobs, or close other programs"
)
_SAID_OF_MEMORY: Final = ("out of memory", "not enough memory", "allocate memory", "alloc_failed")
"""What torch, OpenCV and ffmpeg say of memory that is used up."""


def failed(error: Exception, work: Work, notes: tuple[str, ...] = ()) -> Outcome:
    """Return what came of a task that ended with an error; no word of a profile is in it.

    Args:
        error: what it ended with.
        work: what it was to do.
        notes: what was told of it before.
    """
    message, code = _told(error)
    return Outcome(one_line(message), code, can_pass=_can_pass(error, work), notes=notes)


def lost(why: str) -> Outcome:
    """Return what came of a task whose process is gone.

    Args:
        why: how it went, such as `was killed by signal 9`.
    """
    told = f"the process that did it {why}; is there enough memory? run again, or with fewer --jobs"
    return Outcome(told, INTERNAL, can_pass=True)


def _told(error: Exception) -> tuple[str, int]:
    """Return an error in one line, and its exit code."""
    if isinstance(error, CutterError):
        return str(error), error.exit_code
    if _is_shortage(error):
        return NO_MEMORY, INTERNAL
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        told = f"cannot write ({error.strerror}); make room and run again"
        return told, RenderError.exit_code
    place = f"{where_raised(error)} (run it alone with --debug for the traceback)"
    return f"internal error: {type(error).__name__}{place}", INTERNAL


def _can_pass(error: Exception, work: Work) -> bool:
    """Whether another try may come out otherwise: what was short may be there by then."""
    if isinstance(error, SourceChanged):
        # While a film is looked at it may still be copied; a plan of another film stays one.
        return work != "render"
    if isinstance(error, DiskFull | VerificationFailed):
        return True
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, FfmpegFailed) and cause.was_ended:
            return True
        # Those of ours that are OSErrors say nothing by a number.
        if isinstance(cause, OSError) and cause.errno in PASSING:
            return True
        if _is_shortage(cause):
            return True
        cause = cause.__cause__
    return False


def _is_shortage(error: BaseException) -> bool:
    """Whether an error says that memory gave out, of the machine or of a graphics card."""
    if isinstance(error, MemoryError):
        return True
    said = error.log if isinstance(error, FfmpegFailed) else str(error)
    is_foreign = isinstance(error, FfmpegFailed) or not isinstance(error, CutterError)
    return is_foreign and any(words in said.lower() for words in _SAID_OF_MEMORY)
