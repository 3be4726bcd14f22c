"""Reads the ratings that IMDb exports.

Columns: Const, Your Rating (1 to 10), Date Rated, Title, Original Title, URL, Title Type, IMDb
Rating, Runtime (mins), Year, Genres, Num Votes, Release Date, Directors; older files have fewer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import InputError
from cutter.profile.importing.dates import moment, order_of
from cutter.profile.importing.scales import rating_of
from cutter.profile.importing.seen import Seen
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Asked, Told

SCALE = (1.0, 10.0)
_OTHERS = ("video game", "videogame", "podcast", "music video", "musicvideo")
"""Title types that are no films; older exports write them as one word."""
_COLUMNS = {"const", "your rating", "title"}


def fits(members: Sequence[Member]) -> bool:
    """Whether a table with IMDb's columns is there."""
    return bool(_tables(members))


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return the ratings of titles, series and episodes."""
    tables = _tables(members)
    if not tables:
        raise InputError("no table with the columns Const, Your Rating and Title is there")
    rows = []
    for member in tables:
        found = list(rows_of(member, told))
        order = order_of([row["date rated"] for row in found], asked.dates, member.place)
        for row in found:
            if not row["your rating"]:
                # Lists hold titles that were never rated.
                told.passed("without a rating of your own: dropped")
                continue
            if row["title type"].casefold().startswith(_OTHERS):
                told.passed("of games, podcasts and music videos: dropped")
                continue
            rating = rating_of(row["your rating"], SCALE)
            when = moment(row["date rated"], order) if row["date rated"] else None
            if rating is None:
                told.broken(member.place, row.line, "Your Rating is no number from 1 to 10")
            elif when is None and row["date rated"]:
                told.broken(member.place, row.line, "Date Rated is no date")
            else:
                year = int(row["year"]) if row["year"].isdecimal() else None
                words = words_of(row["genres"])
                rows.append(Seen(row["title"], when, year, rating=rating, words=words))
    return rows


def _tables(members: Sequence[Member]) -> list[Member]:
    return [
        member
        for member in members
        if member.stem.endswith(".csv") and set(columns_of(member)) >= _COLUMNS
    ]
