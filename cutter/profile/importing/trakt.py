"""Reads what Trakt exports, as JSON: ratings (1 to 10), history, favourites and comments.

Entries tell what they are by their keys: `rated_at`, `watched_at`, `last_watched_at`, `comment`;
each holds a `movie`, or a `show` with perhaps a `season` or an `episode`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from cutter.errors import InputError
from cutter.profile.importing.dates import moment
from cutter.profile.importing.scales import rating_of
from cutter.profile.importing.seen import Seen
from cutter.profile.importing.viewings import Session, viewings
from cutter.profile.importing.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cutter.profile.importing.bundle import Member
    from cutter.profile.importing.seen import Asked, Told

SCALE = (1.0, 10.0)
LARGEST = 256 << 20
"""Bytes of a file; a history of 100,000 entries is about 80 MB."""
_ASIDE = ("watchlist", "collection", "hidden", "lists-list", "lists/list", "likes", "followers")
"""What is planned, owned or hidden says nothing of taste; nor do other people."""
_TIMES = ("rated_at", "watched_at", "last_watched_at")
Entry = dict[str, object]


def fits(members: Sequence[Member]) -> bool:
    """Whether a file of Trakt's entries is there."""
    for member in _files(members):
        try:
            entries = _entries(member)
        except InputError:
            continue
        if any(_kind(entry) for entry in entries if isinstance(entry, dict)):
            return True
    return False


def read(members: Sequence[Member], asked: Asked, told: Told) -> Iterable[Seen]:
    """Return ratings, viewings, favourites and comments of films, series and episodes."""
    rows: list[Seen] = []
    sessions: list[Session] = []
    totals: list[tuple[Session, bool]] = []
    files = _files(members)
    if not files:
        raise InputError("no .json file of an export of Trakt's is there; export it as JSON")
    for member in files:
        for number, entry in enumerate(_entries(member), 1):
            told.rows += 1
            kind = _kind(entry) if isinstance(entry, dict) else ""
            if not isinstance(entry, dict) or not kind:
                told.passed("of other kinds than ratings, history, favourites and comments")
                continue
            fault = _take(kind, entry, rows, sessions, totals)
            if fault:
                told.broken(member.place, number, fault, "entry")
    is_told = {_name(session) for session in sessions}
    # A rating says more than having watched the same title.
    is_rated = {(row.title, row.year) for row in rows if row.rating is not None}
    # Totals only count where the history does not tell each viewing.
    for session, is_again in totals:
        if _name(session) not in is_told:
            rows.append(
                Seen(
                    session.series or session.title,
                    session.when,
                    session.year,
                    is_watched=True,
                    is_again=is_again,
                    share=1.0,
                    words=session.words,
                )
            )
    watched = [*rows, *viewings(sessions, told)]
    return [
        row
        for row in watched
        if not row.is_watched or row.is_again or (row.title, row.year) not in is_rated
    ]


def _files(members: Sequence[Member]) -> list[Member]:
    return [
        member
        for member in members
        if member.stem.endswith(".json") and not any(part in member.name for part in _ASIDE)
    ]


def _entries(member: Member) -> Sequence[object]:
    """Return a file's entries; those of all lists of an object."""
    with member.text() as stream:
        text = stream.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise InputError(f"{member.place}: is larger than any export of Trakt's")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        at = f" at line {line}" if line else ""
        raise InputError(f"{member.place}: is not JSON{at}; export it again") from error
    if isinstance(found, dict):
        return [item for value in found.values() if isinstance(value, list) for item in value]
    return found if isinstance(found, list) else []


def _kind(entry: Entry) -> str:
    """Return which key says what an entry is; empty where none does."""
    if not any(isinstance(entry.get(name), dict) for name in ("movie", "show", "episode")):
        return ""
    for name in (*_TIMES, "comment"):
        if name in entry:
            return name
    return "listed_at" if "listed_at" in entry else ""


def _take(
    kind: str,
    entry: Entry,
    rows: list[Seen],
    sessions: list[Session],
    totals: list[tuple[Session, bool]],
) -> str:
    """Put one entry where it belongs; return what is wrong with it, if something is."""
    told = entry.get("comment")
    comment = told if isinstance(told, dict) else {}
    when = _when(comment.get("created_at") if kind == "comment" else entry.get(kind))
    about = _about(entry, when)
    if when is None:
        return "its time cannot be read"
    if about is None:
        return "its title is missing"
    seen = Seen(about.series or about.title, when, about.year, words=about.words)
    if kind == "rated_at":
        rating = rating_of(str(entry.get("rating")), SCALE)
        if rating is None:
            return "rating is no number from 1 to 10"
        rows.append(replace(seen, rating=rating))
    elif kind == "watched_at":
        sessions.append(about)
    elif kind == "last_watched_at":
        plays = entry.get("plays")
        # Of a series, all episodes are counted together.
        is_again = not about.series and isinstance(plays, int) and plays > 1
        totals.append((about, is_again))
    elif kind == "comment":
        text = comment.get("comment")
        if not isinstance(text, str) or not text.strip():
            return "comment is empty"
        rows.append(replace(seen, comment=text))
    else:
        rows.append(replace(seen, liked=True))
    return ""


def _when(value: object) -> datetime | None:
    return moment(value) if isinstance(value, str) else None


def _about(entry: Entry, when: datetime | None) -> Session | None:
    """Return what an entry is about, as something watched."""
    movie, show = (_object(entry, name) for name in ("movie", "show"))
    about = movie or show
    title = about.get("title")
    if not isinstance(title, str) or not title or when is None:
        return None
    genres = about.get("genres")
    words = words_of(*(genre.replace("-", " ") for genre in _texts(genres)))
    year = about.get("year")
    if movie:
        return Session(title, when, None, year if isinstance(year, int) else None, words)
    episode = _object(entry, "episode")
    part = f"{title} {episode.get('season')}x{episode.get('number')}" if episode else title
    return Session(part, when, None, year if isinstance(year, int) else None, words, series=title)


def _object(entry: Entry, name: str) -> Entry:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))


def _name(session: Session) -> tuple[str, int | None]:
    return session.series or session.title, session.year
