"""Of several grades that somebody gave to one place by hand, the last one counts.

Knows nothing about files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.profile.clean import tidied
from cutter.profile.events import identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Event, EventKind

RATE: Final = "rate"
"""The source of grades from the command line."""
STUDIO: Final = "studio"
"""The source of what is liked and disliked while the cut is watched."""
BY_HAND: Final = frozenset({RATE, STUDIO})
"""Both are one person's word on a place: the later one stands, wherever it was said."""
GRADES: Final[frozenset[EventKind]] = frozenset({"like", "dislike", "rating"})


def last_words(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events without grades that a later one of the same place takes back.

    Args:
        events: in the order in which they were given.
    """
    last = {event.place: number for number, event in enumerate(events) if _is_word(event)}
    return tuple(
        event
        for number, event in enumerate(events)
        if not _is_word(event) or last[event.place] == number
    )


def outdone(history: Sequence[Event], events: Sequence[Event]) -> frozenset[str]:
    """Return the identities of the grades of a history that newer ones take back.

    Args:
        history: with the newer ones in it.
        events: the newer ones.
    """
    said = {identity(tidied(event)) for event in events}
    words = [(identity(event), event.place) for event in history if _is_word(event)]
    # What could not be kept takes nothing back.
    about = {place for name, place in words if name in said}
    return frozenset(name for name, place in words if place in about and name not in said)


def _is_word(event: Event) -> bool:
    """Whether an event is a grade of a place that somebody gave by hand."""
    return event.source in BY_HAND and event.kind in GRADES and event.place is not None
