"""What a topic found: tables, targets and plots, as values that JSON can hold and read again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

from benchmarks.measuring.ratios import Spread, digits_for

Better = Literal["less", "more"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is to be reached, and what was measured."""

    name: str
    limit: float
    better: Better
    measured: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    stretch: float | None = None
    unit: str = ""
    why_not: str = ""
    """Why nothing was measured."""

    def with_(self, spread: Spread | None, why_not: str = "") -> Target:
        """Return the target with a measured figure, or with the reason why there is none."""
        rest = {"name": self.name, "limit": self.limit, "better": self.better}
        fixed: dict[str, Any] = {**rest, "stretch": self.stretch, "unit": self.unit}
        if spread is None:
            return Target(**fixed, why_not=why_not or "not measured")
        return Target(**fixed, measured=spread.middle, low=spread.low, high=spread.high, n=spread.n)

    @property
    def is_met(self) -> bool:
        """Whether the figure was measured and reached."""
        return self.measured is not None and self._reaches(self.limit)

    def verdict(self) -> str:
        """Say in a few words how the figure stands to the target."""
        if self.measured is None:
            return self.why_not or "not measured"
        if self.stretch is not None and self._reaches(self.stretch):
            return "met, stretch met"
        if self.is_met:
            return "met"
        off = abs(self.measured - self.limit) / self.limit if self.limit else 0.0
        return f"**missed** by {off:.0%}" if off >= 0.01 else "**missed** by less than 1 %"

    def text(self) -> str:
        """Return the measured figure with its spread."""
        if self.measured is None:
            return "–"
        low = self.measured if self.low is None else self.low
        high = self.measured if self.high is None else self.high
        spread = Spread(self.measured, low, high, self.n)
        return spread.text(digits_for(self.limit)) + (f" {self.unit}" if self.unit else "")

    def wanted(self) -> str:
        """Return what was to be reached: `≤ 1.3 (stretch 1.15)`."""
        sign = "≤" if self.better == "less" else "≥"
        unit = f" {self.unit}" if self.unit else ""
        stretch = f" (stretch {self.stretch:g})" if self.stretch is not None else ""
        return f"{sign} {self.limit:g}{unit}{stretch}"

    def _reaches(self, goal: float) -> bool:
        assert self.measured is not None
        return self.measured <= goal if self.better == "less" else self.measured >= goal


@dataclass(frozen=True, slots=True)
class Plot:
    """Something to be drawn: bars beside labels, or lines over a logarithmic axis."""

    name: str
    title: str
    kind: Literal["bars", "lines"]
    unit: str
    """Of the measured axis."""
    labels: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    lows: tuple[float, ...] = ()
    highs: tuple[float, ...] = ()
    mark: float | None = None
    """Where a line is drawn across the bars."""
    mark_label: str = ""
    x_unit: str = ""
    x: tuple[float, ...] = ()
    series: tuple[tuple[str, tuple[float, ...]], ...] = ()
    is_logarithmic: bool = False
    """Of lines: whether the measured axis is logarithmic."""
    lowest: float = 0.0
    """Of lines: where the measured axis begins."""


@dataclass(slots=True)
class Finding:
    """One topic's part of the page."""

    name: str
    title: str
    text: list[str] = field(default_factory=list)
    """Paragraphs before the tables."""
    tables: list[Table] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    """Cases, or the whole topic, that came to no figure, and why."""
    about: dict[str, Any] = field(default_factory=dict)
    """When, how many repeats, the load before and after, how many seconds it took."""
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """Lay the finding out for JSON."""
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """Return a finding from what `stored` laid out, through JSON or not."""
        values = dict(stored)
        values["tables"] = [
            Table(t["title"], tuple(t["columns"]), tuple(tuple(r) for r in t["rows"]), t["note"])
            for t in stored["tables"]
        ]
        values["targets"] = [Target(**target) for target in stored["targets"]]
        values["plots"] = [Plot(**_tuples(plot)) for plot in stored["plots"]]
        return cls(**values)


def _tuples(plot: dict[str, Any]) -> dict[str, Any]:
    """Turn the lists of a stored plot into tuples."""
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in plot.items()}
    values["series"] = tuple((name, tuple(line)) for name, line in plot["series"])
    return values
