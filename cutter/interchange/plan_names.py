"""Names of files that are no text, as a plan holds them, through a parser that takes only text.

Python keeps such a byte as a lone surrogate, which JSON writes as an escape (`udcff`) and strict
parsers refuse. It passes them as a private character, and becomes itself again behind them.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Final

_ESCAPES: Final = re.compile(
    r"\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|udc(?P<byte>[89a-f][0-9a-f])|.)",
    re.IGNORECASE | re.DOTALL,
)
"""A pair that means one character, a byte that is no text, or any other escape of JSON."""
_PRIVATE: Final = 0x10FF00
"""Private use in Unicode's last plane; a name that holds such a character is left alone, unless the
same plan holds a name that is no text."""


def as_text(text: str) -> tuple[str, bool]:
    """Return a plan's text with its lone bytes as private characters; and whether it has any."""
    told = _ESCAPES.sub(
        lambda found: chr(_PRIVATE + int(found["byte"], 16)) if found["byte"] else found[0], text
    )
    return told, told != text


def as_names(value: Any) -> Any:  # noqa: ANN401
    """Return a value, all that is in it included, with its private characters as bytes again."""
    if isinstance(value, str):
        return "".join(
            chr(0xDC00 + ord(char) - _PRIVATE) if ord(char) >= _PRIVATE + 0x80 else char
            for char in value
        )
    if isinstance(value, tuple):
        return tuple(map(as_names, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        changed = {
            name: turned for name, held in fields.items() if (turned := as_names(held)) != held
        }
        return dataclasses.replace(value, **changed) if changed else value
    return value
