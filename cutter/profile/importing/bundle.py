"""Opens what a service sent: a zip file, a folder or a single file, as named streams of text.

Nothing of a zip file is ever written to disk, so no name in it can lead anywhere. Knows nothing
about what the files hold.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from cutter.errors import InputError
from cutter.profile.strict_json import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_FILES = 10_000
"""In a zip file or a folder; an export of one service has some dozens."""
MOST_BYTES = 2 << 30
"""Of all files of a zip file together, unpacked."""
MOST_GROWTH = 200
"""How many times its packed size a large file of a zip file may be; tables reach about 30."""
_SMALL = 1 << 20
"""Bytes below which growth says nothing."""
_PEEK = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One file of what was sent."""

    name: str
    """Its path within, with `/`."""
    place: str
    """What to call it in a message."""
    opened: Callable[[], IO[bytes]]
    found: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What was found out about it: its encoding, for which all of it has to be read."""

    @property
    def stem(self) -> str:
        """The last part of its path, in lower case."""
        return PurePosixPath(self.name).name.casefold()

    @contextlib.contextmanager
    def text(self) -> Iterator[IO[str]]:
        """Yield its text, with line ends as they are.

        Raises:
            InputError: it cannot be read.
        """
        try:
            if "encoding" not in self.found:
                self.found["encoding"] = self._encoding()
            encoding = self.found["encoding"]
            # In Windows-1252 a few bytes mean nothing; of other encodings they are damage.
            lenient = "replace" if encoding == "cp1252" else "strict"
            with self.opened() as raw, io.TextIOWrapper(raw, encoding, lenient, "") as stream:
                yield stream
        except UnicodeError as error:
            raise InputError(f"{self.place}: is no text; export it again as UTF-8") from error
        except (OSError, RuntimeError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            if isinstance(error, InputError):
                raise
            why = (error.strerror if isinstance(error, OSError) else "") or "damaged or locked"
            raise InputError(f"{self.place}: cannot be read ({why.lower()})") from error

    def _encoding(self) -> str:
        """Return UTF-8 or what its first bytes say; Windows-1252 where it is none of these."""
        with self.opened() as raw:
            chunk = raw.read(_PEEK)
            if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            decoder = codecs.getincrementaldecoder("utf-8")()
            with contextlib.suppress(UnicodeDecodeError):
                while chunk:
                    decoder.decode(chunk)
                    chunk = raw.read(_PEEK)
                decoder.decode(b"", final=True)
                return "utf-8-sig"
        return "cp1252"


def open_bundle(path: Path) -> tuple[Member, ...]:
    """Return the files of a zip file or folder, or the file itself, in the order of their names.

    Raises:
        InputError: there is no such file, it cannot be read, or is larger than any export.
    """
    try:
        if path.is_dir():
            return _of_folder(path)
        if not path.exists():
            raise InputError(f"{path}: there is no such file; name an export", path)
        if not path.is_file():
            raise InputError(f"{path}: is no regular file; name an export", path)
        if zipfile.is_zipfile(path):
            return _of_zip(path)
        return (Member(path.name, str(path), lambda: path.open("rb")),)
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        if isinstance(error, InputError):
            raise
        why = (error.strerror if isinstance(error, OSError) else "") or "damaged"
        raise InputError(f"{path}: cannot be read ({why.lower()})", path) from error


def _of_folder(folder: Path) -> tuple[Member, ...]:
    root = folder.resolve()
    found = []
    for path in sorted(folder.rglob("*")):
        # A link may lead out of what was named.
        if not path.is_file() or not path.resolve().is_relative_to(root):
            continue
        found.append(Member(path.relative_to(folder).as_posix(), str(path), _opener(path)))
        if len(found) > MOST_FILES:
            raise InputError(f"{folder}: holds too many files for an export; name another", folder)
    return tuple(found)


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _of_zip(path: Path) -> tuple[Member, ...]:
    with zipfile.ZipFile(path) as archive:
        # A damaged archive may hold files without a name.
        found = archive.infolist()
        entries = [entry for entry in found if entry.filename and not entry.is_dir()]
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or total > MOST_BYTES:
        raise InputError(f"{path}: unpacks to more than any export; name another file", path)
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > MOST_GROWTH * max(entry.compress_size, 1):
            raise InputError(f"{path}: is packed like no export is; name another file", path)
        if entry.flag_bits & 1:
            raise InputError(f"{path}: is locked with a password; unpack it first", path)
    return tuple(
        Member(entry.filename, f"{path} ({printable(entry.filename)})", _zipped(path, entry))
        for entry in sorted(entries, key=lambda entry: entry.filename)
    )


def _zipped(path: Path, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        # The stream keeps the file open for as long as it is read, and yields no more than the
        # size that was checked.
        with zipfile.ZipFile(path) as archive:
            return archive.open(entry)

    return opened
