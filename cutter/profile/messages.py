"""Turns what pydantic says of a profile into one line for a person: field, fault, remedy.

Names fields, never values: a message may end in a log, and a taste is private.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from cutter.profile.strict_json import Fault, join, printable
from cutter.schema import SIGNAL_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import ValidationError

PREFERENCE_KEYS = ("text", "image", "film", "span", "in", "weight", "from")
CUT_KEYS = ("budget", "order", "pace", "min_clip", "max_clip")
TOP_KEYS = ("version", "likes", "dislikes", "never", "must", "signals", "cut", "learned", "$schema")
BELIEF_KEYS = ("text", "weight", "spread", "events", "from")
LEARNED_KEYS = ("events", "until", "likes", "dislikes", "signals")
LISTS = ("likes", "dislikes", "never", "must")

_A_LIST = ("a list of at most 200 preferences", '[{"text": "sunset over the sea"}]')
EXPECTED = {
    "version": ("the number 1", "1"),
    "likes": _A_LIST,
    "dislikes": _A_LIST,
    "never": _A_LIST,
    "must": _A_LIST,
    "signals": ("an object of names and weights", '{"motion": -0.5}'),
    "cut": ("an object", '{"budget": "90s"}'),
    "$schema": ("text", '"profile.schema.json"'),
    "text": ("text of 1 to 300 characters", '"sunset over the sea"'),
    "image": ("the path of a picture, as text", '"examples/beach.jpg"'),
    "film": ("the path of a film, as text", '"examples/holiday.mp4"'),
    "span": ("a range of time", '"01:20-01:35" or [80, 95]'),
    "in": ("picture, dialogue or any", '"dialogue"'),
    "weight": ("a number from 0 to 10", "1.5"),
    "budget": ("a length above zero or a share of the film", '"90s", "1:30" or "15%"'),
    "order": ("film, score or arc", '"arc"'),
    "pace": ("calm, even or brisk", '"calm"'),
    "min_clip": ("a length above zero, in seconds", '1.5 or "1.5s"'),
    "max_clip": ("a length above zero, in seconds", '8 or "8s"'),
    "learned": ("an object that cutter writes", '{"events": 0, "until": "2026-01-31"}'),
    "events": ("a whole number from 0", "12"),
    "until": ("a day", '"2026-01-31"'),
    "spread": ("a number from 0 to 10", "0.2"),
    "from": ("words or shots", '"words"'),
}
"""What belongs into each field, and how it may be written."""
_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false"}


def fault_of(error: ValidationError, document: object) -> Fault:
    """Return the first of pydantic's complaints as a fault, and how many more there are."""
    faults: dict[str, Fault] = {}
    for detail in error.errors(include_url=False, include_context=False):
        fault = _fault(detail["type"], detail["loc"], document)
        faults.setdefault(fault.field, fault)
    first, *others = faults.values()
    if others:
        first = Fault(f"{first.message} (and {len(others)} more)", first.field)
    return first


def wrong(field: str, *, is_missing: bool = False, value: object = None) -> Fault:
    """Say what belongs into `field`, and what is there instead if that is of another kind."""
    name = field.rpartition(".")[2]
    if field.startswith(("signals.", "learned.signals.")):
        what, example = "a number from -3 to 3", "-0.5"
    elif name == "from" and not field.startswith("learned"):
        what, example = "text: the word others", '"others"'
    else:
        what, example = EXPECTED.get(name, ("an object", '{"text": "sunset over the sea"}'))
    if is_missing:
        return Fault(f"is missing; write for instance {example}", field)
    kind = _KINDS.get(type(value), "a number" if isinstance(value, int | float) else "")
    instead = f", but is {kind}" if kind and not _fits_kind(what, kind) else ""
    return Fault(f"must be {what}{instead}; write for instance {example}", field)


def unknown_key(field: str, key: str) -> Fault:
    """Say that `key` in `field` is unknown, and which known key is nearest."""
    known: Sequence[str] = TOP_KEYS
    if field in ("signals", "learned.signals"):
        known = SIGNAL_NAMES
    elif field.startswith("learned"):
        known = LEARNED_KEYS if field == "learned" else BELIEF_KEYS
    elif field == "cut":
        known = CUT_KEYS
    elif field:
        known = PREFERENCE_KEYS
    what = "is no signal" if known is SIGNAL_NAMES else "is not known here"
    near = difflib.get_close_matches(_folded(key), known, n=1, cutoff=0.6)
    advice = f"did you mean {near[0]}?" if near else f"known are {_listed(known)}"
    return Fault(f"{what}; {advice}", join(field, key))


def _fault(kind: str, location: tuple[int | str, ...], document: object) -> Fault:
    """Follow `location` as far as it leads through the document, then say what is wrong."""
    field, value = "", document
    for step in location:
        if kind == "extra_forbidden" and step == location[-1]:
            break
        is_step = (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int)
        )
        if not is_step:
            break
        field = join(field, step)
        value = value[step]  # type: ignore[index]
        if field.rpartition(".")[2] == "span":
            break
    last = str(location[-1])
    if kind == "extra_forbidden":
        return unknown_key(field, last)
    if last == "[key]":
        return unknown_key(field.removesuffix(f".{location[-2]}"), str(location[-2]))
    if kind == "missing":
        return wrong(join(field, last), is_missing=True)
    return wrong(field, value=value)


def _fits_kind(what: str, kind: str) -> bool:
    """Whether a value of this kind could be right, so that naming the kind would not help."""
    return {
        "text": not what.startswith(("a number", "the number", "an object", "a list")),
        "a number": what.startswith(("a number", "the number", "a length above zero, in")),
        "a list": what.startswith(("a list", "a range")),
        "an object": what.startswith("an object"),
    }.get(kind, False)


def _folded(key: str) -> str:
    """Return the key as it may have been meant: `Min-Clip` as `min_clip`, `color…` as `colour…`."""
    return printable(key).lower().replace("-", "_").replace("color", "colour")


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}"
