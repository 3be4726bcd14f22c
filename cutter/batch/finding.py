"""Films and profiles as people name them: files, folders with those inside, patterns.

What is named and not there is told, not raised: a batch goes on without it. Opens no file.
"""

from __future__ import annotations

import glob
import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.batch.journal import NAME
from cutter.errors import InputError, ProfileError, UsageError
from cutter.pipeline.opening import FILMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_NO_PROFILE: Final = ".shares.json"
"""What a profile spent on sharing lies beside it (`profile.sharing`)."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What was named and cannot be had."""

    name: str
    """As it was written."""
    cause: str
    """One line that says what is wrong and what to do."""
    code: int
    """The exit code that it would have alone."""
    path: Path | None = None
    """Absolute; None where no single file is meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files that several names lead to, in the order of the names, each once; and what not."""

    paths: tuple[Path, ...]
    """Absolute."""
    missing: tuple[Missing, ...] = ()


def find_films(names: Sequence[str], *, but: Path | None = None) -> Found:
    """Return the films that files, folders and patterns lead to.

    Args:
        names: as they were written.
        but: a folder in which none is looked for, as that of the cuts; absolute.

    Raises:
        UsageError: all below that folder is named.
    """
    return _find(names, but, lambda path: path.suffix.lower() in FILMS, "film", InputError)


def find_profiles(names: Sequence[str]) -> Found:
    """Return the profiles that files, folders and patterns lead to; see `find_films`."""

    def is_profile(path: Path) -> bool:
        name = path.name.lower()
        return name.endswith(".json") and not name.endswith(_NO_PROFILE)

    return _find(names, None, is_profile, "profile", ProfileError)


def absolute(path: Path) -> Path:
    """Return a path from the root, its links kept: what they are called may be what is meant."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - resolve() would follow links


def anchored(name: str, folder: Path) -> str:
    """Return a file, folder or pattern that was named in a file, as it is named from here.

    Args:
        name: as it was written.
        folder: where the file lies in which it was written.
    """
    plain = Path(name).expanduser()
    if plain.is_absolute() or os.path.lexists(folder / plain) or not glob.has_magic(name):
        return str(folder / plain)
    # The folder's own name is no pattern, whatever signs are in it.
    return str(Path(glob.escape(str(folder))) / plain)


def _find(
    names: Sequence[str],
    but: Path | None,
    is_one: Callable[[Path], bool],
    noun: str,
    error: type[InputError | ProfileError],
) -> Found:
    """Return what the names lead to; a file that is named itself may be called anything."""
    found: dict[Path, Path] = {}
    missing: list[Missing] = []
    for name in names:
        path, single = Path(name).expanduser(), None
        if path.is_dir():
            left_out, why = _left_out(path, but, noun), f"holds no {noun}"
            inside = [each for each in _files_in(path, left_out) if is_one(each)]
        elif os.path.lexists(path):
            inside, why = [path], ""
        elif glob.has_magic(name):
            left_out, why = _left_out_by(path, but, noun), f"leads to no {noun}"
            inside = list(_matches(str(path), left_out, is_one))
        else:
            inside, why, single = [], f"there is no such {noun}", absolute(path)
        for each in inside:
            found.setdefault(each.resolve(), absolute(each))
        if not inside:
            missing.append(Missing(name, f"{path}: {why}", error.exit_code, single))
    return Found(tuple(found.values()), tuple(missing))


def _left_out(folder: Path, but: Path | None, noun: str) -> Path | None:
    """Return the folder that is left out of another, if it lies there.

    Raises:
        UsageError: it is that folder itself.
    """
    if but == absolute(folder):
        raise UsageError(
            f"{folder}: the cuts would go there too and be taken for {noun}s; name another folder "
            "with -o"
        )
    return but if but is not None and but.is_relative_to(absolute(folder)) else None


def _left_out_by(pattern: Path, but: Path | None, noun: str) -> Path | None:
    """Return the same for the folder that a pattern begins in; `**` leads to all below it."""
    folder = _fixed(pattern)
    if but == absolute(folder) and "**" not in pattern.parts:
        return None
    return _left_out(folder, but, noun)


def _fixed(pattern: Path) -> Path:
    """Return the folder that a pattern begins in."""
    return Path(*itertools.takewhile(lambda part: not glob.has_magic(part), pattern.parts[:-1]))


def _matches(pattern: str, but: Path | None, is_one: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield what a pattern leads to, by name; of folders what is in them.

    One that names a suffix is taken at its word; `*` alone leads to what looks like one.
    """
    suffix = Path(pattern).suffix
    begin = _fixed(Path(pattern))
    is_told = bool(suffix) and not glob.has_magic(suffix)
    for match in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 - it takes any path
        each = Path(match)
        if each.is_dir():
            yield from (inside for inside in _files_in(each, but) if is_one(inside))
        elif _is_in(each, but) or ("**" in pattern and _is_made(each, begin)):
            continue
        elif is_told or is_one(each):
            yield each


def _files_in(folder: Path, but: Path | None) -> Iterator[Path]:
    """Yield the files under a folder by name, but hidden ones; no link to a folder is followed.

    What a batch made is no film, in whatever folder of its own it lies.
    """
    for root, folders, files in os.walk(folder):
        if NAME in files and Path(root) != folder:
            folders.clear()
            continue
        folders[:] = sorted(
            name for name in folders if name[0] != "." and not _is_in(Path(root, name), but)
        )
        yield from (Path(root, name) for name in sorted(files) if name[0] != ".")


def _is_made(path: Path, folder: Path) -> bool:
    """Whether a file lies in a batch's folder below this one."""
    below = itertools.takewhile(lambda parent: parent != folder, path.parents)
    return any((parent / NAME).exists() for parent in below)


def _is_in(path: Path, folder: Path | None) -> bool:
    return folder is not None and absolute(path).is_relative_to(folder)
