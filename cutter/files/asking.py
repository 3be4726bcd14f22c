"""Who asks for a passphrase that the environment does not hold: the command line, if anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_asker: list[Callable[[str], str]] = []


def ask_with(asker: Callable[[str], str]) -> None:
    """Let passphrases be asked for.

    Args:
        asker: takes the prompt, returns what was answered; empty where nobody can answer.
    """
    _asker[:] = [asker]


def answer(prompt: str) -> str:
    """Return what is answered to a prompt; empty where nobody asks."""
    return _asker[0](prompt) if _asker else ""
