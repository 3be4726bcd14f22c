"""Turns a file of JSON lines into rows whose fields are asked for one by one, by name and kind.

Every fault is one line that names the file, the line and the field. Knows no field by name.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NoReturn

from cutter.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE_LIMIT = 4_000_000
"""Characters of the longest line: a film of a day has 43,200 clips of two seconds."""


class Row:
    """One line: an object of which each field must be what it is asked for as."""

    def __init__(self, path: Path, line: int, fields: dict[str, object]) -> None:
        """Keep the line and where it stands."""
        self._path, self._line, self._fields = path, line, fields

    def __contains__(self, field: str) -> bool:
        """Return whether the line has the field."""
        return field in self._fields

    def refuse(self, field: str, why: str) -> NoReturn:
        """Raise what is wrong with a field of this line."""
        raise InputError(f"{self._path}: line {self._line}: {field}: {why}", self._path)

    def identity(self, field: str) -> str | int:
        """Return a field that is a whole number or a text that is not empty."""
        value = self._value(field)
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            self.refuse(field, "must be a whole number or a text")
        return value

    def text(self, field: str) -> str:
        """Return a field that is a text, and not empty."""
        value = self._value(field)
        if not isinstance(value, str) or not value.strip():
            self.refuse(field, "must be a text that is not empty")
        return value

    def positive(self, field: str) -> float:
        """Return a field that is a number above 0."""
        value = self._number(field, self._value(field))
        if value <= 0:
            self.refuse(field, "must be above 0")
        return value

    def numbers(self, field: str) -> tuple[float, ...]:
        """Return a field that is a list of numbers."""
        return self._numbers(field, self._value(field))

    def counts(self, field: str) -> tuple[int, ...]:
        """Return a field that is a list of whole numbers of 0 and more."""
        found = self.numbers(field)
        for place, value in enumerate(found):
            if value < 0 or value != int(value):
                self.refuse(f"{field}[{place}]", "must be a whole number of 0 or more")
        return tuple(int(value) for value in found)

    def lists(self, field: str, lengths: tuple[int, ...]) -> tuple[tuple[float, ...], ...]:
        """Return a field that is a list of lists of numbers, each of one of some lengths."""
        value = self._value(field)
        if not isinstance(value, list):
            self.refuse(field, "must be a list")
        found = []
        for place, inner in enumerate(value):
            numbers = self._numbers(f"{field}[{place}]", inner)
            if len(numbers) not in lengths:
                told = " or ".join(str(length) for length in lengths)
                self.refuse(f"{field}[{place}]", f"must hold {told} numbers, not {len(numbers)}")
            found.append(numbers)
        return tuple(found)

    def _value(self, field: str) -> object:
        if field not in self._fields:
            self.refuse(field, "is missing")
        return self._fields[field]

    def _numbers(self, field: str, value: object) -> tuple[float, ...]:
        if not isinstance(value, list):
            self.refuse(field, "must be a list of numbers")
        return tuple(self._number(f"{field}[{at}]", each) for at, each in enumerate(value))

    def _number(self, field: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(field, "must be a number")
        try:
            number = float(value)
        except OverflowError:
            self.refuse(field, "is too large")
        if not math.isfinite(number):
            self.refuse(field, "must be a finite number")
        return number


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file of JSON lines; empty lines are passed over.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object, holds a key twice or is
            too long.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield Row(path, number, _object(path, number, line))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text; save it as JSON lines", path) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", path) from error


def _object(path: Path, number: int, line: str) -> dict[str, object]:
    where = f"{path}: line {number}"
    if len(line) > LINE_LIMIT:
        raise InputError(f"{where}: is longer than {LINE_LIMIT} characters", path)
    try:
        value = json.loads(line, object_pairs_hook=_once)
    except _Twice as error:
        raise InputError(f"{where}: {error} stands twice; keep one of the two", path) from error
    except (ValueError, RecursionError) as error:
        told = f"{where}: is not JSON; write one object a line"
        raise InputError(told, path) from error
    if not isinstance(value, dict):
        raise InputError(f"{where}: must be a JSON object in braces", path)
    return value


class _Twice(Exception):
    """A key that stands twice in one object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found
