"""An event as a person may give it: its film by a path, its place by a shot's number.

Knows nothing about films; whoever does completes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cutter.schema import Event, Place, TimeRange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a film as a person names it; either of each pair is set."""

    film: str
    """Fingerprint; empty where the film is named by its path."""
    path: Path | None
    span: TimeRange | None
    shot: int | None
    """From 1, as cutter tells it."""

    @property
    def place(self) -> Place | None:
        """The place, where nothing has to be looked up for it."""
        return Place(self.film, self.span) if self.film and self.span is not None else None


@dataclass(frozen=True, slots=True)
class Written:
    """An event as a file gives it."""

    event: Event
    """With its places where these are known already."""
    line: int
    """Of the file, from 1."""
    place: Named | None = None
    worse: Named | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be looked up."""
        return all(item is None or item.place is not None for item in (self.place, self.worse))

    def resolved(self, find: Callable[[Named], Place]) -> Event:
        """Return the event with its places, those that are not known yet by `find`."""
        if self.is_complete:
            return self.event
        places = [
            None if item is None else item.place or find(item) for item in (self.place, self.worse)
        ]
        return replace(self.event, place=places[0], worse=places[1])
