"""Reads the profiles that lie in a folder. Knows nothing about what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import ProfileError
from cutter.profile.read import read_profile
from cutter.profile.sharing import ledger_of

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.schema import Profile


def profiles_in(folder: Path) -> tuple[tuple[Profile, ...], tuple[str, ...]]:
    """Return the profiles in a folder by the order of their names, and why others are none.

    Args:
        folder: its `.json` files are read, those of folders inside it are not.

    Raises:
        ProfileError: there is no such folder, or no profile in it.
    """
    if not folder.is_dir():
        raise ProfileError(f"{folder}: there is no such folder; name one with profiles", folder)
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".json")
    except OSError as error:
        raise ProfileError(f"{folder}: cannot be read ({error.strerror})", folder) from error
    # What a profile spent on sharing lies beside it, and is none.
    ledgers = {ledger_of(path) for path in paths}
    paths = [path for path in paths if path not in ledgers]
    profiles, faults = [], []
    for path in paths:
        try:
            profiles.append(read_profile(path))
        except ProfileError as error:
            faults.append(str(error))
    if not profiles:
        why = f"; {faults[0]}" if faults else ""
        raise ProfileError(f"{folder}: holds no profile, no sound .json file{why}", folder)
    return tuple(profiles), tuple(faults)
