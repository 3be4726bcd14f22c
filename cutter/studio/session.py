"""A session: one film at one viewer's studio, and the private folder that outlives its server.

Knows nothing about what a cut is. What the page is sent is made elsewhere.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.errors import OutputRefused
from cutter.files import data_folder, private_folder
from cutter.files.locks import system_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cutter.pipeline import Look, Wish

STATE: Final = "state.json"
"""The choices, with those that can be undone."""
OUT: Final = "out"
"""Folder of finished files: all that is served of a session's folder."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a studio was opened with."""

    film: Path
    """Resolved."""
    profile: Path | None
    look: Look
    wish: Wish
    """What the command line says of the cut; the page starts with it."""
    folder: Path
    arguments: tuple[str, ...] = ()
    """Options by which a command of cutter looks at the film as this session does."""
    command: str = ""
    """What to type to open the same studio again."""
    output: Path | None = None
    """Folder of finished files where one is asked for; it is the user's, and may hold others."""

    @property
    def state(self) -> Path:
        """The file of the choices."""
        return self.folder / STATE

    @property
    def out(self) -> Path:
        """The folder of finished files."""
        return self.folder / OUT if self.output is None else self.output


def session_folder(film: Path, profile: Path | None) -> Path:
    """Return where the session of a film and a profile lies unless another folder is named."""
    # Names may tell a taste; their digest does not.
    told = f"{film.resolve()}\n{'' if profile is None else profile.resolve()}"
    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return data_folder() / "studio" / digest


def made_folder(folder: Path) -> Path:
    """Return a folder that the user named, resolved; it is made where the one above it is there.

    Raises:
        OutputRefused: it cannot be made, or nothing may be written there.
    """
    try:
        folder.mkdir(exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return folder.resolve(strict=True)
    except OSError as error:
        told = f"--output {folder}: no folder to write to ({error.strerror})"
        raise OutputRefused(f"{told}; name another") from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other studios out of a session's folder while a block lasts; it is made if need be.

    Raises:
        OutputRefused: another studio is open there, or nothing can be written.
    """
    import filelock

    try:
        private_folder(folder)
        private_folder(folder / OUT)
        lock = system_lock(folder / "session.lock", mode=0o600)
        lock.acquire(timeout=0.3)
    except filelock.Timeout as error:
        raise OutputRefused(
            "a studio of this film and profile is open already; close it, or name another folder "
            "with --session"
        ) from error
    except OSError as error:
        raise OutputRefused(
            f"{folder}: nothing can be written there ({error.strerror}); name another folder with "
            "--session"
        ) from error
    try:
        yield
    finally:
        lock.release()
