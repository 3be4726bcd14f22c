"""Turns what a batch came to into one page of HTML beside its cuts: sheets, films, what failed.

Pictures and films are linked below the page's own folder, never held in it, and are fetched when
they come into view or are played. The page runs no script and asks nothing of any host.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from cutter.report.template import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN_UP_TO: Final = 48
"""Cuts up to which all films are shown open; with more, a reader opens them one by one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A file below the page's folder."""

    text: str
    path: str
    """With `/`, as the file system has it; quoted where it becomes an address."""

    @property
    def address(self) -> str:
        """Where it is, from the page."""
        return address(self.path)


@dataclass(frozen=True, slots=True)
class CutCard:
    """One cut."""

    name: str
    """Told apart by it from the film's other cuts."""
    label: str
    """Told apart by it from all others."""
    told: str
    """Whose cut it is and of what form."""
    state: str
    """A word: done, failed, skipped, waiting."""
    facts: str = ""
    cause: str = ""
    sheet: str = ""
    """Path of the contact sheet; empty for none."""
    film: str = ""
    """Path of the cut itself; empty for none."""
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sheet_address(self) -> str:
        """Where the contact sheet is, from the page."""
        return address(self.sheet)

    @property
    def film_address(self) -> str:
        """Where the cut is, from the page."""
        return address(self.film)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One cause and what it cost."""

    cause: str
    labels: tuple[str, ...]
    """What failed by it, or was left out because of it."""


@dataclass(frozen=True, slots=True)
class FilmGroup:
    """The cuts of one film."""

    name: str
    told: str
    """How many cuts came of it and what looking at it took."""
    cards: tuple[CutCard, ...]
    """Those that have something to show or to tell of their own."""
    left_out: tuple[str, ...] = ()
    """Labels of those that have not: they were never begun."""
    cause: str = ""
    """Why they were not; empty where they still wait."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchTold:
    """All that the page tells."""

    name: str
    is_running: bool
    facts: tuple[tuple[str, str], ...]
    """What stands at the head: (what, how much)."""
    troubles: tuple[Trouble, ...]
    groups: tuple[FilmGroup, ...]
    about: tuple[str, ...] = ()
    """Sentences on how it was done."""


def batch_page(batch: BatchTold) -> str:
    """Write the page: HTML, UTF-8, to lie in the folder that all its paths are below."""
    return filled(
        "batch.html.j2",
        batch=batch,
        is_open=sum(len(group.cards) for group in batch.groups) <= OPEN_UP_TO,
        first=_first,
    )


def address(path: str) -> str:
    """Return a path below the page's folder as an address: none of its characters acts in it."""
    # Whatever it begins with, it names no host and no folder above.
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return "/".join(quote(os.fsencode(part), safe="") for part in parts)


def _first(labels: Sequence[str], most: int = 6) -> str:
    """Return some labels in a line, and how many there are beyond."""
    more = len(labels) - most
    return ", ".join(labels[:most]) + (f" and {more} more" if more > 0 else "")
