"""Where the parts of a JSON text stand, and single edits that leave the rest of it as it is.

Knows nothing about profiles. Texts are checked before: one value, in which no key stands twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """Where a member of an object, or an item of a list, stands in the text."""

    key: str
    """Of a member; of an item it is empty."""
    start: int
    """Of a member the place of its key, of an item that of its value."""
    value: int
    end: int
    """Just behind the value."""


def parts(text: str, at: int) -> tuple[list[Part], int]:
    """Return the parts of the object or list that begins at `at`, and where it closes."""
    decoder, found = json.JSONDecoder(), list[Part]()
    is_object = text[at] == "{"
    place = _skip(text, at + 1, _BLANK)
    while text[place] not in "}]":
        start, key = place, ""
        if is_object:
            key, place = decoder.raw_decode(text, place)
            place = _skip(text, place, _BLANK + ":")
        _, end = decoder.raw_decode(text, place)
        found.append(Part(key, start, place, end))
        place = _skip(text, end, _BLANK + ",")
    return found, place


def member(text: str, at: int, key: str) -> Part | None:
    """Return the member of an object with a key; None where it has none."""
    return next((part for part in parts(text, at)[0] if part.key == key), None)


def with_member(text: str, at: int, key: str, value: str, *, before: str = "") -> str:
    """Return the text with a member of the object at `at` set to a value.

    A new one is put behind the last, laid out as that is.

    Args:
        text: the whole text.
        at: where the object begins.
        key: the member's.
        value: JSON.
        before: key of a member that a new one is not put behind.
    """
    found, _ = parts(text, at)
    held = next((part for part in found if part.key == key), None)
    if held is not None:
        return text[: held.value] + value + text[held.end :]
    kept = [part for part in found if part.key != before]
    return _put(text, at, kept, f"{json.dumps(key, ensure_ascii=False)}: {value}")


def with_item(text: str, at: int, value: str, *, indent: str | None = None) -> str:
    """Return the text with one more item in the list at `at`, laid out as the last one is.

    Args:
        text: the whole text.
        at: where the list begins.
        value: JSON.
        indent: blanks before the first item of an empty list, which then has a line; None puts
            it into the line of the list.
    """
    found, closing = parts(text, at)
    if found or indent is None:
        return _put(text, at, found, value)
    outer = indent[:-2]
    return f"{text[: at + 1]}\n{indent}{value}\n{outer}{text[closing:]}"


def without_part(text: str, at: int, number: int) -> str:
    """Return the text without a part of what begins at `at`, and the comma that set it apart.

    Blanks around the only part stay.
    """
    found, _ = parts(text, at)
    if number > 0:
        return text[: found[number - 1].end] + text[found[number].end :]
    after = found[1].start if len(found) > 1 else found[0].end
    return text[: found[0].start] + text[after:]


def indent_of(text: str, place: int) -> str | None:
    """Return the blanks before a place, if it is the first thing in its line; else None."""
    line = text.rfind("\n", 0, place) + 1
    return text[line:place] if line and not text[line:place].strip(_BLANK) else None


def _put(text: str, at: int, found: list[Part], new: str) -> str:
    """Return the text with a new part behind the last of those found, laid out as that is."""
    if not found:
        comma = "," if parts(text, at)[0] else ""
        return f"{text[: at + 1]}{new}{comma}{text[at + 1 :]}"
    last = found[-1]
    # The blanks before the last part; behind a comma or the bracket.
    opening = last.start
    while text[opening - 1] in _BLANK:
        opening -= 1
    blanks = text[opening : last.start]
    if not blanks and len(found) == 1:
        blanks = " "
    return f"{text[: last.end]},{blanks}{new}{text[last.end :]}"


def _skip(text: str, at: int, skipped: str) -> int:
    while text[at] in skipped:
        at += 1
    return at
