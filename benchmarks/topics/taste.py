"""How soon a taste is known: simulated viewers, graded answers, interviews, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measuring.case import Case
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Plot, Table, Target
from benchmarks.topics.bench import Bench, keep, part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cutter.evaluation.intervals import Measured

SEED = 2
"""Of the figures that are told. What was tuned was tuned on seeds from 101 on."""
QUICK_VIEWERS = 6
SHOTS, EVENTS = 2000, (100, 1000)
_WANTED = {0: (0.60, "less"), 30: (0.80, "more"), 100: (0.90, "more")}


def run(bench: Bench, finding: Finding) -> None:
    """Measure learning from answers and from interviews on viewers whose taste is known."""
    with part(finding, "answers"):
        _answers(finding, bench)
    with part(finding, "interviews"):
        _interviews(finding, bench)
    with part(finding, "costs"):
        _costs(finding, bench)


def _answers(finding: Finding, bench: Bench) -> None:
    from cutter.evaluation.intervals import measure, paired_difference
    from cutter.evaluation.learning_curve import (
        AMOUNTS,
        FILMS,
        NAMED,
        RIDGE,
        TURNS,
        UNKNOWN,
        learning_curve,
    )
    from cutter.evaluation.viewers import VIEWERS

    bench.say("taste: graded answers")
    count, turns = (QUICK_VIEWERS, 1) if bench.is_quick else (VIEWERS, TURNS)
    found = learning_curve(SEED, count=count, turns=turns)
    finding.text.append(
        f"{count} simulated viewers and {FILMS} made films of 1,500 shots: 512-number vectors of "
        "40 concepts, one to three a shot, with noise. A viewer likes or hates five to seven "
        "concepts and answers in five grades, with noise, about shots drawn by chance; each is "
        f"asked {turns} times. A figure is the share of clearly different pairs of shots never "
        "asked about that come in the right order, its mean over viewers with the 95 % interval. "
        "What was tuned was tuned on other seeds. Ridge regression on the vectors, lambda by "
        "leave-one-out, is what the simulator's noise was set by: 0.77 ± 0.02 after 30 answers, "
        "0.92 ± 0.02 after 100."
    )
    rows = []
    for method in (UNKNOWN, NAMED, RIDGE):
        cells = [_cell(found[method].get(amount)) for amount in AMOUNTS]
        name = method if method == RIDGE else f"cutter, {method}"
        rows.append((name, *cells))
        if method != RIDGE:
            alone = _cell(found[method][0])
            rows.append((f"the written profile alone, {method}", *([alone] * len(AMOUNTS))))
    columns = ("what", "before", *(f"{amount} answers" for amount in AMOUNTS[1:]))
    finding.tables.append(Table("Pairwise accuracy after graded answers", columns, tuple(rows)))
    for amount, (limit, better) in _WANTED.items():
        name = f"simulated viewers, nothing known, pairwise accuracy after {amount} answers"
        wanted = Target(name, limit, better)  # type: ignore[arg-type]
        finding.targets.append(wanted.with_(_spread(measure(found[UNKNOWN][amount]))))
    gains = {a: paired_difference(found[NAMED][a], found[UNKNOWN][a]) for a in AMOUNTS}
    least = min(gains.values(), key=lambda gain: gain.low)
    name = "what two named likes add, lower end of the 95 % interval at the count where it is least"
    finding.targets.append(Target(name, 0.0, "more").with_(Spread.of([least.low])))
    # Ridge regression knows nothing before its first answer.
    means = {method: {a: float(v.mean()) for a, v in by.items()} for method, by in found.items()}
    means[RIDGE][0] = 0.5
    finding.plots.append(
        Plot(
            "taste-answers",
            "Pairs of unseen shots in the right order, mean of simulated viewers",
            "lines",
            "pairwise accuracy",
            x_unit="graded answers",
            x=tuple(float(amount) for amount in AMOUNTS),
            series=tuple(
                (name, tuple(means[method][amount] for amount in AMOUNTS))
                for method, name in (
                    (UNKNOWN, "cutter, nothing known"),
                    (NAMED, "cutter, two likes named"),
                    (RIDGE, RIDGE),
                )
            ),
            lowest=0.45,
        )
    )


def _interviews(finding: Finding, bench: Bench) -> None:
    from cutter.evaluation.intervals import measure, paired_difference
    from cutter.evaluation.interviewing import interviews
    from cutter.evaluation.viewers import VIEWERS

    bench.say("taste: interviews")
    found = interviews(SEED, count=QUICK_VIEWERS if bench.is_quick else VIEWERS)
    rows = [
        ("before any answer", _cell(found.before)),
        ("cutter, twelve screens of chosen shots", _cell(found.chosen)),
        ("twelve screens of shots drawn by chance", _cell(found.by_chance)),
        ("100 graded answers about shots drawn by chance", _cell(found.labels)),
        ("cutter, screens until little is left to learn", _cell(found.enough)),
    ]
    note = (
        "The best and the worst of six shots are marked, twelve times; 500 shots that were never "
        "shown are ranked. Until little is left to learn it took "
        f"{measure(found.needed).in_words(1)} screens."
    )
    columns = ("what", "NDCG@20")
    finding.tables.append(Table("Interviews of the same viewers", columns, tuple(rows), note))
    ratio = float(found.chosen.mean() / found.labels.mean())
    name = "NDCG@20 after twelve screens ÷ after 100 labels drawn by chance"
    finding.targets.append(Target(name, 0.85, "more").with_(Spread.of([ratio])))
    gain = paired_difference(found.chosen, found.by_chance)
    name = "NDCG@20, chosen screens less screens by chance, lower end of the 95 % interval"
    finding.targets.append(Target(name, 0.0, "more").with_(Spread.of([gain.low])))
    values = (found.chosen, found.by_chance, found.labels)
    told = [measure(each) for each in values]
    finding.plots.append(
        Plot(
            "taste-interview",
            "NDCG@20 on unseen shots, mean of simulated viewers",
            "bars",
            "NDCG@20",
            labels=("cutter, 12 screens", "12 screens by chance", "100 labels by chance"),
            values=tuple(each.mean for each in told),
            lows=tuple(each.low for each in told),
            highs=tuple(each.high for each in told),
        )
    )


def _costs(finding: Finding, bench: Bench) -> None:
    bench.say("taste: costs")
    learning = [
        Case(f"learn from {events} events", "learning:learn", {"shots": SHOTS, "events": events})
        for events in EVENTS
    ]
    plan = f"plan, {EVENTS[0]} events"
    planning = Case(plan, "learning:plan", {"shots": SHOTS, "events": EVENTS[0]})
    runs = bench.turns([*learning, planning], max(3, bench.repeats))
    keep(finding, runs)
    rows = []
    for case in learning:
        if runs.has(case.name):
            film = Spread.of([s.details["film"] * 1000 for s in runs.samples[case.name]])
            cpu = Spread.of([s.cpu * 1000 for s in runs.samples[case.name]])
            wall = Spread.of([s.wall * 1000 for s in runs.samples[case.name]])
            rows.append((case.name, cpu.text(0), wall.text(0), film.text(0), str(cpu.n)))
            wanted = Target(f"{SHOTS:,} shots, {case.name}, CPU time", 1.0, "less", unit="s")
            finding.targets.append(wanted.with_(runs.cpu(case.name)))
    if runs.has(plan):
        more = [(s.details["with"] - s.details["without"]) * 1000 for s in runs.samples[plan]]
        name = f"{SHOTS:,} shots, what {EVENTS[0]} events add to a warm plan, CPU time"
        finding.targets.append(Target(name, 60, "less", unit="ms").with_(Spread.of(more)))
        added = Spread.of(more)
        rows.append((f"{plan}: what they add", added.text(0), "–", "–", str(added.n)))
    note = (
        f"{SHOTS:,} made-up shots, learnt anew after one more event. *Film's part* is what tells "
        "its shots apart, reckoned once a film and process. In process, milliseconds. "
        "Targets are of CPU time, which hardly depends on what else the machine does, but sums "
        "over the threads of a BLAS: run with OMP_NUM_THREADS=1 to compare."
    )
    columns = ("what", "CPU, ms", "wall, ms", "film's part, ms", "n")
    finding.tables.append(Table("What learning costs", columns, tuple(rows), note))


def _cell(values: NDArray[np.float64] | None) -> str:
    from cutter.evaluation.intervals import measure

    return "–" if values is None else measure(values).in_words()


def _spread(measured: Measured) -> Spread:
    return Spread(measured.mean, measured.low, measured.high, measured.n)
