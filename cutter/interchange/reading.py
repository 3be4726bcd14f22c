"""Every form in which a cut can be read, by the file's suffix.

Reading goes in two steps: which films does the file name, and, once these were found, which cut of
them is it. A new form is a module with a `films` and a `read`, and an entry here. Knows nothing
about how films are found.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from cutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cutter.schema import EditDecisionList, Source

MAX_BYTES: Final = 256 * 2**20
"""A timeline of 10,000 clips is about 80 MB; beyond this a file is none."""


@dataclass(frozen=True, slots=True)
class NamedFilm:
    """A film that a file names."""

    paths: tuple[str, ...]
    """Where it may lie, the likeliest first; absolute, with `/`."""
    fingerprint: str = ""
    """Empty where the file does not say."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One form."""

    films: Callable[[str, Path], tuple[NamedFilm, ...]]
    """Return the films that a file's text names; sources are relative to the path's folder.
    Raises InputError where the text is not of this form."""
    read: Callable[[str, Path, Sequence[Source]], EditDecisionList]
    """Return the cut, given those films as they were found, in the same order. Raises InputError
    where they do not hold what the text asks for."""


def _read_by(module: str) -> Reader:
    """Return a module's functions, which is imported only when something is read."""

    def films(text: str, path: Path) -> tuple[NamedFilm, ...]:
        found = importlib.import_module(f"cutter.interchange.{module}")
        return cast("tuple[NamedFilm, ...]", found.films(text, path))

    def read(text: str, path: Path, found: Sequence[Source]) -> EditDecisionList:
        made = importlib.import_module(f"cutter.interchange.{module}")
        return cast("EditDecisionList", made.read(text, path, found))

    return Reader(films, read)


READERS: dict[str, Reader] = {
    ".json": _read_by("plan_read"),
    ".otio": _read_by("otio_read"),
    ".edl": _read_by("cmx_read"),
    ".fcpxml": _read_by("fcpxml_read"),
    ".llc": _read_by("losslesscut_read"),
}


_CARRYING: Final = {".otio": "otio_read", ".fcpxml": "fcpxml_read"}
"""Forms that hold the plan beside the timeline, and what reads them."""
UNREAD: Final = frozenset({".mlt", ".kdenlive", ".xml", ".csv", ".ffmetadata"})
"""Suffixes of forms that are only written."""


def reader_for(path: Path) -> Reader:
    """Return what reads a file; one without a suffix that is known is taken for a plan.

    Raises:
        InputError: it is of a form that is only written.
    """
    if path.suffix.lower() in UNREAD:
        raise InputError(
            f"{path}: a form that is not read back; name the plan, an .otio, .edl, .fcpxml or .llc",
            path,
        )
    return READERS.get(path.suffix.lower(), READERS[".json"])


def is_timeline(path: Path) -> bool:
    """Whether a file's name is that of a timeline, and not of a plan."""
    return path.suffix.lower() in READERS.keys() - {".json"}


def text_of(path: Path) -> str:
    """Return a file's text, checked to be one and not too large.

    Raises:
        InputError: there is no such file, it cannot be read, or it is no UTF-8 text.
    """
    try:
        if not path.is_file():
            raise InputError(f"{path}: there is no such file", path)
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: too large for a plan or a timeline", path)
        # A mark at the beginning is what some programs write before UTF-8.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: not a cutter plan or a timeline: it is not UTF-8 text", path
        ) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", path) from error


def carried_plan(text: str, path: Path) -> EditDecisionList | None:
    """Return the plan that a timeline came from, where its form carries one and still has it.

    Raises:
        InputError: the text is not of the form that the file's suffix tells.
    """
    module = _CARRYING.get(path.suffix.lower())
    if module is None:
        return None
    found = importlib.import_module(f"cutter.interchange.{module}")
    return cast("EditDecisionList | None", found.plan_in(text, path))
