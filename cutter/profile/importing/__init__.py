"""Histories that people have: files of services and tables, turned into events.

`FORMS` holds a module for each form; a new one is a module with a `fits` and a `read`, and an
entry there. `bundle` opens files, `tables` reads rows, `making` turns what was seen into events.
Titles are used to look up genres and then let go, unless the viewer wants them kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from cutter.errors import InputError
from cutter.profile.importing import imdb, letterboxd, movielens, netflix, spreadsheet, trakt
from cutter.profile.importing.bundle import Member, open_bundle
from cutter.profile.importing.catalogue import read_catalogue
from cutter.profile.importing.making import Making, events_of
from cutter.profile.importing.seen import Asked, Seen, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cutter.schema import Event

__all__ = ["FORMS", "Asked", "Form", "Imported", "read_import"]


class Form(Protocol):
    """One form in which people have their history."""

    def fits(self, members: Sequence[Member]) -> bool:
        """Whether these files are of this form, by their names and columns alone."""
        ...

    def read(self, members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
        """Return what was seen, each row once; rows that cannot be read are told and skipped.

        Raises:
            InputError: the files cannot be read, or do not say enough; it says what to add.
            UsageError: what was asked does not suit them.
        """
        ...


FORMS: dict[str, Form] = {
    "letterboxd": letterboxd,
    "netflix": netflix,
    "imdb": imdb,
    "trakt": trakt,
    "movielens": movielens,
    "csv": spreadsheet,
}
"""By the name after `--from`; the one that fits first is taken where none is named."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    events: tuple[Event, ...]
    notes: tuple[str, ...]
    """What was dropped and why, a sentence each, without any value of a row."""
    form: str
    rows: int
    """That were read, broken ones included."""


def read_import(
    path: Path,
    form: str | None = None,
    *,
    asked: Asked | None = None,
    with_titles: bool = False,
    catalogue: Path | None = None,
) -> Imported:
    """Read somebody's history from a file, a zip file or a folder.

    Args:
        path: what a service sent, or a table.
        form: a name of `FORMS`; told by the columns unless given.
        asked: what the files do not say themselves.
        with_titles: keep titles in the events.
        catalogue: a list of films in which genres are looked up, see `read_catalogue`.

    Raises:
        InputError: a file cannot be read, or is of no form that is known.
        UsageError: `asked` does not suit the file.
    """
    members = open_bundle(path)
    # Only a table of no form of its own has columns to name.
    is_table = asked is not None and bool(asked.columns)
    name = form or ("csv" if is_table else form_of(members, path))
    told = Told()
    rows = list(FORMS[name].read(members, asked or Asked(), told))
    count = told.rows
    films = None if catalogue is None else read_catalogue(catalogue, told)
    making = Making(name, _written(path), with_titles=with_titles, catalogue=films)
    events = events_of(rows, making, told)
    if any(row.when is None for row in rows):
        told.note("entries without a date count as of the day on which the file was written")
    return Imported(events, told.lines(), name, count)


def form_of(members: Sequence[Member], path: Path) -> str:
    """Return the name of the form that files are of.

    Raises:
        InputError: it is none that is known.
    """
    for name, form in FORMS.items():
        if form.fits(members):
            return name
    raise InputError(
        f"{path}: not a history of a form that is known ({', '.join(FORMS)}); for another table "
        "name its columns: --from csv --map title=…,rating=…",
        path,
    )


def _written(path: Path) -> datetime:
    """Return the day on which a file was written last, so that reading it again says the same."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError) as error:
        raise InputError(f"{path}: cannot be read; check its permissions", path) from error
    return written.replace(hour=0, minute=0, second=0, microsecond=0)
