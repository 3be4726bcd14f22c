"""Free space on a disk, and bytes in words. Knows nothing about what is written."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def free_bytes(folder: Path) -> int:
    """Return the bytes that are free where a folder is, or will be made.

    Raises:
        OSError: the system does not tell.
    """
    here = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(here).free


def megabytes(count: int) -> str:
    """Return bytes for people, rounded up, so that what is needed is never told as nothing."""
    return f"{math.ceil(count / 10**5) / 10:.1f} MB"
