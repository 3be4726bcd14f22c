"""Reads JSON5 (spec.json5.org) as plain values: what LosslessCut writes.

Knows nothing about what the values mean.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

DEEPEST: Final = 100
_SPACE: Final = re.compile(r"(?:[\s\ufeff]|//[^\n\r\u2028\u2029]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER: Final = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII
)
_WORD: Final = re.compile(r"[\w$]+")
_STRING: Final = re.compile(r"\"((?:[^\"\\\n\r]|\\.)*)\"|'((?:[^'\\\n\r]|\\.)*)'", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_PLAIN: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_LINE_ENDS: Final = ("\n", "\r", "\r\n", "\u2028", "\u2029")
_VALUES: Final = {"true": True, "false": False, "null": None}


def loads(text: str) -> Any:  # noqa: ANN401 - JSON may hold anything
    """Return the value that a text holds; infinities and what is no number are refused.

    Raises:
        ValueError: it is no JSON5; the message names the line.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        reader = _Reader(text)
        value = reader.value(0)
        reader.end()
        return value


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no number")


class _Reader:
    """Reads values one after the other."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def value(self, depth: int) -> Any:  # noqa: ANN401
        """Return the value that begins here."""
        if depth > DEEPEST:
            raise self._fault("nested too deeply")
        char = self._peek()
        if char == "{":
            return self._object(depth)
        if char == "[":
            return self._array(depth)
        if char in ("'", '"'):
            return self._string()
        if number := _NUMBER.match(self._text, self._at):
            self._at = number.end()
            digits = number[0].lower()
            return int(digits, 16) if "x" in digits else float(digits)
        word = self._word()
        if word not in _VALUES:
            raise self._fault(f"{word[:20]!r} is no value")
        return _VALUES[word]

    def end(self) -> None:
        """Check that nothing follows."""
        if self._peek():
            raise self._fault("more text behind the value")

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._at += 1
        while self._peek() != "}":
            name = self._string() if self._peek() in ("'", '"') else self._word()
            self._take(":")
            found[name] = self.value(depth + 1)
            if self._peek() != "}":
                self._take(",")
        self._at += 1
        return found

    def _array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self._at += 1
        while self._peek() != "]":
            found.append(self.value(depth + 1))
            if self._peek() != "]":
                self._take(",")
        self._at += 1
        return found

    def _string(self) -> str:
        match = _STRING.match(self._text, self._at)
        if match is None:
            raise self._fault("a string without end")
        self._at = match.end()
        return _ESCAPE.sub(_meant, match[1] if match[1] is not None else match[2])

    def _word(self) -> str:
        match = _WORD.match(self._text, self._at)
        if match is None:
            raise self._fault("a name or a value is missing")
        self._at = match.end()
        return match[0]

    def _take(self, char: str) -> None:
        if self._peek() != char:
            raise self._fault(f"{char!r} is missing")
        self._at += 1

    def _peek(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _fault(self, what: str) -> ValueError:
        line = self._text.count("\n", 0, self._at) + 1
        return ValueError(f"line {line}: {what}")


def _meant(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) > 2:
        return chr(int(code[1:], 16))
    return "" if code in _LINE_ENDS else _PLAIN.get(code, code)
