"""Tasks done by Ray, on this machine or on those of a cluster, which it places where there is room.

Speaks to Ray through a process of its own (`ray_link.py`), so that Ray is never imported here.
Knows no order and no journal.
"""

from __future__ import annotations

import pickle
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cutter.batch.arrival import Arrival
from cutter.batch.ray_link import RayLink
from cutter.batch.ray_words import Errand, Room
from cutter.batch.runner import Advance, Ended
from cutter.batch.task import Outcome
from cutter.batch.unlocking import refuse_sealed
from cutter.cores import cores
from cutter.errors import INTERNAL, UsageError
from cutter.files import cache_folder
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from cutter.batch.ray_link import Word
    from cutter.batch.task import Setting, Task

FEW: Final = 2
"""Tasks that a cluster gets beyond its cores, so that no machine waits for our next word."""
LAG: Final = 30.0
"""Seconds that a network's disk may take to show here what was written elsewhere: NFS keeps what
it knows of a file for 3 to 60 s (nfs(5), acregmin and acregmax), asked anew far less."""
LOOK_AGAIN: Final = 0.25
"""Seconds between two looks for what has not come yet."""
ABSENT: Final = "--engine ray needs Ray; install it with: pip install 'cutter[ray]'"
LOST: Final = "the connection to Ray was lost; run again"
_ADDRESS = re.compile(r"auto|(\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}")


class RayRunner:
    """Does tasks on Ray. It may be entered once."""

    def __init__(
        self,
        setting: Setting,
        *,
        address: str | None = None,
        workers: int | None = None,
        may_use_gpus: bool = True,
        lag: float | None = None,
    ) -> None:
        """Prepare; nothing is begun before it is entered.

        Args:
            setting: what is the same for every task.
            address: HOST:PORT of a cluster's head, or `auto` for the one that this machine is part
                of; None begins a Ray of our own on this machine, which ends with us.
            workers: how many tasks may run at once; None for as many as there are cores for.
            may_use_gpus: whether looking at a film takes a graphics card where there is one, also
                where this machine has none and `setting.look` says so.
            lag: seconds that what was made elsewhere may take to be seen here; None for those of a
                network's disk with a cluster, and none without.

        Raises:
            UsageError: Ray is not installed, or the address is none.
        """
        refuse_unfit(address)
        # Every machine is to mean the same folder, wherever its own would be.
        look = replace(setting.look, cache=cache_folder(setting.look.cache).resolve())
        # A traceback may hold words of a profile, and a worker's output lies in Ray's logs.
        self._setting = replace(setting, look=look, debug=False)
        self._address = address
        self._workers = workers
        self._may_use_gpus = may_use_gpus and look.model != "basic"
        self._cores = max(1, cores() if workers is None else workers * setting.cores)
        self._lag = lag if lag is not None else LAG if address else 0.0
        self._arrival = Arrival(self._setting)
        self._running: dict[str, Task] = {}
        self._late: dict[str, tuple[Ended, float]] = {}
        self._room = Room(0, 0, is_ours=True)
        self._link: RayLink | None = None

    def __enter__(self) -> Self:
        """Begin Ray, or join the cluster.

        Raises:
            UsageError: there is no Ray to be had.
        """
        self._opened()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what runs, and a Ray that we began; leave a cluster as it is."""
        self._close()

    def has_room(self, task: Task) -> bool:
        """Whether Ray has a place for a task, or, on a cluster, will soon have one."""
        room, extra = self._room, FEW if self._address else 0
        places = max(1, room.cores // self._setting.cores)
        if self._workers is not None:
            places, extra = min(places, self._workers), 0
        if self._takes_gpu(task):
            # Those that wait for one must not keep what needs none from beginning.
            waiting = sum(self._takes_gpu(other) for other in self._running.values())
            if waiting >= room.gpus + min(extra, 1):
                return False
        return len(self._running) < places + extra

    def submit(self, task: Task) -> None:
        """Give a task to Ray."""
        self._running[task.name] = task
        if refused := _sealed(task):
            self._late[task.name] = (Ended(task.name, refused), 0.0)
            return
        try:
            self._opened().say(self._errand(task))
        except UsageError as error:
            outcome = Outcome(str(error), error.exit_code, can_pass=True)
            self._late[task.name] = (Ended(task.name, outcome), 0.0)

    def news(self, timeout: float) -> Sequence[Advance | Ended]:
        """Return what happened, as soon as something has; nothing after `timeout` seconds."""
        until = time.monotonic() + timeout
        while True:
            found = self._arrived()
            if found:
                return found
            left = until - time.monotonic()
            wait = min(left, LOOK_AGAIN) if self._late else left
            if self._link is None:
                time.sleep(max(0.0, wait))
            else:
                for word in self._link.hear(wait):
                    found += self._heard(word)
            if found or left <= 0:
                return found

    def _heard(self, word: Word) -> list[Advance | Ended]:
        """Take a word in, and return what is to be told of it."""
        if isinstance(word, Room):
            self._room = word
        elif isinstance(word, Advance):
            return [word] if word.task in self._running else []
        elif isinstance(word, Ended):
            if word.task in self._running:
                self._late[word.task] = (word, time.monotonic() + self._lag)
            return self._arrived()
        else:
            self._close()
            lost = [name for name in self._running if name not in self._late]
            outcome = Outcome(LOST, INTERNAL, can_pass=True)
            return [self._over(Ended(name, outcome)) for name in lost]
        return []

    def _opened(self) -> RayLink:
        if self._link is None:
            self._link = RayLink(self._address, self._cores)
            self._room = self._link.room
        return self._link

    def _close(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _arrived(self) -> list[Advance | Ended]:
        """Return tasks that have ended and whose results are here, or will not come any more."""
        found: list[Advance | Ended] = []
        for name, (ended, until) in list(self._late.items()):
            fault = self._arrival.fault(self._running[name], ended.outcome, ended.host)
            if fault is None:
                found.append(self._over(ended))
            elif time.monotonic() >= until:
                found.append(self._over(replace(ended, outcome=fault)))
        return found

    def _over(self, ended: Ended) -> Ended:
        self._running.pop(ended.task, None)
        self._late.pop(ended.task, None)
        return ended

    def _takes_gpu(self, task: Task) -> bool:
        return task.work == "analyze" and self._room.gpus > 0 and self._may_use_gpus

    def _errand(self, task: Task) -> Errand:
        look, takes_gpu = self._setting.look, self._takes_gpu(task)
        # Another machine need not have the card that this one has, nor lack what this one lacks.
        device = "auto" if takes_gpu or look.device != "cpu" else "cpu"
        setting = replace(self._setting, look=replace(look, device=device))
        again = replace(task, may_replace=True)
        return Errand(
            task.name,
            pickle.dumps((task, setting), protocol=5),
            pickle.dumps((again, setting), protocol=5),
            cores=setting.cores,
            memory=task.memory,
            gpus=int(takes_gpu),
        )


def refuse_unfit(address: str | None) -> None:
    """Check that there may be a Ray to speak to; it is not asked yet.

    Raises:
        UsageError: Ray is not installed, or the address is none.
    """
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise UsageError(ABSENT)
    if address is not None and not _ADDRESS.fullmatch(address):
        told = "write HOST:PORT of the cluster's head, or auto for the cluster of this machine"
        raise UsageError(f"--address {quoted(address)}: {told}")


def _sealed(task: Task) -> Outcome | None:
    """Return why a plan for a sealed profile is not given away: its key would have to go along."""
    profile = None if task.cut is None else task.cut.profile
    if task.work == "plan" and profile is not None:
        try:
            refuse_sealed([profile], "--engine ray")
        except UsageError as error:
            return Outcome(str(error), error.exit_code)
    return None
