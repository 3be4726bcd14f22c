"""A file of denied words turned into a list. Knows nothing about films."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cutter.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 2**20
"""A list of words is a page or ten; beyond a megabyte a file is something else."""


def read_denied(path: Path) -> tuple[str, ...]:
    """Read words and phrases, one a line; empty lines and those that begin with `#` are left out.

    Raises:
        InputError: the file cannot be read, is no text, or holds no word.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"--deny-words {path}: too large for a list of words")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"--deny-words {path}: not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"--deny-words {path}: cannot be read ({error.strerror})") from error
    lines = (line.strip() for line in text.splitlines())
    words = tuple(line for line in lines if line and not line.startswith("#"))
    if not any(word.strip("* ") for word in words):
        raise InputError(f"--deny-words {path}: holds no word; write one a line")
    return words
