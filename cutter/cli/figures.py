"""What an evaluation found, told to people as tables: no figure without its interval."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from cutter.progress import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.evaluation.findings import Figure, Findings
    from cutter.evaluation.groups import Grouped

NARROWEST = 120
"""Columns to print for where nobody says how wide the terminal is."""


def print_findings(findings: Findings, grouped: Sequence[Grouped] = ()) -> None:
    """Print every figure, under its heading, then the groups and the notes."""
    console = _console()
    _line(console, f"{findings.title}: {findings.unit}, 95 % intervals over {findings.of}")
    told = [each for each in findings.figures() if not each.is_detail]
    panels = itertools.groupby(told, key=lambda each: each.panel)
    for panel, figures in panels:
        console.print()
        if panel:
            _line(console, panel)
        console.print(_table(list(figures), findings))
    for each in grouped:
        console.print()
        _print_groups(console, each, findings)
    if findings.notes:
        console.print()
    for note in findings.notes:
        _line(console, note)


def _table(figures: list[Figure], findings: Findings) -> Table:
    ours = next((each.method for each in figures if each.ours_more is None), "")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "method", "figure", f"{ours} has more by"):
        table.add_column(column, overflow="fold")
    last = ""
    for each in figures:
        about = "" if each.about == last else each.about
        more = "" if each.ours_more is None else each.ours_more.in_words(findings.digits)
        measured = each.measured.in_words(findings.digits)
        table.add_row(one_line(about), one_line(each.method), measured, more)
        last = each.about
    return table


def _print_groups(console: Console, grouped: Grouped, findings: Findings) -> None:
    heading = ", ".join(filter(None, [grouped.panel, grouped.about, grouped.method]))
    _line(console, f"by group: {heading}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("group", findings.of, "figure", ""):
        table.add_column(column, overflow="fold")
    for each in grouped.groups:
        remark = "small: says little" if each.is_small else ""
        if each.name == grouped.worst:
            remark = "worst served"
        elif each.name == grouped.best:
            remark = "best served"
        measured = each.measured.in_words(findings.digits)
        table.add_row(one_line(each.name), str(each.measured.n), measured, remark)
    console.print(table)
    if grouped.apart is not None:
        apart = grouped.apart.in_words(findings.digits)
        told = "surely apart" if grouped.apart.low > 0 else "not surely apart"
        _line(console, f"best less worst served: {apart}, {told}, all pairs of groups at once")
    if grouped.unnamed:
        _line(console, f"in no group: {grouped.unnamed} {findings.of}")


def _line(console: Console, text: str) -> None:
    console.print(one_line(text), markup=False, highlight=False, soft_wrap=True)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=max(console.width, NARROWEST))
