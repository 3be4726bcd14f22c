"""Turns lines of JSON into events, and events into lines: what a viewer did or said, and when.

Knows nothing about films: an event given with a film's path or a shot's number is left to others
to be completed. What is wrong is told by line and field, never by value: a history is private.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from cutter.profile.canonical import event_line, event_of, head_line, identity
from cutter.profile.clean import impossible, is_fingerprint
from cutter.profile.event_messages import error_of, event_fault, expected
from cutter.profile.strict_json import Fault, join, load, walk
from cutter.profile.times import exact, parse_span
from cutter.profile.written import Named, Written
from cutter.schema import Event, EventKind, TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cutter.profile.event_form import EventForm, HeadForm, PlaceForm

__all__ = [
    "KINDS",
    "LARGEST_FILE",
    "Named",
    "Written",
    "error_of",
    "event_line",
    "head_line",
    "identity",
    "parse_events",
    "parse_written",
    "retention_of",
]

KINDS: Final[tuple[str, ...]] = get_args(EventKind)
LONGEST_LINE: Final = 256 * 1024
"""Bytes; the longest comment of four-byte characters with its words fits twice."""
LARGEST_FILE: Final = 64 * 2**20
"""Bytes of a history: some 200,000 events."""

_EXACT = re.compile(r"([0-9]{1,18})/([1-9][0-9]{0,17})")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def parse_events(text: str, path: Path) -> tuple[Event, ...]:
    """Read the lines of a history, in their order.

    Args:
        text: one event a line; empty lines are passed over.
        path: the file, for messages.

    Raises:
        ProfileError: a line is no event or one that cannot be, or names its film by a path or its
            place by a shot; it names file, line and field.
    """
    found = []
    for number, line in _lines(text):
        # Most lines are our own, and quickly read; all others are checked by their form.
        event = event_of(line) or _of_history(line, number, path)
        if event is not None:
            found.append(event)
    return tuple(found)


def _of_history(line: str, number: int, path: Path) -> Event | None:
    """Check one line of a history; None for its head."""
    written = _read(line, number, path)
    if written is None:
        return None
    for item, field in ((written.place, ""), (written.worse, "worse")):
        if item is not None and item.place is None:
            name = "film" if item.path is not None else "shot"
            what = expected("film") if item.path is not None else "is known to no history"
            fault = Fault(f"{what}; take it in with: cutter learn", join(field, name))
            raise error_of(fault, path, number)
    if reason := impossible(written.event):
        raise error_of(Fault(f"{reason}; correct the line or remove it"), path, number)
    return written.event


def parse_written(text: str, path: Path) -> tuple[Written, ...]:
    """Read the lines of a file of events, whose films may be named by paths relative to it.

    Raises:
        ProfileError: a line is no event; it names file, line and field.
    """
    found = []
    for number, line in _lines(text):
        written = _read(line, number, path)
        if written is not None:
            found.append(written)
    return tuple(found)


def retention_of(text: str, path: Path) -> int | None:
    """Return for how many days a history says that its events are kept; None where it does not.

    Raises:
        ProfileError: its first line says something else of itself.
    """
    first = text.partition("\n")[0]
    if '"retention_days"' not in first:
        return None
    try:
        document = _document(first)
        return _head(document).retention_days if "retention_days" in document else None
    except Fault as fault:
        raise error_of(fault, path, 1) from fault


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers; only a line feed ends a line."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


def _read(line: str, number: int, path: Path) -> Written | None:
    """Check one line; None for the head of a history."""
    try:
        form = _form(line, is_first=number == 1)
        return None if form is None else _written(form, number, path)
    except Fault as fault:
        raise error_of(fault, path, number) from fault


def _form(line: str, *, is_first: bool) -> EventForm | None:
    """Check one line; None for the head of a history."""
    from pydantic import ValidationError

    from cutter.profile.event_form import EventForm

    document = _document(line)
    if "retention_days" in document:
        if not is_first:
            raise Fault("belongs into the first line, alone; remove it here", "retention_days")
        _head(document)
        return None
    try:
        return EventForm.model_validate(document)
    except ValidationError as error:
        raise event_fault(error, document) from error


def _document(line: str) -> dict[str, object]:
    """Read a line as a JSON object of plain text."""
    data = line.encode("utf-8", "surrogatepass")
    if len(data) > LONGEST_LINE:
        raise Fault("is longer than 256 kB; an event is a short line")
    try:
        document = load(data)
    except Fault as fault:
        said = fault.message.replace(" at line 1, column", " at column")
        raise Fault(said, fault.field) from fault
    if not isinstance(document, dict):
        raise Fault('must be a JSON object; begin it with {"version": 1')
    for field, value in walk(document):
        if value is None:
            raise Fault("must not be null; leave the key out or give it a value", field)
        for text in [value] if isinstance(value, str) else value if isinstance(value, dict) else []:
            if _CONTROL.search(text):
                raise Fault("holds a control character or half of one; write plain text", field)
    return document


def _head(document: dict[str, object]) -> HeadForm:
    from pydantic import ValidationError

    from cutter.profile.event_form import HeadForm

    try:
        return HeadForm.model_validate(document)
    except ValidationError as error:
        raise event_fault(error, document) from error


def _written(form: EventForm, line: int, path: Path) -> Written:
    place = _named(form, "", path, None)
    worse = None if form.worse is None else _named(form.worse, "worse", path, place)
    event = Event(
        kind=form.event,
        when=_parse_when(form.when),
        place=None if place is None else place.place,
        worse=None if worse is None else worse.place,
        value=None if form.value is None else form.value + 0.0,
        words=tuple(form.words),
        comment=form.comment,
        title=form.title,
        source=form.source,
        number=form.number,
    )
    _check_parts(form, place)
    return Written(event, line, place, worse)


def _check_parts(form: EventForm, place: Named | None) -> None:
    """Check that an event has what one of its kind needs, and nothing else."""
    from cutter.profile.event_form import PLACED, VALUED

    if (form.value is None) is (form.event in VALUED):
        missing = form.value is None
        raise Fault(
            f"is missing; {expected('value')}"
            if missing
            else "belongs to rating, watched and trimmed alone; remove it",
            "value",
        )
    if (form.worse is None) is (form.event == "better"):
        missing = form.worse is None
        raise Fault(
            f"is missing; {expected('worse')}" if missing else "belongs to better; remove it",
            "worse",
        )
    if form.event == "comment" and not form.comment.strip():
        raise Fault("is missing; a comment says something", "comment")
    if form.event in PLACED and place is None:
        raise Fault(f"is missing; {expected('film')}", "film")


def _named(form: EventForm | PlaceForm, field: str, path: Path, near: Named | None) -> Named | None:
    """Return what a form says of a film; its film is that of `near` where it gives none."""
    if form.film is None and near is None:
        for name in ("span", "shot"):
            if getattr(form, name) is not None:
                raise Fault("belongs to a film; name it with film", join(field, name))
        return None
    if (form.span is None) is (form.shot is None):
        both = "only one of the two may be there" if form.span is not None else "is missing"
        raise Fault(f"{both}; {expected('span')}", join(field, "span"))
    if form.film is None:
        film, where = ("", None) if near is None else (near.film, near.path)
    elif is_fingerprint(form.film):
        film, where = form.film, None
    else:
        film, where = "", path.parent / form.film
    try:
        span = None if form.span is None else _parse_span(form.span)
    except ValueError as error:
        raise Fault(f"must be {expected('span')}", join(field, "span")) from error
    return Named(film, where, span, form.shot)


def _parse_span(value: object) -> TimeRange:
    """Read a span of a person's or of ours: `["80/1", "85/1"]`."""
    if not isinstance(value, list):
        return parse_span(value)
    start, end = (_parse_time(part) for part in value)
    if start < 0:
        raise ValueError("a span starts at 0 or later")
    return TimeRange(start, end)


def _parse_time(value: object) -> Fraction:
    if not isinstance(value, str):
        return exact(value)
    found = _EXACT.fullmatch(value)
    if found is None:
        raise ValueError("not exact seconds")
    return Fraction(int(found[1]), int(found[2]))


def _parse_when(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Fault(f"must be {expected('when')}", "when") from error
