"""Sealed profiles of a batch opened once, before any work, so that nobody is asked in the night.

Their keys go to processes that do the work in memory alone. Knows nothing about what profiles say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cutter.errors import ProfileError, UsageError
from cutter.files.sealed import hold_keys, keep_passphrase, lock_on, opened, proven_keys
from cutter.profile.sealing import private_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cutter.files.sealed import Lock


def unlock(profiles: Iterable[Path]) -> dict[Lock, bytes]:
    """Open what is sealed of profiles and their histories, asking once for each lock.

    The passphrase leaves the environment, so that no process started after this inherits it.

    Args:
        profiles: those of the batch; what cannot be opened is passed over, for whoever reads it is
            told.

    Returns:
        Their keys, to be handed to `cutter.files.sealed.hold_keys` in processes that do the work,
        over the pipe that starts them.
    """
    for profile in profiles:
        for path in private_files(profile):
            if lock_on(path) in (None, *proven_keys()):
                continue
            try:
                opened(path.read_bytes(), path)
            except (ProfileError, UsageError, OSError):
                continue
            hold_keys(proven_keys())
    keep_passphrase()
    return proven_keys()


def refuse_sealed(profiles: Iterable[Path], why: str) -> None:
    """Refuse sealed profiles where their keys would have to leave this machine's memory.

    Args:
        profiles: those of the batch.
        why: what it is that they cannot be used with.

    Raises:
        UsageError: one is sealed.
    """
    for profile in profiles:
        if any(lock_on(path) is not None for path in private_files(profile)):
            raise UsageError(
                f"{why}: {profile} is sealed, and its key is handed to no other machine and no "
                "other program; run without it, or open the profile first: cutter profile unseal"
            )
