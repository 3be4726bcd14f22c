"""What a worker process does: takes tasks from a pipe, one after the other, and tells how it goes.

It ends when the pipe does, whoever closed it and however, and with it whatever it has started.
Imports nothing heavy before it knows how many cores it may use.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import queue
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.batch.runner import Advance
from cutter.cores import hold
from cutter.errors import TERMINATED, Terminated

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from types import FrameType, TracebackType
    from typing import Self

    from cutter.batch.task import Outcome, Setting, Task
    from cutter.files.sealed import Lock
    from cutter.progress import Stage

EVERY: Final = 0.5
"""Seconds between two words on how far a stage has come."""
GRACE: Final = 10.0
"""Seconds that a worker gets to tidy up in, once nobody listens to it any more."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first thing that a worker is told."""

    setting: Setting
    keys: dict[Lock, bytes]
    """Of sealed profiles; they go over the pipe and nowhere else."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A worker is done with its task."""

    outcome: Outcome
    has_model: bool
    """Whether the library of models is in its memory now."""


def serve(link: Connection) -> None:
    """Do what the other end of a pipe sends, until it is closed; the process ends here.

    Args:
        link: gives an Opening, then Tasks; takes Advances, and a Finished for each Task.
    """
    code = 0
    try:
        _heed_signals()
        _serve(link)
    except (Terminated, KeyboardInterrupt, EOFError, BrokenPipeError, ConnectionResetError):
        code = TERMINATED
    # What tidies up has been left; threads that load a model are not worth a wait.
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


def _serve(link: Connection) -> None:
    opening: Opening = link.recv()
    hold(opening.setting.cores)
    # What a library prints is none of the batch's results.
    with contextlib.suppress(OSError):
        os.dup2(2, 1)
    if opening.keys:
        from cutter.files.sealed import hold_keys

        hold_keys(opening.keys)
    waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
    is_busy, speaking = threading.Event(), threading.Lock()
    threading.Thread(
        target=_listen, args=(link, waiting, is_busy), name="listener", daemon=True
    ).start()

    def tell(advance: Advance) -> None:
        with speaking, contextlib.suppress(OSError):
            link.send(advance)

    while (task := waiting.get()) is not None:
        from cutter.batch.work import perform

        outcome = perform(task, opening.setting, Telling(tell, task.name))
        is_busy.clear()
        with speaking:
            link.send(Finished(outcome, has_model="torch" in sys.modules))


def _listen(
    link: Connection, waiting: queue.SimpleQueue[Task | None], is_busy: threading.Event
) -> None:
    """Pass on the tasks that come; when no more can come, end what is being done."""
    try:
        while True:
            task: Task = link.recv()
            is_busy.set()
            waiting.put(task)
    except (EOFError, OSError):
        pass
    waiting.put(None)
    if is_busy.is_set():
        _interrupt_main()
        time.sleep(GRACE)
        os._exit(TERMINATED)


def _interrupt_main() -> None:
    """Raise Terminated in the main thread, out of whatever it waits for."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    else:
        _thread.interrupt_main(signal.SIGTERM)


def _heed_signals() -> None:
    """Leave Ctrl-C in the terminal to whoever started us; unwind at SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "pthread_sigmask"):
        # They were held up while we were started.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def _terminate(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second one would break off the tidying up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated


class Telling:
    """A Progress that tells whoever wants to know how far a task has come, now and then."""

    def __init__(self, tell: Callable[[Advance], None], task: str) -> None:
        """Tell of one task; stages end in threads, so that `tell` may be called from any."""
        self._tell = tell
        self._task = task

    def stage(self, name: str, total: float | None = None) -> Stage:
        """Return a stage that tells of its begin, its end, and twice a second between."""
        return _Stage(self, name, total)

    def note(self, message: str) -> None:
        """Drop it: what is to be known of a task goes with its Outcome."""

    def warn(self, message: str) -> None:
        """Drop it, likewise."""

    def tell(self, stage: str, done: float, total: float | None) -> None:
        """Tell how far a stage has come."""
        self._tell(Advance(self._task, stage, done, total))


class _Stage:
    def __init__(self, telling: Telling, name: str, total: float | None) -> None:
        self._telling = telling
        self._name = name
        self._total = total
        self._done = 0.0
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        self._telling.tell(self._name, 0.0, self._total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            done = self._total if self._total is not None else self._done
            self._telling.tell(self._name, done, self._total)

    def advance(self, amount: float = 1.0) -> None:
        """Count, and tell now and then."""
        self._done += amount
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            self._telling.tell(self._name, self._done, self._total)
