"""Results by group of viewers, so that a model that serves few well is seen.

Knows nothing about what the groups are: they are named by whoever evaluates.
"""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.errors import InputError
from cutter.evaluation.intervals import LEVEL, Measured, measure, unpaired_difference

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cutter.evaluation.findings import Trial

SMALL = 10
"""Fewer viewers than this are a small group: it is told, but never the best or the worst served."""
MOST_GROUPS = 50
HEADER = ("viewer", "group")


@dataclass(frozen=True, slots=True)
class OfGroup:
    """How one group is served."""

    name: str
    measured: Measured
    is_small: bool


@dataclass(frozen=True, slots=True)
class Grouped:
    """How the groups are served by one method, and how far they are apart."""

    panel: str
    about: str
    method: str
    groups: tuple[OfGroup, ...]
    """The worst served first."""
    best: str
    """Of the groups that are not small; empty where fewer than two are not."""
    worst: str
    apart: Measured | None
    """By how much the best is better served than the worst. The two were looked for among all
    pairs of groups, so its interval is that of all pairs at once (Bonferroni)."""
    unnamed: int
    """Viewers that the file of groups does not name."""

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "panel": self.panel,
            "about": self.about,
            "method": self.method,
            "groups": [
                {"group": each.name, "is_small": each.is_small, **each.measured.as_json()}
                for each in self.groups
            ],
            "best": self.best,
            "worst": self.worst,
            "apart": self.apart and self.apart.as_json(),
            "unnamed": self.unnamed,
        }


def read_groups(path: Path) -> dict[str, str]:
    """Read which group each viewer is of: a CSV file with the columns `viewer` and `group`.

    Raises:
        InputError: the file cannot be read, has other columns, or names a viewer twice.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _read(path, csv.reader(stream, strict=True))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", path) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text; save it as UTF-8", path) from error
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV file: {error}", path) from error


def _read(path: Path, rows: Any) -> dict[str, str]:  # noqa: ANN401 - csv's own
    header = tuple(cell.strip().lower() for cell in next(rows, []))
    if header != HEADER:
        raise InputError(f"{path}: line 1: must be the header viewer,group", path)
    found: dict[str, str] = {}
    for row in rows:
        where = f"{path}: line {rows.line_num}"
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(HEADER) or not all(cell.strip() for cell in row):
            raise InputError(f"{where}: must be a viewer and a group", path)
        viewer, group = (cell.strip() for cell in row)
        if viewer in found:
            raise InputError(f"{where}: viewer: stands in an earlier line already", path)
        found[viewer] = group
    if not found:
        raise InputError(f"{path}: names no viewer", path)
    if len(set(found.values())) > MOST_GROUPS:
        raise InputError(f"{path}: names more than {MOST_GROUPS} groups; join some", path)
    return found


def by_group(trial: Trial, groups: Mapping[str, str]) -> Grouped:
    """Return how ours serves each group: the mean of its viewers' own figures.

    Args:
        trial: what was measured, a value for each viewer.
        groups: the group of each viewer.

    Raises:
        InputError: no viewer of the trial is in any group.
    """
    values = trial.of_each(trial.ours)
    parts: dict[str, list[float]] = {}
    for viewer, value in zip(trial.units, values.tolist(), strict=True):
        if viewer in groups:
            parts.setdefault(groups[viewer], []).append(value)
    if not parts:
        raise InputError(
            f"--groups: names none of the viewers that were measured, such as {trial.units[0]}"
        )
    told = [OfGroup(name, measure(part), len(part) < SMALL) for name, part in sorted(parts.items())]
    sign = -1 if trial.is_error else 1
    told.sort(key=lambda each: sign * each.measured.mean)
    large = [each.name for each in told if not each.is_small]
    worst, best = (large[0], large[-1]) if len(large) > 1 else ("", "")
    apart = None
    if best:
        pairs = len(list(itertools.combinations(large, 2)))
        gained = [sign * np.array(parts[name]) for name in (best, worst)]
        apart = unpaired_difference(*gained, level=1 - (1 - LEVEL) / pairs)
    unnamed = sum(viewer not in groups for viewer in trial.units)
    return Grouped(trial.panel, trial.about, trial.ours, tuple(told), best, worst, apart, unnamed)
