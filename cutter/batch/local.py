"""Tasks done by processes of this machine, each one task at a time.

Knows no order and no journal. Pipes of our own rather than a pool of the standard library's or of
Pebble: the first is broken as a whole when one process dies; neither tells how far a task has come,
asks for memory before it begins one, or ends its processes when it is killed itself.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing import connection, resource_tracker
from typing import TYPE_CHECKING, Final

from cutter.batch.causes import lost
from cutter.batch.runner import Advance, Ended
from cutter.batch.serving import GRACE, Finished, Opening, serve
from cutter.batch.shares import model_memory, room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import SpawnProcess
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from cutter.batch.task import Setting, Task

_HELD_UP: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, and our end of its pipe."""

    process: SpawnProcess
    link: connection.Connection
    task: Task | None = None
    film: Path | None = None
    """Whose analysis it had last."""
    has_model: bool = False

    def fitness(self, task: Task) -> tuple[bool, bool]:
        """Return how well it fits for a task: the larger the better.

        What needs eyes goes where the film is known and the model loaded; what needs none goes
        where they are not, so that fewer processes hold a model.
        """
        if task.work == "render":
            return (not self.has_model, True)
        return (self.film == task.film, self.has_model)


class LocalRunner:
    """Does tasks in processes of this machine; see `Runner`."""

    def __init__(self, jobs: int, setting: Setting) -> None:
        """Prepare; no process is started before its first task.

        Args:
            jobs: how many tasks are done at once.
            setting: what is the same for every task; `setting.cores` is what each may use.
        """
        self._jobs = jobs
        self._setting = setting
        self._workers: list[_Worker] = []
        self._news: deque[Advance | Ended] = deque()
        self._room = self._model = 0

    def __enter__(self) -> Self:
        """Look how much memory there is."""
        self._room, self._model = room(), model_memory(self._setting.look)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End every process: what it does it breaks off, tidies up, and leaves nothing."""
        try:
            for worker in self._workers:
                worker.link.close()
            until = time.monotonic() + GRACE
            waiting = [worker.process.sentinel for worker in self._workers]
            while waiting and (left := until - time.monotonic()) > 0:
                for ended in connection.wait(waiting, left):
                    waiting.remove(ended)  # type: ignore[arg-type]
        finally:
            # Also where a second Ctrl-C interrupts the wait.
            for worker in self._workers:
                worker.process.kill()
                worker.process.join()
                worker.process.close()
            self._workers.clear()

    def has_room(self, task: Task) -> bool:
        """Whether the task can begin now; one always can where nothing runs."""
        running = [worker.task for worker in self._workers if worker.task is not None]
        if not running:
            return True
        if len(running) >= self._jobs:
            return False
        chosen = self._fittest(task)
        needed = task.memory
        if task.work == "analyze" and (chosen is None or not chosen.has_model):
            needed += self._model
        taken = sum(each.memory for each in running)
        taken += self._model * sum(self._holds_model(worker) for worker in self._workers)
        # Twice: tasks take their memory bit by bit, and other programs come and go.
        return needed + taken <= self._room and needed <= room()

    def submit(self, task: Task) -> None:
        """Give the task to a process, a new one where none is free."""
        worker = self._fittest(task) or self._started()
        worker.task = task
        if task.work != "render":
            worker.film = task.film
        with contextlib.suppress(OSError):
            # Of one that is dead its sentinel tells.
            worker.link.send(task)

    def news(self, timeout: float) -> Sequence[Advance | Ended]:
        """Return what happened, as soon as something has; nothing after `timeout` seconds."""
        ends: dict[object, _Worker] = {worker.link: worker for worker in self._workers}
        deaths: dict[object, _Worker] = {each.process.sentinel: each for each in self._workers}
        links = [worker.link for worker in self._workers]
        sentinels = [worker.process.sentinel for worker in self._workers]
        ready = connection.wait([*links, *sentinels], timeout)
        # What one said before it died counts.
        for worker in {ends.get(each) or deaths[each] for each in ready}:
            self._hear(worker)
        for each in ready:
            if each in deaths:
                self._bury(deaths[each])
        found = tuple(self._news)
        self._news.clear()
        return found

    def _hear(self, worker: _Worker) -> None:
        """Take in all that a process has said so far."""
        with contextlib.suppress(EOFError, OSError):
            while worker.link.poll():
                said = worker.link.recv()
                if isinstance(said, Finished) and worker.task is not None:
                    self._news.append(Ended(worker.task.name, said.outcome))
                    worker.task, worker.has_model = None, said.has_model
                elif isinstance(said, Advance):
                    self._news.append(said)

    def _bury(self, worker: _Worker) -> None:
        """Forget a process that died; the task that it was at is told as lost."""
        self._workers.remove(worker)
        worker.link.close()
        worker.process.join()
        if worker.task is not None:
            self._news.append(Ended(worker.task.name, lost(_how(worker.process.exitcode))))
        worker.process.close()

    def _fittest(self, task: Task) -> _Worker | None:
        """Return the free process that fits a task best; None where none is free."""
        free = [each for each in self._workers if each.task is None and each.process.is_alive()]
        return max(free, key=lambda worker: worker.fitness(task), default=None)

    def _started(self) -> _Worker:
        from cutter.files.sealed import proven_keys

        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=serve, args=(theirs,), name="cutter-worker", daemon=True
        )
        with _signals_held_up():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        with contextlib.suppress(OSError):
            ours.send(Opening(self._setting, proven_keys()))
        return worker

    @staticmethod
    def _holds_model(worker: _Worker) -> bool:
        is_looking = worker.task is not None and worker.task.work == "analyze"
        return worker.has_model or is_looking


@contextlib.contextmanager
def _signals_held_up() -> Iterator[None]:
    """Hold up signals while a process is started, so that none meets it before it is ready.

    A process begins with what is held up in the thread that starts it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It lets them through again when it is started itself, which `start` would do within.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_UP)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how(code: int | None) -> str:
    """Return how a process went, in words."""
    if code is not None and code < 0:
        return f"was killed by signal {-code}"
    return f"ended on its own with code {code}"
