"""The library of one model: volumes found by key, new films added, gone ones dropped.

Files of volumes are never changed: a change writes a new one, then the catalogue, then removes
what no longer counts. So whoever reads meanwhile, in this process or another, has the library of
before or that of after. What is broken is made anew from the store; where nothing can be written
the work goes on in memory. Knows nothing about paths of films or what is looked for.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from cutter.analysis.library.catalogue import Catalogue, Listed, read_catalogue, write_catalogue
from cutter.analysis.library.shelf import Shelf, digest_of, write_shelf
from cutter.errors import RenderError
from cutter.files import atomic_output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cutter.analysis.library.catalogue import Seen
    from cutter.analysis.library.codes import Codes
    from cutter.schema.volume import Volume

LOCK_PATIENCE = 60
"""Seconds to wait for another process that changes the library; then this one keeps nothing."""
GROWTH = 2
"""A file of volumes is written anew with what is added while it is at most so many times as large:
each volume is then written again only some log2(n) times."""
MOST_GONE = 0.25
"""Share of a file's rows that may be gone before it is written anew."""
LARGE = 100_000
"""Vectors of pictures from which a file of volumes gets an index: to look at so many takes 5 ms."""
_TRIES = 3
SUFFIX, CODES = ".shelf", ".codes"


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
        self._codes: dict[str, Codes | None] = {}
        self._open()

    def __contains__(self, key: str) -> bool:
        """Whether there is a volume of this key."""
        return key in self._at or key in self.loose

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all volumes."""
        yield from self._at
        yield from self.loose

    def volume(self, key: str) -> Volume:
        """Return a volume by its key.

        Raises:
            KeyError: there is none.
        """
        return self.loose[key] if key in self.loose else self._at[key].volume(key)

    def shots(self, key: str) -> int:
        """Return how many shots a volume has."""
        return len(self.loose[key].spans) if key in self.loose else self._at[key].shots(key)

    def codes(self, shelf: Shelf) -> Codes | None:
        """Return the index of a file of volumes, read when first asked for; None: it has none."""
        name = shelf.path.name
        if name not in self._codes:
            self._codes[name] = self._read_codes(shelf)
        return self._codes[name]

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
            with self._held():
                self._change([v for v in volumes if v.key not in self._at], films)
                return ""
        except (OSError, RenderError, filelock.Timeout) as error:
            told = {**self.catalogue.films, **{n: seen for n, seen in films.items() if seen}}
            self.catalogue = replace(self.catalogue, films=told)
            self.loose = {v.key: v for v in volumes}
            return str(error)

    def lacks_index(self) -> bool:
        """Whether there is a large file of volumes without an index."""
        return any(map(self._is_to_be_indexed, self.shelves))

    def index(self) -> str:
        """Make the indexes of large files that have none; return why that failed, if it did."""
        import filelock

        from cutter.analysis.library.codes import write_codes

        try:
            with self._held():
                for shelf in self.shelves:
                    if not self._is_to_be_indexed(shelf):
                        continue
                    path = shelf.path.with_suffix(CODES)
                    with atomic_output(path, overwrite=True) as part:
                        write_codes(part, shelf.images)
                    told = _listed(path, _digest_of_bytes(path))
                    others = [each for each in self.catalogue.codes if each.name != path.name]
                    self.catalogue = replace(self.catalogue, codes=(*others, told))
                    self._codes.pop(shelf.path.name, None)
                write_catalogue(self._folder, self.catalogue)
                return ""
        except (OSError, RenderError, filelock.Timeout) as error:
            return str(error)

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """Hold the folder for this process, with what other processes have put there since."""
        import filelock

        self._folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(self._folder / "lock", timeout=LOCK_PATIENCE):
            self._open()
            yield

    def _is_to_be_indexed(self, shelf: Shelf) -> bool:
        return len(shelf.images) >= LARGE and self.codes(shelf) is None

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

    def _read_codes(self, shelf: Shelf) -> Codes | None:
        """Return the index that the catalogue names for a file, if it is whole and can be read."""
        from cutter.analysis.library.codes import Codes, is_available

        path = shelf.path.with_suffix(CODES)
        told = {each.name: each for each in self.catalogue.codes}.get(path.name)
        if told is None or not is_available():
            return None
        try:
            status = path.stat()
            is_same = (status.st_size, status.st_mtime_ns) == (told.size, told.changed)
            if not is_same and _digest_of_bytes(path) != told.digest:
                return None
            codes = Codes(path)
        except OSError:
            return None
        return codes if len(codes) == len(shelf.images) else None

    def _change(self, volumes: Sequence[Volume], films: Mapping[str, Seen | None]) -> None:
        """Write what has changed; the folder is held for this process."""
        told: dict[str, Seen | None] = {**self.catalogue.films, **films}
        kept = {name: seen for name, seen in told.items() if seen is not None}
        wanted = {seen.key for seen in kept.values()}
        staying, joined = self._sorted_out(volumes, wanted)
        listed = [each for each in self.catalogue.shelves if each.name in staying]
        if joined:
            listed.append(self._written(joined))
        stems = {each.name.removesuffix(SUFFIX) for each in listed}
        codes = [each for each in self.catalogue.codes if each.name.removesuffix(CODES) in stems]
        write_catalogue(self._folder, Catalogue(tuple(listed), tuple(codes), kept))
        for path in self._folder.iterdir():
            if path.suffix in (SUFFIX, CODES) and path.stem not in stems:
                # Where another process has it mapped, some systems do not let it go; next time.
                with contextlib.suppress(OSError):
                    path.unlink()
        self._open()

    def _sorted_out(
        self, volumes: Sequence[Volume], wanted: set[str]
    ) -> tuple[set[str], list[Volume]]:
        """Return the names of the files that stay, and the volumes for a new one."""
        joined = [volume for volume in volumes if volume.key in wanted]
        size = sum(len(volume.images) for volume in joined)
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
        return _listed(path, Shelf(path).digest)


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


def _listed(path: Path, digest: str) -> Listed:
    status = path.stat()
    return Listed(path.name, status.st_size, status.st_mtime_ns, digest)


def _digest_of_bytes(path: Path) -> str:
    import hashlib

    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
