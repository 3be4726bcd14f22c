"""What a file looks like without being read, and whether it is the one that was written.

Knows nothing about tasks.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cutter.batch.task import Made

_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file's looks. No inode: some network disks make them up at every look."""

    size: int
    """Bytes."""
    mtime_ns: int


def stamp_of(path: Path) -> Stamp | None:
    """Return what a file looks like; None where there is no regular file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def digest_of(path: Path) -> str:
    """Return the BLAKE2b-128 of a file's bytes, hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def below(path: Path, folder: Path) -> str:
    """Return a path below a folder, with `/`."""
    return os.path.relpath(path, folder).replace(os.sep, "/")


def difference(files: Iterable[Made], output: Path) -> str:
    """Return why files are not there as they were written, in one line; empty where they are."""
    for each in files:
        stamp = stamp_of(output / each.path)
        if stamp is None or stamp.size != each.size:
            told = "is not there as it was written" if stamp is None else "has another size"
            return f"{each.path}: {told}; do all who work on this batch share its folder?"
    return ""
