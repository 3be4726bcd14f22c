"""One piece of work beside the page: how far it is, and what came of it.

Changed by the thread that does it, read by others. Knows nothing about what is made.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args
from urllib.parse import quote

from cutter.errors import CutterError
from cutter.studio.child import Child
from cutter.studio.mime import type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future

    from cutter.studio.wire_jobs import FileTold, JobTold

Work = Literal["analyze", "render", "export", "proxy"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]

EVERY: Final = 0.25
"""Seconds between two words on how far a job is."""
_WORDS: Final = {
    "watch": "looking at the film",
    "look": "looking at its pictures",
    "read": "reading what is said",
    "picture": "writing the picture",
    "sound": "writing the sound",
    "refine": "looking closely",
}
"""What the commands' stages are called; others are told by their own names."""
_ENDS: Final = ("starting", "finishing")
"""What a job is at while no stage is told of: before the first, and behind the last."""
_PARTS: Final[dict[str, dict[str, float]]] = {
    "analyze": {"watch": 0.85, "look": 0.1, "read": 0.05},
    "render": {"picture": 0.9, "sound": 0.1},
    "proxy": {"picture": 0.9, "sound": 0.1},
    "export": {},
}
"""Which part of a kind of work each stage roughly is; how far the whole is follows from it."""


class Cancelled(Exception):
    """A job is to break off."""


class Job:
    """One piece of work."""

    def __init__(
        self,
        number: str,
        work: Work,
        out: Path,
        changed: Callable[[Job], None],
        *,
        files: tuple[str, ...] = (),
        made: tuple[str, ...] = (),
        step: int | None = None,
    ) -> None:
        """Describe work that waits; see `Jobs.begin`."""
        self.id, self.work, self.step = number, work, step
        self.state: State = "waiting"
        self.error = ""
        self.failure: CutterError | None = None
        self.future: Future[None] | None = None
        self.files = files
        """Names in the folder of finished files; only those that are there are told."""
        self.made = made
        """Those of them that are there already, for this work alone."""
        self._out, self._changed = out, changed
        self._stages: dict[str, Mapping[str, Any]] = {}
        self._share = 0.0
        self._told = 0.0
        self._kept: State | None = None
        self._child: Child | None = None
        self._is_cancelled = threading.Event()
        self._lock = threading.Lock()

    @classmethod
    def recalled(cls, record: Mapping[str, Any], out: Path) -> Job:
        """Return a job of an earlier server; one that it did not finish was cancelled with it.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        if record["work"] not in get_args(Work) or record["state"] not in get_args(State):
            raise ValueError("no such job")
        files, made = (tuple(map(str, record[key])) for key in ("files", "made"))
        if any(Path(name).name != name for name in (*files, *made)):
            raise ValueError("no names of files")
        number = str(int(record["id"]))
        job = cls(number, record["work"], out, lambda job: None, files=files, made=made)
        job.state, job.error, job.step = record["state"], str(record["error"]), record["step"]
        if job.is_open:
            job.state, job.error = "cancelled", "the studio ended meanwhile; begin it again"
            job.remove_made()
        return job

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def is_shown(self) -> bool:
        """Whether it is still told of when it is over."""
        return self.work != "analyze" or self.state == "failed"

    def is_to_be_kept(self) -> bool:
        """Whether its state is another than when this was last asked."""
        with self._lock:
            is_new = self._kept != self.state
            self._kept = self.state
            return is_new

    def begin(self) -> None:
        """Run from now on.

        Raises:
            Cancelled: it was cancelled while it waited.
        """
        self.go_on()
        self.state = "running"
        self._changed(self)

    def go_on(self) -> None:
        """Check that it has not been cancelled.

        Raises:
            Cancelled: it has.
        """
        if self._is_cancelled.is_set():
            raise Cancelled

    def run(self, arguments: Sequence[str], *, umask: int = -1) -> None:
        """Run a command of cutter to its end, and tell how far it is.

        Raises:
            Cancelled: the job was cancelled meanwhile.
            CutterError: the command failed.
        """
        with self._lock:
            self.go_on()
            self._child = Child(arguments, umask=umask)
        try:
            self._child.follow(self._hear)
        except CutterError:
            self.go_on()
            raise

    def end(self, state: State, failure: CutterError | None = None) -> None:
        """Be over; what was made for it alone goes, unless all is."""
        if state != "done":
            self.remove_made()
        self.failure, self.error = failure, "" if failure is None else str(failure)
        self.state = state
        self._changed(self)

    def cancel(self) -> None:
        """Break off as soon as may be; nothing happens where it is over."""
        if not self.is_open:
            return
        with self._lock:
            self._is_cancelled.set()
            child = self._child
        if child is not None:
            threading.Thread(target=child.end, name="ending", daemon=True).start()

    def remove_made(self) -> None:
        """Remove what was made for it before it began."""
        for name in self.made:
            with contextlib.suppress(OSError):
                (self._out / name).unlink(missing_ok=True)

    def file(self, name: str) -> Path | None:
        """Return a file of its making by the name that it is told by; None for any other."""
        if self.state != "done":
            return None
        for each in self.files:
            if shown_name(each) == name and _is_plain(self._out / each):
                return self._out / each
        return None

    def told(self) -> JobTold:
        """Return it as the page takes it."""
        with self._lock:
            open_ones = [event for event in self._stages.values() if event["event"] != "end"]
        lefts = [event["left_s"] for event in open_ones if event.get("left_s") is not None]
        running = self.state == "running"
        stage = str(open_ones[-1]["stage"]) if open_ones else _ENDS[bool(self._stages)]
        if self._is_cancelled.is_set() and running:
            stage, lefts = "breaking off", []
        found: JobTold = {
            "id": self.id,
            "work": self.work,
            "state": self.state,
            "stage": _WORDS.get(stage, stage) if running else "",
            "share": 1.0 if self.state == "done" else self._share if self._stages else None,
            "left": max(lefts) if lefts and running else None,
            "error": self.error,
            "files": [] if self.state != "done" else self._files(),
        }
        if self.step is not None:
            found["step"] = self.step
        return found

    def record(self) -> dict[str, object]:
        """Return what is remembered of it."""
        return {
            "id": self.id,
            "work": self.work,
            "state": self.state,
            "error": self.error,
            "step": self.step,
            "files": list(self.files),
            "made": list(self.made),
        }

    def _files(self) -> list[FileTold]:
        return [
            {
                "name": shown_name(name),
                "address": f"/files/{quote(shown_name(name), safe='')}",
                "bytes": (self._out / name).stat().st_size,
                "type": type_of(name),
            }
            for name in self.files
            if _is_plain(self._out / name)
        ]

    def _hear(self, event: Mapping[str, Any]) -> None:
        """Take note of an event of a command's progress."""
        if not isinstance(event.get("stage"), str):
            return
        with self._lock:
            self._stages.pop(event["stage"], None)
            self._stages[event["stage"]] = event
            parts = _PARTS[self.work]
            share = sum(part * _done(self._stages.get(name)) for name, part in parts.items())
            self._share = max(self._share, min(0.99, share))
        now = time.monotonic()
        if event["event"] != "progress" or now - self._told >= EVERY:
            self._told = now
            self._changed(self)


def shown_name(name: str) -> str:
    """Return a file's name as any text can hold it."""
    return os.fsencode(name).decode(errors="replace")


def _done(event: Mapping[str, Any] | None) -> float:
    """Return how much of a stage is done, 0 to 1."""
    if event is None:
        return 0.0
    if event["event"] == "end":
        return 1.0
    done, total = event.get("done"), event.get("total")
    if not isinstance(done, int | float) or not isinstance(total, int | float) or total <= 0:
        return 0.0
    return min(1.0, max(0.0, done / total))


def _is_plain(path: Path) -> bool:
    """Whether a regular file is there itself, not a link to one elsewhere."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False
