"""Work that takes long, done beside the page: each kind one after the other, with progress.

Finished work is remembered in the session's folder; what a killed server left undone is told as
cancelled by the next. Knows nothing about what is made: `making.py` does.
"""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import CutterError, UsageError, where_raised
from cutter.files import PRIVATE, write_whole
from cutter.studio.job import Cancelled, Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from cutter.studio.job import Work
    from cutter.studio.news import News
    from cutter.studio.session import Session
    from cutter.studio.wire_jobs import JobTold

JOBS: Final = "jobs.json"
KEPT: Final = frozenset({"render", "export"})
"""Work of which is remembered what came of it."""
MOST_WAITING: Final = 32
"""Jobs that may wait at once; a page asks for a few."""
_VERSION: Final = 1


class Jobs:
    """The work beside one session's page."""

    def __init__(self, session: Session, news: News) -> None:
        """Recall what earlier servers of the session finished, and end what they did not."""
        self._news = news
        self._kept = session.folder / JOBS
        self._out = session.out
        self._lock = threading.RLock()
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._is_closed = False
        self._jobs = _recalled(self._kept, self._out)
        self._keep()

    def begin(
        self,
        work: Work,
        do: Callable[[Job], None],
        *,
        files: tuple[str, ...] = (),
        made: tuple[str, ...] = (),
        step: int | None = None,
    ) -> Job:
        """Have something done as soon as no other work of its kind is.

        Args:
            work: its kind.
            do: does it, in a thread; raises CutterError where it fails.
            files: names of what will be there when it is done, in the session's folder of
                finished files; a name of which nothing comes is left out.
            made: those of them that are there already; they go unless it is done.
            step: number of the state of the cut that it is begun with.

        Raises:
            UsageError: too much waits already.
        """
        with self._lock:
            if self._is_closed:
                raise UsageError("the studio is being closed")
            if sum(job.is_open for job in self._jobs) >= MOST_WAITING:
                raise UsageError("too much waits already; cancel some of it")
            number = 1 + max((int(job.id) for job in self._jobs), default=0)
            job = Job(
                str(number), work, self._out, self._changed, files=files, made=made, step=step
            )
            self._jobs.append(job)
            lane = self._lanes.get(work)
            if lane is None:
                lane = self._lanes[work] = ThreadPoolExecutor(1, thread_name_prefix=work)
            job.future = lane.submit(self._do, job, do)
        self._changed(job)
        return job

    def open(self, work: Work) -> Job | None:
        """Return a job of a kind that waits or runs; None where there is none."""
        with self._lock:
            return next((job for job in self._jobs if job.work == work and job.is_open), None)

    def wait(self, job: Job) -> None:
        """Wait until a job is over.

        Raises:
            CutterError: it failed, or was cancelled.
        """
        future: Future[None] | None = job.future
        if future is not None:
            future.result()
        if job.state != "done":
            raise job.failure or UsageError("it was cancelled; open the studio again to go on")

    def cancel(self, number: str) -> JobTold | None:
        """Have a job break off; nothing half made is left. None where there is no such job."""
        with self._lock:
            job = next((each for each in self._jobs if each.id == number), None)
        if job is None:
            return None
        job.cancel()
        return job.told()

    def told(self) -> list[JobTold]:
        """Return all jobs, the newest first."""
        with self._lock:
            # That the film was analysed, the page shows by being there.
            return [job.told() for job in reversed(self._jobs) if job.is_open or job.is_shown]

    def file(self, name: str) -> Path | None:
        """Return a finished file by the name that it is told by; None for any other."""
        with self._lock:
            found = [job.file(name) for job in self._jobs]
        return next((path for path in found if path is not None), None)

    def leave(self) -> None:
        """Have all that runs break off, and begin nothing more; do not wait for it."""
        with self._lock:
            self._is_closed = True
            running = [job for job in self._jobs if job.is_open]
        for job in running:
            job.cancel()

    def close(self) -> None:
        """End what runs and wait until it is gone; what is half made goes."""
        self.leave()
        for lane in self._lanes.values():
            lane.shutdown(wait=True)

    def _do(self, job: Job, do: Callable[[Job], None]) -> None:
        try:
            job.begin()
            do(job)
            job.end("done")
        except Cancelled:
            job.end("cancelled")
        except CutterError as error:
            job.end("failed", error)
        except Exception as error:  # what is our own fault ends the job, not the studio
            told = f"internal error: {type(error).__name__}{where_raised(error)}"
            job.end("failed", CutterError(told))

    def _changed(self, job: Job) -> None:
        """Tell the pages of a job, and remember it where it has just changed its state."""
        self._news.tell("job", job.told())
        if job.work in KEPT and job.is_to_be_kept():
            self._keep()

    def _keep(self) -> None:
        with self._lock:
            kept = [job.record() for job in self._jobs if job.work in KEPT]
            text = json.dumps({"version": _VERSION, "jobs": kept})
            write_whole(self._kept, text.encode(), overwrite=True, mode=PRIVATE)


def _recalled(path: Path, out: Path) -> list[Job]:
    """Return the jobs of earlier servers; none where nothing can be read."""
    try:
        document: Any = json.loads(path.read_bytes())
        if document["version"] != _VERSION:
            return []
        return [Job.recalled(record, out) for record in document["jobs"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
