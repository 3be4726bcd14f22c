"""Turns a profile of an older version of the form into one of today's, a version at a time.

Knows nothing about what a profile means: each step only knows how its version was written.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputExists, RenderError
from cutter.files import PRIVATE, write_whole
from cutter.files.sealed import lock_on, sealed_with
from cutter.profile.messages import wrong
from cutter.profile.strict_json import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Document = dict[str, object]

VERSION: Final = 1
"""Of the form that this cutter reads and writes."""
STEPS: dict[int, Callable[[Document], Document]] = {}
"""For each older version, what turns a document of it into one of the next. Version 1 is the first,
so there is none yet; once here, a step stays, as does a profile of its version among the tests."""
MOST_BACKUPS = 99


def migrated(document: Document) -> Document:
    """Return a profile's document in today's form; one that is so already as it is.

    Raises:
        Fault: the document gives no version, or one that is none or newer than this cutter's.
    """
    if "version" not in document:
        raise Fault(f'is missing; add "version": {VERSION} as the first key', "version")
    version = document["version"]
    # To Python, true is 1.
    if isinstance(version, bool) or not isinstance(version, int):
        raise wrong("version", value=version)
    if version > VERSION:
        raise Fault(
            f"is newer than this cutter, which reads version {VERSION};"
            " update cutter to use this profile",
            "version",
        )
    if version < VERSION and version not in STEPS:
        raise wrong("version", value=version)
    while version < VERSION:
        document = {**STEPS[version](document), "version": version + 1}
        version += 1
    return document


def rewrite(path: Path, old: bytes, version: int, new: bytes) -> Path:
    """Replace a profile's file by its text in today's form, and keep the old one beside it.

    Args:
        path: the profile.
        old: what the file holds.
        version: which version that is.
        new: what it shall hold.

    Returns:
        The file that holds the old text: `alice.v0.json`, with a number where that is taken.

    Raises:
        RenderError: either file cannot be written; then the profile stays as it was.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise RenderError(f"{path}: went away ({error.strerror})") from error
    lock = lock_on(path)
    if lock is not None:
        old, new = sealed_with(old, lock), sealed_with(new, lock)
    for number in range(1, MOST_BACKUPS + 1):
        again = "" if number == 1 else f".{number}"
        backup = path.with_name(f"{path.stem}.v{version}{again}{path.suffix}")
        try:
            write_whole(backup, old, mode=PRIVATE)
        except OutputExists:
            continue
        write_whole(path, new, overwrite=True, mode=mode)
        return backup
    raise RenderError(f"{path}: {MOST_BACKUPS} older versions lie beside it; remove some")
