"""Files of a store, read and written on disks that other machines may change at the same moment.

What goes wrong is told once and never stops the work. Knows nothing about what is in a file.
"""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING, TypeVar

from cutter.analysis.stored import OfAnother
from cutter.errors import RenderError
from cutter.files import write_whole
from cutter.files.space import free_bytes, megabytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cutter.progress import Progress

Value = TypeVar("Value")

BYTES_PER_SECOND = 10_000
"""What is stored of a second of film, about: 9.8 kB of the sample film, nearly all of it pictures
of its keyframes."""
LEAST_ROOM = 10**6
"""Bytes that are needed for any film."""
_GONE = {errno.ENOENT, errno.ESTALE}
"""What a shared disk answers when another machine has exchanged a file or a folder meanwhile."""


class StoreFiles:
    """The files below one folder."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        """Use `folder`, which is made when first written to; faults are told to `progress`."""
        self._folder = folder
        self._progress = progress
        self._is_writable = True
        self._is_told = False

    def expect(self, seconds: float) -> None:
        """Say if there is no room for what is kept of so long a film, and write nothing then."""
        size = LEAST_ROOM + int(seconds * BYTES_PER_SECOND)
        with contextlib.suppress(OSError):
            free = free_bytes(self._folder)
            if free < size:
                self._is_writable = False
                self._progress.warn(
                    f"the analysis is not kept: about {megabytes(size)} are needed for it in "
                    f"{self._folder.parent}, {megabytes(free)} are free; make room, or name "
                    "another folder with --cache"
                )

    def read(self, path: Path, unpack: Callable[[bytes], Value]) -> Value | None:
        """Return what is in a file; None where it is missing, of something else, or unusable.

        Args:
            path: the file.
            unpack: makes the value of the file's bytes; raises ValueError where they are damaged,
                OfAnother where they are sound and belong to something else.
        """
        try:
            # What another machine wrote just now may be there at the second look only: the first
            # was answered from what this one remembered of the folder, or of the file before.
            try:
                return unpack(path.read_bytes())
            except (FileNotFoundError, NotADirectoryError):
                if path.name not in _names_in(path.parent):
                    return None
            except OfAnother:
                return None
            except (OSError, ValueError):
                pass
            return unpack(path.read_bytes())
        except (FileNotFoundError, OfAnother):
            return None
        except (OSError, ValueError) as error:
            # One line for all of them: what is wrong with one is mostly wrong with the others.
            if not self._is_told:
                self._progress.warn(f"stored analysis {path.name} is unusable ({error}); made anew")
            self._is_told = True
            return None

    def write(self, path: Path, data: bytes) -> None:
        """Write a file whole, in a folder that is made where it is missing."""
        if not self._is_writable:
            return
        try:
            try:
                _write_in_folder(path, data)
            except (OSError, RenderError) as error:
                if not _is_gone(error):
                    raise
                _write_in_folder(path, data)
        except (OSError, RenderError) as error:
            self._is_writable = False
            self._progress.warn(f"the analysis is not kept: {error}")


def _write_in_folder(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data, overwrite=True)


def _is_gone(error: BaseException) -> bool:
    """Whether a folder went away while a file was written to it, as when a store is cleared."""
    why = error.__cause__ if isinstance(error, RenderError) else error
    # What is refused without a cause is a folder that is not there any more.
    return why is None or (isinstance(why, OSError) and why.errno in _GONE)


def _names_in(folder: Path) -> frozenset[str]:
    """Return the names in a folder; listing it makes a network disk ask its server."""
    try:
        return frozenset(path.name for path in folder.iterdir())
    except OSError:
        return frozenset()
