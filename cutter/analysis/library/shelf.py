"""Volumes of films in one file, each array of all of them in one piece, and back without a copy.

    8 bytes    length of the header, little-endian
    header     JSON: version, the arrays (dtype, columns, where they begin), the volumes (key,
               fingerprint, rows of each array), and the digest of what follows
    arrays     each begins at a multiple of 64 bytes

A file is written once and never changed. Knows nothing about which files there are.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from cutter.schema.volume import Volume

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[Any]

SHELF_VERSION = 1
ARRAYS = tuple(f.name for f in dataclasses.fields(Volume) if f.name not in ("key", "fingerprint"))
_ALIGNED = 64
_PIECE = 2**22
_LONGEST_HEADER = 2**28


class Shelf:
    """A file of volumes, mapped into memory."""

    def __init__(self, path: Path) -> None:
        """Map a file.

        Raises:
            OSError: it cannot be read.
            ValueError: it is no such file, or not all of it is there.
        """
        self.path = path
        header, begin = _header(path)
        self._arrays: dict[str, Rows] = {}
        for name in ARRAYS:
            told = header["arrays"][name]
            shape, kind = tuple(told["shape"]), np.dtype(told["dtype"])
            bytes_ = kind.itemsize * math.prod(shape)
            # Of nothing, nothing can be mapped; what is cut short is refused.
            if not bytes_:
                self._arrays[name] = np.zeros(shape, kind)
                continue
            self._arrays[name] = np.memmap(path, kind, "r", begin + told["at"], shape)
        self.digest: str = header["digest"]
        self._rows: dict[str, dict[str, list[int]]] = {
            each["key"]: each["rows"] for each in header["volumes"]
        }
        self.keys = tuple(self._rows)
        """The keys of its volumes, in the order in which their rows lie."""
        self._takes: NDArray[np.int64] | None = None
        self._ends: dict[str, NDArray[np.int64]] = {}
        self.fingerprints: dict[str, str] = {
            each["key"]: each["fingerprint"] for each in header["volumes"]
        }

    def array(self, name: str) -> Rows:
        """Return an array of all its volumes, the rows of one behind those of the other."""
        # A plain array: every step on a memmap costs several times as much.
        return self._arrays[name].view(np.ndarray)

    @property
    def images(self) -> Rows:
        """The vectors of all pictures of all its volumes."""
        return self.array("images")

    def size_of(self, key: str) -> int:
        """Return how many pictures a volume has."""
        first, after = self._rows[key]["images"]
        return after - first

    def shots(self, key: str) -> int:
        """Return how many shots a volume has."""
        first, after = self._rows[key]["spans"]
        return after - first

    def films_at(self, places: NDArray[np.integer[Any]], name: str = "images") -> NDArray[np.intp]:
        """Return the volume that each row of an array belongs to, as an index into `keys`."""
        if name not in self._ends:
            self._ends[name] = np.array([rows[name][1] for rows in self._rows.values()])
        return np.searchsorted(self._ends[name], places, side="right")

    def rows(self, key: str, name: str = "images") -> tuple[int, int]:
        """Return the first row of a volume's array, and the one behind its last."""
        first, after = self._rows[key][name]
        return first, after

    def takes(self) -> NDArray[np.int64]:
        """Return the first row of `images` of each shot of each volume, ascending."""
        if self._takes is None:
            shots = self.array("image_shots")
            firsts = [self.rows(key)[0] for key in self.keys if self.size_of(key)]
            changes = np.flatnonzero(np.diff(shots)) + 1
            self._takes = np.union1d(firsts, changes).astype(np.int64)
        return self._takes

    def volume(self, key: str) -> Volume:
        """Return a volume; its arrays are views of the file, read-only."""
        arrays = {}
        for name in ARRAYS:
            first, after = self._rows[key][name]
            view = self.array(name)[first:after]
            view.setflags(write=False)
            arrays[name] = view
        return Volume(key=key, fingerprint=self.fingerprints[key], **arrays)


def write_shelf(path: Path, volumes: Sequence[Volume]) -> None:
    """Write volumes of one model to a file that is not there yet.

    Args:
        path: where; whoever calls puts the file into its place when it is whole.
        volumes: at least one, each with another key.

    Raises:
        OSError: the disk refuses.
    """
    arrays: dict[str, dict[str, Any]] = {}
    at = 0
    for name in ARRAYS:
        first: Rows = getattr(volumes[0], name)
        # A film in which nothing is said does not tell how long the vectors of words are.
        columns = max(tuple(getattr(volume, name).shape[1:]) for volume in volumes)
        total = sum(len(getattr(volume, name)) for volume in volumes)
        arrays[name] = {"dtype": first.dtype.str, "shape": [total, *columns], "at": at}
        at += -(-first.dtype.itemsize * total * math.prod(columns) // _ALIGNED) * _ALIGNED
    digest = hashlib.blake2b(digest_size=16)
    header = {
        "version": SHELF_VERSION,
        "arrays": arrays,
        "volumes": _placed(volumes),
        "digest": "0" * 32,
    }
    with path.open("wb") as stream:
        begin = _write_header(stream, header)
        for name in ARRAYS:
            _fill(stream, begin + arrays[name]["at"], None)
            for volume in volumes:
                rows = np.ascontiguousarray(getattr(volume, name))
                _fill(stream, stream.tell(), digest, rows)
        _fill(stream, begin + at, None)
        header["digest"] = digest.hexdigest()
        stream.seek(0)
        _write_header(stream, header)


def digest_of(path: Path) -> str:
    """Return the digest of a file's arrays, read anew; it costs a second for a gigabyte or two.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no such file.
    """
    header, begin = _header(path)
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as stream:
        for name in ARRAYS:
            told = header["arrays"][name]
            stream.seek(begin + told["at"])
            left = np.dtype(told["dtype"]).itemsize * math.prod(told["shape"])
            while left and (piece := stream.read(min(left, _PIECE))):
                digest.update(piece)
                left -= len(piece)
    return digest.hexdigest()


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """Return a file's header, and where its arrays begin."""
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 2 <= length <= _LONGEST_HEADER:
            raise ValueError("damaged")
        text = stream.read(length)
    try:
        header = json.loads(text)
        if header["version"] != SHELF_VERSION:
            raise ValueError("of another version")
        sizes = {name: header["arrays"][name]["shape"][0] for name in ARRAYS}
        ends = [each["rows"][name][1] for each in header["volumes"] for name in ARRAYS]
        most = max(sizes.values(), default=0)
        if not ends or max(ends) > most or not isinstance(header["digest"], str):
            raise ValueError("damaged")
    except (TypeError, KeyError, IndexError, RecursionError) as error:
        raise ValueError("damaged") from error
    return header, 8 + length


def _placed(volumes: Sequence[Volume]) -> list[dict[str, Any]]:
    """Return where the rows of each volume lie."""
    reached = dict.fromkeys(ARRAYS, 0)
    placed = []
    for volume in volumes:
        rows = {}
        for name in ARRAYS:
            first, reached[name] = reached[name], reached[name] + len(getattr(volume, name))
            rows[name] = [first, reached[name]]
        placed.append({"key": volume.key, "fingerprint": volume.fingerprint, "rows": rows})
    return placed


def _write_header(stream: BinaryIO, header: dict[str, Any]) -> int:
    """Write a header, blanks behind it; return where the arrays begin."""
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 8) % _ALIGNED)
    stream.write(len(text).to_bytes(8, "little") + text)
    return 8 + len(text)


def _fill(stream: BinaryIO, until: int, digest: Any, rows: Rows | None = None) -> None:  # noqa: ANN401
    """Write zeros up to a place, then an array."""
    stream.write(b"\0" * (until - stream.tell()))
    if rows is not None and rows.size:
        data = rows.reshape(-1).view(np.uint8)
        digest.update(data)
        stream.write(data.data)
