"""Tells whether the film of a session is still the one that was opened.

What was chosen is counted in that film's shots; of another they would mean something else. Knows
nothing about cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import InputError
from cutter.media.source import fingerprint

if TYPE_CHECKING:
    from pathlib import Path


class SameFilm:
    """A film's file, and what it held when it was opened."""

    def __init__(self, path: Path, held: str) -> None:
        """Keep what the file is like.

        Args:
            path: the film.
            held: its fingerprint.
        """
        self._path, self._held = path, held
        self._stamp = _stamp(path)

    def check(self) -> None:
        """Look whether it is the same film; it is read only where its file has changed.

        Raises:
            InputError: it is gone, or another lies in its place.
        """
        stamp = _stamp(self._path)
        if stamp is not None and stamp == self._stamp:
            return
        if fingerprint(self._path) != self._held:
            raise InputError(
                f"{self._path}: is another film now; put the first one back, or end the studio"
                " and open this one",
                self._path,
            )
        self._stamp = stamp


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes with a file's content; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino
