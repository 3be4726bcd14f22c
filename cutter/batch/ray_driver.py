"""The process that speaks to Ray for a batch: errands come in on one pipe, news go out on another.

It is a process of its own, so that whatever happens to Ray, or to the batch, the other side tidies
up. It ends when its input does: tasks are stopped, and with them a Ray that it began. Knows
nothing about what a task is, or in which order they come.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import platform
import queue
import signal
import sys
import threading
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cutter import __version__
from cutter.batch.ray_node import board, doing
from cutter.batch.ray_opening import connected, why
from cutter.batch.ray_words import Errand, Line, Opening, Refused, Room
from cutter.batch.runner import Ended
from cutter.batch.serving import EVERY
from cutter.batch.task import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

TRIES: Final = 3
"""How often a task is given to Ray whose process or machine was lost."""
GRACE: Final = 4.0
"""Seconds that tasks get to tidy up in when they are stopped."""
LOOK_AROUND: Final = 2.0
"""Seconds between two looks at what the cluster has to give."""


@dataclass(frozen=True, slots=True)
class _Run:
    """An errand that Ray has been given."""

    errand: Errand
    reference: Any
    tries: int


class Driver:
    """Gives errands to Ray and tells what came of them. All its methods run in one thread."""

    def __init__(self, ray: Any, line: Line, *, is_ours: bool) -> None:  # noqa: ANN401
        """Speak for a Ray that is connected; `line` is where news go."""
        self._ray = ray
        self._line = line
        self._is_ours = is_ours
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._running: dict[str, _Run] = {}
        self._is_over = False
        self._do = ray.remote(doing())
        self._board = self._new_board()
        self._is_board_asked = False
        self._asked = self._looked = float("-inf")
        self._nodes: list[dict[str, float]] = []
        self._told: Room | None = None

    def serve(self, errands: Line) -> None:
        """Do what is asked until nobody asks any more, then stop what runs."""
        threading.Thread(target=self._listen, args=(errands,), daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: self._inbox.put(self._leave))
        try:
            while not self._is_over:
                self._look_around()
                with contextlib.suppress(queue.Empty):
                    self._inbox.get(timeout=EVERY)()
        except (OSError, ValueError):
            # Nobody listens any more.
            pass
        finally:
            self._stop()

    def _listen(self, errands: Line) -> None:
        while isinstance(errand := errands.hear(), Errand):
            self._inbox.put(partial(self._begin, errand))
        self._inbox.put(self._leave)

    def _leave(self) -> None:
        self._is_over = True

    def _begin(self, errand: Errand, tries: int = 1) -> None:
        most = [max((node.get(name, 0) for node in self._nodes), default=0) for name in _GIVEN]
        reference = self._do.options(
            # More than the largest machine has would wait for ever.
            num_cpus=min(errand.cores, most[0]) or errand.cores,
            memory=int(min(errand.memory, most[1])) or None,
            num_gpus=errand.gpus or None,
            # Tries are counted here: a second one may replace what the first had written.
            max_retries=0,
        ).remote(
            errand.payload if tries == 1 else errand.payload_again,
            __version__,
            errand.cores,
            self._board,
        )
        self._running[errand.task] = _Run(errand, reference, tries)
        future: Future[Any] = reference.future()
        future.add_done_callback(lambda done: self._inbox.put(partial(self._end, errand, done)))

    def _end(self, errand: Errand, done: Future[Any]) -> None:
        run = self._running.pop(errand.task)
        host = ""
        try:
            host, fault, made = done.result()
            # From a worker of ours, which has our version.
            outcome = Outcome(f"{host} {fault}", 2) if fault else pickle.loads(made)  # noqa: S301
            if outcome.error and not fault and host != platform.node():
                outcome = replace(outcome, error=f"on {host}: {outcome.error}")
        except Exception as error:
            if isinstance(error, self._ray.exceptions.LocalRayletDiedError):
                # Nothing gets through any more; the batch joins again, or says that it cannot.
                self._leave()
                return
            if run.tries < TRIES and _is_lost(self._ray, error):
                self._begin(errand, run.tries + 1)
                return
            outcome = _given_up(self._ray, error, run.tries)
        self._line.say(Ended(errand.task, outcome, host))

    def _new_board(self) -> Any:  # noqa: ANN401
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        here = NodeAffinitySchedulingStrategy(
            self._ray.get_runtime_context().get_node_id(), soft=True
        )
        kind = self._ray.remote(board())
        return kind.options(num_cpus=0, max_restarts=-1, scheduling_strategy=here).remote()

    def _look_around(self) -> None:
        """Ask how far tasks are, and what the cluster has to give, each now and then."""
        now = time.monotonic()
        if self._running and not self._is_board_asked and now - self._asked >= EVERY:
            self._asked, self._is_board_asked = now, True
            future: Future[Any] = self._board.take.remote().future()
            future.add_done_callback(lambda done: self._inbox.put(partial(self._advance, done)))
        if now - self._looked >= LOOK_AROUND:
            self._looked = now
            self._nodes = [node["Resources"] for node in self._ray.nodes() if node["Alive"]]
            cores, _, gpus = (sum(node.get(name, 0) for node in self._nodes) for name in _GIVEN)
            room = Room(int(cores), int(gpus), self._is_ours)
            if room != self._told:
                self._told = room
                self._line.say(room)

    def _advance(self, done: Future[Any]) -> None:
        self._is_board_asked = False
        # A board that was lost begins anew, and what stood on it was of passing interest.
        with contextlib.suppress(self._ray.exceptions.RayError):
            for word in done.result():
                self._line.say(pickle.loads(word))  # noqa: S301 - from a worker of ours

    def _stop(self) -> None:
        """Stop what runs: politely, so that it tidies up, then for good."""
        left = [run.reference for run in self._running.values()]
        for force in (False, True):
            for reference in left:
                with contextlib.suppress(Exception):
                    self._ray.cancel(reference, force=force)
            if left:
                _, left = self._ray.wait(left, num_returns=len(left), timeout=GRACE)


_GIVEN: Final = ("CPU", "memory", "GPU")


def _is_lost(ray: Any, error: Exception) -> bool:  # noqa: ANN401
    """Whether a task went with its process or its machine, and may be begun again."""
    told = ray.exceptions
    return isinstance(
        error,
        told.WorkerCrashedError | told.NodeDiedError | told.OutOfMemoryError | told.ObjectLostError,
    )


def _given_up(ray: Any, error: Exception, tries: int) -> Outcome:  # noqa: ANN401
    if isinstance(error, ray.exceptions.OutOfMemoryError):
        why = f"the memory of its machine did not do for it, {tries} times"
    elif _is_lost(ray, error):
        why = f"its process or its machine was lost {tries} times"
    else:
        # A RayError's own text is a page long, and quotes what the worker said.
        why = f"Ray could not have it done ({type(error).__name__})"
    return Outcome(f"{why}; run again", code=70, can_pass=True)


def main() -> None:
    """Speak for Ray until standard input ends."""
    told = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        # Whatever Ray has to say goes to its own logs.
        os.dup2(silence, number)
    # Who began us ends us by closing our input; a Ctrl-C is theirs alone. Not SIG_IGN, which our
    # children would inherit, and with it be deaf to being stopped.
    signal.signal(signal.SIGINT, lambda *_: None)
    line, errands = Line(told), Line(sys.stdin.buffer)
    opening = errands.hear()
    if not isinstance(opening, Opening):
        return
    try:
        with connected(opening) as ray:
            Driver(ray, line, is_ours=opening.address is None).serve(errands)
    except Exception as error:
        with contextlib.suppress(OSError, ValueError):
            line.say(Refused(why(error, opening.address)))


if __name__ == "__main__":
    main()
