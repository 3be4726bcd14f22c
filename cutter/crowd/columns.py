"""Tables of ratings, row by row: which column means what, and what a cell says.

Knows nothing about what becomes of the rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from cutter.errors import BeyondLimits, InputError, SourceNotFound

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "userid", "user_id", "viewer"),
    "item": ("movieid", "movie_id", "film", "fingerprint", "item", "itemid", "item_id", "title"),
    "title": ("title", "name", "film"),
    "rating": ("rating", "score", "stars"),
    "when": ("timestamp", "when", "date", "time"),
    "genres": ("genres", "genre"),
    "tags": ("tags", "tag"),
}
"""What a column may be called, the preferred name first; small letters."""
MOST_BYTES = 200_000_000
_NO_GENRE = "(no genres listed)"


class Rows:
    """The rows of a table, by what their columns mean."""

    def __init__(self, path: Path) -> None:
        """Read the file and its first line.

        Raises:
            SourceNotFound: there is no such file.
            InputError: it cannot be read.
        """
        self._path = path
        lines = text_of(path)
        head = lines.partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
        self._reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
        try:
            self._names = [name.strip().lower() for name in next(self._reader, [])]
        except csv.Error as error:
            raise InputError(f"{path}, line 1: {error}", path) from error
        self.is_movielens = {"userid", "movieid"} <= set(self._names)
        self._places = {
            meaning: next((self._names.index(name) for name in names if name in self._names), None)
            for meaning, names in COLUMNS.items()
        }
        self.has_times = self._places["when"] is not None

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row's line number, and its cells by meaning.

        Raises:
            InputError: a column that is needed is missing, or a row is no row.
        """
        for meaning in ("user", "item", "rating"):
            if self._places[meaning] is None:
                names = ", ".join(COLUMNS[meaning])
                raise InputError(
                    f"{self._path}: has no column for the {meaning}; its first line must name one "
                    f"of: {names}",
                    self._path,
                )
        return self._all()

    def _all(self) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            for row in self._reader:
                if row:
                    yield (
                        self._reader.line_num,
                        {
                            meaning: row[place].strip()
                            for meaning, place in self._places.items()
                            if place is not None and place < len(row)
                        },
                    )
        except csv.Error as error:
            line = self._reader.line_num
            raise InputError(f"{self._path}, line {line}: {error}", self._path) from error


def number(text: str) -> float | None:
    """Return a number, written with a point or a comma; None for anything else."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def moment(text: str) -> int | None:
    """Return seconds since 1970; 0 where nothing is said, None for what is no time."""
    if not text:
        return 0
    try:
        if text.isascii() and text.isdigit():
            return int(text) if int(text) < 1 << 40 else None
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def words_in(text: str) -> list[str]:
    """Return the words of a cell, set apart by `|`, `;`, `/` or a comma and a space."""
    words = (" ".join(word.split()).lower() for word in re.split(r"[|;/]|,\s", text))
    return [word for word in words if word and word != _NO_GENRE]


def beside(path: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and the wanted columns of a table that lies beside the ratings.

    Raises:
        InputError: it cannot be read, or has not these columns.
    """
    reader = csv.reader(io.StringIO(text_of(path), newline=""))
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if not set(wanted) <= set(names):
            raise InputError(f"{path}: has no columns {', '.join(wanted)}", path)
        places = [names.index(name) for name in wanted]
        for row in reader:
            if row:
                yield reader.line_num, [row[p].strip() for p in places if p < len(row)]
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: {error}", path) from error


def text_of(path: Path) -> str:
    """Return what a file says.

    Raises:
        SourceNotFound: there is no such file.
        BeyondLimits: it is too large.
        InputError: it is no regular file, or no text.
    """
    try:
        if not path.exists():
            raise SourceNotFound(f"{path}: there is no such file", path)
        if not path.is_file():
            raise InputError(f"{path}: is no regular file; name a CSV file", path)
        if path.stat().st_size > MOST_BYTES:
            told = f"{path}: more than {MOST_BYTES // 10**6} MB; keep the ratings that matter"
            raise BeyondLimits(told, path)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is no UTF-8 text; name a CSV file", path) from error
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        why = getattr(error, "strerror", None) or "not a file's name"
        raise InputError(f"{path}: cannot be read ({why}); name a CSV file", path) from error
