"""What an evaluation found: methods side by side on the same units, every figure with its interval.

Knows nothing about how anything was measured, printed or drawn.
"""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.evaluation.intervals import (
    LEVEL,
    Measured,
    measure,
    paired_difference,
    pooled,
    pooled_difference,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

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
    counts: Floats | None = None
    """(n_units,) how many errors each unit holds. With them the values are sums of squared errors,
    the figure is the root of the mean over all units' errors together, and less is better."""
    is_detail: bool = False
    """Told to programs alone."""

    @property
    def is_error(self) -> bool:
        """Whether less is better."""
        return self.counts is not None

    def measured(self, method: str) -> Measured:
        """Return the figure of a method."""
        if self.counts is None:
            return measure(self.values[method])
        return pooled(self.values[method], self.counts, finish=np.sqrt)

    def ours_more(self, method: str) -> Measured | None:
        """Return by how much ours is higher on the same units; None for ours itself."""
        if method == self.ours:
            return None
        ours, other = self.values[self.ours], self.values[method]
        if self.counts is None:
            return paired_difference(ours, other)
        return pooled_difference(ours, other, self.counts, finish=np.sqrt)

    def only(self, rows: NDArray[np.intp]) -> Trial:
        """Return the trial on some of its units."""
        return dataclasses.replace(
            self,
            units=tuple(self.units[row] for row in rows.tolist()),
            values={method: values[rows] for method, values in self.values.items()},
            counts=None if self.counts is None else self.counts[rows],
        )

    def of_each(self, method: str) -> Floats:
        """Return each unit's own figure, (n_units,)."""
        values = self.values[method]
        return values if self.counts is None else np.sqrt(values / self.counts)


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
                trial.measured(method),
                trial.is_detail,
                trial.ours_more(method),
            )
            for trial in self.trials
            for method in trial.values
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
            for method in trial.values:
                lines.setdefault(method, []).append((trial.amount, trial.measured(method)))
    told = {name: tuple(points) for name, points in lines.items()}
    return Curve(title, "feedback", findings.unit, told)
