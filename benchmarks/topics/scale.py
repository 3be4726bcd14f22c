"""What a batch's parts cost, for docs/scale.md, and whether the simulation foretells a real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring.case import Case, MeasureFailed
from benchmarks.measuring.report import Finding, Table
from benchmarks.measuring.turns import Runs
from benchmarks.simulating.costs import MEGAPIXELS, SAMPLES, Costs, at, line, mean
from benchmarks.topics.bench import Bench, keep
from benchmarks.topics.matrix import EYES

BUDGETS = ("5s", "15s")
FULL = "full-size ViT-B-32, random weights"
BASIC = "Basic eyes"
SMALL = "sample CLIP"
CUTS, DRIVER, JOURNAL = "cuts", "driver", "journal"


def run(bench: Bench, finding: Finding) -> None:
    """Measure the unit costs, one core each, and keep them for the simulation."""
    films = _films(bench)
    finding.text = [
        "Unit costs of a batch's tasks, from which [scale.md](scale.md) reckons libraries: "
        "processor seconds in process, held to one core, once each (n=1). The films are the "
        "one-minute film in several sizes. CLIP's weights are random: what it costs is real, what "
        "it sees is nothing.",
    ]
    cases = _cases(bench, films)
    runs = bench.turns(cases, 1)
    keep(finding, runs)
    if not runs.has(*(case.name for case in cases)):
        raise MeasureFailed("a unit cost is missing")
    costs = _costs(runs, films)
    finding.samples[SAMPLES] = [asdict(costs)]
    finding.tables += [_sizes_table(runs, costs, films), _others_table(costs)]


def _films(bench: Bench) -> dict[str, Path]:
    names = list(MEGAPIXELS)[: 2 if bench.is_quick else None]
    return {name: bench.films.scaled(int(name.removesuffix("p"))) for name in names}


def _cases(bench: Bench, films: dict[str, Path]) -> list[Case]:
    one = {"CUTTER_CORES": "1", "OMP_NUM_THREADS": "1"}
    paths = {name: str(path) for name, path in films.items()}
    first = dict(list(paths.items())[:1])
    small = dict(list(paths.items())[:2])
    many = {"films": 5, "cuts": 4} if bench.is_quick else {"films": 50, "cuts": 10}

    def case(name: str, work: str, **arguments: Any) -> Case:  # noqa: ANN401 - JSON values
        folder = bench.folder / name.replace(" ", "-").replace(",", "")
        folder.mkdir()
        return Case(name, f"batching:{work}", {**arguments, "folder": str(folder)}, environment=one)

    return [
        case(BASIC, "looking", films=paths, model="basic"),
        case(FULL, "looking", films=small, model=str(bench.model())),
        case(SMALL, "looking", films=first, model=str(EYES)),
        case(CUTS, "cutting", films=paths, budgets=BUDGETS, plans=2 if bench.is_quick else 5),
        case(DRIVER, "driving", **many),
        case(JOURNAL, "journaling", tasks=50 if bench.is_quick else 500),
    ]


def _costs(runs: Runs, films: dict[str, Path]) -> Costs:
    basic, full, small, cuts, driver, journal = (
        runs.last(name).details for name in (BASIC, FULL, SMALL, CUTS, DRIVER, JOURNAL)
    )
    seen = [name for name in films if f"{name} cpu" in full]
    pictures = [
        (full[f"{name} cpu"] - basic[f"{name} cpu"]) / full[f"{name} keyframes"] for name in seen
    ]
    lines = {name: _line(cuts, name) for name in films}
    return Costs(
        watch=_points(films, lambda name: basic[f"{name} cpu"] / basic[f"{name} seconds"]),
        picture=mean(pictures),
        keyframes=mean([full[f"{name} keyframes"] / full[f"{name} seconds"] for name in seen]),
        start=full["start"],
        start_sample=small["start"],
        plan=mean([cuts[f"{name} plan"] for name in films]),
        reframe=_points(films, lambda name: cuts[f"{name} reframe"]),
        cut=_points(films, lambda name: lines[name][0]),
        cut_second=_points(films, lambda name: lines[name][1]),
        cut_bytes=_points(
            films, lambda name: _of(cuts, name, "bytes") / _of(cuts, name, "seconds")
        ),
        stored=mean([full[f"{name} stored"] / full[f"{name} seconds"] for name in seen]),
        read=mean([full[f"{name} read"] / full[f"{name} seconds"] for name in seen]),
        commits=journal["commits"] / journal["seconds"],
        driver=driver["seconds"] / driver["tasks"],
    )


def _points(
    films: dict[str, Path], cost: Callable[[str], float]
) -> tuple[tuple[float, float], ...]:
    return tuple((MEGAPIXELS[name], cost(name)) for name in films)


def _of(cuts: dict[str, Any], name: str, what: str, budget: str = BUDGETS[-1]) -> float:
    value: float = cuts[f"{name} render {budget} {what}"]
    return value


def _per_second(cuts: dict[str, Any], name: str, what: str) -> float:
    return _of(cuts, name, what) / _of(cuts, name, "seconds")


def _line(cuts: dict[str, Any], name: str) -> tuple[float, float]:
    short, long = (
        (_of(cuts, name, "seconds", budget), _of(cuts, name, "cpu", budget)) for budget in BUDGETS
    )
    return line(short, long)


def _sizes_table(runs: Runs, costs: Costs, films: dict[str, Path]) -> Table:
    """Return what hangs on the size of the picture, for a minute of film or cut."""
    basic = runs.last(BASIC).details
    rows = []
    for name in films:
        megapixels = MEGAPIXELS[name]
        keyframes = basic[f"{name} keyframes"] / basic[f"{name} seconds"]
        watched = at(costs.watch, megapixels) * 60
        rows.append(
            (
                name,
                f"{watched:.1f}",
                f"{watched + 60 * keyframes * costs.picture:.1f}",
                f"{at(costs.cut, megapixels):.1f} + {at(costs.cut_second, megapixels) * 60:.1f}",
                f"{at(costs.reframe, megapixels) * 60:.1f}",
                f"{at(costs.cut_bytes, megapixels) * 60 / 1e6:.1f}",
            )
        )
    columns = (
        *("size", "analysis, Basic eyes, CPU s", "with the full-size CLIP, CPU s"),
        *("rendering, a cut + a minute of it, CPU s", "another shape, CPU s", "cut, MB"),
    )
    return Table("For a minute of film, or of cut", columns, tuple(rows))


def _others_table(costs: Costs) -> Table:
    rows = (
        ("a keyframe seen by the full-size CLIP, CPU s", f"{costs.picture:.3f}"),
        ("keyframes in a minute", f"{costs.keyframes * 60:.0f}"),
        ("opening the full-size CLIP, CPU s", f"{costs.start:.1f}"),
        ("opening the sample CLIP, CPU s", f"{costs.start_sample:.1f}"),
        ("planning a cut, its sheet drawn, CPU s", f"{costs.plan:.2f}"),
        ("kept of an hour of film, MB", f"{costs.stored * 3600 / 1e6:.0f}"),
        ("reading what is kept of an hour of film, CPU s", f"{costs.read * 3600:.2f}"),
        ("transactions of the journal in a second", f"{costs.commits:.0f}"),
        ("the driver and its journal, for a task, ms", f"{costs.driver * 1000:.1f}"),
    )
    return Table("Whatever the size", ("what", "measured"), rows)
