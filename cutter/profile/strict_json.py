"""Turns the bytes of a file into JSON values, refusing what JSON readers commonly let through.

Knows nothing about profiles: only which text is one unambiguous, finite, small JSON value.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE_LIMIT = 1_000_000
"""Bytes of the largest file that is read."""
DEPTH_LIMIT = 16
"""Lists and objects inside one another; a profile needs four."""

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Fault(Exception):
    """What is wrong, and at which field; the reader adds the file's name."""

    def __init__(self, message: str, field: str = "") -> None:
        """Keep the message and the path of the field (`likes[2].weight`), if there is one."""
        super().__init__(message)
        self.message = message
        self.field = field


class _Bad:
    """Stands in the tree where something may not be, until its place is known."""

    def __init__(self, message: str) -> None:
        self.message = message


class _Doubled(dict[str, object]):
    """An object in which a key stands twice."""

    key = ""


def load(data: bytes) -> object:
    """Read one JSON value.

    Args:
        data: the file's bytes, UTF-8 without a byte order mark.

    Raises:
        Fault: the bytes are not UTF-8, not JSON, too many, or nested too deeply; a key stands
            twice; a number is not finite.
    """
    if len(data) > SIZE_LIMIT:
        raise Fault("is larger than 1 MB; a profile is a short text, name another file")
    if data.startswith(_BYTE_ORDER_MARKS):
        raise Fault("begins with a byte order mark; save it as UTF-8 without one")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Fault(f"line {line} is not UTF-8 text; save the file as UTF-8") from error
    if not text.strip():
        raise Fault('is empty; write at least {"version": 1}, or make one with: cutter profile new')
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_finite,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        place = f"line {error.lineno}, column {error.colno}"
        raise Fault(f"is not JSON: {what} at {place}; correct that place") from error
    except RecursionError as error:
        _too_deep(error)
    for field, inner in walk(value):
        if isinstance(inner, _Bad):
            raise Fault(inner.message, field)
        if isinstance(inner, _Doubled):
            raise Fault("stands twice; keep one of the two", join(field, inner.key))
    return value


def join(field: str, step: str | int) -> str:
    """Return the path of what lies in `field`: `likes` and 2 give `likes[2]`."""
    if isinstance(step, int):
        return f"{field}[{step}]"
    step = printable(step)
    return f"{field}.{step}" if field else step


def printable(text: str, limit: int = 60) -> str:
    """Return the text in one short line that any terminal can show."""
    safe = "".join(char if char.isprintable() else "?" for char in text)
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def walk(value: object) -> Iterator[tuple[str, object]]:
    """Yield every value in the tree with its path, parents first, in the file's order.

    Raises:
        Fault: the tree is deeper than `DEPTH_LIMIT`.
    """
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    while waiting:
        field, inner, depth = waiting.pop()
        if depth > DEPTH_LIMIT:
            _too_deep(None)
        yield field, inner
        children: list[tuple[str | int, object]] = []
        if isinstance(inner, dict):
            children = list(inner.items())
        elif isinstance(inner, list):
            children = list(enumerate(inner))
        waiting.extend((join(field, step), child, depth + 1) for step, child in reversed(children))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            doubled = _Doubled(result)
            doubled.key = key
            return doubled
        result[key] = value
    return result


def _finite(digits: str) -> object:
    number = float(digits)
    return number if math.isfinite(number) else _Bad("is too large; write a smaller number")


def _integer(digits: str) -> object:
    # Python refuses to convert thousands of digits, and no field here needs twenty.
    return int(digits) if len(digits) <= 20 else _Bad("is too large; write a smaller number")


def _constant(name: str) -> object:
    return _Bad(f"must be a number, but is {name}; write a plain number")


def _too_deep(cause: BaseException | None) -> NoReturn:
    raise Fault("lists or objects are nested too deeply; a profile needs four levels") from cause
