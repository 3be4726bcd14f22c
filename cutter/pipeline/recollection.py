"""What histories say, kept from one plan to the next for as long as their files stay as they are.

A plan in which only weights have moved reads no history. It lies in memory alone.
"""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, TypeVar

from cutter.profile.beside import history_file, sidecar_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cutter.pipeline.pending import Kept, Pending
    from cutter.schema import Event, Evidence, Learned, Profile

    Files = tuple[tuple[Event, ...], int, Kept | None]
    """A history, for how many days it keeps events, and what is kept of their shots."""

MOST: Final = 8
"""States that are kept: of a few viewers, each before and after the last reaction."""
_Made = TypeVar("_Made")


class Recollection:
    """Histories as they were last read, and what they said with what was pending."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._files: OrderedDict[object, Files] = OrderedDict()
        self._said: OrderedDict[object, tuple[Learned | None, Evidence | None]] = OrderedDict()

    def recalled(
        self, profile: Profile, models: str, dim: int, words_dim: int, pending: Pending | None
    ) -> tuple[Profile, Evidence | None]:
        """Return what `recalling.recalled` does, which takes and raises the same."""
        path = profile.path
        history = None if path is None else _stamp(history_file(path))
        if history is None and not pending:
            return profile, None
        from cutter.pipeline.recalling import said_by

        traits = None if path is None else _stamp(sidecar_file(path))
        state = (path, history, traits, models)
        told = (pending.events, pending.forgotten, pending.places) if pending else ()
        learned, evidence = _had(
            self._said,
            (*state, dim, words_dim, told),
            lambda: said_by(
                *_had(self._files, state, lambda: _read(path, models)), dim, words_dim, pending
            ),
        )
        return (dataclasses.replace(profile, learned=learned) if pending else profile), evidence


def _had(known: OrderedDict[object, _Made], key: object, make: Callable[[], _Made]) -> _Made:
    if key not in known:
        known[key] = make()
    known.move_to_end(key)
    while len(known) > MOST:
        known.popitem(last=False)
    return known[key]


def _read(path: Path | None, models: str) -> Files:
    """Read what lies beside a profile."""
    # Here, for a profile without a history needs none of it.
    from cutter.profile.history import RETENTION_DAYS, read_history, retention_days_of
    from cutter.profile.sidecar import read_traits

    if path is None:
        return (), RETENTION_DAYS, None
    return read_history(path), retention_days_of(path), read_traits(path, models)


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Return what changes when a file is written anew, or its permissions are."""
    try:
        about = path.stat()
    except OSError:
        return None
    times = (about.st_mtime_ns, about.st_ctime_ns)
    return (about.st_dev, about.st_ino, about.st_size, *times)
