"""A file of ratings turned into arrays: of MovieLens' form, or any table with the right columns.

    userId,movieId,rating,timestamp     with movies.csv and tags.csv beside it, if there
    user,title,rating,date,genres,tags  or film (a fingerprint or a file's name), or item

A row that cannot be used is left out and told by file and line. Knows nothing about methods.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cutter.crowd.columns import Rows, beside, moment, number, words_in
from cutter.crowd.features import worded
from cutter.crowd.ratings import Items, Ratings
from cutter.errors import BeyondLimits, InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

TOPS = (1.0, 5.0, 10.0, 100.0)
"""Where scales of ratings end; the first that holds all ratings is taken."""
MOST_CELLS = 60_000_000
"""Users times items: methods compare all with all, and 0.5 GB a table is enough."""
_YEAR = re.compile(r"\((\d{3}\d)(?:[–-]\d{0,4})?\)\s*$")


@dataclass(frozen=True, slots=True)
class Tag:
    """What a user called an item."""

    user: str
    item: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """What files of ratings hold."""

    ratings: Ratings
    items: Items
    notes: tuple[str, ...]
    """Rows that were left out, a line each."""
    words: tuple[tuple[str, ...], ...]
    """Genres and decade of each item."""
    tags: tuple[Tag, ...]

    def items_without(self, pairs: Collection[tuple[str, int]]) -> Items:
        """Return the items less the tags of some users on some items.

        Args:
            pairs: names of users, and items; for a trial that holds their ratings back, since who
                tags a film has seen it.
        """
        return _items(self.items.keys, self.items.titles, self.words, self.tags, frozenset(pairs))


def read_crowd(path: Path) -> Crowd:
    """Read ratings of many users.

    Args:
        path: a CSV file, or a folder of MovieLens' with `ratings.csv`, `movies.csv`, `tags.csv`.

    Raises:
        SourceNotFound: there is no such file.
        InputError: it is no table of ratings, or holds none that can be used.
        BeyondLimits: there are too many users and items to compare.
    """
    path = path / "ratings.csv" if path.is_dir() else path
    rows, notes = Rows(path), list[str]()
    listed = path.with_name("movies.csv")
    known = _films(listed, notes) if rows.is_movielens and listed.is_file() else None
    found: dict[tuple[str, str], tuple[float, int]] = {}
    films: dict[str, tuple[str, list[str]]] = dict(known or {})
    own_tags: list[tuple[str, str, str]] = []
    for line, row in rows:
        user, item = row.get("user", ""), row.get("item", "")
        value, when = number(row.get("rating", "")), moment(row.get("when", ""))
        if fault := _fault(rows, user, item, value, when):
            notes.append(f"{path}, line {line}: {fault}; left out")
        elif known is not None and item not in known:
            notes.append(f"{path}, line {line}: {listed.name} lists no such film; left out")
        elif value is not None and when is not None:
            _, words = films.setdefault(item, (row.get("title", item), []))
            words += [w for w in words_in(row.get("genres", "")) if w not in words]
            own_tags += [(user, item, text) for text in words_in(row.get("tags", ""))]
            if (user, item) in found:
                notes.append(f"{path}, line {line}: rated before by the same user; the later holds")
            if (user, item) not in found or when >= found[user, item][1]:
                found[user, item] = (value, when)
    if not found:
        why = f" ({notes[0]})" if notes else ""
        raise InputError(f"{path}: holds no rating that can be used{why}", path)
    tagged = path.with_name("tags.csv")
    if rows.is_movielens and tagged.is_file():
        own_tags += _tags(tagged, notes)
    return _crowd(path, found, films, own_tags, notes)


def _fault(rows: Rows, user: str, item: str, value: float | None, when: int | None) -> str:
    """Return what is wrong with a row; empty for nothing."""
    if not user or not item or "\0" in user + item:
        return "names no user or no film"
    if value is None or not 0 <= value <= TOPS[-1]:
        return "its rating is no number of 0 to 100"
    if rows.has_times and when is None:
        return "its time is neither seconds since 1970 nor a date such as 2026-03-31"
    return ""


def _films(path: Path, notes: list[str]) -> dict[str, tuple[str, list[str]]]:
    """Return title and words of each film by its id."""
    films = {}
    for line, row in beside(path, ("movieid", "title", "genres")):
        if len(row) < 3 or not row[0]:
            notes.append(f"{path}, line {line}: needs an id, a title and genres; left out")
        else:
            films[row[0]] = (row[1], words_in(row[2]))
    return films


def _tags(path: Path, notes: list[str]) -> list[tuple[str, str, str]]:
    """Return who called which film what."""
    tags = []
    for line, row in beside(path, ("userid", "movieid", "tag")):
        if len(row) < 3 or not all(row[:3]):
            notes.append(f"{path}, line {line}: needs a user, a film and a tag; left out")
        else:
            tags.append((row[0], row[1], " ".join(row[2].split()).lower()))
    return tags


def _crowd(
    path: Path,
    found: Mapping[tuple[str, str], tuple[float, int]],
    films: Mapping[str, tuple[str, list[str]]],
    tagged: list[tuple[str, str, str]],
    notes: list[str],
) -> Crowd:
    keys = tuple(sorted(films, key=_by_number))
    users = tuple(sorted({user for user, _ in found}, key=_by_number))
    if len(users) * len(keys) > MOST_CELLS:
        raise BeyondLimits(
            f"{path}: {len(users)} users and {len(keys)} films are too many to compare; keep those "
            f"with the most ratings, up to {MOST_CELLS // 10**6} million pairs",
            path,
        )
    of_user = {name: number for number, name in enumerate(users)}
    of_item = {key: number for number, key in enumerate(keys)}
    values = np.array([value for value, _ in found.values()])
    highest = next(top for top in TOPS if values.max() <= top)
    lowest = float(values.min())
    ratings = Ratings(
        users,
        np.array([of_user[user] for user, _ in found]),
        np.array([of_item[item] for _, item in found]),
        values,
        np.array([when for _, when in found.values()]),
        (lowest if lowest < highest else 0.0, highest),
    )
    titles = tuple(films[key][0] for key in keys)
    words = tuple((*films[key][1], *_decade(films[key][0])) for key in keys)
    tags = tuple(Tag(user, of_item[item], text) for user, item, text in tagged if item in of_item)
    return Crowd(ratings, _items(keys, titles, words, tags), tuple(notes), words, tags)


def _items(
    keys: tuple[str, ...],
    titles: tuple[str, ...],
    words: tuple[tuple[str, ...], ...],
    tags: tuple[Tag, ...],
    without: frozenset[tuple[str, int]] = frozenset(),
) -> Items:
    told = [list(each) for each in words]
    for tag in tags:
        if (tag.user, tag.item) not in without:
            told[tag.item].append(tag.text)
    features, terms = worded(told)
    return Items(keys, features, titles, terms)


def _decade(title: str) -> tuple[str, ...]:
    """Return the decade that a title ending in a year tells, such as `1990s`."""
    year = _YEAR.search(title)
    return (f"{year[1][:3]}0s",) if year else ()


def _by_number(text: str) -> tuple[int, str]:
    """Order ids by number, then names by letters."""
    return (int(text), "") if text.isascii() and text.isdigit() else (1 << 62, text)
