"""Turns the text of a comma-separated file into rows by column, one at a time.

A row that cannot be read is told by its line, and reading goes on behind it. Knows nothing about
what columns mean.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from cutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Told

LONGEST_LINE = 1 << 20
"""Characters; a longer one belongs to no table."""
LONGEST_ROW = 2_000
"""Lines that a quoted text may span, such as a long review."""
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    line: int
    """At which it begins; the header is usually line 1."""
    cells: Mapping[str, str]
    """By the column's name in lower case, without blanks at their ends."""

    def __getitem__(self, column: str) -> str:
        """Return a cell; empty where the table has no such column."""
        return self.cells.get(column, "")


def columns_of(member: Member) -> tuple[str, ...]:
    """Return the names of a table's columns in lower case; none where it is no table.

    Raises:
        InputError: the file cannot be read.
    """
    with member.text() as stream:
        lines = _Lines(stream, member.place)
        return _header(lines)[0]


def rows_of(member: Member, told: Told) -> Iterator[Row]:
    """Yield a table's rows; one with too few or too many cells is told as broken.

    Raises:
        InputError: the file cannot be read, or has no header.
    """
    with member.text() as stream:
        lines = _Lines(stream, member.place)
        columns, separator = _header(lines)
        if not columns:
            raise InputError(f"{member.place}: has no header; its first line must name the columns")
        if len(set(columns)) < len(columns):
            raise InputError(f"{member.place}: two columns have one name; rename one of them")
        while (row := _next(lines, separator, len(columns))) is not None:
            line, cells = row
            if cells is None:
                told.rows += 1
                told.broken(member.place, line, f"not the {len(columns)} cells of the header")
            elif any(cells):
                told.rows += 1
                yield Row(line, dict(zip(columns, cells, strict=True)))


class _Lines:
    """Lines of a file, of which some may be given back."""

    def __init__(self, stream: IO[str], place: str) -> None:
        self._stream = stream
        self._place = place
        self._back: list[str] = []
        self._taken: list[str] = []
        self.line = 0
        """Of the line that was read last."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        text = self._back.pop() if self._back else self._stream.readline(LONGEST_LINE + 1)
        if not text:
            raise StopIteration
        if len(text) > LONGEST_LINE:
            raise InputError(f"{self._place}: line {self.line + 1} is too long for a table's")
        self.line += 1
        self._taken.append(text)
        if len(self._taken) > LONGEST_ROW:
            raise csv.Error("too long")
        return text

    def begin(self) -> None:
        """Forget which lines were read: they were a row."""
        self._taken = []

    def give_back(self) -> None:
        """Give back all lines since `begin` but the first: a mark opened there is never closed."""
        again = self._taken[1:]
        self._back.extend(reversed(again))
        self.line -= len(again)
        self._taken = []


def _header(lines: _Lines) -> tuple[tuple[str, ...], str]:
    """Return the columns and what separates them; skips blank lines above."""
    for text in lines:
        if not text.strip():
            continue
        separator = max(_SEPARATORS, key=lambda mark: _count(text, mark))
        try:
            cells = next(csv.reader([text], delimiter=separator, strict=True))
        except (csv.Error, StopIteration):
            return (), separator
        lines.begin()
        names = [" ".join(cell.split()).casefold() for cell in cells]
        while names and not names[-1]:
            names.pop()
        return tuple(names), separator
    return (), ","


def _count(text: str, mark: str) -> int:
    """Return how many cells a header has if `mark` parts them; marks in quotes part nothing."""
    try:
        return len(next(csv.reader([text], delimiter=mark)))
    except (csv.Error, StopIteration):
        return 0


def _next(lines: _Lines, separator: str, width: int) -> tuple[int, list[str] | None] | None:
    """Return the line and the cells of the next row; None for cells that do not fit, or at the end.

    A row of several lines that does not fit is broken in its first line alone.
    """
    lines.begin()
    begin = lines.line + 1
    try:
        cells = next(csv.reader(lines, delimiter=separator, strict=True))
    except StopIteration:
        return None
    except csv.Error:
        lines.give_back()
        return begin, None
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if not cells:
        return begin, []
    if len(cells) != width:
        lines.give_back()
        return begin, None
    return begin, [cell.strip() for cell in cells]
