"""Reads one viewer's ratings and tags from a folder in MovieLens's form.

ratings.csv: userId, movieId, rating (0.5 to 5), timestamp; movies.csv: movieId, title, genres;
tags.csv: userId, movieId, tag, timestamp; times in seconds since 1970, UTC.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cutter.errors import InputError, UsageError
from cutter.profile.importing.catalogue import split_year
from cutter.profile.importing.dates import moment
from cutter.profile.importing.scales import rating_of
from cutter.profile.importing.seen import Seen
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Asked, Told

SCALE = (0.5, 5.0)
_RATINGS = {"userid", "movieid", "rating", "timestamp"}
_TAGS = {"userid", "movieid", "tag", "timestamp"}


def fits(members: Sequence[Member]) -> bool:
    """Whether a ratings.csv with MovieLens's columns is there."""
    return any(
        member.stem.endswith("ratings.csv") and set(columns_of(member)) >= _RATINGS
        for member in members
    )


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return the ratings and tags of one viewer."""
    tables = [(member, set(columns_of(member))) for member in members if _is_table(member)]
    ratings = [member for member, columns in tables if columns >= _RATINGS]
    tags = [member for member, columns in tables if columns >= _TAGS]
    if not ratings:
        raise InputError("no table with the columns userId, movieId, rating and timestamp is there")
    rated = _rated(ratings, asked, told)
    tagged = _tagged(tags, asked, told)
    wanted = rated.keys() | tagged.keys()
    films = _films([member for member, columns in tables if "genres" in columns], wanted, told)
    rows = []
    for film in sorted(wanted):
        title, genres = films.get(film, ("", ()))
        name, year = split_year(title)
        words = tuple(dict.fromkeys((*genres, *(tag for tag, _ in tagged.get(film, ())))))
        for rating, when in rated.get(film, ()):
            rows.append(Seen(name, when, year, rating=rating, words=words))
        if film not in rated:
            # Somebody who tags a film has watched it.
            when = min(when for _, when in tagged[film])
            rows.append(Seen(name, when, year, is_watched=True, words=words))
    return rows


def _is_table(member: Member) -> bool:
    return member.stem.endswith(".csv")


def _rated(
    members: Sequence[Member], asked: Asked, told: Told
) -> dict[str, list[tuple[float, datetime]]]:
    """Return a viewer's ratings by film; those of others are passed over as they stream by."""
    rated: dict[str, list[tuple[float, datetime]]] = defaultdict(list)
    owner = asked.user
    is_there = False
    for member in members:
        for row in rows_of(member, told):
            owner = owner or row["userid"]
            if row["userid"] != owner:
                if not asked.user:
                    raise UsageError(
                        f"{member.place}: holds ratings of several people; say whose with --user"
                    )
                continue
            is_there = True
            rating, when = rating_of(row["rating"], SCALE), moment(row["timestamp"])
            if rating is None:
                told.broken(member.place, row.line, "rating is no number from 0.5 to 5")
            elif when is None:
                told.broken(member.place, row.line, "timestamp is no time in seconds")
            else:
                rated[row["movieid"]].append((rating, when))
    if not is_there and asked.user:
        raise UsageError(f"{members[0].place}: holds no ratings of the --user that was named")
    return rated


def _tagged(
    members: Sequence[Member], asked: Asked, told: Told
) -> dict[str, list[tuple[str, datetime]]]:
    tagged: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for member in members:
        for row in rows_of(member, told):
            if asked.user and row["userid"] != asked.user:
                continue
            when, words = moment(row["timestamp"]), words_of(row["tag"])
            if when is None:
                told.broken(member.place, row.line, "timestamp is no time in seconds")
            elif not words:
                told.passed("with a tag that says nothing: dropped")
            else:
                tagged[row["movieid"]].extend((word, when) for word in words)
    return tagged


def _films(
    members: Sequence[Member], wanted: set[str], told: Told
) -> dict[str, tuple[str, tuple[str, ...]]]:
    films = {}
    for member in members:
        for row in rows_of(member, told):
            if row["movieid"] in wanted:
                films[row["movieid"]] = (row["title"], words_of(row["genres"]))
    return films
