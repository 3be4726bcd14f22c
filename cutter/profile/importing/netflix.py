"""Reads what Netflix tells of what was watched, in its short and its long form.

Short, NetflixViewingHistory.csv: Title, Date, the date as the account's country writes it. Long,
ViewingActivity.csv: Profile Name, Start Time (UTC), Duration, Attributes, Title, Supplemental Video
Type, Device Type, Bookmark, Latest Bookmark, Country; trailers and previews stand in it as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import InputError, UsageError
from cutter.profile.importing.dates import moment, order_of
from cutter.profile.importing.scales import seconds_of
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.viewings import Session, viewings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Asked, Seen, Told

GLANCE = 60.0
"""Seconds below which a row says nothing: something began by itself, or by mistake."""
_SHORT = {"title", "date"}
_LONG = {"profile name", "start time", "duration", "title"}
_BY_ITSELF = "autoplayed: user action: none"
"""Stands in Attributes of what began without the viewer doing anything."""
_EXTRAS = ("_hook_", "trailer:", "clip:", "teaser:", "_backfill")


def fits(members: Sequence[Member]) -> bool:
    """Whether a table with the columns of either form is there."""
    return bool(_tables(members))


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return viewings; the rows of one are put together, see `viewings`."""
    tables = _tables(members)
    if not tables:
        raise InputError("no table is there with the columns Title, Date or Start Time, Duration")
    sessions: list[Session] = []
    for member, is_long in tables:
        sessions += _long(member, asked, told) if is_long else _short(member, asked, told)
    return list(viewings(sessions, told))


def _tables(members: Sequence[Member]) -> list[tuple[Member, bool]]:
    """Return the tables, and whether they are of the long form; if one is, only those."""
    found = []
    for member in members:
        if member.stem.endswith(".csv"):
            columns = set(columns_of(member))
            if columns >= _LONG:
                found.append((member, True))
            elif columns == _SHORT:
                found.append((member, False))
    longer = [table for table in found if table[1]]
    return longer or found


def _short(member: Member, asked: Asked, told: Told) -> Iterator[Session]:
    rows = list(rows_of(member, told))
    order = order_of([row["date"] for row in rows], asked.dates, member.place)
    for row in rows:
        when = moment(row["date"], order)
        if when is None:
            told.broken(member.place, row.line, "Date is no date")
        elif not row["title"]:
            told.broken(member.place, row.line, "Title is empty")
        else:
            yield Session(row["title"], when)


def _long(member: Member, asked: Asked, told: Told) -> Iterator[Session]:
    owner = asked.user
    is_there = False
    for row in rows_of(member, told):
        owner = owner or row["profile name"]
        if row["profile name"] != owner:
            if not asked.user:
                raise UsageError(
                    f"{member.place}: holds several profiles; name one of its column Profile Name "
                    "with --user"
                )
            continue
        is_there = True
        when, seconds = moment(row["start time"]), seconds_of(row["duration"])
        title = row["title"].casefold()
        if when is None:
            told.broken(member.place, row.line, "Start Time is no time")
        elif seconds is None or ":" not in row["duration"]:
            told.broken(member.place, row.line, "Duration is no length such as 0:42:10")
        elif not title:
            told.broken(member.place, row.line, "Title is empty")
        elif row["supplemental video type"] or any(mark in title for mark in _EXTRAS):
            told.passed("of trailers and previews: dropped")
        elif _BY_ITSELF in row["attributes"].casefold() and seconds < GLANCE:
            told.passed("that began by themselves and were left: dropped")
        elif seconds < GLANCE:
            told.passed("of less than a minute: dropped")
        else:
            yield Session(row["title"], when, seconds)
    if asked.user and not is_there:
        raise UsageError(f"{member.place}: holds nothing of the --user that was named")
