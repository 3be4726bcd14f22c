"""Makes words of others, such as a film's name, fit to be shown: nothing in them acts."""

from __future__ import annotations

import re
from typing import Any, Final

_ACTING: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, line breaks, switches of the writing direction, and what is no character.
Joiners stay: some scripts and most emoji need them."""
_INSTEAD: Final = "\ufffd"


def harmless(text: str) -> str:
    """Return the text in one line, without characters that do something instead of showing."""
    return _ACTING.sub(lambda found: " " if found[0].isspace() else _INSTEAD, text)


def harmless_value(value: Any) -> Any:  # noqa: ANN401
    """Return what a template is about to print, made harmless; what is no text stays as it is."""
    # A template's own marked text is a kind of str and must come back as the same kind.
    return type(value)(harmless(value)) if isinstance(value, str) else value
