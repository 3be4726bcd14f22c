"""The classic example: gradient descent's error against iterations, with the closed form."""

from __future__ import annotations

from benchmarks.classic import NOISE, RATE, STEPS, Answers, closed_form, descend
from benchmarks.measuring.ratios import Spread
from benchmarks.measuring.report import Finding, Plot, Table, Target
from benchmarks.topics.bench import Bench

SHOWN = (1, 2, 5, 10, 20, 50, 100, 200, STEPS)
TOLERANCE = 1.01
SEEDS = (6, 7, 8)


def run(bench: Bench, finding: Finding) -> None:
    """Descend, solve, and draw both."""
    finding.text = [
        "1,000 made-up users of eight traits answer for 100 clips, linearly with noise of "
        f"{NOISE}; 800 are learnt from, 200 are held out. A linear model by gradient descent "
        f"(rate {RATE}, {STEPS} iterations, from nothing) beside least squares in closed form. "
        "Errors are root mean squared ones on the users held out.",
    ]
    rows, ratios = [], []
    for seed in SEEDS:
        known, held = Answers.made(seed).split()
        path, solved = descend(known), closed_form(known)
        errors = {step: held.error(path[step]) for step in SHOWN}
        best = held.error(solved)
        ratios.append(errors[STEPS] / best)
        rows.append((str(seed), *(f"{errors[step]:.3f}" for step in SHOWN), f"{best:.3f}"))
        if seed == SEEDS[0]:
            finding.plots.append(_plot(errors, best))
    columns = ("seed", *(f"after {step}" for step in SHOWN), "closed form")
    finding.tables.append(Table("Error on users held out", columns, tuple(rows)))
    name = f"error after {STEPS} iterations ÷ the closed form's"
    finding.targets.append(Target(name, TOLERANCE, "less").with_(Spread.of(ratios)))
    bench.say(f"  {name}: {max(ratios):.4f} at most")


def _plot(errors: dict[int, float], best: float) -> Plot:
    return Plot(
        "classic",
        "The classic example: error of a linear model against iterations",
        "lines",
        "RMSE on users held out",
        x_unit="iterations",
        x=tuple(map(float, errors)),
        series=(
            (f"gradient descent, rate {RATE}", tuple(errors.values())),
            ("closed form", (best,) * len(errors)),
        ),
    )
