"""Keeps the traits of the shots that a history speaks of, by model and place: arrays, no more.

One private file beside the history holds them all. Knows nothing about what the numbers mean.
"""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import ProfileError
from cutter.profile.beside import alone, read_private, sidecar_file, write_private
from cutter.schema import Place, TimeRange, Traits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]
    Kept = dict[str, tuple[tuple[Place, ...], Traits]]

VERSION: Final = 1
LARGEST_FILE: Final = 2**30
"""Bytes: some 200,000 shots as a usual model sees them."""
_FIELDS: Final = {
    "pictures": "float32",
    "words": "float32",
    "standing": "float64",
    "picture_nulls": "float64",
    "word_nulls": "float64",
}


def keep_traits(profile: Path, model: str, places: Sequence[Place], traits: Traits) -> None:
    """Keep how a model sees the shots at some places, beside what is kept already.

    What no event speaks of goes again when events are next remembered or forgotten.

    Args:
        profile: the profile's file; the sidecar lies beside it.
        model: the name of the model.
        places: one for each row; what was kept for one of them is replaced.
        traits: of n shots.

    Raises:
        ValueError: there is not one row of numbers for each place.
        ProfileError: the file that is there cannot be used; it stays as it is.
        RenderError: the disk refuses; the old file is still there.
    """
    if any(len(getattr(traits, name)) != len(places) for name in _FIELDS):
        raise ValueError("traits need one row for each place")
    if not places:
        return
    with alone(profile):
        kept = _read(profile)
        rows = dict(_rows(*kept[model])) if model in kept else {}
        fresh = dict(_rows(tuple(places), traits))
        form = _form(next(iter(fresh.values())))
        # A model of other sizes is another one under the same name.
        rows = {place: row for place, row in rows.items() if _form(row) == form}
        kept[model] = _stacked(rows | fresh)
        _write(profile, kept)


def read_traits(profile: Path, model: str) -> tuple[tuple[Place, ...], Traits] | None:
    """Return the places whose shots a model has seen, in order, with their traits; None for none.

    The arrays are read-only.

    Raises:
        ProfileError: the file cannot be read, is damaged, or may be written by others.
    """
    return _read(profile).get(model)


def models_of(profile: Path) -> dict[Place, tuple[str, ...]]:
    """Return which models' traits are kept, for each place.

    Raises:
        ProfileError: as of `read_traits`.
    """
    found: dict[Place, tuple[str, ...]] = {}
    for model, (places, _) in sorted(_read(profile).items()):
        for place in places:
            found[place] = (*found.get(place, ()), model)
    return found


def keep_only(profile: Path, places: Collection[Place]) -> None:
    """Take out the traits of all other places; a file that is damaged or empty then goes whole.

    Raises:
        ProfileError: the file cannot be read, or may be written by others.
        RenderError: the disk refuses.
    """
    path = sidecar_file(profile)
    if not path.exists():
        return
    with alone(profile):
        if not places:
            write_private(profile, path, b"")
            return
        kept = _read(profile)
        wanted = {model: _only(*held, places) for model, held in kept.items()}
        if any(len(wanted[model][0]) < len(held[0]) for model, held in kept.items()):
            _write(profile, {model: held for model, held in wanted.items() if held[0]})


def _only(
    places: tuple[Place, ...], traits: Traits, wanted: Collection[Place]
) -> tuple[tuple[Place, ...], Traits]:
    rows = {place: row for place, row in _rows(places, traits) if place in wanted}
    return _stacked(rows) if rows else ((), traits)


def _rows(places: tuple[Place, ...], traits: Traits) -> list[tuple[Place, Arrays]]:
    import numpy as np

    arrays = {name: np.asarray(getattr(traits, name), kind) for name, kind in _FIELDS.items()}
    return [
        (place, {name: array[row] for name, array in arrays.items()})
        for row, place in enumerate(places)
    ]


def _form(row: Arrays) -> dict[str, tuple[int, ...]]:
    return {name: array.shape for name, array in row.items()}


def _stacked(rows: Mapping[Place, Arrays]) -> tuple[tuple[Place, ...], Traits]:
    import numpy as np

    places = sorted(rows, key=lambda place: (place.film, place.span))
    arrays = {name: np.stack([rows[place][name] for place in places]) for name in _FIELDS}
    return tuple(places), _traits(arrays)


def _traits(arrays: Arrays) -> Traits:
    for array in arrays.values():
        array.flags.writeable = False
    return Traits(**arrays)


def _write(profile: Path, kept: Kept) -> None:
    """Write the file; the same traits give the same bytes."""
    from safetensors.numpy import save

    if not kept:
        write_private(profile, sidecar_file(profile), b"")
        return
    models = [
        {"model": model, "places": [_listed(place) for place in kept[model][0]]}
        for model in sorted(kept)
    ]
    tensors = {
        f"{number}.{name}": getattr(kept[model][1], name)
        for number, model in enumerate(sorted(kept))
        for name in _FIELDS
    }
    about = {"version": VERSION, "models": models, "digest": _digest(models, tensors)}
    # One entry, because safetensors writes several in any order.
    data = save(tensors, {"cutter": json.dumps(about, sort_keys=True)})
    write_private(profile, sidecar_file(profile), data)


def _read(profile: Path) -> Kept:
    path = sidecar_file(profile)
    data = read_private(path, LARGEST_FILE)
    if data is None:
        return {}
    try:
        return _unpacked(data)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProfileError(
            f"{path}: is damaged, or of a newer cutter; remove it, and the shots of films that are "
            "here are looked at again when something is next learnt",
            path,
        ) from error


def _unpacked(data: bytes) -> Kept:
    """Return what a file holds.

    Raises:
        ValueError, KeyError, TypeError: the bytes are of no such form.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    length = int.from_bytes(data[:8], "little")
    if length > len(data):
        raise ValueError("the header is longer than the file")
    about = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["cutter"])
    try:
        tensors = load(data)
    except SafetensorError as error:
        raise ValueError("no tensors") from error
    models = about["models"]
    if about["version"] != VERSION or about["digest"] != _digest(models, tensors):
        raise ValueError("of another version, or damaged")
    found: Kept = {}
    for number, item in enumerate(models):
        places = tuple(_place(*listed) for listed in item["places"])
        arrays = {name: tensors[f"{number}.{name}"] for name in _FIELDS}
        if any(
            array.dtype != _FIELDS[name] or array.ndim != 2 or len(array) != len(places)
            for name, array in arrays.items()
        ):
            raise ValueError("not one row for each place")
        found[item["model"]] = places, _traits(arrays)
    return found


def _digest(models: object, tensors: Mapping[str, np.ndarray[Any, Any]]) -> str:
    import numpy as np

    digest = hashlib.blake2b(json.dumps(models, sort_keys=True).encode(), digest_size=16)
    for name in sorted(tensors):
        digest.update(f"{name} {tensors[name].shape}".encode())
        digest.update(np.ascontiguousarray(tensors[name]).tobytes())
    return digest.hexdigest()


def _listed(place: Place) -> list[str]:
    return [place.film, str(place.span.start), str(place.span.end)]


def _place(film: str, start: str, end: str) -> Place:
    return Place(film, TimeRange(Fraction(start), Fraction(end)))
