"""A folder held open, so that what is moved into it gets there, whatever its name leads to by then.

Knows nothing about what is moved.
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, held open so that what is moved into it gets there and nowhere else."""

    path: Path
    descriptor: int | None
    """None where the system moves nothing by descriptors."""

    def take(self, part: Path, target: Path) -> None:
        """Move a file from a folder within this one to its place, and flush the entries.

        Raises:
            OSError: the disk refuses, or another folder has this one's name by now.
        """
        if self.descriptor is None:
            part.replace(target)
            return
        if not os.path.samestat(self.path.stat(), os.fstat(self.descriptor)):
            raise OSError(errno.ESTALE, "its folder was exchanged meanwhile")
        os.replace(
            part.relative_to(self.path),
            target.name,
            src_dir_fd=self.descriptor,
            dst_dir_fd=self.descriptor,
        )
        # Done; a file system that cannot flush a folder does not undo it.
        with contextlib.suppress(OSError):
            os.fsync(self.descriptor)


@contextlib.contextmanager
def held(path: Path) -> Iterator[Folder]:
    """Hold a folder open for the length of a block."""
    if os.rename not in os.supports_dir_fd:
        yield Folder(path, None)
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Folder(path, descriptor)
    finally:
        os.close(descriptor)
