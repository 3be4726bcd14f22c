"""Every form in which a cut can be handed to another program, by name.

A new one is a module with a `write`, and an entry here; `docs/exports.md` says what it keeps.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cutter.errors import UsageError
from cutter.times import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    clocks: tuple[Fraction, ...] = ()
    """For each source the time of its first shown frame on its file's own clock, in seconds; none
    at all where that is not known, which counts as 0."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form."""

    suffix: str
    """With its dot; what is written is named by it."""
    write: Callable[[EditDecisionList, Export], str]
    """Return the file's text; raises UsageError where the form cannot hold the cut."""


def _written_by(module: str) -> Callable[[EditDecisionList, Export], str]:
    """Return a module's `write`, which is imported only when something is written."""

    def write(edl: EditDecisionList, export: Export) -> str:
        found = importlib.import_module(f"cutter.interchange.{module}")
        return cast("str", found.write(edl, export))

    return write


FORMATS: dict[str, Format] = {
    "otio": Format(".otio", _written_by("otio")),
    "edl": Format(".edl", _written_by("cmx")),
    "fcpxml": Format(".fcpxml", _written_by("fcpxml")),
    "xmeml": Format(".xml", _written_by("xmeml")),
    "mlt": Format(".mlt", _written_by("mlt")),
    "kdenlive": Format(".kdenlive", _written_by("kdenlive")),
    "llc": Format(".llc", _written_by("losslesscut")),
    "mpv": Format(".mpv.edl", _written_by("mpv")),
    "csv": Format(".csv", _written_by("sheet")),
    "ffmetadata": Format(".ffmetadata", _written_by("ffmetadata")),
}


def formats_named(names: Iterable[str], option: str = "--export") -> tuple[str, ...]:
    """Return the names of forms, each once, in the order in which they are asked for.

    Args:
        names: each a name, or several with commas between them.
        option: how they were asked for, for the message.

    Raises:
        UsageError: there is no such form.
    """
    asked = [part.strip().lower() for name in names for part in name.split(",")]
    for name in asked:
        if name not in FORMATS:
            raise UsageError(f"{option} {quoted(name)}: write one or more of {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(asked))
