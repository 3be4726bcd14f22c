"""Evidence of viewers who react to made films: what tests of learning share."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cutter.schema import Event, Place
from cutter.taste.grades import evidence_of
from cutter.taste.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.schema import Analysis, EventKind, Evidence, Taste

BEGAN = datetime(2025, 3, 1, tzinfo=UTC)


def place(analysis: Analysis, shot: int) -> Place:
    """Return a shot as events name it."""
    return Place(analysis.film.media.fingerprint, analysis.film.shots[shot].span)


def reacted(
    analysis: Analysis, kind: EventKind, shot: int, *, value: float | None = None, day: int = 0
) -> Event:
    """Return a reaction to one shot."""
    return Event(kind, BEGAN + timedelta(days=day), place(analysis, shot), value=value)


def preferred(analysis: Analysis, better: int, worse: int, *, day: int = 0) -> Event:
    """Return that one shot was found better than another."""
    when = BEGAN + timedelta(days=day)
    return Event("better", when, place(analysis, better), place(analysis, worse))


def named(events: Iterable[Event]) -> dict[str, Event]:
    """Return events by what identifies them here."""
    return {repr(event): event for event in events}


def evidence(analysis: Analysis, events: Iterable[Event]) -> Evidence:
    """Return what events say, of all shots of a film whose traits are known."""
    shots = range(len(analysis.film.shots))
    places = [place(analysis, shot) for shot in shots]
    return evidence_of(named(events), places, traits_of(analysis, list(shots)))


def learnt(taste: Taste, analysis: Analysis, events: Iterable[Event]) -> Taste:
    """Return a taste with what events say."""
    return dataclasses.replace(taste, evidence=evidence(analysis, events))
