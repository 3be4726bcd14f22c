"""Every form in which a cut can be handed to another program, by name.

A new one is a module with a `write`, and an entry here; `docs/exports.md` says what it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cutter.schema import EditDecisionList


@dataclass(frozen=True, slots=True)
class Export:
    """How a cut is handed over."""

    folder: Path
    """Where the file will lie: sources are named from there."""
    name: str
    """Of the timeline."""
    handles: int = 0
    """Output frames of material beyond its edges that each clip is given, where the form tells
    that; 0 for all that the film has."""
    start: str = "01:00:00:00"
    """Record timecode of the first frame; `;` before the frames for drop frame."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form."""

    suffix: str
    """With its dot; what is written is named by it."""
    write: Callable[[EditDecisionList, Export], str]
    """Return the file's text; raises UsageError where the form cannot hold the cut."""


FORMATS: dict[str, Format] = {}
