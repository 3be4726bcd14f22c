"""Counts the tasks of a batch and estimates the time that is left, for the forms that show it."""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cutter.progress.batch import Item
from cutter.progress.pace import Pace, Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cutter.progress.batch import Result

_CALM: Final = 3.0
"""Seconds over which a new estimate of the time left takes the place of the one that is shown; a
tenth of the time left where that is more, but for the beginning, when little is known."""


@dataclass(slots=True)
class Tally:
    """What there is to do, what runs, what came of the rest."""

    clock: Callable[[], float] = time.monotonic
    running: dict[str, Running] = field(default_factory=dict)
    """In the order in which they began."""
    results: Counter[Result] = field(default_factory=Counter)
    pace: Pace = field(default_factory=Pace)
    _items: dict[str, Item] = field(default_factory=dict)
    _ended: dict[str, Result] = field(default_factory=dict)
    _waiting: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Cost of what has not begun, by kind of work."""
    _over: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """The same of what has ended."""
    _all: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _workers: int = 0
    _most: int = 1
    _share: float = 0.0
    _left: float | None = None
    _told: float = 0.0
    _began: float = 0.0
    """When there was nothing known yet."""

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self._items)

    @property
    def ended(self) -> int:
        """How many of them are over, well or badly."""
        return len(self._ended)

    @property
    def cost(self) -> tuple[float, float]:
        """What is over and all there is, in seconds as they were estimated."""
        return sum(self._over.values()), sum(self._all.values())

    def work_of(self, name: str) -> str:
        """Return a task's kind of work."""
        return self._items[name].work

    def expect(self, items: Iterable[Item], workers: int = 0) -> None:
        """Count what there is to do; a task that waits already may get another cost."""
        for item in items:
            known = self._items.get(item.name)
            if item.name in self.running or item.name in self._ended:
                continue
            if known is not None:
                self._waiting[known.work] -= known.cost
                self._all[known.work] -= known.cost
            else:
                # More work is no mistake in what was told before.
                self._share, self._left = 0.0, None
            self._items[item.name] = item
            self._waiting[item.work] += item.cost
            self._all[item.work] += item.cost
        self._workers = workers or self._workers

    def start(self, name: str) -> Running:
        """Count a task as running."""
        if name not in self._items:
            self.expect([Item(name, name.partition("/")[0], 1.0)])
        item = self._items[name]
        if name not in self.running:
            self._reopen(name)
            self._waiting[item.work] -= item.cost
            self.running[name] = Running(item, self.clock())
            self._most = max(self._most, len(self.running))
        return self.running[name]

    def advance(self, name: str, stage: str, done: float, total: float | None) -> Running:
        """Take note of how far a stage of a task is."""
        running = self.start(name)
        running.advance(stage, done, total, self.clock())
        return running

    def end(self, name: str, result: Result) -> float:
        """Count a task as over, or as waiting once more; return the seconds it ran."""
        running = self.running.pop(name, None)
        if running is None:
            self.start(name)
            running = self.running.pop(name)
        item, seconds = running.item, self.clock() - running.began
        if result == "again":
            self._waiting[item.work] += item.cost
            self.results["again"] += 1
            return seconds
        if result == "done":
            self.pace.measure(item, seconds)
        self._over[item.work] += item.cost
        self._ended[name] = result
        self.results[result] += 1
        return seconds

    def _reopen(self, name: str) -> None:
        """Take back that a task is over: it is done once more."""
        if (result := self._ended.pop(name, None)) is not None:
            item = self._items[name]
            self.results[result] -= 1
            self._over[item.work] -= item.cost
            self._waiting[item.work] += item.cost

    def share(self) -> float:
        """Return the part of all work that is over, 0 to 1; it never falls but for more work."""
        if self.ended == self.tasks:
            return 1.0 if self.tasks else 0.0
        now = self.clock()
        whole = self._seconds(self._all, self.pace)
        done = self._seconds(self._over, self.pace)
        for each in self.running.values():
            expected = self.pace.of(each.item)
            done += expected * each.share(now, expected)
        part = done / whole if whole > 0 else self.ended / self.tasks
        self._share = max(self._share, min(part, 0.999))
        return self._share

    def left(self) -> float:
        """Return the seconds that are thought to be left; it follows new knowledge calmly."""
        now, found = self.clock(), self._estimated()
        if self._left is None or found == 0:
            self._left = found
            self._began = now
        else:
            passed = now - self._told
            due = max(0.0, self._left - passed)
            slow = min(due / 10, found / 10, (now - self._began) / 4)
            calm = 1 - math.exp(-passed / max(_CALM, slow))
            self._left = due + calm * (found - due)
        self._told = now
        return self._left

    def _estimated(self) -> float:
        now = self.clock()
        pace = self.pace.with_running(self.running.values(), now)
        running = [each.left(now, pace.of(each.item)) for each in self.running.values()]
        waiting = self._seconds(self._waiting, pace)
        workers = self._workers or self._most
        return max([(waiting + sum(running)) / max(workers, 1), *running])

    @staticmethod
    def _seconds(costs: dict[str, float], pace: Pace) -> float:
        """Return what costs come to at the pace of each kind of work."""
        return sum(max(0.0, cost) * pace.ratio(work) for work, cost in costs.items())
