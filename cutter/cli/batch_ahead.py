"""What a batch would do, told to people as a table and to programs as JSON."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter.batch.wording import counted, size_words
from cutter.cli.batch_table import named
from cutter.cli.tables import fold_names, new_console, new_table
from cutter.progress import one_line
from cutter.progress.wording import time_left
from cutter.times import clock_time

if TYPE_CHECKING:
    from rich.table import Table

    from cutter.batch.foresight import CutAhead, FilmAhead, Foresight


def print_ahead(ahead: Foresight) -> None:
    """Print the films that are to be looked at, the matrix of cuts, and what it all comes to."""
    paper = new_console()
    if ahead.films:
        films = new_table("film", "length", "takes", "")
        for film in ahead.films:
            _row(films, _film(film))
        fold_names(films, 0)
        paper.print(films)
        paper.print()
    cuts = new_table("cut", "profile and form", "length", "size", "takes", "")
    for each in ahead.cuts:
        _row(cuts, _cut(each))
    fold_names(cuts, 0, 1)
    paper.print(cuts)
    paper.print()
    for line in (*_wrong(ahead), *_total(ahead)):
        paper.print(one_line(line), markup=False, highlight=False, soft_wrap=True)


def ahead_json(ahead: Foresight) -> str:
    """Return the same for programs."""
    document = {
        "version": 1,
        "jobs": ahead.jobs,
        "cores_each": ahead.cores,
        "seconds": round(ahead.seconds, 1),
        "wall_s": round(ahead.wall, 1),
        "disk_bytes": ahead.disk,
        "store_bytes": ahead.store,
        "free_bytes": ahead.free,
        "eyes_missing": ahead.eyes_missing,
        "figures": {
            work: {"factor": round(factor, 3), "tasks_measured": ahead.factors.measured[work]}
            for work, factor in ahead.factors.by_work.items()
        },
        "films": [_film_document(film) for film in ahead.films],
        "cuts": [_cut_document(cut) for cut in ahead.cuts],
        "faults": [
            {"label": fault.label, "cause": fault.cause, "exit_code": fault.code}
            for fault in ahead.faults
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _film(film: FilmAhead) -> tuple[str, ...]:
    known = "looked at before" if film.is_known else "to be looked at"
    state = "cannot be opened" if film.cause else known
    length = clock_time(Fraction(round(film.duration)), digits=0) if film.duration else ""
    return film.film.name, length, _time(film.cost.seconds), state


def _cut(each: CutAhead) -> tuple[str, ...]:
    cut, wish = each.cut, each.cut.wish
    whose = cut.profile.name if cut.profile is not None else "no profile"
    return (
        f"{cut.label}{cut.target.suffix}",
        ", ".join((whose, wish.kind or "personal", wish.aspect or "the film's shape")),
        f"{each.duration:.1f} s" if each.duration else wish.budget or "",
        size_words(each.render.disk) if each.render.disk else "",
        _time(each.plan.seconds + each.render.seconds),
        each.state,
    )


def _wrong(ahead: Foresight) -> list[str]:
    """Return each cause with what cannot be made because of it."""
    causes: dict[str, list[str]] = {}
    for each in ahead.cuts:
        if each.cause:
            causes.setdefault(each.cause, []).append(each.cut.label)
    for fault in ahead.faults:
        causes.setdefault(fault.cause, []).append(fault.label)
    return [line for cause, found in causes.items() for line in (cause, f"  {named(found)}")]


def _total(ahead: Foresight) -> list[str]:
    new = sum(each.state == "new" for each in ahead.cuts)
    done = sum(each.state == "done" for each in ahead.cuts)
    others = len(ahead.cuts) - new - done + len(ahead.faults)
    counts = [f"{new} to make"]
    counts += [f"{done} done"] if done else []
    counts += [f"{others} that cannot be made"] if others else []
    tasks, cores = counted(ahead.jobs, "task"), counted(ahead.cores, "core")
    lines = [
        f"{counted(len(ahead.films), 'film')}; cuts: {', '.join(counts)}",
        f"time: about {time_left(ahead.wall)} with {tasks} at once, {cores} each; "
        f"{time_left(ahead.seconds)} of one core ({ahead.factors.in_words})",
        f"disk: about {size_words(ahead.disk)} for the cuts, {size_words(ahead.free)} free; "
        f"{size_words(ahead.store)} for the store of analyses",
    ]
    if ahead.eyes_missing:
        lines.append(f"eyes: {ahead.eyes_missing}")
    if ahead.disk > ahead.free:
        lines.append("there is not room enough: make some, or name an output on another disk")
    return lines


def _time(seconds: float) -> str:
    return f"about {time_left(max(seconds, 1))}" if seconds else ""


def _row(rows: Table, cells: tuple[str, ...]) -> None:
    from rich.text import Text

    rows.add_row(*(Text(one_line(cell)) for cell in cells))


def _film_document(film: FilmAhead) -> dict[str, Any]:
    return {
        "film": film.film.as_posix(),
        "duration_s": round(film.duration, 3),
        "is_known": film.is_known,
        "seconds": round(film.cost.seconds, 1),
        "memory_bytes": film.cost.memory,
        "cause": film.cause,
    }


def _cut_document(each: CutAhead) -> dict[str, Any]:
    cut, wish = each.cut, each.cut.wish
    return {
        "label": cut.label,
        "film": cut.film.as_posix(),
        "profile": None if cut.profile is None else cut.profile.as_posix(),
        "kind": wish.kind,
        "aspect": wish.aspect,
        "budget": wish.budget,
        "target": cut.target.as_posix(),
        "state": each.state,
        "cause": each.cause,
        "width": each.size[0],
        "height": each.size[1],
        "duration_s": round(each.duration, 3),
        "plan_seconds": round(each.plan.seconds, 1),
        "render_seconds": round(each.render.seconds, 1),
        "disk_bytes": each.plan.disk + each.render.disk,
        "scratch_bytes": each.render.scratch,
        "memory_bytes": max(each.plan.memory, each.render.memory),
    }
