"""The library of one model: volumes found by key, new films added, gone ones dropped.

Files of volumes are never changed: a change writes a new one, then the catalogue, then removes
what no longer counts. So whoever reads meanwhile, in this process or another, has the library of
before or that of after. What is broken is made anew from the store; where nothing can be written
the work goes on in memory. Knows nothing about paths of films or what is looked for.
"""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING

from cutter.analysis.library.catalogue import Catalogue, Listed, read_catalogue, write_catalogue
from cutter.analysis.library.shelf import Shelf, digest_of, write_shelf
from cutter.errors import RenderError
from cutter.files import atomic_output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cutter.analysis.library.catalogue import Seen
    from cutter.schema.volume import Volume

LOCK_PATIENCE = 60
"""Seconds to wait for another process that changes the library; then this one keeps nothing."""
GROWTH = 2
"""A file of volumes is written anew with what is added while it is at most so many times as large:
each volume is then written again only some log2(n) times."""
MOST_GONE = 0.25
"""Share of a file's rows that may be gone before it is written anew."""
_TRIES = 3
SUFFIX = ".shelf"


class Library:
    """The volumes of one model in one folder, as they were when it was opened."""

    def __init__(self, folder: Path) -> None:
        """Open what lies in `folder`; it may be missing."""
        self._folder = folder
        self.catalogue = Catalogue()
        self.shelves: tuple[Shelf, ...] = ()
        self.loose: dict[str, Volume] = {}
        """Volumes that are not in any file: they could not be written."""
        self.is_broken = False
        """Whether something of it could not be used; those films are looked up in the store."""
        self._open()

    def __contains__(self, key: str) -> bool:
        """Whether there is a volume of this key."""
        return key in self._at or key in self.loose

    def volume(self, key: str) -> Volume:
        """Return a volume by its key.

        Raises:
            KeyError: there is none.
        """
        return self.loose[key] if key in self.loose else self._at[key].volume(key)

    def add(self, volumes: Sequence[Volume], films: Mapping[str, Seen | None]) -> str:
        """Add volumes, and drop those that no film has any more.

        Args:
            volumes: new ones; none may be there already.
            films: what was found out of films, by the digest of their path; None: forget it.

        Returns:
            Why nothing is kept, in a few words; empty where all is.
        """
        import filelock

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self._folder / "lock", timeout=LOCK_PATIENCE):
                # Another process may have added some since.
                self._open()
                self._change([v for v in volumes if v.key not in self._at], films)
                return ""
        except (OSError, RenderError, filelock.Timeout) as error:
            told = {**self.catalogue.films, **{n: seen for n, seen in films.items() if seen}}
            self.catalogue = Catalogue(self.catalogue.shelves, told)
            self.loose = {v.key: v for v in volumes}
            return str(error)

    def _open(self) -> None:
        """Map what the catalogue names; another process may be at work in the folder."""
        for _ in range(_TRIES):
            found = read_catalogue(self._folder)
            self.is_broken = found is None
            self.catalogue = found or Catalogue()
            shelves: list[Shelf] = []
            is_whole = True
            for listed in self.catalogue.shelves:
                try:
                    shelves.append(_opened(self._folder, listed))
                except (OSError, ValueError):
                    is_whole = False
            self.shelves = tuple(shelves)
            self._at = {key: shelf for shelf in self.shelves for key in shelf.keys}
            if is_whole:
                return
        self.is_broken = True

    def _change(self, volumes: Sequence[Volume], films: Mapping[str, Seen | None]) -> None:
        """Write what has changed; the folder is held for this process."""
        told: dict[str, Seen | None] = {**self.catalogue.films, **films}
        kept = {name: seen for name, seen in told.items() if seen is not None}
        wanted = {seen.key for seen in kept.values()}
        staying, joined = self._sorted_out(volumes, wanted)
        listed = [each for each in self.catalogue.shelves if each.name in staying]
        if joined:
            listed.append(self._written(joined))
        write_catalogue(self._folder, Catalogue(tuple(listed), kept))
        names = {each.name for each in listed}
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path.name not in names:
                # Where another process has it mapped, some systems do not let it go; next time.
                with contextlib.suppress(OSError):
                    path.unlink()
        self._open()

    def _sorted_out(
        self, volumes: Sequence[Volume], wanted: set[str]
    ) -> tuple[set[str], list[Volume]]:
        """Return the names of the files that stay, and the volumes for a new one."""
        joined = [volume for volume in volumes if volume.key in wanted]
        size = sum(map(_rows, joined))
        staying = set()
        for shelf in sorted(self.shelves, key=lambda each: len(each.images)):
            living = [key for key in shelf.keys if key in wanted]
            left = sum(after - first for first, after in map(shelf.rows, living))
            is_worn = left < (1 - MOST_GONE) * len(shelf.images) or not living
            if is_worn or (joined and left <= GROWTH * size):
                joined += [shelf.volume(key) for key in living]
                size += left
            else:
                staying.add(shelf.path.name)
        return staying, joined

    def _written(self, volumes: Sequence[Volume]) -> Listed:
        path = self._folder / f"{secrets.token_hex(8)}{SUFFIX}"
        with atomic_output(path) as part:
            write_shelf(part, volumes)
        status = path.stat()
        return Listed(path.name, status.st_size, status.st_mtime_ns, Shelf(path).digest)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all volumes."""
        yield from self._at
        yield from self.loose


def _opened(folder: Path, listed: Listed) -> Shelf:
    """Return a file of volumes, whose content is read through only if it may have changed."""
    path = folder / listed.name
    shelf = Shelf(path)
    status = path.stat()
    if shelf.digest != listed.digest or status.st_size != listed.size:
        raise ValueError("it is another one")
    if status.st_mtime_ns != listed.changed and digest_of(path) != listed.digest:
        raise ValueError("damaged")
    return shelf


def _rows(volume: Volume) -> int:
    return len(volume.images)
