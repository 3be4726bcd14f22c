"""Removes a profile, its history, and all that was derived from them.

Vectors of phrases, shots looked at and records of cuts go with them. What a disk keeps of removed
files, and backups, are out of reach.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from typing import TYPE_CHECKING

from cutter.errors import OutputRefused, ProfileError
from cutter.eyes.phrases import phrases_in
from cutter.files import data_folder
from cutter.pipeline.tasting import own_folder
from cutter.profile.beside import history_file, sidecar_file
from cutter.profile.read import read_profile
from cutter.profile.sharing import ledger_of
from cutter.schema import CutDefaults, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def forget(path: Path) -> tuple[Path, ...]:
    """Remove a profile, its history, and what was derived from them.

    A profile that was moved leaves its data under its old path's digest; so all goes in which one
    of its phrases is known. Of another profile that is only vectors, which are made again.

    Args:
        path: the profile's file; it may be gone already.

    Returns:
        The files and folders that were removed, the profile last.

    Raises:
        ProfileError: the file is no profile, or there is none and nothing is kept of it.
        OutputRefused: something cannot be removed; the profile is then still there.
    """
    if os.path.lexists(path):
        profile = read_profile(path)
        files = dict.fromkeys((path.resolve(), path))
    else:
        profile = Profile(path.stem, path, (), (), CutDefaults())
        files = {}
    beside = (history_file(path), sidecar_file(path), ledger_of(path))
    removed = _removed((*_derived_from(profile), *filter(os.path.lexists, beside), *files), path)
    if not removed:
        raise ProfileError(f"{path}: there is no such file, and nothing is kept of it", path)
    return removed


def forget_derived(path: Path) -> tuple[Path, ...]:
    """Remove what is kept of a profile outside its own files, where its words stand in the open.

    Raises:
        ProfileError: the file is no profile.
        OutputRefused: something cannot be removed.
    """
    return _removed(_derived_from(read_profile(path)), path)


def _removed(paths: Iterable[Path], profile: Path) -> tuple[Path, ...]:
    removed: list[Path] = []
    try:
        for path in paths:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
            removed.append(path)
    except OSError as error:
        raise OutputRefused(
            f"{error.filename or profile}: cannot be removed ({error.strerror}); "
            "mend its permissions and run this again"
        ) from error
    return tuple(removed)


def _derived_from(profile: Profile) -> tuple[Path, ...]:
    """Return what was derived from a profile: its own folder, and what holds one of its phrases.

    Of a folder whose profile is there still, only the files of vectors are meant: records of cuts
    are another viewer's, and could not be made again.
    """
    own = own_folder(profile)
    found = [own] if own is not None and own.is_dir() else []
    phrases = {item.text for item in profile.preferences if item.text}
    if profile.learned is not None:
        phrases |= {belief.text for belief in profile.learned.beliefs}
    for folder in sorted((data_folder() / "profiles").glob("*")):
        books = sorted(folder.glob("*.safetensors"))
        telling = [book for book in books if phrases & phrases_in(book)]
        if telling and folder != own:
            found += telling if _is_somebodys(folder) else [folder]
    return tuple(found)


def _is_somebodys(folder: Path) -> bool:
    """Whether records of cuts in a folder name a profile that is there still."""
    for record in folder.glob("cuts/*.json"):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            named = json.loads(record.read_bytes())["profile"]
            if named is None or os.path.lexists(named):
                return True
    return False
