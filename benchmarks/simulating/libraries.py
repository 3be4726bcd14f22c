"""Libraries of films and the machines that cut them, as loads and plants for the simulation.

What is assumed stands here, by name; what is measured comes as `Costs`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.simulating.costs import MEGAPIXELS, Costs, at
from benchmarks.simulating.events import FilmLoad, Load, Plant

SEED = 7
SHORTEST, LONGEST = 3600.0, 8400.0
"""Seconds that a film lasts: drawn evenly between these, 100 minutes on average."""
SIZE = MEGAPIXELS["1080p"]
FILM_RATE = 5e6 / 8
"""Bytes a second of a film: 5 Mbit/s, usual for 1080p H.264."""
PROFILES, SHAPES = 5, 2
CUT_SECONDS = 90.0
GPU_PICTURES = 2000.0
"""Pictures a second that one GPU looks at with ViT-B-32: assumed, not measured."""
MOST_SIMULATED = 1500
"""Films; of a larger library an equal share of films, machines, disk and driver is simulated."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Machines, and what they share."""

    name: str
    machines: int
    cores: int
    disk: float
    """Bytes a second."""
    gpus: int = 0
    drivers: int = 1
    """Batches into which the library is divided, each with a driver and a journal of its own."""

    @property
    def slots(self) -> int:
        """Tasks at the same time."""
        return self.machines * self.cores

    def plant(self, costs: Costs, *, share: int = 1) -> Plant:
        """Return it as numbers; of several equal shares, one."""
        return Plant(
            slots=max(1, round(self.slots / share)),
            disk=self.disk / share,
            gpu=self.gpus * GPU_PICTURES / share,
            driver=costs.driver * share / self.drivers,
            start=costs.start,
        )


def film_load(costs: Costs, seconds: float, *, megapixels: float = SIZE, has_gpu: bool) -> FilmLoad:
    """Return the tasks of one film, seen by the full-size CLIP."""
    keyframes = costs.keyframes * seconds
    looked = 0.0 if has_gpu else keyframes * costs.picture
    analyze = Load(
        cpu=at(costs.watch, megapixels) * seconds + looked,
        gpu=keyframes if has_gpu else 0.0,
        disk=(FILM_RATE + costs.stored) * seconds,
    )
    read = costs.stored * seconds
    plain = Load(cpu=costs.plan + costs.read * seconds, disk=read)
    # Of each profile's cuts the first is of the film's own shape.
    looks = at(costs.reframe, megapixels) * CUT_SECONDS
    shaped = replace(plain, cpu=plain.cpu + looks, disk=read + FILM_RATE * CUT_SECONDS)
    written = at(costs.cut_bytes, megapixels) * CUT_SECONDS
    render = Load(
        cpu=at(costs.cut, megapixels) + at(costs.cut_second, megapixels) * CUT_SECONDS,
        disk=written + FILM_RATE * CUT_SECONDS,
    )
    plans = (plain, *(shaped,) * (SHAPES - 1)) * PROFILES
    return FilmLoad(analyze, plans, (render,) * len(plans))


def library(costs: Costs, films: int, *, has_gpu: bool) -> list[FilmLoad]:
    """Return the tasks of so many films, of lengths that are always the same."""
    chosen = random.Random(SEED)
    return [
        film_load(costs, chosen.uniform(SHORTEST, LONGEST), has_gpu=has_gpu) for _ in range(films)
    ]


def share_of(films: int) -> int:
    """Return into how many equal shares a library is divided, one of which is simulated."""
    return max(1, -(-films // MOST_SIMULATED))


LOCAL_DISK, SHARED_DISK, MANY_DISKS = 5e8, 1.2e9, 2e10
"""Bytes a second: of an SSD in the machine, of a file server behind 10 Gbit/s, of a parallel file
system or an object store."""
SYSTEMS: dict[int, tuple[Cluster, ...]] = {
    10: (
        Cluster("1 machine × 2 cores", 1, 2, LOCAL_DISK),
        Cluster("1 machine × 16 cores", 1, 16, LOCAL_DISK),
        Cluster("1 machine × 16 cores, a GPU", 1, 16, LOCAL_DISK, gpus=1),
    ),
    10_000: (
        Cluster("1 machine × 16 cores", 1, 16, LOCAL_DISK),
        Cluster("10 machines × 32 cores, a file server", 10, 32, SHARED_DISK),
        Cluster("the same, a GPU each", 10, 32, SHARED_DISK, gpus=10),
        Cluster("40 machines × 32 cores, a file server", 40, 32, SHARED_DISK),
        Cluster("40 machines × 32 cores, parallel disk", 40, 32, MANY_DISKS),
    ),
    1_000_000: (
        Cluster("100 machines × 64 cores, a file server", 100, 64, SHARED_DISK),
        Cluster("the same, parallel disk", 100, 64, MANY_DISKS),
        Cluster("the same, 100 batches side by side", 100, 64, MANY_DISKS, drivers=100),
        Cluster("1,000 machines × 64 cores, 100 batches", 1000, 64, MANY_DISKS, drivers=100),
        Cluster(
            "the same, films on the machines' own disks", 1000, 64, 1000 * LOCAL_DISK, drivers=100
        ),
        Cluster("the same, 100 GPUs", 1000, 64, 1000 * LOCAL_DISK, gpus=100, drivers=100),
    ),
}
