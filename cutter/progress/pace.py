"""How long tasks take against what they were thought to. Pure arithmetic, without a clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.progress.batch import Item

_TRUSTED: Final = 0.1
"""From this part of a stage on its pace so far tells how long it will take; before, in part."""
_OVERRUN: Final = 0.05
"""A task that should be over, and tells nothing, is thought to need this part more."""


@dataclass(slots=True)
class Pace:
    """Seconds measured for each second that was estimated."""

    _spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _cost: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _count: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def measure(self, item: Item, seconds: float, part: float = 1.0) -> None:
        """Take note of how long a task took, or a part of one, 0 to 1."""
        self._spent[item.work] += max(0.0, seconds)
        self._cost[item.work] += item.cost * part
        self._count[item.work] += part

    def with_running(self, running: Iterable[Running], now: float) -> Pace:
        """Return the pace with what tasks that run tell: those that take longer than thought.

        That one is quicker is not believed before it is over: it may have more stages to come.
        """
        found = Pace(self._spent.copy(), self._cost.copy(), self._count.copy())
        for each in running:
            passed, left = max(0.0, now - each.began), each.left(now, 0.0)
            if passed + left > self.of(each.item) and passed > 0:
                found.measure(each.item, passed, passed / (passed + left))
        return found

    def ratio(self, work: str) -> float:
        """Return the seconds that one estimated second of a kind of work comes to.

        What was measured of this kind, with one more task as the average of all kinds went, so
        that a single odd one does not decide; 1 where nothing was measured.
        """
        cost = sum(self._cost.values())
        general = sum(self._spent.values()) / cost if cost > 0 else 1.0
        if self._cost[work] <= 0:
            return general
        one = self._cost[work] / self._count[work]
        return (self._spent[work] + one * general) / (self._cost[work] + one)

    def of(self, item: Item) -> float:
        """Return the seconds that a task is thought to take."""
        return item.cost * self.ratio(item.work)


@dataclass(slots=True)
class _Stage:
    began: float
    first: float
    """What was done when it was first heard of."""
    done: float
    total: float | None

    def left(self, now: float) -> float | None:
        """Return the seconds left by the pace so far; None where nothing tells."""
        if not self.total or self.done <= self.first or now <= self.began:
            return None
        return max(0.0, (now - self.began) * (self.total - self.done) / (self.done - self.first))


@dataclass(slots=True)
class Running:
    """A task that runs."""

    item: Item
    began: float
    told: float = 0.0
    """When it was last shown; for those who show it."""
    stage: str = ""
    """What it is at: where several stages run at once, the last that is not over."""
    _stages: dict[str, _Stage] = field(default_factory=dict)
    _share: float = 0.0

    def advance(self, name: str, done: float, total: float | None, now: float) -> None:
        """Take note of how far a stage is; one that starts over begins anew."""
        stage = self._stages.get(name)
        if stage is None or done < stage.done:
            self._stages.pop(name, None)
            self._stages[name] = _Stage(now, done, done, total)
        else:
            stage.done, stage.total = done, total
        open_ones = [
            key for key, each in self._stages.items() if not each.total or each.done < each.total
        ]
        self.stage = open_ones[-1] if open_ones else name

    def left(self, now: float, expected: float) -> float:
        """Return the seconds that are left.

        Args:
            now: the time, on the clock of `began`.
            expected: seconds that the whole task is thought to take.
        """
        passed = max(0.0, now - self.began)
        by_cost = expected - passed
        if by_cost <= 0:
            by_cost = 0.0 if self._stages else _OVERRUN * passed
        left = by_cost
        for stage in self._stages.values():
            by_pace = stage.left(now)
            if by_pace is not None and stage.total:
                trust = min(1.0, stage.done / stage.total / _TRUSTED)
                left = max(left, trust * by_pace + (1 - trust) * by_cost)
        return left

    def share(self, now: float, expected: float) -> float:
        """Return the part of the task that is over, 0 to 1; it never falls."""
        passed, left = max(0.0, now - self.began), self.left(now, expected)
        if passed + left > 0:
            self._share = max(self._share, min(0.99, passed / (passed + left)))
        return self._share
