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

STORE_VERSION = 3
"""Raised when the stored form changes; other versions are made anew."""

Measured = tuple[tuple[Fraction, ...], tuple[float, float, float, float]]
Heard = tuple[tuple[Cue, ...], tuple[str, ...]]
Kind = Literal["watched", "cues", "seen", "drawn"]


def pack_film(record: FilmRecord) -> bytes:
    """Return a record as bytes; the path of the film is left out."""
    bare = dataclasses.replace(
        record, media=dataclasses.replace(record.media, path=Path()), pictures=()
    )
    lengths = np.array([len(picture) for picture in record.pictures], dtype=np.int64)
    return _pack(
        "watched",
        _adapter(FilmRecord).dump_python(bare, mode="json"),
        {
            "pictures": np.frombuffer(b"".join(record.pictures), dtype=np.uint8),
            "lengths": lengths,
        },
    )


def unpack_film(data: bytes) -> FilmRecord:
    """Return the record that `pack_film` packed.

    Raises:
        ValueError: the bytes are of no such form.
    """
    header, tensors = _unpack(data, "watched")
    record: FilmRecord = _adapter(FilmRecord).validate_python(header)
    joined, lengths = tensors["pictures"].tobytes(), tensors["lengths"]
    ends = np.cumsum(lengths)
    if len(lengths) != len(record.keyframes) or (len(ends) and ends[-1] != len(joined)):
        raise ValueError("pictures are missing")
    if len(record.signals) != len(record.shots):
        raise ValueError("signals are missing")
    starts = ends - lengths
    pictures = tuple(joined[start:end] for start, end in zip(starts, ends, strict=True))
    return dataclasses.replace(record, pictures=pictures)


def pack_heard(cues: tuple[Cue, ...], warnings: tuple[str, ...]) -> bytes:
    """Return cues and warnings as bytes."""
    return _pack("cues", _adapter(Heard).dump_python((cues, warnings), mode="json"), {})


def unpack_heard(data: bytes) -> Heard:
    """Return what `pack_heard` packed.

    Raises:
        ValueError: the bytes are of no such form.
    """
    header, _ = _unpack(data, "cues")
    heard: Heard = _adapter(Heard).validate_python(header)
    return heard


def pack_vectors(key: str, **vectors: Vectors) -> bytes:
    """Return named vectors as bytes, under the key that they belong to."""
    return _pack(
        "seen",
        key,
        {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in vectors.items()},
    )


def unpack_vectors(data: bytes, key: str, names: Sequence[str]) -> tuple[Vectors, ...]:
    """Return the vectors that `pack_vectors` packed under this key, read-only, by their names.

    Raises:
        ValueError: the bytes are of no such form, or belong to another key.
    """
    found, tensors = _unpack(data, "seen")
    if found != key:
        raise ValueError("it belongs to something else")
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
        [key, _adapter(Measured).dump_python((seen.times, seen.inside), mode="json")],
        {"columns": seen.columns, "rows": seen.rows, "faces": seen.faces},
    )


def unpack_attention(data: bytes, key: str) -> Attention:
    """Return what `pack_attention` packed under this key; the arrays are read-only.

    Raises:
        ValueError: the bytes are of no such form, or belong to another key.
    """
    content, tensors = _unpack(data, "drawn")
    if not isinstance(content, list) or len(content) != 2 or content[0] != key:
        raise ValueError("it belongs to something else")
    times, inside = _adapter(Measured).validate_python(content[1])
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


def _pack(kind: Kind, content: object, tensors: dict[str, NDArray[Any]]) -> bytes:
    """Return safetensors bytes with one metadata entry, so that their order is always the same."""
    from safetensors.numpy import save

    # safetensors takes no file without tensors.
    held = tensors or {"nothing": np.zeros(1, dtype=np.uint8)}
    header = {"kind": kind, "version": STORE_VERSION, "content": content}
    return bytes(
        save(held, metadata={"cutter": _text({**header, "digest": _digest(header, held)})})
    )


def _unpack(data: bytes, kind: Kind) -> tuple[Any, dict[str, NDArray[Any]]]:
    """Return the header's content and the tensors.

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
    return header.get("content"), tensors


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
