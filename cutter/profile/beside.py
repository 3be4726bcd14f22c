"""The private files that lie beside a profile: their names, the one lock over them, reading.

Knows nothing about what is in them. A link to a profile leads to the files beside what it links to.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputRefused, ProfileError
from cutter.files import PRIVATE, data_of, may_others_write, private_folder, sealed
from cutter.files.locks import system_lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE: Final = 60
"""Seconds to wait for another run that writes what belongs to the same profile."""


def history_file(profile: Path) -> Path:
    """Return where the history of a profile lies: `alice.history.jsonl` beside `alice.json`."""
    return _beside(profile, "history.jsonl")


def sidecar_file(profile: Path) -> Path:
    """Return where the traits of the shots that a history speaks of lie."""
    return _beside(profile, "history.safetensors")


@contextlib.contextmanager
def alone(profile: Path) -> Iterator[None]:
    """Let no other run write what belongs to this profile while a block lasts.

    It may be entered again within itself. Where locks do not work nobody is kept out: a write is
    still whole, but what two runs write at the same moment may lose the one's.

    Raises:
        OutputRefused: another run does not come to an end.
    """
    import filelock

    folder = data_of(profile)
    try:
        private_folder(folder)
        lock = system_lock(folder / "history.lock", mode=PRIVATE, is_singleton=True)
        lock.acquire(timeout=PATIENCE)
    except filelock.Timeout as error:
        raise OutputRefused(
            f"{profile}: another run has been writing for {PATIENCE} s; wait for it, or end it"
        ) from error
    except OSError:
        lock = None
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def read_private(path: Path, most: int) -> bytes | None:
    """Return what a private file holds, opened where it is sealed; None where there is none.

    Args:
        path: the file.
        most: bytes that it may have.

    Raises:
        ProfileError: it cannot be read or opened, is too large, or may be written by others.
    """
    try:
        if not path.exists():
            return None
        if not path.is_file():
            raise ProfileError(f"{path}: is no regular file; move it away", path)
        if may_others_write(path):
            raise ProfileError(
                f"{path}: others on this machine may change it, so it is not trusted; look through "
                f"it, then: chmod 600 {path.name}",
                path,
            )
        with path.open("rb") as stream:
            # A sealed file is a third larger.
            data = sealed.opened(stream.read(2 * most), path)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise ProfileError(
            f"{path}: cannot be read ({why}); check its permissions", path
        ) from error
    if len(data) > most:
        raise ProfileError(f"{path}: is larger than {most // 2**20} MB; this is no such file", path)
    return data


def write_private(profile: Path, path: Path, data: bytes) -> None:
    """Write a private file of a profile whole, or remove it where there is nothing to hold.

    It is sealed where the profile is.

    Raises:
        ProfileError: the key is not to be had.
        RenderError: the disk refuses; the old file is still there.
    """
    if data:
        sealed.write_private(path, data, sealed.lock_on(profile))
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputRefused(f"{path}: cannot be removed ({error.strerror})") from error


def _beside(profile: Path, ending: str) -> Path:
    real = profile.resolve() if profile.is_symlink() else profile
    path = real.with_name(f"{real.stem}.{ending}")
    return path.resolve() if path.is_symlink() else path
