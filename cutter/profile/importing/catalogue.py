"""Looks up genres, tags and lengths of titles in a list of films that the viewer names.

The list is in MovieLens's form (movieId, title, genres; tags beside it) or an IMDb export. Titles
are compared as people would: without case, accents, articles and punctuation, and by year.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cutter.errors import InputError
from cutter.profile.importing.bundle import open_bundle
from cutter.profile.importing.scales import seconds_of
from cutter.profile.importing.tables import columns_of, rows_of
from cutter.profile.importing.wording import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Told
    from cutter.profile.importing.tables import Row

TAGGERS = 2
"""People who must have given a film a tag before it is believed."""
_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")
_ARTICLE = re.compile(
    r"^(?:the|an?|le|la|les|l'|der|die|das|el|los|las|il|lo|gli|i|o|os|as|den|det|de|het)\s+"
)
_LAST_ARTICLE = re.compile(r",\s*(?:the|an?|le|la|les|l'|der|die|das|el|los|las|il|lo|gli|i|den)$")
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a catalogue says of one title."""

    words: tuple[str, ...]
    seconds: float | None = None


class Catalogue:
    """Titles and what is known of them."""

    def __init__(self) -> None:
        """Begin empty."""
        self._by_year: dict[tuple[str, int | None], Listed] = {}
        self._by_title: dict[str, set[Listed]] = defaultdict(set)

    def __len__(self) -> int:
        """Return the number of names, titles in other languages included."""
        return len(self._by_year)

    def add(self, title: str, year: int | None, listed: Listed) -> None:
        """Keep what is known of a title, under each of its names."""
        title, found = split_year(title)
        year = year or found
        for name in _names(title):
            self._by_year.setdefault((name, year), listed)
            self._by_title[name].add(listed)

    def find(self, title: str, year: int | None) -> Listed | None:
        """Return what is known; without a year only where no other title has the same name.

        A year may be off by one: festivals and cinemas differ.
        """
        title, found = split_year(title)
        year = year or found
        for name in _names(title):
            if year is None:
                listed = self._by_title.get(name, set())
                if len(listed) == 1:
                    return next(iter(listed))
                continue
            for near in (year, year - 1, year + 1):
                if known := self._by_year.get((name, near)):
                    return known
        return None


def split_year(title: str) -> tuple[str, int | None]:
    """Return `Heat (1995)` as `Heat` and 1995."""
    found = _YEAR.search(title)
    return (title[: found.start()], int(found[1])) if found else (title, None)


def read_catalogue(path: Path, told: Told) -> Catalogue:
    """Read a list of films.

    Args:
        path: `movies.csv`, the MovieLens folder that holds it, or an export of IMDb's.
        told: takes the rows that could not be read.

    Raises:
        InputError: it cannot be read, or is no such list.
    """
    catalogue = Catalogue()
    members = open_bundle(path)
    tags = _common_tags(members, told)
    for member in members:
        if not member.stem.endswith(".csv"):
            continue
        columns = columns_of(member)
        if not {"title", "genres"} <= set(columns):
            continue
        for row in rows_of(member, told):
            _take(row, catalogue, tags)
    if not len(catalogue):
        raise InputError(f"{path}: lists no films; name a table with the columns title and genres")
    return catalogue


def _take(row: Row, catalogue: Catalogue, tags: dict[str, list[str]]) -> None:
    year = row["year"]
    minutes = row["runtime (mins)"] or row["runtime"]
    words = words_of(row["genres"], *tags.get(row["movieid"], ()))
    listed = Listed(words, seconds_of(minutes) if minutes else None)
    for title in {row["title"], row["original title"]} - {""}:
        catalogue.add(title, int(year) if year.isdecimal() else None, listed)


def _common_tags(members: tuple[Member, ...], told: Told) -> dict[str, list[str]]:
    """Return the tags that several people gave a film, by its number."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for member in members:
        if member.stem == "tags.csv":
            for row in rows_of(member, told):
                people[row["movieid"], row["tag"].casefold()].add(row["userid"])
    common: dict[str, list[str]] = defaultdict(list)
    for (film, tag), users in sorted(people.items()):
        if len(users) >= TAGGERS:
            common[film].append(tag)
    return common


def _names(title: str) -> list[str]:
    """Return the names under which a title may be known, its own first."""
    names = []
    while aside := _ASIDE.search(title):
        names.append(aside[1].removeprefix("a.k.a. "))
        title = title[: aside.start()]
    return list(dict.fromkeys(name for each in (title, *names) if (name := _folded(each))))


def _folded(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).casefold().replace("&", " and ")
    plain = "".join(char for char in plain if not unicodedata.combining(char)).strip()
    plain = _ARTICLE.sub("", _LAST_ARTICLE.sub("", plain))
    return " ".join(re.sub(r"[^\w]+", " ", plain.replace("'", "").replace("’", "")).split())
