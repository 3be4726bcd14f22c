"""Turns what pydantic says of an event into one line for a person: field, fault, remedy.

Names fields, never values: a history is private.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from cutter.errors import ProfileError
from cutter.profile.strict_json import Fault, join, printable

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import ValidationError

KEYS: Final = (
    "version", "event", "when", "film", "span", "shot", "worse", "value", "words", "comment",
    "title", "source", "number", "retention_days",
)  # fmt: skip
PLACE_KEYS: Final = ("film", "span", "shot")

_EXPECTED: Final = {
    "version": "the number 1",
    "event": "a kind of event, such as like, dislike, rating, comment, watched or skipped",
    "when": 'a time with its zone, such as "2026-11-21T12:00:00Z"',
    "film": "the fingerprint of a film, 32 hexadecimal digits",
    "span": 'a range of time, such as "01:20-01:25" or ["80/1", "85/1"]',
    "shot": "the number of a shot, from 1",
    "worse": 'another place, such as {"film": "…", "span": "02:00-02:05"}',
    "value": "a number from 0 to 1",
    "words": 'at most 100 texts of up to 300 characters, such as ["storm", "sea"]',
    "comment": "text of up to 20,000 characters",
    "title": "text of up to 1,000 characters",
    "source": "text of up to 60 characters",
    "number": "a whole number from 0",
    "retention_days": "a number of days from 1 to 36,500",
}
"""What belongs into each field."""


def expected(name: str) -> str:
    """Return what belongs into a field."""
    return _EXPECTED.get(name, "an object")


def error_of(fault: Fault, path: Path, line: int = 0) -> ProfileError:
    """Return a fault as the error of a file, in one line."""
    place = f"line {line}: " if line else ""
    place += f"{fault.field}: " if fault.field else ""
    said = f"{printable(str(path), 4096)}: {place}{fault.message}"
    return ProfileError(said, path, fault.field)


def event_fault(error: ValidationError, document: object) -> Fault:
    """Return the first of pydantic's complaints as a fault."""
    detail = error.errors(include_url=False, include_context=False)[0]
    field, value = "", document
    for step in detail["loc"]:
        is_step = (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        )
        if not is_step or (detail["type"] == "extra_forbidden" and step == detail["loc"][-1]):
            break
        field, value = join(field, step), value[step]  # type: ignore[index]
        if step == "span":
            break
    last = str(detail["loc"][-1])
    if detail["type"] == "extra_forbidden":
        known = PLACE_KEYS if field else KEYS
        near = difflib.get_close_matches(printable(last).lower(), known, n=1, cutoff=0.6)
        advice = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        return Fault(f"is not known here; {advice}", join(field, last))
    if detail["type"] == "missing":
        return Fault(f"is missing; it is {expected(last)}", join(field, last))
    name = field.rpartition(".")[2].partition("[")[0]
    return Fault(f"must be {expected(name)}", field)
