"""Forgets events of a profile, and all that was derived of them, so that they never were.

Learning is made anew from what is left. What a disk keeps of removed files, and backups, are out of
reach; so are cuts, plans and reports that were written elsewhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cutter.errors import OutputRefused
from cutter.files import data_of
from cutter.pipeline.learning import relearn
from cutter.profile.beside import alone
from cutter.profile.history import expired, forget_events, read_history, remember
from cutter.profile.learned import write_learned
from cutter.profile.read import read_profile
from cutter.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cutter.pipeline.looking import Look
    from cutter.profile.selection import Selection
    from cutter.progress import Progress
    from cutter.schema import Event


def unlearn(
    profile: Path,
    selection: Selection,
    *,
    look: Look | None = None,
    retention_days: int | None = None,
    now: datetime | None = None,
    progress: Progress = SILENT,
) -> tuple[Event, ...]:
    """Forget some events of a profile, and make anew what it believes.

    With them go the traits of their shots, the vectors of phrases, and the records of cuts that
    the selection covers too: of a film, of some days, or all.

    Args:
        profile: the profile's file.
        selection: which events are meant.
        look: how films are looked at; what is left is learnt for its model.
        retention_days: for how long events are kept from now on; what is older goes too.
        now: the time that this counts from.
        progress: where stages are shown.

    Returns:
        The events that were forgotten.

    Raises:
        ProfileError: the profile or its history cannot be read; then nothing is changed.
        RenderError: something cannot be written or removed; the same command again goes on.
    """
    with alone(profile):
        learned = read_profile(profile).learned
        events = read_history(profile)
        old = () if retention_days is None else expired(events, retention_days, now)
        chosen = [event for event in events if selection.holds(event) or event in old]
        if chosen:
            # First, so that no belief outlives its events if this is broken off.
            write_learned(profile, None)
            forget_events(profile, selection.holds)
        if retention_days is not None:
            remember(profile, (), retention_days=retention_days, now=now)
        for path in _derived(profile, selection, has_phrases=bool(chosen)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputRefused(
                    f"{path}: cannot be removed ({error.strerror}); mend its permissions and run "
                    "this again"
                ) from error
        is_stale = learned is None and len(events) > 0
        if chosen or is_stale:
            relearn(profile, look=look, progress=progress)
    return tuple(chosen)


def _derived(profile: Path, selection: Selection, *, has_phrases: bool) -> Iterator[Path]:
    """Yield the files of the profile's data that speak of what is to be forgotten."""
    folder = data_of(profile)
    if has_phrases:
        # Learnt words stand in them; those that are still needed are made again.
        yield from sorted(folder.glob("*.safetensors"))
    for record in sorted((folder / "cuts").glob("*.json")):
        if _covers(selection, record):
            yield record


def _covers(selection: Selection, record: Path) -> bool:
    """Whether the record of a cut goes with the events that are meant."""
    if selection.is_empty or selection.tag or selection.ids:
        return False
    try:
        day = datetime.fromtimestamp(record.stat().st_mtime, UTC).date()
        is_of_film = not selection.film or selection.film.encode() in record.read_bytes()
    except OSError:
        return False
    return (
        is_of_film
        and (selection.since is None or day >= selection.since)
        and (selection.until is None or day <= selection.until)
    )
