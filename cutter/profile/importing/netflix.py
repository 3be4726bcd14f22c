"""Reads what Netflix tells of what was watched and rated, in its short and its long form.

Short, NetflixViewingHistory.csv: Title, Date, the date as the account's country writes it. Long,
ViewingActivity.csv: Profile Name, Start Time (UTC), Duration, Attributes, Title, Supplemental Video
Type, Device Type, Bookmark, Latest Bookmark, Country; trailers and previews stand in it as well.
Beside it lies Ratings.csv: Profile Name, Title Name, Rating Type, Star Value, Thumbs Value, Device
Model, Event Utc Ts, Region View Date; a thumb is 1 down, 2 up or 3 twice up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import InputError, UsageError
from cutter.profile.importing.dates import moment, order_of
from cutter.profile.importing.scales import rating_of, seconds_of
from cutter.profile.importing.seen import Seen
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.viewings import Session, viewings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Asked, Told
    from cutter.profile.importing.tables import Row

GLANCE = 60.0
"""Seconds below which a row says nothing: something began by itself, or by mistake."""
_SHORT = {"title", "date"}
_LONG = {"profile name", "start time", "duration", "title"}
_RATINGS = {"profile name", "title name", "thumbs value", "event utc ts"}
_THUMBS = {"1": False, "2": True, "3": True}
STARS = (1.0, 5.0)
_BY_ITSELF = "autoplayed: user action: none"
"""Stands in Attributes of what began without the viewer doing anything."""
_EXTRAS = ("_hook_", "trailer:", "clip:", "teaser:", "_backfill")


def fits(members: Sequence[Member]) -> bool:
    """Whether a table with the columns of either form, or of its ratings, is there."""
    return any(_tables(members, columns) for columns in (_LONG, _RATINGS)) or bool(
        _short_tables(members)
    )


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return ratings and viewings; the rows of one viewing are put together, see `viewings`."""
    long, rated, short = _tables(members, _LONG), _tables(members, _RATINGS), _short_tables(members)
    if not (long or rated or short):
        raise InputError("no table is there with the columns Title, Date or Start Time, Duration")
    sessions: list[Session] = []
    for member in long:
        sessions += _long(member, asked, told)
    # What the short form tells stands in the long one as well.
    for member in [] if long else short:
        sessions += _short(member, asked, told)
    rows = [row for member in rated for row in _rated(member, asked, told)]
    return [*rows, *viewings(sessions, told)]


def _tables(members: Sequence[Member], columns: set[str]) -> list[Member]:
    return [
        member
        for member in members
        if member.stem.endswith(".csv") and set(columns_of(member)) >= columns
    ]


def _short_tables(members: Sequence[Member]) -> list[Member]:
    return [member for member in _tables(members, _SHORT) if len(columns_of(member)) == 2]


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
    for row in _of_one(member, asked, told):
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


def _rated(member: Member, asked: Asked, told: Told) -> Iterator[Seen]:
    for row in _of_one(member, asked, told):
        when, thumb = moment(row["event utc ts"]), row["thumbs value"].removesuffix(".0")
        stars = rating_of(row["star value"], STARS)
        if when is None:
            told.broken(member.place, row.line, "Event Utc Ts is no time")
        elif not row["title name"]:
            told.broken(member.place, row.line, "Title Name is empty")
        elif thumb not in _THUMBS and stars is None:
            told.passed("of ratings that were taken back: dropped")
        else:
            yield Seen(row["title name"], when, rating=stars, liked=_THUMBS.get(thumb))


def _of_one(member: Member, asked: Asked, told: Told) -> Iterator[Row]:
    """Yield the rows of one profile.

    Raises:
        UsageError: there are several, and none was named; or not the one that was.
    """
    owner = asked.user
    is_there = False
    for row in rows_of(member, told):
        owner = owner or row["profile name"]
        if row["profile name"] == owner:
            is_there = True
            yield row
        elif not asked.user:
            raise UsageError(
                f"{member.place}: holds several profiles; name one of its column Profile Name "
                "with --user"
            )
    if asked.user and not is_there:
        raise UsageError(f"{member.place}: holds nothing of the --user that was named")
