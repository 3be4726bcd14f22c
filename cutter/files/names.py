"""Whether a file's name can be one on this system. Knows nothing about what is there."""

from __future__ import annotations

import os
import re

_DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])", re.IGNORECASE)
"""Names that Windows takes for devices, whatever suffix follows (Microsoft, "Naming Files")."""
_NOT_ON_WINDOWS = frozenset('<>:"/\\|?*')


def fault_of(name: str, *, windows: bool = os.name == "nt") -> str:
    """Return why no file can have this name; nothing if one can.

    Args:
        name: the last part of a path.
        windows: whether Windows' rules hold.
    """
    if "\0" in name:
        return "no name can hold a NUL"
    if name in ("", ".", "..") or (not windows and "/" in name):
        return "it names a folder"
    if not windows:
        return ""
    if _DEVICES.fullmatch(name.partition(".")[0].rstrip(" ")):
        return "Windows takes it for a device"
    odd = sorted({char for char in name if char in _NOT_ON_WINDOWS or ord(char) < 32})
    if odd:
        return f"Windows takes no {' '.join(map(repr, odd))} in a name"
    return "Windows takes no name that ends in a dot or a blank" if name[-1] in ". " else ""
