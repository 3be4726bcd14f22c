"""What SQLite says when a journal cannot be used, in one line that says what to do."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from typing import TYPE_CHECKING, Final

from cutter.errors import CutterError, OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANEW: Final = "move it away and run again with --overwrite, and all is made anew"
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}


class JournalFull(OutputRefused):
    """The journal's disk is full."""


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into ours.

    Args:
        path: the journal.

    Raises:
        JournalFull: the disk is full.
        OutputRefused: the journal cannot be read or written, is damaged, or is another's.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        kind = None if code is None else code & 0xFF
        said = str(error)
        if kind == sqlite3.SQLITE_FULL:
            raise JournalFull(
                f"{path}: no room for the batch's journal; make room, then run the same line "
                "again: what is done is kept"
            ) from error
        if kind in _DAMAGED or said == "malformed":
            raise OutputRefused(f"{path}: the batch's journal is damaged; {ANEW}") from error
        if said.startswith("version "):
            raise OutputRefused(
                f"{path}: the batch's journal is of another version of cutter ({said}); go on "
                f"with that one, or {ANEW}"
            ) from error
        if said == "foreign":
            raise OutputRefused(
                f"{path}: this database is no journal of a batch; name another folder with -o"
            ) from error
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise OutputRefused(
                f"{path}: another program holds the batch's journal; close it and run again"
            ) from error
        raise OutputRefused(
            f"{path}: the batch's journal cannot be used ({said}); check the folder's permissions "
            "and its disk"
        ) from error
    except OSError as error:
        if isinstance(error, CutterError):
            raise
        if error.errno == errno.ENOSPC:
            raise JournalFull(f"{path}: no room for the batch's journal; make room") from error
        raise OutputRefused(f"{path}: cannot be used ({error.strerror})") from error
