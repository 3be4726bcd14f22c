"""What a batch would do, told to people as a table and to programs as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.table import Table

from cutter.cli.figures import wide_console
from cutter.files.space import megabytes
from cutter.progress import one_line
from cutter.times import clock_time

if TYPE_CHECKING:
    from cutter.batch.foresight import CutAhead, FilmAhead, Foresight


def print_ahead(ahead: Foresight) -> None:
    """Print the films that are to be looked at, the matrix of cuts, and what it all comes to."""
    console = wide_console()
    if ahead.films:
        console.print(_films(ahead))
        console.print()
    table = _table("film", "profile", "kind", "aspect", "budget", "picture", "time", "disk", "cut")
    for each in ahead.cuts:
        table.add_row(*map(one_line, _row(each)))
    for fault in ahead.faults:
        table.add_row(*[""] * 8, one_line(f"{fault.label}: cannot be made: {fault.cause}"))
    console.print(table)
    console.print()
    for line in _total(ahead):
        console.print(one_line(line), markup=False, highlight=False, soft_wrap=True)


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


def _films(ahead: Foresight) -> Table:
    table = _table("film", "length", "time", "")
    for film in ahead.films:
        state = film.cause or ("looked at already" if film.is_known else "to be looked at")
        length = _clock(film.duration) if film.duration else ""
        table.add_row(*map(one_line, (film.film.name, length, _time(film.cost.seconds), state)))
    return table


def _row(each: CutAhead) -> tuple[str, ...]:
    cut, wish = each.cut, each.cut.wish
    name = f"{cut.label}{cut.target.suffix}"
    told = {"new": name, "done": f"{name}: done", "refused": f"{name}: refused: {each.cause}"}
    return (
        cut.film.name,
        cut.profile.stem if cut.profile is not None else "",
        wish.kind or "personal",
        wish.aspect or "source",
        f"{each.duration:.1f} s" if each.duration else wish.budget or "",
        "x".join(map(str, each.size)) if each.size[0] else "",
        _time(each.plan.seconds + each.render.seconds),
        _bytes(each.render.disk) if each.render.disk else "",
        told[each.state],
    )


def _total(ahead: Foresight) -> list[str]:
    new = sum(each.state == "new" for each in ahead.cuts)
    done = sum(each.state == "done" for each in ahead.cuts)
    others = len(ahead.cuts) - new - done + len(ahead.faults)
    counts = [f"{new} to make"]
    counts += [f"{done} done"] if done else []
    counts += [f"{others} that cannot be made"] if others else []
    tasks = f"{ahead.jobs} task{'' if ahead.jobs == 1 else 's'} at once"
    cores = f"{ahead.cores} core{'' if ahead.cores == 1 else 's'} each"
    films = f"{len(ahead.films)} film{'' if len(ahead.films) == 1 else 's'}"
    lines = [
        f"cuts: {', '.join(counts)}; of {films}",
        f"time: about {_time(ahead.wall) or '0 s'} with {tasks}, {cores}; "
        f"{_time(ahead.seconds) or '0 s'} of one core ({ahead.factors.in_words})",
        f"disk: about {_bytes(ahead.disk)} for the cuts, {_bytes(ahead.free)} are free; "
        f"{_bytes(ahead.store)} for the store of analyses",
    ]
    if ahead.disk > ahead.free:
        lines.append("there is not room enough: make some, or name an output on another disk")
    return lines


def _bytes(count: int) -> str:
    return megabytes(count) if count < 10**9 else f"{count / 10**9:.1f} GB"


def _clock(seconds: float) -> str:
    """Return `1:30` for 90 seconds."""
    from fractions import Fraction

    return clock_time(Fraction(round(seconds)), digits=0)


def _time(seconds: float) -> str:
    """Return about how long something takes; nothing for no time."""
    if not seconds:
        return ""
    if seconds < 100:
        return f"{max(seconds, 0.1):.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    right = ("length", "time", "disk", "budget", "picture")
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in right else "left")
    return table


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
