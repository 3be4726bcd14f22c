"""The eyes that a batch settled on in its first run hold for all its runs: the journal keeps them.

Knows nothing about what eyes there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cutter.progress import SILENT

if TYPE_CHECKING:
    from cutter.batch.journal import Journal
    from cutter.pipeline.looking import Look
    from cutter.progress import Stage
    from cutter.progress.batch import BatchProgress


def settle_eyes(look: Look, journal: Journal, progress: BatchProgress) -> Look:
    """Return a look with explicit eyes: those of an earlier run, where it was asked for the same.

    Args:
        look: how films are to be looked at.
        journal: the batch's.
        progress: is told which eyes they are.

    Raises:
        ModelUnavailable: a model asked for by name is not to be had.
        OutputRefused: the journal cannot be used.
    """
    if (known := known_eyes(look, journal)) is not None:
        return known
    from cutter.pipeline.settling import settled

    found = settled(look, _Told(progress))
    journal.keep_setting("eyes", {"asked": _eyes(look), "settled": _eyes(found)})
    return found


def known_eyes(look: Look, journal: Journal) -> Look | None:
    """Return a look with the eyes of an earlier run that was asked for the same; None for none.

    Raises:
        OutputRefused: the journal cannot be used.
    """
    known = journal.setting("eyes")
    if known is None or known["asked"] != _eyes(look):
        return None
    return replace(look, **known["settled"])


def _eyes(look: Look) -> dict[str, str]:
    named = ("model", "device", "precision", "sentences", "runtime")
    return {name: getattr(look, name) for name in named}


@dataclass(frozen=True, slots=True)
class _Told:
    """Passes on what is told to a batch; stages of before its first task have no place there."""

    progress: BatchProgress

    def stage(self, name: str, total: float | None = None) -> Stage:
        return SILENT.stage(name, total)

    def note(self, message: str) -> None:
        self.progress.note(message)

    def warn(self, message: str) -> None:
        self.progress.warn(message)
