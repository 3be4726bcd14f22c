"""Puts rows that tell of one viewing together, and tells watching again from watching on.

Knows nothing about the forms that rows come in.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cutter.profile.importing.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cutter.profile.importing.seen import Told

PAUSE = timedelta(days=14)
"""What lies further apart is two viewings; a film is rarely finished after two weeks."""
PEEK = 300.0
"""Seconds below which coming back to a title is no second viewing."""
SERIES = 3
"""Titles with the same beginning that make it the name of a series."""
_SEASON = re.compile(
    r": (?:(?:limited|mini)[ -]?series|mini-?s[eé]rie|miniserie|season|series|part|volume|book"
    r"|chapter|collection|saison|partie|staffel|teil|temporada|parte|stagione|seizoen|s[äæ]song?"
    r"|sezon|kausi|évad)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of watching."""

    title: str
    when: datetime
    seconds: float | None = None
    year: int | None = None
    words: tuple[str, ...] = ()
    series: str = ""
    """Name of the series that it belongs to, where the file says so."""


def viewings(sessions: Sequence[Session], told: Told) -> Iterator[Seen]:
    """Yield what was watched: films once for each viewing, series once for each month.

    Sessions of one film within `PAUSE` of each other are one viewing, whose seconds add up; a later
    one is watching again. A series is watched on, not again, unless an episode comes twice. The
    first day of a viewing dates it, so that a later export tells the same.
    """
    by_series: dict[str, list[Session]] = defaultdict(list)
    by_film: dict[tuple[str, int | None], list[Session]] = defaultdict(list)
    names = _series_in({session.title for session in sessions if not session.series})
    for session in sessions:
        if name := session.series or names.get(session.title, ""):
            by_series[name].append(session)
        else:
            by_film[session.title, session.year].append(session)
    for found in by_film.values():
        yield from _film(found, told)
    for name, found in by_series.items():
        yield from _series(name, found)


def _film(sessions: Sequence[Session], told: Told) -> Iterator[Seen]:
    for number, run in enumerate(_runs(sessions)):
        known = [session.seconds for session in run if session.seconds is not None]
        seconds = sum(known) if known else None
        if number and seconds is not None and seconds < PEEK:
            told.passed("of coming back to a title for a few minutes: dropped", len(run))
            continue
        first = run[0]
        yield Seen(
            first.title,
            first.when,
            first.year,
            is_watched=True,
            is_again=number > 0,
            seconds=seconds,
            words=first.words,
        )


def _runs(sessions: Sequence[Session]) -> list[list[Session]]:
    """Return sessions of one title, one list for each viewing, the earliest first."""
    runs: list[list[Session]] = []
    for session in sorted(sessions, key=lambda session: session.when):
        if runs and session.when - runs[-1][-1].when <= PAUSE:
            runs[-1].append(session)
        else:
            runs.append([session])
    return runs


def _series(name: str, sessions: Sequence[Session]) -> Iterator[Seen]:
    """Yield one viewing for each month, and one more for episodes that came again in it."""
    again = set()
    for _, found in itertools.groupby(sorted(sessions, key=_episode), key=lambda each: each.title):
        again |= {run[0].when for run in _runs(list(found))[1:] if _is_long(run)}
    ordered = sorted(sessions, key=lambda session: session.when)
    for _, month in itertools.groupby(ordered, key=lambda each: (each.when.year, each.when.month)):
        found_ = list(month)
        first = found_[0]
        seen = Seen(name, first.when, first.year, is_watched=True, share=1.0, words=first.words)
        if all(each.seconds is not None and each.seconds < PEEK for each in found_):
            seen = replace(seen, share=None, seconds=sum(each.seconds or 0 for each in found_))
        repeated = [each.when for each in found_ if each.when in again]
        yield replace(seen, is_again=bool(repeated))


def _is_long(run: Sequence[Session]) -> bool:
    return any(session.seconds is None or session.seconds >= PEEK for session in run)


def _episode(session: Session) -> tuple[str, datetime]:
    return session.title, session.when


def _series_in(titles: set[str]) -> dict[str, str]:
    """Return the series that titles are episodes of, by title.

    `Dark: Season 1: Secrets` says so itself; others share what stands before the first colon.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        if ": " in title:
            alike[title.partition(": ")[0]].append(title)
    series = {}
    for title in titles:
        if season := _SEASON.search(title):
            series[title] = title[: season.start()]
        elif len(alike[title.partition(": ")[0]]) >= SERIES:
            series[title] = title.partition(": ")[0]
    return series
