"""Turns cells that list genres and tags into single words and phrases, in lower case."""

from __future__ import annotations

import re

MOST_WORDS = 20
"""Of one title; more are a catalogue's, not a viewer's."""
LONGEST = 40
"""Characters; a longer one is a sentence."""
_APART = re.compile(r"[,;|]")
_NOTHING = frozenset({"(no genres listed)", "n/a", "none", "unknown", "\\n", "\\\\n"})


def words_of(*cells: str) -> tuple[str, ...]:
    """Return the words that cells list, each once, in order.

    Args:
        cells: `Action|Sci-Fi`, `Action, Sci-Fi` or one word.

    Returns:
        At most `MOST_WORDS`, printable, of at most `LONGEST` characters.
    """
    found = dict.fromkeys(
        word
        for cell in cells
        for part in _APART.split(cell)
        if len(word := plain(part).casefold()) <= LONGEST
        # In other scripts than Latin one character may be a word.
        and (len(word) > 1 or not word.isascii())
        and word not in _NOTHING
        and any(char.isalpha() for char in word)
    )
    return tuple(found)[:MOST_WORDS]


def plain(text: str) -> str:
    """Return a text in one line, without characters that no file of ours may hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
