"""Messages become single lines, written at one go."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_WRITING = threading.Lock()


def write_line(line: str, stream: TextIO) -> None:
    """Write a line at one go: stages end in threads, and `print` writes the line's end apart."""
    with _WRITING:
        stream.write(f"{line}\n")
        stream.flush()


def one_line(message: str) -> str:
    """Return a message without line breaks and control characters (file names may hold any)."""
    return "".join(char if char.isprintable() else "?" for char in message)
