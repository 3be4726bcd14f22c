"""The stored form of an Analysis: safetensors with a JSON header, and back.

Reading checks everything: bytes that are not exactly of this form raise ValueError. Knows nothing
about files and folders.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cutter.schema import Cue, FilmRecord
from cutter.schema.attention import BINS, Attention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pydantic import TypeAdapter

    from cutter.schema import Vectors

STORE_VERSION = 4
"""Raised when the stored form changes; what other versions keep lies beside it, untouched."""

Stored = tuple[FilmRecord, str]
Measured = tuple[tuple[Fraction, ...], tuple[float, float, float, float]]
Heard = tuple[tuple[Cue, ...], tuple[str, ...]]
Kind = Literal["watched", "cues", "seen", "drawn"]


class OfAnother(ValueError):
    """It is sound, and belongs to something else than what was asked for."""


def pack_film(record: FilmRecord) -> bytes:
    """Return a record as bytes; the path of the film is left out."""
    bare = dataclasses.replace(
        record, media=dataclasses.replace(record.media, path=Path()), pictures=()
    )
    lengths = np.array([len(picture) for picture in record.pictures], dtype=np.int64)
    return _pack(
        "watched",
        _key_of(record),
        _adapter(Stored).dump_python((bare, digest_of(record.pictures)), mode="json"),
        {
            "pictures": np.frombuffer(b"".join(record.pictures), dtype=np.uint8),
            "lengths": lengths,
        },
    )


def unpack_film(data: bytes) -> Stored:
    """Return the record that `pack_film` packed, and the digest of its pictures.

    Raises:
        ValueError: the bytes are of no such form.
    """
    key, header, tensors = _unpack(data, "watched")
    stored: Stored = _adapter(Stored).validate_python(header)
    record, digest = stored
    joined, lengths = tensors["pictures"].tobytes(), tensors["lengths"]
    ends = np.cumsum(lengths)
    if len(lengths) != len(record.keyframes) or (len(ends) and ends[-1] != len(joined)):
        raise ValueError("pictures are missing")
    if len(record.signals) != len(record.shots):
        raise ValueError("signals are missing")
    if key != _key_of(record):
        raise ValueError("damaged")
    starts = ends - lengths
    pictures = tuple(joined[start:end] for start, end in zip(starts, ends, strict=True))
    return dataclasses.replace(record, pictures=pictures), digest


def digest_of(pictures: Sequence[bytes]) -> str:
    """Return what tells these pictures, in this order, from any others."""
    told = hashlib.blake2b(digest_size=16)
    for picture in pictures:
        told.update(len(picture).to_bytes(8, "little"))
        told.update(picture)
    return told.hexdigest()


def pack_heard(key: str, cues: tuple[Cue, ...], warnings: tuple[str, ...]) -> bytes:
    """Return cues and warnings as bytes, under the key that they belong to."""
    return _pack("cues", key, _adapter(Heard).dump_python((cues, warnings), mode="json"), {})


def unpack_heard(data: bytes, key: str) -> Heard:
    """Return what `pack_heard` packed under this key.

    Raises:
        ValueError: the bytes are of no such form, or belong to another key.
    """
    header, _ = _unpack_of(data, "cues", key)
    heard: Heard = _adapter(Heard).validate_python(header)
    return heard


def pack_vectors(key: str, **vectors: Vectors) -> bytes:
    """Return named vectors as bytes, under the key that they belong to."""
    return _pack(
        "seen",
        key,
        None,
        {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in vectors.items()},
    )


def unpack_vectors(data: bytes, key: str, names: Sequence[str]) -> tuple[Vectors, ...]:
    """Return the vectors that `pack_vectors` packed under this key, read-only, by their names.

    Raises:
        ValueError: the bytes are of no such form, or belong to another key.
    """
    _, tensors = _unpack_of(data, "seen", key)
    if set(tensors) != set(names):
        raise ValueError("vectors are missing")
    arrays = tuple(tensors[name] for name in names)
    for array in arrays:
        is_sound = array.ndim == 2 and array.dtype == np.float32 and bool(np.isfinite(array).all())
        if not is_sound or array.shape[1] != arrays[0].shape[1]:
            raise ValueError("vectors are damaged")
        array.setflags(write=False)
    return arrays


def pack_attention(key: str, seen: Attention) -> bytes:
    """Return what draws the eye as bytes, under the key that it belongs to."""
    return _pack(
        "drawn",
        key,
        _adapter(Measured).dump_python((seen.times, seen.inside), mode="json"),
        {"columns": seen.columns, "rows": seen.rows, "faces": seen.faces},
    )


def unpack_attention(data: bytes, key: str) -> Attention:
    """Return what `pack_attention` packed under this key; the arrays are read-only.

    Raises:
        ValueError: the bytes are of no such form, or belong to another key.
    """
    content, tensors = _unpack_of(data, "drawn", key)
    times, inside = _adapter(Measured).validate_python(content)
    shapes: dict[str, tuple[int, ...]] = {
        "columns": (len(times), 3, BINS),
        "rows": (len(times), 3, BINS),
    }
    shapes["faces"] = (len(tensors.get("faces", ())), 6)
    if set(tensors) != set(shapes):
        raise ValueError("measures are missing")
    for name, array in tensors.items():
        is_sound = array.dtype == np.float32 and array.shape == shapes[name]
        if not is_sound or not np.isfinite(array).all():
            raise ValueError("measures are damaged")
        array.setflags(write=False)
    return Attention(times, tensors["columns"], tensors["rows"], tensors["faces"], inside)


def _key_of(record: FilmRecord) -> str:
    return f"{record.media.fingerprint} {record.detector}"


def _pack(kind: Kind, key: str, content: object, tensors: dict[str, NDArray[Any]]) -> bytes:
    """Return safetensors bytes with one metadata entry, so that their order is always the same."""
    from safetensors.numpy import save

    # safetensors takes no file without tensors.
    held = tensors or {"nothing": np.zeros(1, dtype=np.uint8)}
    header = {"kind": kind, "version": STORE_VERSION, "key": key, "content": content}
    return bytes(
        save(held, metadata={"cutter": _text({**header, "digest": _digest(header, held)})})
    )


def _unpack_of(data: bytes, kind: Kind, key: str) -> tuple[Any, dict[str, NDArray[Any]]]:
    """Return the header's content and the tensors of what belongs to a key.

    Raises:
        ValueError: see `_unpack`.
        OfAnother: it belongs to another key.
    """
    found, content, tensors = _unpack(data, kind)
    if found != key:
        raise OfAnother("it belongs to something else")
    return content, tensors


def _unpack(data: bytes, kind: Kind) -> tuple[str, Any, dict[str, NDArray[Any]]]:
    """Return the key, the header's content and the tensors.

    Raises:
        ValueError: the bytes are damaged, or of another kind or version.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        size = int.from_bytes(data[:8], "little")
        header = json.loads(json.loads(data[8 : 8 + size])["__metadata__"]["cutter"])
        tensors = load(data)
    except (SafetensorError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("damaged") from error
    if not isinstance(header, dict) or header.get("kind") != kind:
        raise ValueError("of another kind")
    if header.get("version") != STORE_VERSION:
        raise ValueError("of another version")
    if header.pop("digest", None) != _digest(header, tensors):
        raise ValueError("damaged")
    return str(header.get("key")), header.get("content"), tensors


def _text(header: dict[str, Any]) -> str:
    return json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(header: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> str:
    """Return a digest of all that is stored: one wrong bit in a vector would show nowhere else."""
    told = hashlib.blake2b(_text(header).encode(errors="surrogatepass"), digest_size=16)
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name])
        told.update(f"\0{name} {array.dtype} {array.shape}\0".encode())
        told.update(array.tobytes())
    return told.hexdigest()


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any of the stored types
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
