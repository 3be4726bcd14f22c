"""Cuts turned into tasks: one look at each film, then a plan and a render for each of its cuts.

Pure: no file is touched, no key is reckoned.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.batch.task import Task
from cutter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cutter.batch.task import Cut, Setting


@dataclass(frozen=True, slots=True)
class FilmCuts:
    """A film and the cuts that are wanted of it."""

    film: Path
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class CutTasks:
    """The two tasks of a cut."""

    plan: Task
    render: Task


def by_film(cuts: Iterable[Cut]) -> tuple[FilmCuts, ...]:
    """Return cuts by their film, both in the order in which they first come.

    Raises:
        UsageError: two cuts have one label, or one file.
    """
    found: dict[Path, list[Cut]] = {}
    labels: set[str] = set()
    targets: set[Path] = set()
    for cut in cuts:
        if cut.label in labels or cut.target in targets:
            raise UsageError(
                f"{cut.label}: two cuts would have this name; tell them apart in the template of "
                "their names"
            )
        labels.add(cut.label)
        targets.add(cut.target)
        found.setdefault(cut.film, []).append(cut)
    return tuple(FilmCuts(film, tuple(cuts)) for film, cuts in found.items())


def look_name(film: Path, setting: Setting) -> str:
    """Return the name of the task that looks at a film: it is the same wherever both were moved."""
    try:
        named = os.path.relpath(film, setting.output)
    except ValueError:
        # Two drives of Windows have no relative path between them.
        named = str(film)
    # A file's name need not be text.
    return f"analyze/{named.replace(os.sep, '/')}".encode(errors="backslashreplace").decode()


def plan_name(cut: Cut) -> str:
    """Return the name of the task that plans a cut."""
    return f"plan/{cut.label}"


def render_name(cut: Cut) -> str:
    """Return the name of the task that renders a cut."""
    return f"render/{cut.label}"


def look_task(film: Path, setting: Setting, key: str) -> Task:
    """Return the task that looks at a film."""
    return Task(look_name(film, setting), "analyze", film, None, (), key)


def cut_tasks(cut: Cut, setting: Setting, plan_key: str, render_key: str) -> CutTasks:
    """Return the tasks of a cut."""
    plan = Task(plan_name(cut), "plan", cut.film, cut, (look_name(cut.film, setting),), plan_key)
    render = Task(render_name(cut), "render", cut.film, cut, (plan.name,), render_key)
    return CutTasks(plan, render)
