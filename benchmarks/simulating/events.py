"""Tasks of a batch on machines, simulated event by event: what each waits for, and how long.

A discrete-event simulation in the usual form (a heap of ends; resources that serve in order of
arrival). Deterministic; knows nothing about films and machines but numbers.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Resource = Literal["cores", "GPU", "disk", "driver"]
RESOURCES: tuple[Resource, ...] = ("cores", "GPU", "disk", "driver")


@dataclass(frozen=True, slots=True)
class Load:
    """What one task asks for. Its parts go on side by side, as decoding and looking do."""

    cpu: float = 0.0
    """Seconds of a core."""
    gpu: float = 0.0
    """Pictures for a GPU to look at; on machines without one they are in `cpu`."""
    disk: float = 0.0
    """Bytes read and written on the shared disk."""


@dataclass(frozen=True, slots=True)
class FilmLoad:
    """The tasks of one film: a look at it, then a plan and a render for each cut."""

    analyze: Load
    plans: tuple[Load, ...]
    renders: tuple[Load, ...]

    @property
    def tasks(self) -> int:
        """How many tasks these are."""
        return 1 + len(self.plans) + len(self.renders)


@dataclass(frozen=True, slots=True)
class Plant:
    """What there is to work with, all machines together."""

    slots: int
    """Tasks at the same time, each on one core."""
    disk: float = float("inf")
    """Bytes a second of the shared disk."""
    gpu: float = 0.0
    """Pictures a second, all GPUs together; 0 where there is none."""
    driver: float = 0.0
    """Seconds that the driver and its journal take for a task, one task after the other."""
    start: float = 0.0
    """Seconds until a slot's first task can begin: its process opens models."""


@dataclass(slots=True)
class Course:
    """How it went."""

    wall: float = 0.0
    """Seconds from the first task's begin to the last one's end."""
    first_cut: float = 0.0
    """Seconds until the first cut was there."""
    tasks: int = 0
    spent: dict[Resource, float] = field(default_factory=lambda: dict.fromkeys(RESOURCES, 0.0))
    """Seconds for which each resource was at work; of the cores, all together."""

    def busy(self, plant: Plant) -> dict[Resource, float]:
        """Return which share of the time each resource was at work."""
        shares = {name: spent / self.wall for name, spent in self.spent.items()}
        return {**shares, "cores": shares["cores"] / plant.slots}


@dataclass(slots=True)
class _Servers:
    """When each resource is free again; it serves in the order in which tasks begin."""

    disk: float = 0.0
    gpu: float = 0.0
    driver: float = 0.0


def simulate(films: Sequence[FilmLoad], plant: Plant) -> Course:
    """Let a batch run, and return how it went.

    Renders of what is planned go first, but where more than one task can run, one looks at a film
    while films wait: as the driver does.

    Args:
        films: in the order in which they are asked for.
        plant: what there is.
    """
    course, servers = Course(), _Servers()
    waiting: dict[str, deque[tuple[int, int]]] = {
        "analyze": deque((number, 0) for number in range(len(films))),
        "plan": deque(),
        "render": deque(),
    }
    ends: list[tuple[float, int, str, int, int]] = []
    fresh = free = plant.slots
    looking = count = 0
    now = 0.0
    while True:
        while free and (work := _next(waiting, looking, plant.slots)):
            number, cut = waiting[work].popleft()
            load = _load(films[number], work, cut)
            opening = plant.start if fresh else 0.0
            fresh = max(0, fresh - 1)
            end = _end(load, now + opening, plant, servers, course)
            course.spent["cores"] += opening
            count += 1
            looking += work == "analyze"
            free -= 1
            heapq.heappush(ends, (end, count, work, number, cut))
        if not ends:
            break
        now, _, work, number, cut = heapq.heappop(ends)
        free += 1
        if work == "analyze":
            looking -= 1
            waiting["plan"].extend((number, each) for each in range(len(films[number].plans)))
        elif work == "plan":
            waiting["render"].append((number, cut))
        else:
            course.first_cut = course.first_cut or now
    course.wall, course.tasks = now, count
    return course


def _next(waiting: dict[str, deque[tuple[int, int]]], looking: int, slots: int) -> str:
    """Return the kind of task that goes next; empty where none waits."""
    if slots > 1 and not looking and waiting["analyze"]:
        return "analyze"
    return next((work for work in ("render", "plan", "analyze") if waiting[work]), "")


def _load(film: FilmLoad, work: str, cut: int) -> Load:
    if work == "analyze":
        return film.analyze
    return (film.plans if work == "plan" else film.renders)[cut]


def _end(load: Load, now: float, plant: Plant, servers: _Servers, course: Course) -> float:
    """Return when a task that begins now ends, and keep what it takes of each resource."""
    spent = course.spent
    servers.driver = begins = max(now, servers.driver) + plant.driver
    spent["driver"] += plant.driver
    end = begins + load.cpu
    spent["cores"] += load.cpu
    if load.disk:
        seconds = load.disk / plant.disk
        servers.disk = max(begins, servers.disk) + seconds
        spent["disk"] += seconds
        end = max(end, servers.disk)
    if load.gpu and plant.gpu:
        seconds = load.gpu / plant.gpu
        servers.gpu = max(begins, servers.gpu) + seconds
        spent["GPU"] += seconds
        end = max(end, servers.gpu)
    return end
