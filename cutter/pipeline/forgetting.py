"""Removes a profile and all that was derived from it: vectors of its phrases, shots looked at.

What a disk keeps of removed files, and backups, are out of reach.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from cutter.errors import OutputRefused, ProfileError
from cutter.eyes.phrases import phrases_in
from cutter.files import data_folder
from cutter.pipeline.tasting import own_folder
from cutter.profile.read import read_profile
from cutter.schema import CutDefaults, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def forget(path: Path) -> tuple[Path, ...]:
    """Remove a profile and what was derived from it.

    A profile that was moved leaves its data under its old path's digest; so every folder goes in
    which one of its phrases is known. Of another profile that is no loss: it is made again.

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
    removed: list[Path] = []
    folder = own_folder(profile)
    try:
        own = (folder,) if folder is not None and folder.is_dir() else ()
        for kept in dict.fromkeys((*own, *_folders_with(profile))):
            shutil.rmtree(kept)
            removed.append(kept)
        for file in files:
            file.unlink(missing_ok=True)
            removed.append(file)
    except OSError as error:
        raise OutputRefused(
            f"{error.filename or path}: cannot be removed ({error.strerror}); "
            "mend its permissions and run this again"
        ) from error
    if not removed:
        raise ProfileError(f"{path}: there is no such file, and nothing is kept of it", path)
    return tuple(removed)


def forget_derived(path: Path) -> tuple[Path, ...]:
    """Remove what is kept of a profile outside its own files, where its words stand in the open.

    Raises:
        ProfileError: the file is no profile.
        OutputRefused: something cannot be removed.
    """
    profile = read_profile(path)
    folder = own_folder(profile)
    own = (folder,) if folder is not None and folder.is_dir() else ()
    return _removed(dict.fromkeys((*own, *_folders_with(profile))), path)


def _removed(folders: Iterable[Path], path: Path) -> tuple[Path, ...]:
    removed: list[Path] = []
    try:
        for folder in folders:
            shutil.rmtree(folder)
            removed.append(folder)
    except OSError as error:
        raise OutputRefused(
            f"{error.filename or path}: cannot be removed ({error.strerror}); "
            "mend its permissions and run this again"
        ) from error
    return tuple(removed)


def _folders_with(profile: Profile) -> Iterator[Path]:
    """Yield the folders of profiles' data in which vectors of one of the phrases lie."""
    phrases = {item.text for item in profile.preferences if item.text}
    for folder in sorted((data_folder() / "profiles").glob("*")):
        if any(phrases & phrases_in(book) for book in folder.glob("*.safetensors")):
            yield folder
