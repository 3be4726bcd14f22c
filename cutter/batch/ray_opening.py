"""A Ray to speak to: one of our own on this machine, or the cluster that it is part of.

Knows nothing about tasks.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cutter.progress import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cutter.batch.ray_words import Opening

OBJECT_STORE: Final = 80 * 2**20
"""Bytes of shared memory; the least that Ray takes is 75 MiB, and what we send is some kB."""
ANSWER_IN: Final = 10.0
"""Seconds that a cluster's head gets to take a connection."""


@contextlib.contextmanager
def connected(opening: Opening) -> Iterator[Any]:
    """Return Ray, connected, for the length of a block; one that was begun here ends with it."""
    before = Path.cwd()
    # Workers look for modules where their driver is.
    os.chdir(opening.folder)
    try:
        import ray

        how: dict[str, Any] = {"configure_logging": False, "log_to_driver": False}
        if opening.address is None:
            how |= {"num_cpus": opening.cores, "include_dashboard": False}
            # Ray lets everybody into its own folder; this one lies in ours.
            folder = str(Path(opening.folder) / "r")
            how |= {"object_store_memory": OBJECT_STORE, "_temp_dir": folder}
        refuse_unanswered(opening.address)
        ray.init(address=opening.address or "local", **how)
        try:
            yield ray
        finally:
            ray.shutdown()
    finally:
        os.chdir(before)
        # The batch may be gone, and can do it no more.
        shutil.rmtree(opening.folder, ignore_errors=True)


def refuse_unanswered(address: str | None) -> None:
    """Check that somebody listens at a cluster's address: Ray itself would try for minutes.

    Raises:
        ConnectionError: nobody does.
    """
    host, colon, port = (address or "").rpartition(":")
    if not colon:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER_IN).close()
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConnectionError(f"nobody answers ({reason})") from error


def why(error: Exception, address: str | None) -> str:
    """Return in one line why there is no Ray to speak to."""
    said = one_line(str(error).strip().partition("\n")[0])
    if address is None:
        return f"no Ray could be begun on this machine ({type(error).__name__}: {said})"
    advice = (
        "begin a cluster with `ray start --head`, and let this machine be part of it with "
        "`ray start --address=HOST:PORT`"
    )
    return f"no cluster at {address} could be joined ({said}); {advice}"
