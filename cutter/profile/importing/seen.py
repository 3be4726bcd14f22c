"""What one row of somebody's history says, and what is told of rows that could not be used.

Knows nothing about the forms that rows come in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

DateOrder = Literal["dmy", "mdy", "ymd"]


MOST_SPANS = 50
"""Groups of lines that are named for one fault; the others are counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the viewer said of the files, where they do not say it themselves."""

    user: str = ""
    """Whose rows are meant, where a file holds those of several."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of the form `csv`: which column of the file holds a field, such as rating: Stars."""
    scale: tuple[float, float] | None = None
    """Of the form `csv`: the lowest and the highest rating that can be given."""
    dates: DateOrder | None = None
    """How dates such as 3/4/24 are meant."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was seen or said of a title."""

    title: str
    when: datetime | None
    """UTC; None where the file does not say."""
    year: int | None = None
    """In which the title came out."""
    rating: float | None = None
    """0 to 1."""
    liked: bool | None = None
    """A heart or a thumb; False is a thumb down."""
    is_watched: bool = False
    is_again: bool = False
    """It had been watched before."""
    share: float | None = None
    """Of the title that was watched, 0 to 1."""
    seconds: float | None = None
    """That were watched; a share of them once the title's length is known."""
    comment: str = ""
    words: tuple[str, ...] = ()
    """Genres and tags."""


class Told:
    """Gathers what is to be told of the rows that were read."""

    def __init__(self) -> None:
        """Begin with nothing to tell."""
        self.rows = 0
        self._broken: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        self._passed: dict[str, int] = defaultdict(int)
        self._notes: list[str] = []

    def broken(self, place: str, line: int, why: str, unit: str = "line") -> None:
        """Keep that the row at a line of a file cannot be read, and is skipped."""
        self._broken[place, why, unit].append(line)

    def passed(self, why: str, rows: int = 1) -> None:
        """Count rows that can be read but say nothing usable."""
        self._passed[why] += rows

    def note(self, text: str) -> None:
        """Keep something else to tell, once."""
        if text not in self._notes:
            self._notes.append(text)

    def lines(self) -> tuple[str, ...]:
        """Return all of it, a sentence each; no value of a row is in them."""
        broken = [
            f"{place}, {_lines(lines, unit)}: {why}; skipped"
            for (place, why, unit), lines in self._broken.items()
        ]
        passed = [f"{_rows(count)} {why}" for why, count in self._passed.items()]
        return (*self._notes, *broken, *passed)


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _lines(numbers: Sequence[int], unit: str) -> str:
    """Return `line 3` or `lines 3, 7-9`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    named = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans[:MOST_SPANS])
    if len(spans) > MOST_SPANS:
        named += f" and {sum(b - a + 1 for a, b in spans[MOST_SPANS:]):,} more"
    is_one = len(spans) == 1 and spans[0][0] == spans[0][1]
    several = f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
    return f"{unit} {named}" if is_one else f"{several} {named}"
