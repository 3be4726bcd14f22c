"""What is printed at the end of a batch: its cuts, what went wrong, and what it took."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cutter.batch.places import PLANS
from cutter.batch.wording import cores_told, counted, form_words, size_words, troubles
from cutter.cli.tables import fold_names, new_console, new_table
from cutter.progress import one_line
from cutter.progress.wording import time_left

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from cutter.batch.summary import CutResult, Summary

MOST: Final = 40
"""Rows of a table; with more cuts they are told by film, and of more films the last are counted."""
_CAUSES: Final = 20
_NAMES: Final = 3


def print_summary(summary: Summary) -> None:
    """Print what a batch came to: a table, each cause once, and a line about the whole."""
    paper = new_console()
    if len(summary.cuts) <= MOST:
        paper.print(_by_cut(summary))
    else:
        paper.print(_by_film(summary))
    for line in _wrong(summary):
        _print(paper, line)
    _print(paper, in_a_line(summary))


def in_a_line(summary: Summary) -> str:
    """Return a summary in a line: `58 of 60 cuts done, 1 failed, 1 skipped; 12 min, …`."""
    told = [f"{summary.count('done')} of {counted(len(summary.cuts), 'cut')} done"]
    for state in ("failed", "skipped", "waiting"):
        number = summary.count(state)
        told += [f"{number} {state}"] if number else []
    recalled = sum(cut.is_recalled for cut in summary.cuts)
    told += [f"{recalled} of them from before"] if recalled else []
    took = f"; {time_left(summary.wall)}, {cores_told(summary)}" if summary.wall > 0 else ""
    return f"{summary.output}: {', '.join(told)}{took}"


def named(labels: Sequence[str]) -> str:
    """Return the first of several labels, and how many more there are."""
    more = len(labels) - _NAMES
    return ", ".join(labels[:_NAMES]) + (f" and {more} more" if more > 0 else "")


def _print(paper: Console, line: str) -> None:
    paper.print(one_line(line), markup=False, highlight=False, soft_wrap=True)


def _by_cut(summary: Summary) -> Table:
    rows = new_table("cut", "profile and form", "state", "length", "size", "took")
    for cut in summary.cuts:
        length = f"{cut.duration:.1f} s" if cut.state == "done" else ""
        took = time_left(cut.seconds) if cut.seconds and not cut.is_recalled else ""
        _row(rows, (cut.label, form_words(cut), _state(cut), length, _size((cut,)), took))
    fold_names(rows, 0, 1)
    return rows


def _by_film(summary: Summary) -> Table:
    rows = new_table("film", "cuts", "done", "failed", "skipped", "waiting", "size", "decoded")
    decodes = {film.film: film.decodes for film in summary.films}
    by_film: dict[Path | None, list[CutResult]] = {}
    for cut in summary.cuts:
        by_film.setdefault(cut.film, []).append(cut)
    # Where something is wrong stands first; else the order is that of the batch.
    ordered = sorted(by_film.items(), key=lambda each: all(c.state == "done" for c in each[1]))
    for film, cuts in ordered[:MOST]:
        states = Counter(cut.state for cut in cuts)
        counts = [str(states[s] or "") for s in ("done", "failed", "skipped", "waiting")]
        decoded = str(decodes.get(film, "")) if film else ""
        name = film.name if film else "of no film"
        _row(rows, (name, str(len(cuts)), *counts, _size(cuts), decoded))
    if len(ordered) > MOST:
        rest = [cut for _, cuts in ordered[MOST:] for cut in cuts]
        done = str(sum(cut.state == "done" for cut in rest))
        more = f"and {counted(len(ordered) - MOST, 'more film')}"
        _row(rows, (more, str(len(rest)), done, "", "", "", _size(rest), ""))
    fold_names(rows, 0)
    return rows


def _row(rows: Table, cells: tuple[str, ...]) -> None:
    from rich.text import Text

    rows.add_row(*(Text(one_line(cell)) for cell in cells))


def _state(cut: CutResult) -> str:
    return "done before" if cut.is_recalled else cut.state


def _size(cuts: tuple[CutResult, ...] | list[CutResult]) -> str:
    """Return what cuts and the files beside them take; plans and sheets are not counted."""
    sizes = (
        made.size for cut in cuts for made in cut.files if not made.path.startswith(f"{PLANS}/")
    )
    size = sum(sizes)
    return size_words(size) if size else ""


def _wrong(summary: Summary) -> list[str]:
    """Return each cause, and below it what came of it."""
    found = troubles(summary)
    lines = []
    for trouble in found[:_CAUSES]:
        lines += [trouble.cause, f"  {named(trouble.labels)}"]
    if len(found) > _CAUSES:
        lines.append(f"and {counted(len(found) - _CAUSES, 'more cause')}; see summary.json")
    return lines
