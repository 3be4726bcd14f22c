"""How time and memory grow with the film's length, its size, and the number of profiles."""

from __future__ import annotations

from pathlib import Path

from benchmarks.films import SIZES
from benchmarks.measuring.case import Case, take
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Plot, Table, Target
from benchmarks.measuring.turns import Runs
from benchmarks.topics.bench import NOT_QUICK, Bench, has_speeds, keep, part

PROFILES = (1, 10, 100)
FLAT = 150.0
"""Megabytes by which the longest film may need more than the one of ten minutes."""
MOST = 1000.0
"""Megabytes that any film may need, model aside."""


def run(bench: Bench, finding: Finding) -> None:
    """Measure films of a minute to two hours, 480 to 2160 lines, and up to 100 profiles."""
    finding.text = [
        "One run each (n=1), in process. Longer films are the ten-minute one over and over, copied "
        "as packets; other sizes are the one-minute film scaled and encoded again (x264 veryfast).",
    ]
    for name, measure in (("length", _lengths), ("size", _sizes), ("profiles", _profiles)):
        with part(finding, name):
            measure(finding, bench)


def _lengths(finding: Finding, bench: Bench) -> None:
    minutes = (1, 10) if bench.is_quick else (1, 10, 60, 120)
    speeds = ("full", "draft") if has_speeds() else ("full",)
    films = {n: _film(bench, n) for n in minutes}
    cases = [
        Case(
            f"{n} min, {speed}",
            "watching:watch",
            {"film": str(films[n]), "speed": speed},
            counts_memory=True,
        )
        for n in minutes
        for speed in speeds
        if not (bench.is_quick and n == 10 and speed == "full")
    ]
    bench.say("scaling: length")
    runs = bench.turns(cases, 1)
    keep(finding, runs)
    names = [case.name for case in cases]
    finding.tables.append(
        _table("Length of the film: analysis without CLIP", "film, speed", runs, names)
    )
    _flatness(finding, runs, minutes[-1], bench.is_quick)
    _most(finding, runs, f"{minutes[-1]} min, full", "film of two hours", bench.is_quick)
    for kind, unit in (("wall", "seconds"), ("peak", "megabytes")):
        series = []
        for speed in speeds:
            measured = [n for n in minutes if runs.has(f"{n} min, {speed}")]
            if len(measured) == len(minutes):
                values = [getattr(runs, kind)(f"{n} min, {speed}").middle for n in measured]
                series.append((f"speed {speed}", tuple(values)))
        if series:
            finding.plots.append(
                Plot(
                    f"scaling-{kind}",
                    f"Analysis without CLIP: {'time' if kind == 'wall' else 'peak memory'}",
                    "lines",
                    unit,
                    x_unit="length of the film, minutes",
                    x=tuple(float(n) for n in minutes),
                    series=tuple(series),
                    is_logarithmic=kind == "wall",
                )
            )


def _film(bench: Bench, minutes: int) -> Path:
    if minutes == 1:
        return bench.films.minute()
    return bench.films.bench() if minutes == 10 else bench.films.looped(minutes)


def _flatness(finding: Finding, runs: Runs, longest: int, is_quick: bool) -> None:
    wanted = Target(
        "peak memory, film of two hours less that of ten minutes", FLAT, "less", unit="MB"
    )
    long, short = f"{longest} min, full", "10 min, full"
    if is_quick or not runs.has(long, short):
        finding.targets.append(wanted.with_(None, NOT_QUICK if is_quick else ""))
        return
    more = runs.peak(long).middle - runs.peak(short).middle
    finding.targets.append(wanted.with_(Spread.of([more])))


def _most(finding: Finding, runs: Runs, case: str, what: str, is_quick: bool) -> None:
    wanted = Target(f"peak memory of analysis, model aside, {what}", MOST, "less", unit="MB")
    is_there = not is_quick and runs.has(case)
    spread = Spread.of([runs.peak(case).high]) if is_there else None
    finding.targets.append(wanted.with_(spread, NOT_QUICK if is_quick else ""))


def _sizes(finding: Finding, bench: Bench) -> None:
    bench.say("scaling: size")
    lines = (480, 720) if bench.is_quick else (480, 720, 1080, 2160)
    names, cases = [], []
    for n in lines:
        film = str(bench.films.scaled(n))
        cases.append(Case(f"{SIZES[n]}, decode", "watching:decode", {"film": film}))
        cases.append(Case(SIZES[n], "watching:watch", {"film": film}))
        names.append(SIZES[n])
    runs = bench.turns(cases, 1)
    keep(finding, runs)
    _most(finding, runs, SIZES[max(SIZES)], "4K", bench.is_quick)
    table = _table("Size of the picture: one minute, default speed", "size", runs, names)
    ratios = [
        runs.ratio(name, f"{name}, decode").text(2) if runs.has(name, f"{name}, decode") else "–"
        for name in names
    ]
    rows = tuple((*row, ratio) for row, ratio in zip(table.rows, ratios, strict=True))
    finding.tables.append(Table(table.title, (*table.columns, "÷ decode (PyAV)"), rows))


def _profiles(finding: Finding, bench: Bench) -> None:
    bench.say("scaling: profiles")
    film, cache = bench.film(), bench.folder / "profiles-cache"
    arguments = {"film": str(film), "cache": str(cache), "folder": str(bench.folder)}
    take(Case("first", "planning:profiles", {**arguments, "count": 1}))
    cases = [
        Case(
            f"{n} profiles" if n > 1 else "1 profile",
            "planning:profiles",
            {**arguments, "count": n},
        )
        for n in PROFILES
    ]
    runs = bench.turns(cases, 1)
    keep(finding, runs)
    title = "Profiles: planning an analysed film, Basic eyes, one after the other"
    finding.tables.append(_table(title, "how many", runs, [case.name for case in cases]))


def _table(title: str, what: str, runs: Runs, names: list[str]) -> Table:
    rows = []
    for name in names:
        if not runs.has(name):
            rows.append((name, f"failed: {runs.failures.get(name, '')}", "–", "–"))
            continue
        peak = f"{runs.peak(name).high:.0f}"
        rows.append((name, runs.wall(name).text(), runs.cpu(name).text(), peak))
    return Table(title, (what, "wall, s", "CPU, s", "peak, MB"), tuple(rows))
