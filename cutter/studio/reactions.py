"""Turns likes and dislikes of shots into events of a history, and back: one word for each shot."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from cutter.errors import UsageError
from cutter.pipeline.last_word import BY_HAND, GRADES, STUDIO
from cutter.profile.events import identity
from cutter.schema import Event, Place, TimeRange
from cutter.studio.pinning import refuse_no_shot, snapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cutter.pipeline.provisional import Changes
    from cutter.schema import FilmRecord
    from cutter.studio.actions import React
    from cutter.studio.scene import Scene

Word = Literal["like", "dislike"]


def reacted(changes: Changes, action: React, scene: Scene) -> Changes:
    """Return changes with a reaction; the one that stood there before is taken back.

    The same once more only takes it back.

    Args:
        changes: what is not written yet.
        action: what somebody likes or dislikes.
        scene: the cut, and what the history says already.

    Raises:
        UsageError: there is no such shot.
    """
    shot, film = action.shot, scene.film
    refuse_no_shot(shot, film)
    before = [event for event in changes.events if _is_about(event, shot, film)]
    written = [
        event
        for event in scene.written
        if _is_about(event, shot, film) and identity(event) not in changes.forgotten
    ]
    was = (*before, *written)[:1]
    events = tuple(event for event in changes.events if event not in before)
    less = replace(changes, events=events).forgetting(*map(identity, written))
    if was and was[0].kind == action.do:
        return less
    place = Place(film.media.fingerprint, _part(action, film))
    return less.reacting(Event(action.do, scene.when, place, source=STUDIO))


def by_hand(events: Iterable[Event], film: FilmRecord) -> tuple[Event, ...]:
    """Return those of events that are somebody's word, given by hand, on parts of a film."""
    return tuple(
        event
        for event in events
        if event.source in BY_HAND
        and event.kind in GRADES
        and event.place is not None
        and event.place.film == film.media.fingerprint
    )


def shots_with(
    word: Word, changes: Changes, written: Iterable[Event], film: FilmRecord
) -> list[int]:
    """Return the shots that are liked, or disliked, by hand.

    Args:
        word: which of both.
        changes: what is not written yet.
        written: what is.
        film: the film.
    """
    left = [event for event in written if identity(event) not in changes.forgotten]
    events = [event for event in (*left, *changes.events) if event.kind == word]
    found = (_shot_of(event, film) for event in events)
    return sorted({shot for shot in found if shot is not None})


def _is_about(event: Event, shot: int, film: FilmRecord) -> bool:
    return _shot_of(event, film) == shot


def _shot_of(event: Event, film: FilmRecord) -> int | None:
    """Return the shot in which an event's place has its middle; None where it is elsewhere."""
    place = event.place
    if place is None or place.film != film.media.fingerprint:
        return None
    middle = place.span.middle
    index = bisect_right(film.shots, middle, key=lambda shot: shot.span.start) - 1
    is_there = index >= 0 and film.shots[index].span.contains(middle)
    return index if is_there else None


def _part(action: React, film: FilmRecord) -> TimeRange:
    """Return the part of a shot that is meant; all of it where none is named."""
    whole = film.shots[action.shot].span
    if action.start is None or action.end is None:
        return whole
    start, end = snapped(action.start, film), snapped(action.end, film)
    part = whole.intersection(TimeRange(start, end)) if start < end else None
    if part is None:
        raise UsageError(f"#{action.shot + 1}: the part that is meant does not lie in it")
    return part
