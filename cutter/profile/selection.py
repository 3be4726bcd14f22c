"""Says which events of a history somebody means: by tag, by time, by film or one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.eyes.words import terms
from cutter.profile.events import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.schema import Event

SHORTEST_ID: Final = 4
"""Digits of an event's identity that name it."""
_CLAUSE = re.compile(r"[.!?;:,\n]+")
_ID = re.compile(rf"[0-9a-f]{{{SHORTEST_ID},32}}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events are meant: those of which all that is said here holds; nothing said is none."""

    tag: str = ""
    """In their words, a clause of the comment, or the title; `spider` also finds `spiders`."""
    since: date | None = None
    """Day of UTC, itself included."""
    until: date | None = None
    """Likewise."""
    film: str = ""
    """Fingerprint; of either place."""
    ids: tuple[str, ...] = ()
    """Beginnings of identities."""
    is_all: bool = False

    def __post_init__(self) -> None:
        """Refuse what can name no event."""
        for name in self.ids:
            if not _ID.fullmatch(name):
                raise UsageError(
                    f"--event takes at least {SHORTEST_ID} of the digits that profile history shows"
                )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        said = (self.tag, self.since, self.until, self.film, self.ids, self.is_all)
        return not any(said)

    def holds(self, event: Event) -> bool:
        """Whether an event is meant."""
        if self.is_empty:
            return False
        day = event.when.date()
        own = identity(event)
        return (
            (not self.tag or mentions(event, self.tag))
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and (not self.film or self.film in _films(event))
            and (not self.ids or any(own.startswith(name) for name in self.ids))
        )


def mentions(event: Event, tag: str) -> bool:
    """Whether the words, the title, or a clause of the comment of an event speak of a tag."""
    return speaks_of((*event.words, event.title, *_CLAUSE.split(event.comment)), tag)


def speaks_of(texts: Iterable[str], tag: str) -> bool:
    """Whether one of the texts speaks of a tag, whatever the form of its words."""
    wanted = set(terms(tag))
    if wanted:
        return any(wanted <= set(terms(text)) for text in texts)
    # Of nothing but common words or signs.
    folded = tag.casefold().strip()
    return bool(folded) and any(folded in text.casefold() for text in texts)


def parse_day(text: str, option: str) -> date:
    """Read a day as the value of an option.

    Raises:
        UsageError: it is none.
    """
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError(f"{option}: is no day; write it as 2026-11-21")


def _films(event: Event) -> set[str]:
    return {place.film for place in (event.place, event.worse) if place is not None}
