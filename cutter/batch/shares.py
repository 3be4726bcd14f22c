"""How a machine is shared out among tasks that run at once: its cores and its memory.

Knows nothing about which tasks there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.cores import cores

if TYPE_CHECKING:
    from cutter.pipeline.looking import Look

PART: Final = 0.8
"""Of the memory that is free: other programs want some too, and estimates err."""
TASK_MEMORY: Final = 500 * 10**6
"""Bytes that a task takes, its model aside, where nobody has estimated it: analysing a film of two
hours peaks at 370 MB, rendering in 1080p at 380 MB (docs/benchmarks.md)."""
LIBRARIES: Final = 500 * 10**6
"""Bytes that torch and open_clip take before there is a model."""


def room() -> int:
    """Return the bytes of memory that tasks may take altogether."""
    from cutter.eyes.machine import free_memory

    return int(PART * free_memory())


def model_memory(look: Look) -> int:
    """Return about how many bytes a process takes more once the model is loaded.

    Args:
        look: settled, so that its model is on this machine.
    """
    from cutter.errors import CutterError
    from cutter.eyes.models import find
    from cutter.eyes.weights import Wanted, understand

    if look.model == "basic":
        return 0
    try:
        known = understand("default" if look.model == "auto" else look.model)
        weights = find(known) if isinstance(known, Wanted) else known
        # As they lie there, and as fp32 beside that while they are loaded.
        return LIBRARIES + (0 if weights is None else 3 * weights.file.stat().st_size)
    except (CutterError, OSError):
        return LIBRARIES


def default_jobs(look: Look) -> int:
    """Return how many tasks to do at once: as many as there are cores, if memory allows.

    Args:
        look: with which eyes, settled.
    """
    each = TASK_MEMORY + model_memory(look)
    return max(1, min(cores(), room() // each))


def cores_of(jobs: int) -> int:
    """Return how many cores each of so many tasks gets."""
    return max(1, cores() // jobs)
