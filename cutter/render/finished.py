"""Finished pieces of a cut that a later run may take up, each with a digest of its bytes.

A piece is taken up only if it is, byte for byte, what was finished: what a killed machine left may
be of the right length and empty.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".digest"


def finish(part: Path, done: Path) -> None:
    """Give a piece that is written and checked its final name."""
    done.with_suffix(SUFFIX).write_text(_digest(part), encoding="ascii")
    part.replace(done)


def is_finished(done: Path) -> bool:
    """Whether a piece is there and is what was finished."""
    try:
        return done.with_suffix(SUFFIX).read_bytes() == _digest(done).encode()
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
