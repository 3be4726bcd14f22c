"""The user's folders, private ones among them. Knows nothing about what is kept there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from cutter.errors import OutputRefused

PRIVATE = 0o600
"""Mode of files that hold taste."""
PRIVATE_FOLDER = 0o700
"""Mode of folders that hold such files."""
NO_HOME = Path(os.devnull) / "no home folder (name one with --cache)"
"""Stands for the folders of a user who has no home: it lies below a file, so nothing can be kept
there; whoever tries is told by the system, and works without."""


def cache_folder(override: Path | None = None) -> Path:
    """Return the folder of stored Analyses: `override`, else the user's cache folder."""
    return override if override is not None else _users("user_cache_dir")


def libraries(override: Path | None = None) -> Path:
    """Return the folder of the libraries that are searched; it lies in the cache folder."""
    return cache_folder(override) / "library"


def proxies(override: Path | None = None) -> Path:
    """Return the folder of films made anew for browsers; it lies in the cache folder."""
    return cache_folder(override) / "proxies"


def data_folder() -> Path:
    """Return the user's data folder, where what belongs to profiles is kept."""
    return _users("user_data_dir")


def data_of(path: Path) -> Path:
    """Return the folder in the user's data for what belongs to one file of theirs."""
    # The path itself may tell a name; its digest does not.
    digest = hashlib.blake2b(str(path.resolve()).encode(), digest_size=8).hexdigest()
    return data_folder() / "profiles" / digest


def config_folder() -> Path:
    """Return the user's configuration folder, where a `cutter.toml` may lie."""
    return _users("user_config_dir")


def _users(kind: str) -> Path:
    """Return one of the user's folders; for a user without a home one that cannot be made."""
    import platformdirs

    try:
        folder = Path(getattr(platformdirs, kind)("cutter", appauthor=False))
    except RuntimeError:
        return NO_HOME
    # Other versions of platformdirs name a folder called `~`, wherever we happen to be.
    return folder if folder.is_absolute() else NO_HOME


def private_folder(path: Path) -> None:
    """Make a folder that nobody else may enter, and each missing parent of it likewise.

    Parents that are there already stay as they are; the folder itself is closed to others.

    Raises:
        OSError: the disk refuses.
    """
    # Path.mkdir would give the parents the umask's mode.
    for folder in reversed([path, *path.parents]):
        if not folder.is_dir():
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)


def size_of(folder: Path) -> int:
    """Return the bytes of the files in a folder; what goes away meanwhile is not counted."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def remove_folder(folder: Path) -> None:
    """Remove a folder of ours and all in it; nothing happens where it is not there.

    Raises:
        OutputRefused: not all of it can be removed.
    """
    # Twice: another run may be at work in it.
    for _ in range(2):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise OutputRefused(f"{folder}: cannot be removed whole; remove it by hand")


def may_others_write(path: Path) -> bool:
    """Whether a file may be changed by others than its owner; unknown is no."""
    try:
        return os.name != "nt" and bool(path.stat().st_mode & 0o002)
    except OSError:
        return False
