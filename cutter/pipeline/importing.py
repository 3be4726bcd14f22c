"""Histories from elsewhere go into a profile: read, remembered, and what they come to written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cutter.files import PRIVATE, write_whole
from cutter.pipeline.wording import worded
from cutter.profile.clean import clean
from cutter.profile.events import identity
from cutter.profile.history import RETENTION_DAYS, expiry, read_history, retention_days_of
from cutter.profile.importing import FORMS, read_import
from cutter.profile.read import read_profile
from cutter.profile.write import new_profile
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from cutter.profile.comments import Polarity
    from cutter.profile.importing import Asked, Imported
    from cutter.progress import Progress
    from cutter.schema import Belief, Event

__all__ = ["FORMS", "Taken", "read_histories", "take_in", "try_out"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What histories came to."""

    added: int
    """Events that the profile's history had not held."""
    known: int
    dropped: tuple[tuple[str, int], ...]
    """Why events were not kept, and how many for each reason."""
    beliefs: tuple[Belief, ...]
    """What the whole history says in words, the strongest first."""
    is_new: bool
    """The profile was not there before."""
    retention_days: int
    """For how long events are kept."""
    needed_days: int
    """For how long they would have to be kept to lose none for its age; 0 if none was lost."""


def read_histories(
    files: Sequence[Path],
    form: str | None,
    *,
    asked: Asked,
    with_titles: bool = False,
    catalogue: Path | None = None,
) -> tuple[Imported, ...]:
    """Read each file, zip file or folder. Raises what `read_import` raises."""
    return tuple(
        read_import(path, form, asked=asked, with_titles=with_titles, catalogue=catalogue)
        for path in files
    )


def take_in(
    profile: Path,
    histories: Sequence[Imported],
    *,
    now: datetime,
    with_titles: bool = False,
    retention_days: int | None = None,
    polarity: Polarity | None = None,
    progress: Progress = SILENT,
) -> Taken:
    """Remember what histories hold; make the profile, with nothing written in it, if need be.

    Args:
        profile: its file.
        histories: what was read.
        now: the time; what lies after it is dropped.
        with_titles: keep titles.
        retention_days: for how long events are kept; as before unless given.
        polarity: judges comments; a lexicon unless given.
        progress: where stages are shown.

    Raises:
        ProfileError: the profile or its history cannot be read.
        RenderError: a file cannot be written.
    """
    from cutter.pipeline.learning import learn

    is_new = not profile.exists()
    if is_new:
        write_whole(profile, new_profile().encode(), mode=PRIVATE)
    learnt = learn(
        profile,
        [event for history in histories for event in history.events],
        now=now,
        with_titles=with_titles,
        retention_days=retention_days,
        polarity=polarity,
        progress=progress,
    )
    reasons = Counter(item.reason for item in learnt.remembered.dropped)
    days = retention_days or retention_days_of(profile)
    old = [item.event for item in learnt.remembered.dropped if item.reason == expiry(days)]
    beliefs = learnt.after.beliefs if learnt.after is not None else ()
    return Taken(
        added=len(learnt.remembered.added),
        known=len(learnt.remembered.known),
        dropped=tuple(reasons.items()),
        beliefs=tuple(belief for belief in beliefs if belief.origin == "words"),
        is_new=is_new,
        retention_days=days,
        needed_days=_needed(old, now),
    )


def try_out(
    profile: Path,
    histories: Sequence[Imported],
    *,
    now: datetime,
    retention_days: int | None = None,
    polarity: Polarity | None = None,
) -> Taken:
    """Return what `take_in` would come to, and write nothing.

    Raises:
        ProfileError: the profile or its history cannot be read.
    """
    is_new = not profile.exists()
    before = () if is_new else read_history(profile)
    if not is_new:
        read_profile(profile)
    days = retention_days or (RETENTION_DAYS if is_new else retention_days_of(profile))
    cleaned = clean([event for history in histories for event in history.events], now=now)
    held = {identity(event) for event in before}
    fresh = {identity(event): event for event in cleaned.events if identity(event) not in held}
    every = [*before, *fresh.values()]
    newest = max([now, *(event.when for event in every)])
    oldest = newest - timedelta(days=days)
    young = [event for event in every if event.when >= oldest]
    old = [event for event in every if event.when < oldest]
    added = sum(event.when >= oldest for event in fresh.values())
    reasons = Counter(item.reason for item in cleaned.dropped)
    if old:
        reasons[expiry(days)] += len(old)
    return Taken(
        added=added,
        known=len(cleaned.events) - len(fresh),
        dropped=tuple(reasons.items()),
        beliefs=worded(young, polarity=polarity),
        is_new=is_new,
        retention_days=days,
        needed_days=_needed(old, now),
    )


def _needed(old: Sequence[Event], now: datetime) -> int:
    """Return for how many days events would have to be kept from now on to keep these, too."""
    return max(((now - event.when).days + 1 for event in old), default=0)
