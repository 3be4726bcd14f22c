"""A viewer's history for looking through while it grows: the newest first, written or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cutter.pipeline.last_word import last_words
from cutter.pipeline.pending import Pending
from cutter.pipeline.recalling import events_of
from cutter.pipeline.retelling import names_of
from cutter.profile.clean import tidied
from cutter.profile.events import identity
from cutter.profile.retold import retold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cutter.schema import Event, Profile

MOST: Final = 200
"""Entries that are told unless another number is asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a viewer did or said."""

    event: Event
    id: str
    """Its identity, by which it can be forgotten."""
    told: str
    """In plain words, as `cutter profile history` tells it."""
    is_pending: bool
    """It is not written yet."""


def entries_of(
    profile: Profile,
    pending: Pending | None = None,
    *,
    films: Mapping[str, str] | None = None,
    most: int = MOST,
) -> tuple[Entry, ...]:
    """Return the newest events of a viewer, the newest first.

    What is pending stands before what is written, in the order in which it was given; grades that
    it takes back, and what is to be forgotten, are not among them.

    Args:
        profile: whose history; one that lies in no file has none.
        pending: what is not written.
        films: names of films by fingerprint, beside those that cuts for this profile were made of.
        most: how many at most.

    Raises:
        ProfileError: the history cannot be read.
    """
    events = {identity(event): event for event in events_of(profile, pending)}
    given = last_words((pending or Pending()).events)
    written = set() if not given else {identity(event) for event in events_of(profile)}
    fresh = [name for event in given if (name := identity(tidied(event))) in events]
    order = dict.fromkeys(name for name in reversed(fresh) if name not in written)
    names = (*order, *(name for name in reversed(events) if name not in order))[:most]
    known = {} if profile.path is None else names_of(profile.path)
    known |= films or {}
    return tuple(
        Entry(events[name], name, retold(events[name], known), name in order) for name in names
    )
