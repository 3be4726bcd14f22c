"""The films under a folder as volumes of a library, which is brought up to date on the way.

A film whose file, subtitles and stored parts are as they were is not opened: a folder of ten
thousand films costs one look at each file's size and time. Knows nothing about what is looked for.
"""

from __future__ import annotations

import bisect
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import InputError, UsageError
from cutter.files import cache_folder, libraries
from cutter.pipeline.looking import Look, analyze, recall
from cutter.pipeline.opening import FILMS, files_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cutter.analysis.library.catalogue import Seen
    from cutter.analysis.library.library import Library
    from cutter.eyes.embedder import Embedder
    from cutter.progress import Progress
    from cutter.schema import Analysis
    from cutter.schema.volume import Volume

EXTRA = "a large library is searched quicker with an index: pip install 'cutter[search]'"
AT_A_TIME = 100_000
"""Vectors that are gathered in memory before they are written: 200 MB of 512 numbers each."""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The films of a folder that can be searched, and those that cannot yet."""

    library: Library
    films: tuple[tuple[Path, str], ...]
    """Where each film lies, by name, and the key of its volume; equal films once."""
    waiting: tuple[Path, ...]
    """Films that are not analysed."""


def gather(
    folder: Path, look: Look, eyes: Embedder, *, is_analyzing: bool, progress: Progress
) -> Gathered:
    """Find the films under a folder, and bring their library up to date.

    Args:
        folder: looked through with the folders inside it; links are not followed.
        look: how the films are looked at.
        eyes: the model.
        is_analyzing: analyse films that are not analysed yet, rather than leave them out.
        progress: where stages are shown, and films that cannot be used are told.

    Raises:
        UsageError: there is no such folder.
        InputError: it holds no film.
    """
    from cutter.analysis.library.library import Library
    from cutter.analysis.store import Store

    films = _films_under(folder)
    library = Library(library_folder(look, eyes))
    work = _Work(library, Store(cache_folder(look.cache)), look, eyes, is_analyzing, progress)
    with progress.stage("gather", total=len(films)) as stage:
        for film in films:
            work.take(film)
            stage.advance()
    work.finish()
    keys: dict[str, Path] = {}
    for path, key in work.found:
        keys.setdefault(key, path)
    return Gathered(library, tuple((p, k) for k, p in keys.items()), tuple(work.waiting))


def library_folder(look: Look, eyes: Embedder) -> Path:
    """Return where the library of films that are looked at in this way lies."""
    from cutter.eyes.embedder import reader_of

    reader = reader_of(eyes)
    told = (
        eyes.name,
        "" if reader is None else reader.name,
        look.detector.key(),
        look.audio or "",
        look.language or "",
    )
    digest = hashlib.blake2b("\0".join(told).encode(), digest_size=16).hexdigest()
    return libraries(look.cache) / digest


@dataclass(frozen=True, slots=True)
class _Film:
    """A film's file."""

    path: Path
    name: str
    """What its path is known by."""
    file: str
    """What changes when it, or a file of subtitles beside it, does."""


class _Work:
    """Looks films up one by one, and hands the library what is new."""

    def __init__(
        self,
        library: Library,
        store: object,
        look: Look,
        eyes: Embedder,
        is_analyzing: bool,
        progress: Progress,
    ) -> None:
        from cutter.analysis.store import Store

        self.found: list[tuple[Path, str]] = []
        self.waiting: list[Path] = []
        self._library, self._look, self._eyes = library, look, eyes
        self._is_analyzing, self._progress = is_analyzing, progress
        self._store = store if isinstance(store, Store) else Store(cache_folder(look.cache))
        self._stamps = self._store.stamps()
        self._known: Mapping[str, Seen] = dict(library.catalogue.films)
        self._new: dict[str, Volume] = {}
        self._told: dict[str, Seen | None] = {
            name: None
            for name, seen in self._known.items()
            if seen.key and seen.fingerprint not in self._stamps
        }

    def take(self, film: _Film) -> None:
        """Take up a film."""
        seen = self._as_it_was(film)
        if seen is None:
            try:
                seen = self._looked_up(film)
            except InputError as error:
                self._progress.warn(f"left out: {error}")
                return
            self._told[film.name] = seen
        if seen.key:
            self.found.append((film.path, seen.key))
        else:
            self.waiting.append(film.path)
        if sum(len(volume.images) for volume in self._new.values()) >= AT_A_TIME:
            self._hand_over()

    def finish(self) -> None:
        """Hand over what is left, and have a large library indexed."""
        from cutter.analysis.library.codes import is_available

        if self._told or self._new:
            self._hand_over()
        if not self._library.lacks_index():
            return
        if not is_available():
            self._progress.note(EXTRA)
            return
        with self._progress.stage("index"):
            fault = self._library.index()
        if fault:
            self._progress.warn(f"the index of the library is not kept: {fault}")

    def _as_it_was(self, film: _Film) -> Seen | None:
        """Return what is known of a film, if nothing has changed since."""
        seen = self._known.get(film.name)
        if seen is None or seen.file != film.file:
            return None
        if seen.store != self._stamps.get(seen.fingerprint, 0):
            return None
        is_there = bool(seen.key) and (seen.key in self._library or seen.key in self._new)
        return seen if is_there or not (seen.key or self._is_analyzing) else None

    def _looked_up(self, film: _Film) -> Seen:
        from cutter.analysis.library.catalogue import Seen
        from cutter.media.source import fingerprint
        from cutter.taste.volumes import volume_of

        content = fingerprint(film.path)
        stamp = self._stamps.get(content, 0)
        analysis: Analysis | None = None
        if stamp:
            analysis = recall(film.path, look=self._look, eyes=self._eyes, progress=self._progress)
        if analysis is None and self._is_analyzing:
            analysis = analyze(film.path, look=self._look, eyes=self._eyes, progress=self._progress)
            self._stamps = self._store.stamps()
            stamp = self._stamps.get(content, 0)
        if analysis is None or not analysis.film.shots:
            return Seen(content, film.file, stamp, "")
        volume = volume_of(analysis)
        if volume.key not in self._library:
            self._new[volume.key] = volume
        return Seen(content, film.file, stamp, volume.key)

    def _hand_over(self) -> None:
        fault = self._library.add(list(self._new.values()), self._told)
        if fault:
            self._progress.warn(f"the library of shots is not kept: {fault}")
            return
        self._new, self._told = {}, {}


def _films_under(folder: Path) -> list[_Film]:
    """Return the films under a folder by name."""
    from cutter.media.subtitles import SUFFIXES, belongs_to

    if not folder.is_dir():
        told = "this is a file" if folder.exists() else "there is no such folder"
        raise UsageError(f"{folder}: {told}; name a folder with films")
    paths: list[Path] = []
    words: dict[Path, list[str]] = {}
    for path in files_in(folder):
        suffix = path.suffix.lower()
        if suffix in FILMS:
            paths.append(path)
        elif suffix in SUFFIXES:
            words.setdefault(path.parent, []).append(path.name)
    if not paths:
        raise InputError(f"{folder}: holds no film ({', '.join(sorted(FILMS))})", folder)
    root = folder.resolve()
    films = []
    for path in paths:
        names = _beginning_with(path.stem, words.get(path.parent, ()))
        beside = [found.path for name in names if (found := belongs_to(path, path.parent / name))]
        own = root / path.relative_to(folder)
        films.append(_Film(path, _digest([os.fspath(own)]), _digest(_state([path, *beside]))))
    return films


def _beginning_with(stem: str, names: Sequence[str]) -> Sequence[str]:
    """Return those of sorted names that begin with a stem."""
    first = bisect.bisect_left(names, stem)
    after = first
    while after < len(names) and names[after].startswith(stem):
        after += 1
    return names[first:after]


def _state(paths: Iterable[Path]) -> list[str]:
    """Return names, sizes and times of change of files."""
    told = []
    for path in paths:
        try:
            status = path.stat()
            told.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
        except OSError:
            told.append(f"{path.name} gone")
    return told


def _digest(parts: Sequence[str]) -> str:
    told = "\0".join(parts).encode(errors="surrogateescape")
    return hashlib.blake2b(told, digest_size=16).hexdigest()
