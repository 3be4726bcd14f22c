"""The one door out: whatever cutter writes goes through here, whole or not at all.

`output.py` puts finished files into place, `scratch.py` holds what is made on the way, `held.py` a
folder that must not be swapped meanwhile; `names.py` and `space.py` check before any work.
"""

from cutter.files.folders import (
    NO_HOME,
    PRIVATE,
    PRIVATE_FOLDER,
    cache_folder,
    config_folder,
    data_folder,
    data_of,
    libraries,
    may_others_write,
    private_folder,
    proxies,
    remove_folder,
    size_of,
)
from cutter.files.output import atomic_output, refuse_unfit_target, write_whole

__all__ = [
    "NO_HOME",
    "PRIVATE",
    "PRIVATE_FOLDER",
    "atomic_output",
    "cache_folder",
    "config_folder",
    "data_folder",
    "data_of",
    "libraries",
    "may_others_write",
    "private_folder",
    "proxies",
    "refuse_unfit_target",
    "remove_folder",
    "size_of",
    "write_whole",
]
