"""Which task goes next: renders of what is planned first, and always one look at a film on its way.

So the first cuts are there early, and no long look is left for the end; when there is nothing but
renders left, the longest go first. Knows nothing about what
tasks do and whether there is room for them.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutter.batch.task import Task, Work


@dataclass(slots=True)
class Waiting:
    """Tasks whose needs are met, by kind; of one kind those asked for first go first."""

    _heaps: dict[Work, list[tuple[float, int, Task]]] = field(
        default_factory=lambda: {"analyze": [], "plan": [], "render": []}
    )
    _later: list[tuple[float, int, Task]] = field(default_factory=list)
    """Tasks to be tried again, by the moment from which on."""
    _count: int = 0
    _is_longest_first: bool = False

    def __len__(self) -> int:
        """How many there are, those that are to be tried again included."""
        return sum(map(len, self._heaps.values())) + len(self._later)

    def put(self, task: Task) -> None:
        """Take a task in, behind those of its kind."""
        rank = -task.cost if self._is_longest_first else 0.0
        heapq.heappush(self._heaps[task.work], (rank, self._next(), task))

    def longest_first(self) -> None:
        """Let the longest of each kind go first from here on, so that places are free together."""
        if self._is_longest_first:
            return
        self._is_longest_first = True
        for work, heap in self._heaps.items():
            longest = [(-task.cost, number, task) for _, number, task in heap]
            heapq.heapify(longest)
            self._heaps[work] = longest

    def put_again(self, task: Task, moment: float) -> None:
        """Take a task in that is to be tried again, behind all others and from a moment on."""
        heapq.heappush(self._later, (moment, self._next(), task))

    def has(self, *works: Work) -> bool:
        """Whether a task of one of some kinds waits."""
        return any(self._heaps[work] for work in works)

    def first(self, work: Work) -> Task | None:
        """Return the first task of a kind; None where there is none."""
        heap = self._heaps[work]
        return heap[0][2] if heap else None

    def take(self, work: Work) -> Task:
        """Remove and return the first task of a kind."""
        return heapq.heappop(self._heaps[work])[2]

    def wake(self, now: float) -> None:
        """Let those tasks wait with the others whose moment to be tried again has come."""
        while self._later and self._later[0][0] <= now:
            _, _, task = heapq.heappop(self._later)
            heapq.heappush(self._heaps[task.work], (1.0, self._next(), task))

    def until(self, now: float) -> float | None:
        """Return the seconds until the next task is to be tried again; None where there is none."""
        return max(0.0, self._later[0][0] - now) if self._later else None

    def _next(self) -> int:
        self._count += 1
        return self._count


def preferred(*, films_wait: bool, is_looking: bool, is_busy: bool) -> tuple[Work, ...]:
    """Return kinds of work in the order in which they are to be tried.

    Args:
        films_wait: whether films are left to look at.
        is_looking: whether one is being looked at.
        is_busy: whether anything else runs, so that there is more than one place.
    """
    if films_wait and is_busy and not is_looking:
        return ("analyze", "render", "plan")
    return ("render", "plan", "analyze")
