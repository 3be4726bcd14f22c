"""What planning and starting up cost."""

from __future__ import annotations

import sys

from benchmarks.made import write_profile
from benchmarks.measuring.case import Case, take
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Table, Target
from benchmarks.topics.bench import Bench, cutter_command, keep, part

SHOTS, PREFERENCES = 2000, 20
PROFILES = 50
MANY = {
    "known": f"{PROFILES} profiles, known phrases",
    "new": f"{PROFILES} profiles, new phrases, model loaded",
    "loading": f"{PROFILES} profiles, new phrases, model to be loaded",
}
LONG = f"{PROFILES} tastes of five, {SHOTS:,} made-up shots, 90s"
BUDGETS = ("90s", "10m")
AGAIN = (
    *(("personal", "60s"), ("personal", "15%"), ("trailer", None), ("teaser", None)),
    *(("recap", None), ("string-out", None)),
)
"""Kinds of cut that are planned again, and their budgets."""
PLAN = "cutter plan, analysed film, known phrases"
HELP, BARE = "cutter --help", "python -c 'import typer, rich'"


def run(bench: Bench, finding: Finding) -> None:
    """Measure the choice among 2,000 shots, and commands that should answer at once."""
    with part(finding, "choosing"):
        _choosing(finding, bench)
    with part(finding, "planning again"):
        _again(finding, bench)
    with part(finding, "many profiles"):
        _many(finding, bench)
    with part(finding, "commands"):
        _commands(finding, bench)


def _choosing(finding: Finding, bench: Bench) -> None:
    bench.say("planning: 2,000 shots")
    cases = [
        Case(
            f"{budget}{', --fill' if fill else ''}{', with speech' if is_spoken else ''}",
            "planning:choose",
            {
                "shots": SHOTS,
                "preferences": PREFERENCES,
                "budget": budget,
                "fill": fill,
                "is_spoken": is_spoken,
            },
        )
        for is_spoken in (False, True)
        for budget in BUDGETS
        for fill in (False, True)
    ]
    repeats = max(3, bench.repeats)
    runs = bench.turns(cases, repeats)
    keep(finding, runs)
    rows = []
    for case in cases:
        if not runs.has(case.name):
            rows.append((case.name, f"failed: {runs.failures[case.name]}", *"–––––––"))
            continue
        samples = runs.samples[case.name]
        times = {
            part: Spread.of([s.details[part] * 1000 for s in samples])
            for part in ("whole", "scoring", "selection", "again")
        }
        last = samples[-1].details
        gap, filled = f"{max(last['gap'], last['gap_again']):.2%}", f"{last['filled']:.1%}"
        parts = [times[part].text(0) for part in ("whole", "scoring", "selection", "again")]
        rows.append((case.name, *parts, gap, str(last["clips"]), filled, str(len(samples))))
        wanted = Target(f"2,000 shots, {case.name}: score and choose", 100, "less", unit="ms")
        finding.targets.append(wanted.with_(times["whole"]))
        worst = Spread.of([max(s.details["gap"], s.details["gap_again"]) * 100 for s in samples])
        wanted = Target(f"2,000 shots, {case.name}: gap to the best", 1.0, "less", unit="%")
        finding.targets.append(wanted.with_(worst))
    note = (
        f"{SHOTS} made-up shots in views that come back, {PREFERENCES} preferences. *Whole* is "
        "`pipeline.choose`: scoring, then selection, trim and order. *Weight moved*: the whole "
        "again for the same film after one weight has changed. *With speech*: the same film with "
        "people who speak in four shots of five, so that no clip may cut a word. The gap is the "
        "solver's own bound; the larger of both plans'. In process, milliseconds."
    )
    times_told = ("whole, ms", "scoring, ms", "selection, ms", "weight moved, ms")
    columns = ("budget", *times_told, "gap", "clips", "budget filled", "n")
    finding.tables.append(Table("Choosing among 2,000 shots", columns, tuple(rows), note))


def _again(finding: Finding, bench: Bench) -> None:
    bench.say("planning: again after one change")
    cases = [
        Case(
            f"{kind}, {budget or 'its own budget'}",
            "planning:replan",
            {"shots": SHOTS, "kind": kind, "budget": budget},
        )
        for kind, budget in AGAIN
    ]
    runs = bench.turns(cases, max(3, bench.repeats))
    keep(finding, runs)
    rows, columns = [], ("weight", "signal", "budget", "order", "ban", "pin", "50 grades")
    for case in cases:
        wanted = Target(f"2,000 shots, {case.name}: again after a change", 100, "less", unit="ms")
        if not runs.has(case.name):
            finding.targets.append(wanted.with_(None, runs.failures[case.name]))
            continue
        samples = [sample.details["found"] for sample in runs.samples[case.name]]
        times = {
            name: Spread.of([1000 * t for found in samples for t in found[name]])
            for name in columns
        }
        rows.append((case.name, *(times[name].text(0) for name in columns), str(len(samples))))
        every = [1000 * t for found in samples for each in found.values() for t in each]
        finding.targets.append(wanted.with_(Spread.of(every)))
    note = (
        f"{SHOTS} made-up shots with people who speak, 20 preferences; what is known of the film "
        "is kept, as the studio keeps it. One thing is changed, and all is planned again: a "
        "preference's weight, a signal's, the budget, the order, a shot banned, a range and a shot "
        "pinned, and a weight beside 50 graded shots. CPU milliseconds."
    )
    title = "Planning again after one change"
    finding.tables.append(Table(title, ("cut", *columns, "n"), tuple(rows), note))


def _many(finding: Finding, bench: Bench) -> None:
    bench.say(f"planning: {PROFILES} profiles")
    folder = bench.folder / "many"
    folder.mkdir()
    given = {"count": PROFILES, "folder": str(folder), "cache": str(folder / "cache")}
    home = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CACHE", "DATA")}
    take(Case("first", "planning:many", {**given, "kind": "known"}, environment=home))
    cases = [
        *(
            Case(name, "planning:many", {**given, "kind": kind}, environment=home)
            for kind, name in MANY.items()
        ),
        Case(
            LONG,
            "planning:many_of_a_long_film",
            {"shots": SHOTS, "count": PROFILES, "budget": "90s"},
        ),
    ]
    runs = bench.turns(cases)
    keep(finding, runs)
    rows = [
        (case.name, runs.wall(case.name).text(), runs.cpu(case.name).text())
        for case in cases
        if runs.has(case.name)
    ]
    note = (
        "One process, one after the other: the sample film as the sample CLIP sees it, profiles "
        "mixed of what those of this repository like, each with its own budget of 15 %. A phrase "
        "that several profiles hold is read once. The last row is choosing alone."
    )
    title = "Many profiles on one analysed film"
    finding.tables.append(Table(title, ("what", "wall, s", "CPU, s"), tuple(rows), note))
    for kind in ("known", "new"):
        wanted = Target(f"{MANY[kind]}: planned", 2.0, "less", unit="s")
        name = MANY[kind]
        spread = runs.wall(name) if runs.has(name) else None
        finding.targets.append(wanted.with_(spread, runs.failures.get(name, "")))


def _commands(finding: Finding, bench: Bench) -> None:
    bench.say("planning: commands")
    film, profile = bench.film(), write_profile(bench.folder / "planner.json", 1)
    kinds = ("CACHE", "DATA", "CONFIG")
    home = {f"XDG_{kind}_HOME": str(bench.folder / "plan" / kind.lower()) for kind in kinds}
    options = ("--model", bench.model(), "--offline", "--quiet", "--budget", "90s", "--fill")
    command = cutter_command("plan", film, "--profile", profile, *options)
    planning = Case(PLAN, command=command, environment=home)
    take(planning)
    cases = [
        planning,
        Case(HELP, command=cutter_command("--help")),
        Case(BARE, command=(sys.executable, "-c", "import typer, rich")),
    ]
    runs = bench.turns(cases, 3 if bench.is_quick else 10)
    keep(finding, runs)
    rows = [
        (name, runs.wall(name).text(), runs.cpu(name).text(), f"{runs.peak(name).high:.0f}")
        for name in (PLAN, HELP, BARE)
        if runs.has(name)
    ]
    finding.tables.append(
        Table("Commands, as processes", ("what", "wall, s", "CPU, s", "peak, MB"), tuple(rows))
    )
    wanted = Target(f"{PLAN}, as a process", 1.0, "less", unit="s")
    why = runs.failures.get(PLAN, "")
    finding.targets.append(wanted.with_(runs.wall(PLAN) if runs.has(PLAN) else None, why))
    wanted = Target(f"{HELP} ÷ {BARE}", 2.0, "less")
    ratio = runs.ratio(HELP, BARE) if runs.has(HELP, BARE) else None
    finding.targets.append(wanted.with_(ratio, runs.failures.get(HELP, "")))
