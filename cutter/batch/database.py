"""A SQLite file with one writer, each change of which is on the disk before the next step is taken.

Works on network disks, survives kills and power cuts, and says in one line what is wrong. Knows
nothing about what its tables mean.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Final

from cutter.batch.journal_faults import JournalFull, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

APPLICATION: Final = 0x63757462
"""`cutb`, in SQLite's application id: tells a journal from any other database."""
PATIENCE: Final = 10.0
"""Seconds to wait for room on a full disk: what fails for want of it gives its own back."""

SYNCHRONOUS: Final = "FULL"
"""SQLite's word for: what was written is on the disk before the next step, power cut or not."""

Statement = tuple[str, "Sequence[object]"]
"""SQL, and the values for its question marks."""


class Database:
    """One SQLite file, held open."""

    def __init__(self, path: Path, tables: str, version: int, *, has_locks: bool) -> None:
        """Open a database, or begin one.

        Args:
            path: the file.
            tables: SQL that makes them, and their indexes.
            version: of their form; another one is refused.
            has_locks: whether files can be locked there; SQLite itself does without where not.

        Raises:
            OutputRefused: it cannot be opened or written, is damaged, or is another's.
        """
        self.path = path
        with told(path):
            query = "" if has_locks else "?nolock=1"
            self._database = sqlite3.connect(
                f"{path.absolute().as_uri()}{query}", uri=True, isolation_level=None, timeout=5.0
            )
        try:
            with told(path):
                self._prepare(tables, version)
        except BaseException:
            self._database.close()
            raise

    def _prepare(self, tables: str, expected: int) -> None:
        (check,) = self.one("PRAGMA quick_check(1)")
        if check != "ok":
            raise sqlite3.DatabaseError("malformed")
        (application,), (version,) = (
            self.one("PRAGMA application_id"),
            self.one("PRAGMA user_version"),
        )
        (count,) = self.one("SELECT count(*) FROM sqlite_master")
        is_ours = (application, version) == (APPLICATION, expected)
        if count and not is_ours:
            raise sqlite3.DatabaseError(
                f"version {version}" if application == APPLICATION else "foreign"
            )
        # No write-ahead log: it needs memory shared by all who read, which network disks lack.
        # The rollback journal stays in its place while the run lasts: no names come and go.
        self._database.execute("PRAGMA journal_mode = PERSIST")
        self._database.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        if is_ours:
            return
        # One transaction, so that a run killed here leaves an empty file, which is no journal yet.
        self._database.executescript(
            f"BEGIN IMMEDIATE; {tables} PRAGMA application_id = {APPLICATION};"
            f"PRAGMA user_version = {expected}; COMMIT;"
        )

    def close(self) -> None:
        """Close it; nothing but the one file is left."""
        with contextlib.suppress(sqlite3.Error):
            self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.close()

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row, or None
        """Return the first row, or None."""
        with told(self.path):
            return self._database.execute(query, values).fetchone()

    def all(self, query: str, *values: object) -> list[Any]:
        """Return all rows."""
        with told(self.path):
            return self._database.execute(query, values).fetchall()

    def write(self, *statements: Statement) -> int:
        """Do statements in one transaction; return the number of the first one's new row.

        Raises:
            JournalFull: the disk is full, and stays so.
            OutputRefused: it cannot be written.
        """
        patience = PATIENCE
        while True:
            try:
                with told(self.path):
                    return self._transaction(statements)
            except JournalFull:
                if patience <= 0:
                    raise
                patience -= 0.5
                time.sleep(0.5)

    def _transaction(self, statements: Sequence[Statement]) -> int:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            first = None
            for query, values in statements:
                cursor = self._database.execute(query, values)
                first = cursor.lastrowid if first is None else first
            self._database.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise
        return first or 0
