"""Many films × profiles × shapes: one `cutter batch` against shell loops of `cutter make`."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path, PurePosixPath
from typing import Any

from benchmarks.measuring.case import Case, MeasureFailed, Sample, take
from benchmarks.measuring.differing import difference
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Table, Target
from benchmarks.measuring.turns import Runs, in_turns
from benchmarks.topics.bench import Bench, cost_table, keep
from benchmarks.topics.matrix import ASPECTS, BATCH, BUDGET, JOBS, KEPT, WIPED, Matrix, matrix_of
from cutter.media.source import open_source

FILMS = "films of the batch"
"""Where their lengths and sizes are kept among the samples."""
TASKS = "tasks of the batch"
"""Where the tasks' own times are kept among the samples."""


def run(bench: Bench, finding: Finding) -> None:
    """Make all cuts in three ways, once each, and compare time, decodes and bytes."""
    matrix = matrix_of(bench)
    finding.text = [
        f"{len(matrix.films)} films × {len(matrix.profiles)} profiles × {len(ASPECTS)} shapes, "
        f"{matrix.cuts} cuts of {BUDGET}, the sample CLIP, no store at the begin; a process each, "
        "held to two cores, once each (n=1). The loops are shell scripts that run `cutter make` "
        "for one cut after the other, with the same options and both cores; they write neither "
        "plans nor contact sheets, the batch does.",
    ]
    if matrix.missing:
        finding.text.append(f"Films that are not here and left out: {', '.join(matrix.missing)}.")
    ways = [matrix.batch(), matrix.loop(KEPT), matrix.loop(WIPED)]
    with _two_cores():
        runs = in_turns(ways, 1, bench.say, lambda case: _afresh(matrix, case))
    keep(finding, runs)
    finding.tables.append(cost_table(f"{matrix.cuts} cuts", runs, ways, BATCH))
    finding.targets += _times(runs)
    if not runs.has(BATCH):
        return
    told = _summary(matrix)
    finding.samples[FILMS] = [_film(path) for path in matrix.films]
    finding.samples[TASKS] = tasks_of(matrix.out(BATCH) / "batch.sqlite")
    finding.tables.append(_films_table(told, finding.samples[TASKS]))
    targets, differing = _results(matrix, told, runs, bench.films.cache / "differing")
    finding.targets += targets
    if differing.rows:
        finding.tables.append(differing)


def _film(path: Path) -> dict[str, Any]:
    media = open_source(path)
    megapixels = media.display_width * media.display_height / 1e6
    return {"film": path.name, "seconds": float(media.end), "megapixels": megapixels}


@contextlib.contextmanager
def _two_cores() -> Iterator[None]:
    """Hold this process and its children to two cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:JOBS])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _afresh(matrix: Matrix, case: Case) -> Sample:
    """Run a case without what an earlier turn left."""
    for folder in (matrix.out(case.name), Path(case.environment["XDG_CACHE_HOME"]).parent):
        shutil.rmtree(folder, ignore_errors=True)
    return take(case)


def _summary(matrix: Matrix) -> dict[str, Any]:
    """Return what the batch says of itself.

    Raises:
        MeasureFailed: it said nothing.
    """
    path = matrix.out(BATCH) / "summary.json"
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MeasureFailed(f"the batch left no summary: {error}") from error
    return told


def tasks_of(journal: Path) -> list[dict[str, Any]]:
    """Return the tasks that were done: what kind, its name, its seconds and what it came to."""
    query = (
        "SELECT tasks.work, attempts.task, attempts.begun, attempts.ended, attempts.counts "
        "FROM attempts JOIN tasks ON tasks.name = attempts.task "
        "WHERE attempts.outcome = 'done' ORDER BY attempts.id"
    )
    with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True)) as database:
        rows = database.execute(query).fetchall()
    first = min((row[2] for row in rows), default=0.0)
    return [
        {
            **{
                "work": work,
                "task": _bare(work, name),
                "begun": begun - first,
                "ended": ended - first,
            },
            **{key: json.loads(counts).get(key, 0.0) for key in ("seconds", "cpu", "duration")},
        }
        for work, name, begun, ended, counts in rows
    ]


def _bare(work: str, name: str) -> str:
    """Return a task's name without the folder that its film lies in: the figures are published."""
    return f"{work}/{PurePosixPath(name).name}" if work == "analyze" else name


def _films_table(told: dict[str, Any], tasks: list[dict[str, Any]]) -> Table:
    rows = []
    for film in told["films"]:
        rows.append(
            (
                Path(film["film"]).name,
                f"{film['duration_s']:.0f}",
                str(film["decodes"]),
                f"{film['wall_s']:.1f}",
                f"{film['cpu_s']:.1f}",
            )
        )
    kinds = []
    for work in ("analyze", "plan", "render"):
        mine = [task for task in tasks if task["work"] == work]
        spent = sum(task["cpu"] for task in mine)
        kinds.append(f"{work} {len(mine)} tasks, {spent:.0f} s of CPU")
    columns = ("film", "length, s", "decodes", "analysis, s", "CPU, s")
    title = "What the batch's journal counts"
    return Table(title, columns, tuple(rows), note=f"In all: {'; '.join(kinds)}.")


def _times(runs: Runs) -> list[Target]:
    shared = Target("batch: wall ÷ (CPU ÷ 2)", 1.15, "less")
    wiped = Target(f"{WIPED} ÷ batch", 2.0, "more")
    kept = Target(f"{KEPT} ÷ batch", 1.0, "more")
    if not runs.has(BATCH):
        return [
            target.with_(None, runs.failures.get(BATCH, "")) for target in (shared, wiped, kept)
        ]
    sample = runs.last(BATCH)
    found = [shared.with_(Spread.of([sample.wall / (sample.cpu / JOBS)]))]
    for target, name in ((wiped, WIPED), (kept, KEPT)):
        ratio = runs.ratio(name, BATCH) if runs.has(name) else None
        found.append(target.with_(ratio, runs.failures.get(name, "")))
    return found


def _results(
    matrix: Matrix, told: dict[str, Any], runs: Runs, differing: Path
) -> tuple[list[Target], Table]:
    """Return how many cuts are missing or other than the loops', and which; films not decoded once.

    Args:
        matrix: what was made.
        told: what the batch says of itself.
        runs: the ways that came to their end.
        differing: a folder where both files of each cut that differs are kept, emptied first.
    """
    decoded = sum(film["decodes"] != 1 for film in told["films"])
    decoded += abs(len(told["films"]) - len(matrix.films))
    missing, others = 0, {name: 0 for name in (KEPT, WIPED) if runs.has(name)}
    rows: list[tuple[str, ...]] = []
    shutil.rmtree(differing, ignore_errors=True)
    cuts = {_named(cut): cut for cut in told["cuts"]}
    for film, profile, aspect in product(matrix.films, matrix.profiles, ASPECTS):
        cut = cuts.get((film.name, profile.name, aspect))
        ours = None if cut is None else _file(matrix.out(BATCH), cut)
        if ours is None:
            missing += 1
            continue
        for name in others:
            theirs = matrix.made(name, film, profile, aspect)
            if where := difference(ours, theirs):
                others[name] += 1
                rows.append((f"{film.stem}, {profile.stem}, {aspect}", name, where))
                _keep_both(ours, theirs, differing)
    counts = {
        f"of {matrix.cuts} cuts, missing": missing,
        f"of {len(matrix.films)} films, not decoded exactly once": decoded,
        **{f"of {matrix.cuts} cuts, other bytes than the {name}": n for name, n in others.items()},
    }
    targets = [
        Target(name, 0.0, "less").with_(Spread.of([float(count)])) for name, count in counts.items()
    ]
    columns = ("cut", "beside", "where the files differ")
    return targets, Table("Cuts with other bytes than the loops'", columns, tuple(rows))


def _keep_both(ours: Path, theirs: Path, folder: Path) -> None:
    """Copy two files of a cut that differ to where they outlast the run."""
    for file in (ours, theirs):
        if file.is_file():
            # The last three names: the way it was made, the film, the cut.
            kept = folder.joinpath(*file.parts[-3:])
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, kept)


def _named(cut: dict[str, Any]) -> tuple[str, str, str]:
    return (Path(cut["film"]).name, Path(cut["profile"]).name, cut["aspect"])


def _file(folder: Path, cut: dict[str, Any]) -> Path | None:
    """Return the cut's own file, if it was made."""
    found = [folder / made["path"] for made in cut["files"] if made["path"].endswith(".mp4")]
    return found[0] if cut["state"] == "done" and found and found[0].is_file() else None
