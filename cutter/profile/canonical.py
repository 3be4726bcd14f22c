"""An event as the one line of JSON that says it, and back. Knows no other way to write it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cutter.profile.clean import impossible
from cutter.schema import Event, Place, TimeRange

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_OURS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|\\[^\"\\]")
"""Control characters and their escapes, which no text of an event may hold."""
_TOLD = ("words", "comment", "title", "source", "number")


def event_line(event: Event) -> str:
    """Return an event as one line of JSON, without the line break; equal events give equal lines.

    Raises:
        ValueError: its time has no zone.
    """
    document: dict[str, object] = {"version": 1, "event": event.kind, "when": _when(event.when)}
    if event.place is not None:
        document |= _place(event.place)
    if event.worse is not None:
        document["worse"] = _place(event.worse)
    if event.value is not None:
        # Without the sign of a zero.
        document["value"] = float(event.value) + 0.0
    document |= {name: value for name in _TOLD if (value := getattr(event, name))}
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def identity(event: Event) -> str:
    """Return a digest of an event's content, 32 hexadecimal digits.

    The title is left out, so that an event is the same whether titles are kept or not.
    """
    line = event_line(replace(event, title="") if event.title else event)
    return hashlib.blake2b(line.encode(), digest_size=16).hexdigest()


def head_line(days: int) -> str:
    """Return the first line of a history whose events are kept for so many days."""
    return json.dumps({"version": 1, "retention_days": days})


def event_of(line: str) -> Event | None:
    """Return the event that a line says as `event_line` does; None for any other line.

    A line is of that form if its parts are of the right types and writing the event gives it again:
    so nothing stands in it twice or besides. It takes a third of the time of a check by its form.
    """
    if _NOT_OURS.search(line):
        return None
    try:
        told: Mapping[str, Any] = json.loads(line)
        event = Event(
            kind=told["event"],
            when=datetime.fromisoformat(told["when"]),
            place=_read_place(told) if "film" in told else None,
            worse=_read_place(told["worse"]) if "worse" in told else None,
            value=told.get("value"),
            words=tuple(told.get("words", ())),
            comment=told.get("comment", ""),
            title=told.get("title", ""),
            source=told.get("source", ""),
            number=told.get("number", 0),
        )
        is_ours = _is_typed(event) and event_line(event) == line and not impossible(event)
        return event if is_ours else None
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return None


def _is_typed(event: Event) -> bool:
    films = [place.film for place in (event.place, event.worse) if place is not None]
    texts = (event.kind, event.comment, event.title, event.source, *event.words, *films)
    return (
        all(type(text) is str for text in texts)
        and type(event.number) is int
        and type(event.value) in (float, type(None))
    )


def _when(time: datetime) -> str:
    if time.tzinfo is None:
        raise ValueError("the time of an event needs a zone")
    return f"{time.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def _place(place: Place) -> dict[str, object]:
    span = [f"{time.numerator}/{time.denominator}" for time in (place.span.start, place.span.end)]
    return {"film": place.film, "span": span}


def _read_place(told: Mapping[str, Any]) -> Place:
    start, end = (Fraction(*map(int, text.split("/"))) for text in told["span"])
    return Place(told["film"], TimeRange(start, end))
