"""What a batch has done, in one SQLite file of its folder, so that a later run goes on from there.

Every change is one transaction that is on the disk before the next step is taken. Paths and counts
stand in it, never a word of a profile. Knows nothing about what is to be done.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cutter.batch.entries import Kept, Written, attempt_of
from cutter.batch.journal_faults import JournalFull, told
from cutter.batch.stamps import Stamp
from cutter.batch.task import Made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cutter.batch.entries import Attempt, TaskState
    from cutter.batch.task import Outcome, Task, Work

NAME: Final = "batch.sqlite"
VERSION: Final = 1
APPLICATION: Final = 0x63757462
"""`cutb`, in SQLite's application id: tells a journal from any other database."""
PATIENCE: Final = 10.0
"""Seconds to wait for room on a full disk: what fails for want of it gives its own back."""

SYNCHRONOUS: Final = "FULL"
"""SQLite's word for: what was written is on the disk before the next step, power cut or not."""

_TABLES: Final = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY, begun REAL NOT NULL, ended REAL, wall REAL, cpu REAL);
CREATE TABLE films (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tasks (name TEXT PRIMARY KEY, work TEXT NOT NULL, key TEXT NOT NULL,
    state TEXT NOT NULL, attempt INTEGER NOT NULL, before TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE attempts (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, task TEXT NOT NULL,
    key TEXT NOT NULL, begun REAL NOT NULL, ended REAL, host TEXT, outcome TEXT, cause TEXT,
    code INTEGER, notes TEXT, counts TEXT);
CREATE INDEX attempts_by_task ON attempts (task);
CREATE TABLE files (path TEXT PRIMARY KEY, task TEXT NOT NULL, key TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX files_by_task ON files (task);
"""


class Journal:
    """The journal of one batch; there is one writer at a time."""

    def __init__(self, path: Path, *, has_locks: bool = True) -> None:
        """Open a journal, or begin one.

        Args:
            path: the file.
            has_locks: whether files can be locked there; SQLite itself does without where not.

        Raises:
            OutputRefused: it cannot be opened or written, is damaged, or is no journal of this
                version.
        """
        self.path = path
        self.run = 0
        with told(path):
            query = "" if has_locks else "?nolock=1"
            self._database = sqlite3.connect(
                f"{path.absolute().as_uri()}{query}", uri=True, isolation_level=None, timeout=5.0
            )
        try:
            with told(path):
                self._prepare()
        except BaseException:
            self._database.close()
            raise

    def _prepare(self) -> None:
        (check,) = self._one("PRAGMA quick_check(1)")
        if check != "ok":
            raise sqlite3.DatabaseError("malformed")
        (application,), (version,) = (
            self._one("PRAGMA application_id"),
            self._one("PRAGMA user_version"),
        )
        (tables,) = self._one("SELECT count(*) FROM sqlite_master")
        is_ours = (application, version) == (APPLICATION, VERSION)
        if tables and not is_ours:
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
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {APPLICATION};"
            f"PRAGMA user_version = {VERSION}; COMMIT;"
        )

    def close(self) -> None:
        """Close it; nothing but the one file is left."""
        with contextlib.suppress(sqlite3.Error):
            self._database.execute("PRAGMA journal_mode = DELETE")
        self._database.close()

    def begin_run(self) -> None:
        """Write down that a run begins; attempts belong to it from here on."""
        self.run = self._write(("INSERT INTO runs (begun) VALUES (?)", (time.time(),)))

    def end_run(self, wall: float, cpu: float) -> None:
        """Write down what the run took, in seconds."""
        self._write(
            (
                "UPDATE runs SET ended = ?, wall = ?, cpu = ? WHERE id = ?",
                (time.time(), wall, cpu, self.run),
            )
        )

    def setting(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return what was kept under a name, or None."""
        found = self._one("SELECT value FROM settings WHERE name = ?", name)
        return None if found is None else json.loads(found[0])

    def keep_setting(self, name: str, value: object) -> None:
        """Keep a value that JSON can hold."""
        self._write(("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(value))))

    def fingerprint(self, film: Path, stamp: Stamp) -> str | None:
        """Return the fingerprint of a film that looks as it did when it was read, or None."""
        found = self._one(
            "SELECT fingerprint FROM films WHERE path = ? AND size = ? AND mtime_ns = ?",
            *(_text(film), stamp.size, stamp.mtime_ns),
        )
        return None if found is None else str(found[0])

    def keep_fingerprint(self, film: Path, stamp: Stamp, fingerprint: str) -> None:
        """Keep a film's fingerprint for as long as the film looks the same."""
        values = (_text(film), stamp.size, stamp.mtime_ns, fingerprint)
        self._write(("INSERT OR REPLACE INTO films VALUES (?, ?, ?, ?)", values))

    def task(self, name: str) -> Kept | None:
        """Return what is known of a task, or None."""
        found = self._one("SELECT key, state, attempt, before FROM tasks WHERE name = ?", name)
        if found is None:
            return None
        key, state, attempt, before = found
        stamps = {path: Stamp(*stamp) for path, stamp in json.loads(before).items()}
        return Kept(key, state, attempt, stamps)

    def begin(self, task: Task, before: Mapping[str, Stamp]) -> int:
        """Write down that a task begins; return the attempt's number.

        Args:
            task: the task.
            before: the files that it may write and that are there now.
        """
        stamps = {path: [each.size, each.mtime_ns] for path, each in before.items()}
        return self._write(
            (
                "INSERT INTO attempts (run, task, key, begun) VALUES (?, ?, ?, ?)",
                (self.run, task.name, task.key, time.time()),
            ),
            (
                "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, 'running', last_insert_rowid(), ?)",
                (task.name, task.work, task.key, json.dumps(stamps)),
            ),
        )

    def end(
        self, attempt: int, task: Task, outcome: Outcome, host: str, mtimes: Mapping[str, int]
    ) -> None:
        """Write down what came of a task.

        Args:
            attempt: its number, as `begin` returned it.
            task: the task.
            outcome: what came of it.
            host: where.
            mtimes: of the outcome's files, nanoseconds.
        """
        state = "done" if outcome.is_done else "failed"
        told_in = (time.time(), _text(host), state, _text(outcome.error), outcome.code)
        lists = (json.dumps(outcome.notes), json.dumps(dict(outcome.counts)))
        self._write(
            (
                "UPDATE attempts SET ended = ?, host = ?, outcome = ?, cause = ?, code = ?, "
                "notes = ?, counts = ? WHERE id = ?",
                (*told_in, *lists, attempt),
            ),
            ("UPDATE tasks SET state = ? WHERE name = ?", (state, task.name)),
            *(_file(task, made, mtimes[made.path]) for made in outcome.files),
        )

    def adopt(self, task: Task, files: Mapping[Made, int]) -> None:
        """Write down files that an attempt wrote which was cut off before it could be ended.

        Args:
            task: the task, with the key of that attempt.
            files: with their times, nanoseconds.
        """
        self._write(*(_file(task, made, mtime_ns) for made, mtime_ns in files.items()))

    def keep_mtime(self, path: str, mtime_ns: int) -> None:
        """Write down that a file of ours has another time and the same bytes: it was copied."""
        self._write(("UPDATE files SET mtime_ns = ? WHERE path = ?", (mtime_ns, path)))

    def written(self, path: str) -> Written | None:
        """Return what this batch wrote at a path below its folder, or None."""
        found = self._one(
            "SELECT path, size, digest, mtime_ns, key FROM files WHERE path = ?", path
        )
        return None if found is None else Written(Made(*found[:3]), *found[3:])

    def files(self, task: str, key: str) -> tuple[Written, ...]:
        """Return the files that a task wrote under a key, in the order of their paths."""
        rows = self._all(
            "SELECT path, size, digest, mtime_ns, key FROM files WHERE task = ? AND key = ? "
            "ORDER BY path",
            *(task, key),
        )
        return tuple(Written(Made(*row[:3]), *row[3:]) for row in rows)

    def older_files(self, task: str, key: str) -> tuple[Written, ...]:
        """Return the files that a task wrote under other keys, and has not written since."""
        rows = self._all(
            "SELECT path, size, digest, mtime_ns, key FROM files WHERE task = ? AND key <> ? "
            "ORDER BY path",
            *(task, key),
        )
        return tuple(Written(Made(*row[:3]), *row[3:]) for row in rows)

    def forget(self, path: str) -> None:
        """Write down that a file of ours was taken away."""
        self._write(("DELETE FROM files WHERE path = ?", (path,)))

    def latest_files(self, task: str) -> tuple[Written, ...]:
        """Return the files that a task wrote under the key that it had last."""
        kept = self.task(task)
        return () if kept is None else self.files(task, kept.key)

    def attempts(self, task: str) -> tuple[Attempt, ...]:
        """Return the attempts at a task, of all runs, the first one first."""
        rows = self._all(
            "SELECT id, run, task, begun, ended, host, outcome, cause, code, notes, counts "
            "FROM attempts WHERE task = ? ORDER BY id",
            task,
        )
        return tuple(attempt_of(row) for row in rows)

    def count(self, work: Work, state: TaskState) -> int:
        """Return how many tasks of a kind came to something."""
        (found,) = self._one(
            "SELECT count(*) FROM tasks WHERE work = ? AND state = ?", work, state
        ) or (0,)
        return int(found)

    def _one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row, or None
        with told(self.path):
            return self._database.execute(query, values).fetchone()

    def _all(self, query: str, *values: object) -> list[Any]:
        with told(self.path):
            return self._database.execute(query, values).fetchall()

    def _write(self, *statements: tuple[str, Sequence[object]]) -> int:
        """Do statements in one transaction; return the number of the first one's new row."""
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

    def _transaction(self, statements: Sequence[tuple[str, Sequence[object]]]) -> int:
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


@contextlib.contextmanager
def opened(path: Path, *, has_locks: bool = True) -> Iterator[Journal]:
    """Open a journal for the length of a block. Raises what `Journal` does."""
    journal = Journal(path, has_locks=has_locks)
    try:
        yield journal
    finally:
        journal.close()


def _file(task: Task, made: Made, mtime_ns: int) -> tuple[str, Sequence[object]]:
    values = (made.path, task.name, task.key, made.size, mtime_ns, made.digest)
    return "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", values


def _text(told: Path | str) -> str:
    """Return what SQLite can hold: the name of a file need not be text."""
    return str(told).encode(errors="backslashreplace").decode()
