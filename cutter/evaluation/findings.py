"""What an evaluation found: methods side by side on the same units, every figure with its interval.

Knows nothing about how anything was measured, printed or drawn.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cutter.evaluation.intervals import LEVEL, Measured, measure, paired_difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.evaluation.groups import Grouped
    from cutter.evaluation.intervals import Floats

GENERIC = "generic"
"""No profile: the film's own best shots."""
POPULAR = "popular"
"""What other viewers liked."""
POSITION = "position only"
"""Where in the film it is."""
WRITTEN = "written profile only"
LEARNT = "learnt"


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What several methods came to, measured on the same units."""

    about: str
    """What was measured, such as `NDCG@10` or `after 30 answers`."""
    units: tuple[str, ...]
    """Names of the viewers, users, queries or events."""
    values: Mapping[str, Floats]
    """By method (n_units,) each."""
    ours: str
    """The method that the others stand beside."""
    panel: str = ""
    """Under which heading it belongs."""
    amount: int | None = None
    """How much feedback there was before."""
    is_error: bool = False
    """Less is better."""
    is_detail: bool = False
    """Told to programs alone."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines over one axis, to be drawn; each point has its interval."""

    title: str
    x: str
    """What the axis across counts."""
    y: str
    lines: Mapping[str, tuple[tuple[float, Measured], ...]]
    is_logarithmic: bool = False
    """The axis across, from its first step on."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it is told."""

    panel: str
    about: str
    amount: int | None
    method: str
    measured: Measured
    is_detail: bool
    ours_more: Measured | None
    """By how much ours is higher on the same units, in pairs; None for ours itself."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that an evaluation found."""

    title: str
    unit: str
    """What the figures are, such as `share of pairs in the right order`."""
    of: str
    """What the intervals are over: `viewers`, `users`, `queries`, `events`."""
    trials: tuple[Trial, ...]
    curves: tuple[Curve, ...] = ()
    notes: tuple[str, ...] = ()
    digits: int = 3

    def figures(self) -> tuple[Figure, ...]:
        """Return every figure with its interval, in order."""
        return tuple(
            Figure(
                trial.panel,
                trial.about,
                trial.amount,
                method,
                measure(values),
                trial.is_detail,
                None
                if method == trial.ours
                else paired_difference(trial.values[trial.ours], values),
            )
            for trial in self.trials
            for method, values in trial.values.items()
        )

    def last_of_each_panel(self) -> tuple[Trial, ...]:
        """Return the trials that come last under each heading: those with the most feedback."""
        groups = itertools.groupby(self.trials, key=lambda trial: (trial.panel, trial.is_error))
        return tuple(list(trials)[-1] for _, trials in groups)


def document(findings: Findings, grouped: tuple[Grouped, ...] = ()) -> dict[str, Any]:
    """Return what was found for programs."""
    return {
        "title": findings.title,
        "unit": findings.unit,
        "intervals": {"level": LEVEL, "over": findings.of},
        "figures": [
            {
                "panel": each.panel,
                "about": each.about,
                "feedback": each.amount,
                "method": each.method,
                **each.measured.as_json(),
                "ours_more": each.ours_more and each.ours_more.as_json(),
            }
            for each in findings.figures()
        ],
        "curves": [
            {
                "title": curve.title,
                "x": curve.x,
                "y": curve.y,
                "lines": {
                    name: [{"x": x, **measured.as_json()} for x, measured in points]
                    for name, points in curve.lines.items()
                },
            }
            for curve in findings.curves
        ],
        "groups": [each.as_json() for each in grouped],
        "notes": list(findings.notes),
    }


def feedback_curve(findings: Findings, panel: str, title: str) -> Curve:
    """Return a panel's trials as lines over the amount of feedback."""
    lines: dict[str, list[tuple[float, Measured]]] = {}
    for trial in findings.trials:
        if trial.panel == panel and trial.amount is not None:
            for method, values in trial.values.items():
                lines.setdefault(method, []).append((trial.amount, measure(values)))
    told = {name: tuple(points) for name, points in lines.items()}
    return Curve(title, "feedback", findings.unit, told)
