"""A saved cut of any form, with its films where they lie now.

A film is taken where the file names it, else, with a folder to look in, where one of its name and
content lies under that folder.
"""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.errors import InputError, SourceChanged, SourceNotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.interchange.reading import NamedFilm
    from cutter.media.policy import MediaPolicy
    from cutter.schema import EditDecisionList, Source

MOST_FILES: Final = 200_000
"""Files looked at by name under the folder to look in."""
MOST_READ: Final = 200
"""Files whose content is compared: at most 66 MB are read of each."""
DEEPEST: Final = 40
"""Folders inside each other."""
FILMS: Final = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".m2ts"})
"""Suffixes under which a film that was renamed is looked for."""


def open_cut(
    path: Path, *, relink: Path | None = None, policy: MediaPolicy | None = None
) -> EditDecisionList:
    """Return the cut that a file holds: a plan, or a timeline of a form that is read.

    Args:
        path: the file; its suffix tells the form, and one that tells none is a plan's.
        relink: a folder to look in, with those inside it, for films that are not where the file
            says, or no longer the same there.
        policy: the most that a film may be; the usual unless given.

    Raises:
        InputError: the file cannot be read, or asks for what its films do not hold.
        SourceNotFound: films are missing; the message names each.
        SourceChanged: another film lies where a timeline names its own.
        UsageError: the folder to look in is none.
    """
    from cutter.interchange.reading import is_timeline, reader_for, text_of

    reader = reader_for(path)
    text = text_of(path)
    named = reader.films(text, path)
    looked = None if relink is None else _Folder(relink)
    places = [_place(film, looked) for film in named]
    missing = [film for film, place in zip(named, places, strict=True) if place is None]
    if missing:
        raise SourceNotFound(_told(path, missing, relink), path)
    found = [_source(place, policy) for place in places if place is not None]
    if is_timeline(path):
        _refuse_others(path, named, found)
    edl = reader.read(text, path, found)
    if looked is None or edl.music is None or Path(edl.music.path).is_file():
        return edl
    from cutter.interchange.reading import NamedFilm

    bed = NamedFilm((edl.music.path,), edl.music.fingerprint)
    there = looked.find(bed)
    if there is None:
        raise SourceNotFound(_told(path, [bed], relink), path)
    return dataclasses.replace(edl, music=dataclasses.replace(edl.music, path=there.as_posix()))


def _source(place: Path, policy: MediaPolicy | None) -> Source:
    from cutter.media.source import open_source
    from cutter.pipeline.choosing import source_of

    return source_of(open_source(place, policy))


def _refuse_others(path: Path, named: Sequence[NamedFilm], found: Sequence[Source]) -> None:
    """Refuse a film that is not the one a timeline was made of; plans are checked when used."""
    for film, source in zip(named, found, strict=True):
        if film.fingerprint and film.fingerprint != source.fingerprint:
            raise SourceChanged(
                f"{source.path}: not the film that {path} was made of; put that one there, or name "
                "its folder with --relink DIR"
            )


def _place(film: NamedFilm, looked: _Folder | None) -> Path | None:
    """Return where a film lies; None for nowhere."""
    there = [Path(name) for name in film.paths if Path(name).is_file()]
    if looked is None:
        return there[0] if there else None
    if film.fingerprint:
        there = [path for path in there if _is_same(path, film.fingerprint)]
    return there[0] if there else looked.find(film)


def _is_same(path: Path, known: str) -> bool:
    from cutter.media.source import fingerprint

    try:
        return fingerprint(path) == known
    except InputError:
        return False


class _Folder:
    """A folder to look for films in."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UsageError(f"--relink {folder}: there is no such folder")
        self._folder = folder
        self._files: dict[str, list[Path]] = {}
        self._read = 0
        for path in files_in(folder):
            self._files.setdefault(_plain(path.name), []).append(path)

    def find(self, film: NamedFilm) -> Path | None:
        """Return the film of that name and content, or of that content under another name.

        Raises:
            InputError: several have the name, and the content is not known.
        """
        name = _plain(film.paths[0].rpartition("/")[2])
        named = self._files.get(name, [])
        if not named and "." not in name:
            # A list of reels knows no suffixes.
            named = [p for paths in self._files.values() for p in paths if _plain(p.stem) == name]
            named = [path for path in named if path.suffix.lower() in FILMS]
        if film.fingerprint:
            others = [
                path
                for paths in self._files.values()
                for path in paths
                if path not in named and path.suffix.lower() in FILMS
            ]
            return self._same((*named, *others), film.fingerprint)
        if len(named) > 1:
            places = ", ".join(str(path.relative_to(self._folder)) for path in named[:3])
            raise InputError(
                f"--relink {self._folder}: several files are called {named[0].name} ({places}); "
                "name a narrower folder"
            )
        return named[0].resolve() if named else None

    def _same(self, paths: Sequence[Path], known: str) -> Path | None:
        for path in paths:
            if self._read >= MOST_READ:
                return None
            self._read += 1
            if _is_same(path, known):
                return path.resolve()
        return None


def files_in(folder: Path) -> Iterator[Path]:
    """Yield regular files under a folder, by name; links are not followed."""
    left = MOST_FILES
    for root, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        if len(Path(root).relative_to(folder).parts) >= DEEPEST:
            folders.clear()
        for name in sorted(files):
            left -= 1
            if left < 0:
                return
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _plain(name: str) -> str:
    """Return a name as it is compared: systems differ in case and in how accents are stored."""
    return unicodedata.normalize("NFC", name).casefold()


def _told(path: Path, missing: Sequence[NamedFilm], relink: Path | None) -> str:
    names = ", ".join(film.paths[0] for film in missing)
    if relink is not None:
        return f"{path}: not found, nor under {relink}: {names}"
    return f"{path}: not found: {names}; name the folder to look in with --relink DIR"
