"""What Ray carries to its workers: the function that does a task there, and a board for progress.

Both are sent by value, so that a machine without cutter, or with another version of it, can say so
before anything of ours is unpickled.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
from typing import TYPE_CHECKING, Any

from cutter.batch.serving import Telling
from cutter.batch.task import Outcome
from cutter.cores import hold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cutter.batch.runner import Advance


def doing() -> Callable[[bytes, str, int, Any], tuple[str, str, bytes]]:
    """Return the function that does a task on a worker.

    It takes the pickled Task and Setting, our version, the cores that it may use and the board. It
    returns the host's name, what is wrong with the cutter there (empty where nothing is), and the
    pickled Outcome.
    """

    def do(payload: bytes, version: str, cores: int, board: Any) -> tuple[str, str, bytes]:  # noqa: ANN401
        import platform

        host = platform.node()
        try:
            import cutter
        except ImportError:
            return host, f"has no cutter; install cutter {version} there", b""
        if cutter.__version__ != version:
            found = f"has cutter {cutter.__version__}, this machine {version}"
            return host, f"{found}; install the same version on both", b""
        from cutter.batch.ray_node import done

        return host, "", done(payload, cores, board)

    return do


def board() -> type:
    """Return the class of the actor on which workers write how far they are."""

    class Board:
        """Keeps each task's latest word until it is taken."""

        def __init__(self) -> None:
            self._latest: dict[str, bytes] = {}

        def put(self, task: str, word: bytes) -> None:
            """Write how far a task is."""
            self._latest[task] = word

        def take(self) -> list[bytes]:
            """Return what was written since."""
            latest, self._latest = self._latest, {}
            return list(latest.values())

    return Board


def done(payload: bytes, cores: int, board: Any) -> bytes:  # noqa: ANN401
    """Do a task in this worker of Ray.

    Args:
        payload: the Task and the Setting, pickled by this version of cutter.
        cores: how many cores it may use.
        board: the actor that is told how far it is.

    Returns:
        What came of it, an Outcome, pickled.
    """
    # Before numpy and torch are imported.
    hold(cores)
    from cutter.batch.work import perform

    task, setting = pickle.loads(payload)  # noqa: S301 - Ray gives it to its own workers alone

    def tell(advance: Advance) -> None:
        board.put.remote(advance.task, pickle.dumps(advance))

    with awake_to_cancelling():
        outcome = perform(task, setting, Telling(tell, task.name))
    assert isinstance(outcome, Outcome)  # noqa: S101
    return pickle.dumps(outcome, protocol=5)


@contextlib.contextmanager
def awake_to_cancelling() -> Iterator[None]:
    """Let a cancelled task hear of it at once, in whatever its main thread waits.

    Ray cancels by `_thread.interrupt_main`, which sends no signal: a thread that waits for others
    would go on waiting. It does write to the wakeup descriptor, and who reads there sends one.
    """
    if not hasattr(signal, "pthread_kill"):
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    main = threading.get_ident()

    def wake() -> None:
        while told := os.read(reading, 1):
            if told[0] == signal.SIGINT:
                signal.pthread_kill(main, signal.SIGWINCH)
        os.close(reading)

    # It does nothing but end a wait.
    former = signal.signal(signal.SIGWINCH, lambda *_: None)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=wake, daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)
        signal.signal(signal.SIGWINCH, former)
