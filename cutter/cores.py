"""How many cores this process may use, and how libraries are held to that. Imports none of them.

`CUTTER_CORES` says the most: a user may set it, and processes that share a machine get their part
of it so. Whatever is made is the same, to the byte, whatever it says.
"""

from __future__ import annotations

import os
from typing import Final

from cutter.errors import UsageError

VARIABLE: Final = "CUTTER_CORES"
_THEIRS: Final = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
"""What torch, numpy's arithmetic and OpenCV read, each once, when they are first imported."""


def limit() -> int | None:
    """Return the most cores that may be used, if somebody has said so.

    Raises:
        UsageError: what was said is no number of cores.
    """
    said = os.environ.get(VARIABLE, "").strip()
    if not said:
        return None
    if not (said.isdecimal() and said.isascii() and 0 < int(said) <= 4096):
        raise UsageError(f"{VARIABLE}={said}: write how many cores may be used, 1 or more")
    return int(said)


def cores() -> int:
    """Return how many cores this process may use.

    Raises:
        UsageError: see `limit`.
    """
    if hasattr(os, "sched_getaffinity"):
        there = len(os.sched_getaffinity(0)) or 1
    else:
        there = os.cpu_count() or 1
    most = limit()
    return there if most is None else min(there, most)


def hold(count: int) -> None:
    """Hold this process, and those that it starts, to so many cores from now on.

    Libraries that are imported already go on as they are.

    Args:
        count: 1 or more.
    """
    os.environ[VARIABLE] = str(count)
    os.environ.update(dict.fromkeys(_THEIRS, str(count)))


def hold_as_told() -> None:
    """Hold this process to what `CUTTER_CORES` says; what is said to a library itself stands.

    What makes no sense is left to `limit` to refuse.
    """
    said = os.environ.get(VARIABLE, "").strip()
    if said.isdecimal():
        for name in _THEIRS:
            os.environ.setdefault(name, said)
