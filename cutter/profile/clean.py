"""Tells events that can be from those that cannot, and takes out what is not to be kept.

Knows nothing about films, except how long they are where that is said.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final, get_args

from cutter.schema import Event, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cutter.schema import Place

GRACE: Final = Fraction(1)
"""Seconds by which a span may pass its film's end: players round to whole seconds."""
FIRST_YEAR: Final = 1895
"""The year of the first films that an audience saw."""

_KINDS: Final[tuple[str, ...]] = get_args(EventKind)
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event that was not kept."""

    event: Event
    reason: str
    """Names what is wrong, never a value."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Events, and those that were dropped, both in the order given."""

    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]


def clean(
    events: Iterable[Event],
    *,
    now: datetime | None = None,
    lengths: Mapping[str, Fraction] | None = None,
    with_titles: bool = False,
) -> Cleaned:
    """Return what of some events can be kept.

    Args:
        events: from anywhere.
        now: what lies more than a day after it is dropped; None lets any time pass.
        lengths: seconds that films last, by fingerprint; spans beyond that are dropped.
        with_titles: keep titles.
    """
    kept, dropped = [], []
    for given in events:
        event = tidied(given)
        if not with_titles:
            event = replace(event, title="")
        reason = impossible(event, now=now, lengths=lengths or {})
        if reason:
            dropped.append(Dropped(event, reason))
        else:
            kept.append(event)
    return Cleaned(tuple(kept), tuple(dropped))


def tidied(event: Event) -> Event:
    """Return an event with its texts in one line each and its time in whole seconds of UTC."""
    words = dict.fromkeys(filter(None, map(_in_one_line, event.words)))
    when = event.when if event.when.tzinfo is not None else event.when.replace(tzinfo=UTC)
    return replace(
        event,
        when=when.astimezone(UTC).replace(microsecond=0),
        value=None if event.value is None else float(event.value) + 0.0,
        words=tuple(words),
        comment=_in_one_line(event.comment),
        title=_in_one_line(event.title),
        source=_in_one_line(event.source),
    )


def impossible(
    event: Event, *, now: datetime | None = None, lengths: Mapping[str, Fraction] | None = None
) -> str:
    """Say why an event cannot be, or says nothing, naming no value; empty for one that can be."""
    checks = (
        _kind(event),
        _value(event),
        _time(event, now),
        _texts(event),
        _place("place", event.place, lengths or {}),
        _place("worse", event.worse, lengths or {}),
        _parts(event),
    )
    return next(filter(None, checks), "")


def is_fingerprint(text: str) -> bool:
    """Whether a text has the form of a film's fingerprint."""
    return _FINGERPRINT.fullmatch(text) is not None


def _in_one_line(text: str) -> str:
    return " ".join(_UNFIT.sub(" ", text).split())


def _kind(event: Event) -> str:
    return "" if event.kind in _KINDS else "event: is of no known kind"


def _value(event: Event) -> str:
    from cutter.profile.event_form import VALUED

    if event.kind not in VALUED:
        return "" if event.value is None else f"value: a {event.kind} has none"
    if event.value is None:
        return f"value: a {event.kind} needs one"
    if not math.isfinite(event.value) or not 0 <= event.value <= 1:
        return "value: lies outside 0 to 1"
    return ""


def _time(event: Event, now: datetime | None) -> str:
    if event.when.year < FIRST_YEAR:
        return "when: lies before the first film"
    if now is not None and event.when > now + timedelta(days=1):
        return "when: lies in the future"
    return ""


def _texts(event: Event) -> str:
    from cutter.profile import event_form as form

    limits = (
        ("comment", len(event.comment), form.LONGEST_COMMENT),
        ("title", len(event.title), form.LONGEST_TITLE),
        ("source", len(event.source), form.LONGEST_SOURCE),
        ("words", max(map(len, event.words), default=0), form.LONGEST_WORD),
    )
    for name, length, most in limits:
        if length > most:
            return f"{name}: longer than {most:,} characters"
    if not all(event.words):
        return "words: one is empty"
    if len(event.words) > form.MOST_WORDS:
        return f"words: more than {form.MOST_WORDS}"
    return "" if 0 <= event.number <= form.HIGHEST_NUMBER else "number: is none that can be kept"


def _place(name: str, place: Place | None, lengths: Mapping[str, Fraction]) -> str:
    if place is None:
        return ""
    if not is_fingerprint(place.film):
        return f"{name}.film: is no fingerprint"
    if place.span.start < 0:
        return f"{name}.span: begins before its film"
    end = lengths.get(place.film)
    if end is not None and (place.span.end > end + GRACE or place.span.start >= end):
        return f"{name}.span: lies beyond the end of its film"
    return ""


def _parts(event: Event) -> str:
    from cutter.profile.event_form import PLACED

    if (event.worse is None) is (event.kind == "better"):
        return "worse: is missing" if event.worse is None else f"worse: a {event.kind} has none"
    if event.kind == "comment" and not event.comment:
        return "comment: is empty"
    if event.place is not None:
        return ""
    if event.kind in PLACED:
        return "film: is missing"
    if not (event.words or event.comment or event.title):
        return "says nothing: neither place nor words, comment or title"
    return ""
