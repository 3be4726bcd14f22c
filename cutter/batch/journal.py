"""What a batch has done, in one SQLite file of its folder, so that a later run goes on from there.

Every change is one transaction that is on the disk before the next step is taken. Paths and counts
stand in it, never a word of a profile. Knows nothing about what is to be done.
"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cutter.batch.database import Database
from cutter.batch.entries import Kept, Written, attempt_of
from cutter.batch.stamps import Stamp
from cutter.batch.task import Made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cutter.batch.entries import Attempt, TaskState
    from cutter.batch.task import Outcome, Task, Work

NAME: Final = "batch.sqlite"
VERSION: Final = 1

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
        self.run = 0
        self._database = Database(path, _TABLES, VERSION, has_locks=has_locks)

    def close(self) -> None:
        """Close it; nothing but the one file is left."""
        self._database.close()

    def begin_run(self) -> None:
        """Write down that a run begins; attempts belong to it from here on."""
        self.run = self._database.write(("INSERT INTO runs (begun) VALUES (?)", (time.time(),)))

    def end_run(self, wall: float, cpu: float) -> None:
        """Write down what the run took, in seconds."""
        self._database.write(
            (
                "UPDATE runs SET ended = ?, wall = ?, cpu = ? WHERE id = ?",
                (time.time(), wall, cpu, self.run),
            )
        )

    def setting(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return what was kept under a name, or None."""
        found = self._database.one("SELECT value FROM settings WHERE name = ?", name)
        return None if found is None else json.loads(found[0])

    def keep_setting(self, name: str, value: object) -> None:
        """Keep a value that JSON can hold."""
        values = (name, json.dumps(value))
        self._database.write(("INSERT OR REPLACE INTO settings VALUES (?, ?)", values))

    def fingerprint(self, film: Path, stamp: Stamp) -> str | None:
        """Return the fingerprint of a film that looks as it did when it was read, or None."""
        found = self._database.one(
            "SELECT fingerprint FROM films WHERE path = ? AND size = ? AND mtime_ns = ?",
            *(_text(film), stamp.size, stamp.mtime_ns),
        )
        return None if found is None else str(found[0])

    def keep_fingerprint(self, film: Path, stamp: Stamp, fingerprint: str) -> None:
        """Keep a film's fingerprint for as long as the film looks the same."""
        values = (_text(film), stamp.size, stamp.mtime_ns, fingerprint)
        self._database.write(("INSERT OR REPLACE INTO films VALUES (?, ?, ?, ?)", values))

    def task(self, name: str) -> Kept | None:
        """Return what is known of a task, or None."""
        query = "SELECT key, state, attempt, before FROM tasks WHERE name = ?"
        found = self._database.one(query, name)
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
        return self._database.write(
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
        self._database.write(
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
        self._database.write(*(_file(task, made, mtime_ns) for made, mtime_ns in files.items()))

    def keep_mtime(self, path: str, mtime_ns: int) -> None:
        """Write down that a file of ours has another time and the same bytes: it was copied."""
        self._database.write(("UPDATE files SET mtime_ns = ? WHERE path = ?", (mtime_ns, path)))

    def written(self, path: str) -> Written | None:
        """Return what this batch wrote at a path below its folder, or None."""
        found = self._database.one(
            "SELECT path, size, digest, mtime_ns, key FROM files WHERE path = ?", path
        )
        return None if found is None else Written(Made(*found[:3]), *found[3:])

    def files(self, task: str, key: str) -> tuple[Written, ...]:
        """Return the files that a task wrote under a key, in the order of their paths."""
        rows = self._database.all(
            "SELECT path, size, digest, mtime_ns, key FROM files WHERE task = ? AND key = ? "
            "ORDER BY path",
            *(task, key),
        )
        return tuple(Written(Made(*row[:3]), *row[3:]) for row in rows)

    def older_files(self, task: str, key: str) -> tuple[Written, ...]:
        """Return the files that a task wrote under other keys, and has not written since."""
        rows = self._database.all(
            "SELECT path, size, digest, mtime_ns, key FROM files WHERE task = ? AND key <> ? "
            "ORDER BY path",
            *(task, key),
        )
        return tuple(Written(Made(*row[:3]), *row[3:]) for row in rows)

    def forget(self, path: str) -> None:
        """Write down that a file of ours was taken away."""
        self._database.write(("DELETE FROM files WHERE path = ?", (path,)))

    def latest_files(self, task: str) -> tuple[Written, ...]:
        """Return the files that a task wrote under the key that it had last."""
        kept = self.task(task)
        return () if kept is None else self.files(task, kept.key)

    def attempts(self, task: str) -> tuple[Attempt, ...]:
        """Return the attempts at a task, of all runs, the first one first."""
        rows = self._database.all(
            "SELECT id, run, task, begun, ended, host, outcome, cause, code, notes, counts "
            "FROM attempts WHERE task = ? ORDER BY id",
            task,
        )
        return tuple(attempt_of(row) for row in rows)

    def count(self, work: Work, state: TaskState) -> int:
        """Return how many tasks of a kind came to something."""
        (found,) = self._database.one(
            "SELECT count(*) FROM tasks WHERE work = ? AND state = ?", work, state
        ) or (0,)
        return int(found)


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
