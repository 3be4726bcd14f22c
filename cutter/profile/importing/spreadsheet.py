"""Reads any table that says what somebody watched and thought of it.

Columns are known by their usual names, or by the viewer's mapping; how ratings and dates are
written is told from the whole column, or by the viewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import InputError, UsageError
from cutter.profile.importing.dates import moment, order_of
from cutter.profile.importing.scales import (
    Scale,
    rating_of,
    scale_of,
    seconds_of,
    share_of,
    thumb_of,
)
from cutter.profile.importing.seen import Asked, DateOrder, Seen
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Told
    from cutter.profile.importing.tables import Row

NAMES: dict[str, tuple[str, ...]] = {
    "user": ("user", "user id", "userid", "username", "viewer", "profile", "profile name"),
    "title": ("title", "name", "film", "movie", "show", "movie title", "film title"),
    "year": ("year", "release year", "released"),
    "rating": ("rating", "my rating", "your rating", "stars", "score", "grade", "user rating"),
    "watched": (
        *("watch time", "watched time", "time watched", "watched", "seconds watched"),
        *("watched seconds", "minutes watched", "watched minutes", "duration"),
    ),
    "share": (
        *("share", "watched share", "watch share", "completion", "progress", "percent watched"),
        *("percent", "watched percent", "completed"),
    ),
    "length": ("length", "runtime", "runtime (mins)", "film length", "runtime minutes"),
    "again": ("rewatch", "rewatched", "again"),
    "comment": ("comment", "comments", "review", "note", "notes", "text", "review text"),
    "date": (
        *("date", "when", "watched date", "watched at", "date watched", "date rated", "rated at"),
        *("timestamp", "time", "viewed at", "start time"),
    ),
    "genres": ("genres", "genre", "categories", "category"),
    "tags": ("tags", "tag", "keywords", "labels"),
}
"""What each field's column may be called, in lower case, the likeliest first."""
_SAYING = ("rating", "watched", "share", "again", "comment")
_YES = frozenset({"yes", "y", "true", "1", "x"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the cells of one table are to be read."""

    columns: Mapping[str, str]
    """The column of each field that is there."""
    scale: Scale
    order: DateOrder
    unit: float
    """Seconds in one of a bare number in the column of watch time."""


def fits(members: Sequence[Member]) -> bool:
    """Whether a table is there that names something seen, and what was thought of it."""
    return any(_is_of_use(_columns(member, Asked())) for member in _tables(members))


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return what the rows say."""
    tables = [member for member in _tables(members) if _is_of_use(_columns(member, asked))]
    if not tables:
        known = ", ".join(NAMES)
        raise InputError(
            f"{members[0].place if members else 'the folder'}: no column tells what was thought of "
            f"a title; name columns with --map FIELD=COLUMN,…; fields are {known}"
        )
    rows: list[Seen] = []
    for member in tables:
        rows += _table(member, asked, told)
    return rows


def _tables(members: Sequence[Member]) -> list[Member]:
    return [member for member in members if member.stem.endswith((".csv", ".tsv", ".txt"))]


def _is_of_use(columns: Mapping[str, str]) -> bool:
    return any(name in columns for name in _SAYING) and any(
        name in columns for name in ("title", "genres", "tags", "comment")
    )


def _columns(member: Member, asked: Asked) -> dict[str, str]:
    """Return the column of each field that is there; those that were asked for come first.

    Raises:
        UsageError: a field is not known, or the table has no such column.
    """
    # Underscores and hyphens stand for blanks in many tables.
    there = {column.replace("_", " ").replace("-", " "): column for column in columns_of(member)}
    found = {}
    for name, column in asked.columns.items():
        if name not in NAMES:
            raise UsageError(f"--map: no field {name!r}; fields are {', '.join(NAMES)}")
        key = " ".join(column.split()).casefold().replace("_", " ").replace("-", " ")
        if key not in there:
            raise UsageError(f"--map: {member.place} has no column for the field {name}")
        found[name] = there[key]
    taken = set(found.values())
    for name, usual in NAMES.items():
        for column in usual:
            if name not in found and column in there and there[column] not in taken:
                found[name] = there[column]
                taken.add(there[column])
    return found


def _table(member: Member, asked: Asked, told: Told) -> list[Seen]:
    columns = _columns(member, asked)
    rows = _of_one_user(member, columns.get("user", ""), asked, told)
    ratings = [row[columns["rating"]] for row in rows] if "rating" in columns else []
    dates = [row[columns["date"]] for row in rows] if "date" in columns else []
    scale = asked.scale or scale_of(ratings)
    if any(ratings) and asked.scale is None and any(cell.isdecimal() for cell in ratings):
        told.note(f"ratings read as {scale[0]:g} to {scale[1]:g}; another scale with --scale")
    reading = _Reading(
        columns,
        scale,
        order_of(dates, asked.dates, member.place),
        1.0 if "sec" in columns.get("watched", "") else 60.0,
    )
    found = []
    for row in rows:
        read_ = _seen(row, reading)
        if isinstance(read_, str):
            told.broken(member.place, row.line, read_)
        else:
            found.append(read_)
    return found


def _of_one_user(member: Member, column: str, asked: Asked, told: Told) -> list[Row]:
    if not column:
        if asked.user:
            raise UsageError(f"{member.place}: no column tells users apart; leave --user out")
        return list(rows_of(member, told))
    owner = asked.user
    rows = []
    for row in rows_of(member, told):
        owner = owner or row[column]
        if row[column] == owner:
            rows.append(row)
        elif not asked.user:
            raise UsageError(f"{member.place}: holds rows of several users; say whose with --user")
    if asked.user and not rows:
        raise UsageError(f"{member.place}: holds no rows of the --user that was named")
    return rows


def _seen(row: Row, reading: _Reading) -> Seen | str:
    """Return what a row says, or what is wrong with it."""
    cells = {name: row[column] for name, column in reading.columns.items()}
    rating, liked = None, None
    if text := cells.get("rating", ""):
        rating, liked = rating_of(text, reading.scale), thumb_of(text)
        if rating is None and liked is None:
            return f"rating is no number from {reading.scale[0]:g} to {reading.scale[1]:g}"
    when = None
    if text := cells.get("date", ""):
        when = moment(text, reading.order)
        if when is None:
            return "date is no date"
    share = seconds = None
    if text := cells.get("share", ""):
        share = share_of(text if "%" in text else _as_percent(text))
        if share is None:
            return "share is neither a share nor a percentage"
    if text := cells.get("watched", ""):
        seconds = _watched(text, reading.unit)
        if seconds is None:
            return "watched is no length of time"
        if length := seconds_of(cells.get("length", "")):
            share, seconds = min(seconds / length, 1.0), None
    year = cells.get("year", "")
    return Seen(
        title=cells.get("title", ""),
        when=when,
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        rating=rating,
        liked=liked,
        is_watched=share is not None or seconds is not None,
        is_again=cells.get("again", "").casefold() in _YES,
        share=share,
        seconds=seconds,
        comment=cells.get("comment", ""),
        words=words_of(cells.get("genres", ""), cells.get("tags", "")),
    )


def _as_percent(text: str) -> str:
    """Return `80` as `80%`; what is 1 or less is a share already."""
    return text if share_of(text) is not None else f"{text}%"


def _watched(text: str, unit: float) -> float | None:
    seconds = seconds_of(text)
    is_bare = text.replace(",", ".").replace(".", "", 1).isdecimal()
    return seconds if seconds is None or not is_bare else seconds / 60 * unit
