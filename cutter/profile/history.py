"""Keeps what a viewer did and said: a private file of events beside the profile, and no more.

The same events give the same bytes, in whatever order and however often they come. Knows nothing
about what is learnt of them; numbers of their shots lie in `sidecar`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputRefused, UsageError
from cutter.profile.beside import alone, history_file, read_private, write_private
from cutter.profile.clean import Dropped, clean
from cutter.profile.event_form import MOST_DAYS
from cutter.profile.events import (
    LARGEST_FILE,
    Written,
    error_of,
    event_line,
    head_line,
    identity,
    parse_events,
    parse_written,
    retention_of,
)
from cutter.profile.strict_json import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from cutter.schema import Event

__all__ = [
    "RETENTION_DAYS",
    "Remembered",
    "expired",
    "expiry",
    "forget_events",
    "history_file",
    "read_events",
    "read_history",
    "remember",
    "retention_days_of",
    "taken_in",
]

_DAWN: Final = datetime(1, 1, 1)
RETENTION_DAYS: Final = 365
"""Of a history that says nothing else."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What became of events that were to be remembered."""

    added: tuple[Event, ...]
    """In canonical order, as the two others."""
    known: tuple[Event, ...]
    """Those that the history held already, or that came twice."""
    dropped: tuple[Dropped, ...]
    """Those that cannot be, and old ones, of the history too, whose time is over."""


def read_history(profile: Path) -> tuple[Event, ...]:
    """Return a profile's events in canonical order: by time, then by content; none twice.

    Raises:
        ProfileError: the file cannot be read, others may write it, or a line is no event.
    """
    return _canonical(parse_events(_text(profile), history_file(profile)))


def read_events(path: Path) -> tuple[Written, ...]:
    """Return the events of a file of a person's, whose films may be named by paths and shots.

    Raises:
        ProfileError: the file cannot be read, or a line is no event.
    """
    data = read_private(path, LARGEST_FILE)
    if data is None:
        raise error_of(Fault("there is no such file; check its name"), path)
    return parse_written(_decoded(data, path), path)


def retention_days_of(profile: Path) -> int:
    """Return for how many days the events of a profile are kept.

    Raises:
        ProfileError: as of `read_history`.
    """
    return retention_of(_text(profile), history_file(profile)) or RETENTION_DAYS


def remember(
    profile: Path,
    events: Sequence[Event],
    *,
    with_titles: bool = False,
    retention_days: int | None = None,
    now: datetime | None = None,
    lengths: Mapping[str, Fraction] | None = None,
) -> Remembered:
    """Add events to a profile's history.

    Args:
        profile: the profile's file; the history lies beside it.
        events: what happened, in any order.
        with_titles: keep titles too; without it none is written.
        retention_days: for how long events are kept, counted back from the newest of `now` and
            the latest event; a number given is kept for all later times. None: what the history
            was given before, else 365.
        now: the time; what lies more than a day after it is dropped.
        lengths: seconds that films last, by fingerprint.

    Raises:
        ProfileError: the history that is there cannot be read; then nothing is changed.
        UsageError: the retention is none.
        RenderError: the disk refuses; the old history is still there.
    """
    if retention_days is not None and not 1 <= retention_days <= MOST_DAYS:
        raise UsageError(f"a retention is 1 to {MOST_DAYS:,} days, not {retention_days:,}")
    with alone(profile):
        days = retention_days or retention_days_of(profile)
        kept, remembered = taken_in(
            read_history(profile),
            events,
            days=days,
            now=now,
            lengths=lengths,
            with_titles=with_titles,
        )
        _write(profile, kept, days)
    return remembered


def taken_in(
    before: Sequence[Event],
    events: Sequence[Event],
    *,
    days: int,
    now: datetime | None = None,
    lengths: Mapping[str, Fraction] | None = None,
    with_titles: bool = False,
) -> tuple[tuple[Event, ...], Remembered]:
    """Return a history with events added to it, and what became of them; nothing is written.

    Args:
        before: the history, in canonical order.
        events: what happened, in any order.
        days: for how long events are kept.
        now: see `remember`, as of the others.
        lengths: see `remember`.
        with_titles: see `remember`.
    """
    cleaned = clean(events, now=now, lengths=lengths, with_titles=with_titles)
    held = {identity(event) for event in before}
    fresh: list[Event] = []
    known: list[Event] = []
    for _, _, event in _in_order(cleaned.events):
        (known if identity(event) in held else fresh).append(event)
        held.add(identity(event))
    # The one with its title stays, where one of two has it.
    kept, gone = _kept(_canonical([*before, *cleaned.events]), days, now)
    over = {identity(event) for event in gone}
    return kept, Remembered(
        tuple(event for event in fresh if identity(event) not in over),
        tuple(known),
        (*cleaned.dropped, *(Dropped(event, expiry(days)) for event in gone)),
    )


def expired(events: Sequence[Event], days: int, now: datetime | None) -> tuple[Event, ...]:
    """Return which of a history's events are over when they are kept for so many days.

    Args:
        events: in canonical order.
        days: for how long they are kept.
        now: the time; days count back from the newest of it and the latest event.
    """
    return _kept(events, days, now)[1]


def expiry(days: int) -> str:
    """Return why an event is dropped whose time is over."""
    return f"when: older than {days:,} days, for which events are kept"


def forget_events(profile: Path, chosen: Callable[[Event], bool]) -> tuple[Event, ...]:
    """Take events out of a profile's history, and the traits that only they needed.

    Args:
        profile: the profile's file.
        chosen: whether an event is to go.

    Returns:
        Those that went, in canonical order.

    Raises:
        ProfileError: the history cannot be read; then nothing is changed.
        RenderError: the disk refuses.
    """
    with alone(profile):
        events = read_history(profile)
        gone = tuple(event for event in events if chosen(event))
        if gone:
            days = retention_days_of(profile)
            _write(profile, [event for event in events if not chosen(event)], days)
    return gone


def _text(profile: Path) -> str:
    path = history_file(profile)
    return _decoded(read_private(path, LARGEST_FILE) or b"", path)


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise error_of(Fault("is not UTF-8 text; correct it"), path, line) from error


def _in_order(events: Iterable[Event]) -> list[tuple[datetime, str, Event]]:
    """Return events by time, then by content, each with what it is sorted by."""
    lined = [(event.when, event_line(event), event) for event in events]
    return sorted(lined, key=lambda item: item[:2])


def _canonical(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return events in order, each once; of two that differ in their titles one that has one."""
    found: dict[str, tuple[datetime, str, Event]] = {}
    for when, line, event in _in_order(events):
        same = event_line(replace(event, title="")) if event.title else line
        if same not in found or event.title > found[same][2].title:
            found[same] = (when, line, event)
    return tuple(event for _, _, event in sorted(found.values(), key=lambda item: item[:2]))


def _kept(
    events: Sequence[Event], days: int, now: datetime | None
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Return the events whose time is not over, and those whose time is."""
    if not events:
        return (), ()
    latest = events[-1].when
    newest = latest if now is None else max(now, latest)
    oldest = newest - timedelta(days=min(days, (newest.replace(tzinfo=None) - _DAWN).days))
    first = next((n for n, event in enumerate(events) if event.when >= oldest), len(events))
    return tuple(events[first:]), tuple(events[:first])


def _write(profile: Path, events: Sequence[Event], days: int) -> None:
    """Write the history, and take out of the sidecar what it speaks of no longer."""
    from cutter.profile.sidecar import keep_only

    head = [head_line(days)] if days != RETENTION_DAYS else []
    lines = [*head, *map(event_line, events)] if events else []
    data = "".join(f"{line}\n" for line in lines).encode()
    path = history_file(profile)
    if len(data) > LARGEST_FILE:
        raise OutputRefused(
            f"{path}: would be larger than {LARGEST_FILE // 2**20} MB; shorten what is kept with "
            "--retention, or forget some"
        )
    if data != (read_private(path, LARGEST_FILE) or b""):
        write_private(profile, path, data)
    keep_only(profile, {p for event in events for p in (event.place, event.worse) if p is not None})
