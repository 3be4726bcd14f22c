"""Whether the simulation foretells a batch that was measured: the topic `batch`, in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.measuring.report import Table
from benchmarks.simulating.costs import Costs, at
from benchmarks.simulating.events import FilmLoad, Load, Plant, simulate
from benchmarks.topics.batch import FILMS, TASKS
from benchmarks.topics.matrix import BATCH, BUDGET, JOBS


def check_table(costs: Costs, document: Mapping[str, Any]) -> Table | None:
    """Return the measured batch beside what the simulation makes of it; None where there is none.

    Args:
        costs: as the topic `scale` measured them.
        document: what docs/benchmarks.json holds.
    """
    try:
        samples = document["topics"]["batch"]["samples"]
        films, tasks, (run, *_) = samples[FILMS], samples[TASKS], samples[BATCH]
    except (KeyError, ValueError):
        return None
    plant = Plant(slots=JOBS, start=costs.start_sample)
    foretold = simulate(_reckoned(costs, films, tasks), plant)
    taken = simulate(_as_taken(films, tasks), Plant(slots=JOBS))
    span = max(task["ended"] for task in tasks) - min(task["begun"] for task in tasks)
    spent = sum(task["cpu"] for task in tasks)
    rows = [
        ("measured, from the first task's begin to the last one's end", span, spent),
        ("simulated from what each task took", taken.wall, spent),
        ("simulated from unit costs alone", foretold.wall, foretold.spent["cores"]),
    ]
    note = (
        f"{len(films)} films, {sum(task['work'] == 'render' for task in tasks)} cuts of {BUDGET}, "
        f"{JOBS} jobs; the whole command took {run['wall']:.0f} s."
    )
    columns = ("the batch of the benchmarks", "wall, s", "CPU, s", "wall ÷ measured")
    told = tuple(
        (name, f"{wall:.0f}", f"{cpu:.0f}", f"{wall / span:.2f}") for name, wall, cpu in rows
    )
    return Table("", columns, told, note)


def _reckoned(
    costs: Costs, films: Sequence[Mapping[str, Any]], tasks: Sequence[Mapping[str, Any]]
) -> list[FilmLoad]:
    """Return the tasks as unit costs have them: half of a film's cuts are of another shape."""
    each = sum(task["work"] == "render" for task in tasks) // len(films)
    loads = []
    for film in films:
        seconds, size = film["seconds"], film["megapixels"]
        length = min(float(BUDGET.removesuffix("s")), seconds)
        plan = Load(cpu=costs.plan)
        shaped = replace(plan, cpu=costs.plan + at(costs.reframe, size) * length)
        render = Load(cpu=at(costs.cut, size) + at(costs.cut_second, size) * length)
        plans = (plan, shaped) * (each // 2)
        analyze = Load(cpu=at(costs.watch, size) * seconds)
        loads.append(FilmLoad(analyze, plans, (render,) * len(plans)))
    return loads


def _as_taken(
    films: Sequence[Mapping[str, Any]], tasks: Sequence[Mapping[str, Any]]
) -> list[FilmLoad]:
    """Return the tasks with the seconds that each took, film by film as they were looked at."""
    kinds: dict[str, list[Load]] = {"analyze": [], "plan": [], "render": []}
    for task in tasks:
        kinds[task["work"]].append(Load(cpu=task["seconds"]))
    each = len(kinds["plan"]) // len(films)
    return [
        FilmLoad(
            look,
            tuple(kinds["plan"][number * each : (number + 1) * each]),
            tuple(kinds["render"][number * each : (number + 1) * each]),
        )
        for number, look in enumerate(kinds["analyze"])
    ]
