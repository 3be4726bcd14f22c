"""Seals a profile with its history and sidecar, and opens them for good.

Each file says itself how its key is had, so a run that was broken off leaves every file readable;
the same command again seals or opens the rest. Knows nothing about what the files say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cutter.errors import ProfileError
from cutter.files.sealed import lock_on, new_lock, opened, write_private
from cutter.profile.beside import alone, history_file, sidecar_file
from cutter.profile.read import read_profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def private_files(profile: Path) -> tuple[Path, ...]:
    """Return the files that hold a viewer's taste, those that are there, the profile last."""
    beside = (history_file(profile), sidecar_file(profile))
    return (*(path for path in beside if path.is_file()), profile)


def seal(profile: Path, kind: Literal["passphrase", "keyring"]) -> tuple[Path, ...]:
    """Seal a profile and what lies beside it; files that are sealed already stay so.

    Returns:
        The files that were sealed.

    Raises:
        ProfileError: the profile is none, or the key is not to be had.
        UsageError: the extra is not installed, or there is no keyring here.
        RenderError: a file cannot be written.
    """
    read_profile(profile)
    with alone(profile):
        return _sealed(private_files(profile.resolve()), kind)


def _sealed(files: Sequence[Path], kind: Literal["passphrase", "keyring"]) -> tuple[Path, ...]:
    locks = {path: lock_on(path) for path in files}
    known = next((lock for lock in locks.values() if lock is not None), None)
    if known is not None:
        # The same key for all, so that it is asked for once; a wrong one is noticed here.
        _opened(next(path for path in files if locks[path] is not None))
    lock = known or new_lock(kind)
    sealed = [path for path in files if locks[path] is None]
    for path in sealed:
        write_private(path, path.read_bytes(), lock)
    return tuple(sealed)


def unseal(profile: Path) -> tuple[Path, ...]:
    """Write a sealed profile and what lies beside it as plain text again.

    Returns:
        The files that were sealed before.

    Raises:
        ProfileError: the key is wrong or not to be had.
        RenderError: a file cannot be written.
    """
    with alone(profile):
        files = [path for path in private_files(profile.resolve()) if lock_on(path) is not None]
        held = [(path, _opened(path)) for path in files]
        for path, data in held:
            write_private(path, data, None)
    return tuple(files)


def _opened(path: Path) -> bytes:
    try:
        return opened(path.read_bytes(), path)
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read ({error.strerror})", path) from error
