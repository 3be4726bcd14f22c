"""Reads what Letterboxd exports: ratings, diary, reviews, watched and liked films.

Columns: Date, Name, Year, Letterboxd URI, Rating (0.5 to 5), Rewatch, Review, Tags, Watched Date.
The same viewing stands in several files: it is put together by film and day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cutter.errors import InputError
from cutter.profile.importing.dates import moment
from cutter.profile.importing.scales import rating_of
from cutter.profile.importing.seen import Seen
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Asked, Told
    from cutter.profile.importing.tables import Row

SCALE = (0.5, 5.0)
_COLUMNS = {"date", "name", "year", "letterboxd uri"}
_ASIDE = ("deleted/", "orphaned/", "lists/", "watchlist", "likes/reviews", "likes/lists")
"""What was deleted, only planned, or said of what others wrote."""


@dataclass(slots=True)
class _Film:
    """All that is said of one film."""

    ratings: dict[datetime, float] = field(default_factory=dict)
    """By the day on which they were given."""
    viewings: dict[datetime, bool] = field(default_factory=dict)
    """Days on which it was watched, and whether again."""
    reviews: dict[datetime, str] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    listed: datetime | None = None
    """When it was marked as watched."""
    liked: datetime | None = None


def fits(members: Sequence[Member]) -> bool:
    """Whether a table with Letterboxd's columns is there."""
    return bool(_tables(members))


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return ratings, viewings, hearts and reviews."""
    tables = _tables(members)
    if not tables:
        raise InputError("no table with Letterboxd's columns is there: Date, Name, Year, …")
    films: dict[tuple[str, str], _Film] = defaultdict(_Film)
    for member in tables:
        columns = set(columns_of(member))
        for row in rows_of(member, told):
            if not row["name"]:
                told.broken(member.place, row.line, "Name is empty")
            elif when := _date(row, "date", member, told):
                _take(row, films[row["name"], row["year"]], when, member, columns, told)
    return [seen for (name, year), film in films.items() for seen in _seen(name, year, film)]


def _tables(members: Sequence[Member]) -> list[Member]:
    return [
        member
        for member in members
        if member.stem.endswith(".csv")
        and not any(part in member.name.casefold() for part in _ASIDE)
        and set(columns_of(member)) >= _COLUMNS
    ]


def _take(
    row: Row, film: _Film, when: datetime, member: Member, columns: set[str], told: Told
) -> None:
    """Put what one row says to what is known of its film."""
    if row["rating"]:
        rating = rating_of(row["rating"], SCALE)
        if rating is None:
            told.broken(member.place, row.line, "Rating is no number from 0.5 to 5")
            return
        film.ratings[when] = rating
    film.tags.update(dict.fromkeys(words_of(row["tags"])))
    if "watched date" in columns:
        seen = when
        if row["watched date"]:
            found = _date(row, "watched date", member, told)
            if found is None:
                return
            seen = found
        is_again = row["rewatch"].casefold() == "yes"
        film.viewings[seen] = film.viewings.get(seen, False) or is_again
        if row["review"]:
            film.reviews[when] = row["review"]
    elif member.stem in ("films.csv", "likes.csv"):
        film.liked = when
    elif "rating" not in columns:
        film.listed = when


def _date(row: Row, column: str, member: Member, told: Told) -> datetime | None:
    when = moment(row[column])
    if when is None:
        told.broken(member.place, row.line, f"{column.title()} is no date such as 2024-05-31")
    return when


def _seen(name: str, year: str, film: _Film) -> Iterator[Seen]:
    blank = Seen(name, None, int(year) if year.isdecimal() else None, words=tuple(film.tags))
    for when, rating in film.ratings.items():
        yield replace(blank, when=when, rating=rating)
    for when, is_again in film.viewings.items():
        if is_again:
            yield replace(blank, when=when, is_again=True)
        elif not film.ratings:
            yield replace(blank, when=when, is_watched=True, share=1.0)
    for when, review in film.reviews.items():
        yield replace(blank, when=when, comment=review)
    if film.liked is not None:
        yield replace(blank, when=film.liked, liked=True)
    if film.listed is not None and not film.ratings and not film.viewings:
        yield replace(blank, when=film.listed, is_watched=True, share=1.0)
