"""A library of made-up films, searched through its index and film by film."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cutter.analysis.library.library import Library
    from cutter.schema import Want
    from cutter.schema.volume import Volume

Work = Callable[[], dict[str, Any]]
Rows = NDArray[np.float32]

DIM, PER_FILM, PER_SHOT, PER_SCENE, NULLS, TOP = 512, 2_000, 2, 20, 64, 20
SEED, QUERY_SEED = 2026, 2027


def library(kind: str, count: int, queries: int) -> Work:
    """Search a library of so many pictures.

    Args:
        kind: `isotropic`: every direction alike, nothing has to do with anything; `clustered`:
            pictures of a film, and more so of a scene, lie near each other, few directions hold
            most of the spread, and all have something in common, as with CLIP.
        count: of pictures; those of a film are 2,000, two a shot.
        queries: how many searches.
    """
    from cutter.analysis.library.catalogue import Seen
    from cutter.analysis.library.library import Library

    folder = Path(mkdtemp())
    made = Library(folder)
    volumes = _volumes(kind, count)
    films = {volume.key: Seen(volume.fingerprint, "", 1, volume.key) for volume in volumes}
    fault = made.add(volumes, films)
    assert not fault, fault
    del volumes
    began, cpu = time.perf_counter(), time.process_time()
    fault = made.index()
    assert not fault, fault
    built, built_cpu = time.perf_counter() - began, time.process_time() - cpu
    began = time.perf_counter()
    opened = Library(folder)
    (shelf,) = opened.shelves
    opened.codes(shelf)
    loaded = time.perf_counter() - began
    # As after a first search: what is mapped is in memory.
    float(shelf.images.sum())
    wants = _wants(kind, opened, queries)

    def work() -> dict[str, Any]:
        return {
            "built": built,
            "built_cpu": built_cpu,
            "loaded": loaded,
            "megabytes": sum(path.stat().st_size for path in folder.glob("*.codes")) / 1e6,
            **_rows_found(opened, wants),
            **_shots_found(opened, wants),
        }

    return work


def graph(kind: str, count: int, queries: int) -> Work:
    """Look for the nearest pictures in a graph of neighbours (HNSW, as FAISS makes it)."""
    import faiss

    rows = np.concatenate([volume.images for volume in _volumes(kind, count)])
    directions = _directions(kind, rows, queries)
    index = faiss.IndexHNSWFlat(DIM, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 128
    began, cpu = time.perf_counter(), time.process_time()
    index.add(rows)
    built, built_cpu = time.perf_counter() - began, time.process_time() - cpu
    index.hnsw.efSearch = 256

    def work() -> dict[str, Any]:
        times, shares = [], []
        for direction in directions:
            began = time.perf_counter()
            _, found = index.search(direction[None], TOP)
            times.append(time.perf_counter() - began)
            shares.append(_share(found[0], _nearest(rows, direction)))
        return {"built": built, "built_cpu": built_cpu, **_told("nearest", times, shares)}

    return work


def _rows_found(library: Library, wants: Sequence[Want]) -> dict[str, Any]:
    """Find the pictures nearest to what is wanted, by the index and by all vectors."""
    from cutter.pipeline.narrowing import NEAREST
    from cutter.taste.volumes import direction_of

    (shelf,) = library.shelves
    codes, rows = library.codes(shelf), shelf.images
    times, exact, shares = [], [], []
    for want in wants:
        direction = direction_of(want, shelf.volume(shelf.keys[0]))
        began = time.perf_counter()
        if codes is None:
            found = _nearest(rows, direction)
        else:
            places = codes.nearest(direction, NEAREST)
            found = places[_nearest(rows[places], direction)]
        times.append(time.perf_counter() - began)
        began = time.perf_counter()
        truth = _nearest(rows, direction)
        exact.append(time.perf_counter() - began)
        shares.append(_share(found, truth))
    return {**_told("nearest", times, shares), **_told("all_rows", exact)}


def _shots_found(library: Library, wants: Sequence[Want]) -> dict[str, Any]:
    """Find the best shots as `cutter search` does, and with every film scored."""
    from cutter.pipeline.gathering import Gathered
    from cutter.pipeline.narrowing import promising
    from cutter.pipeline.searching import best

    keys = list(library)
    gathered = Gathered(library, tuple((Path(key), key) for key in keys), ())
    times, exact, shares, films = [], [], [], []
    for want in wants:
        began = time.perf_counter()
        chosen = promising(library, keys, want, TOP)
        found = best(gathered, chosen, want, TOP)
        times.append(time.perf_counter() - began)
        began = time.perf_counter()
        truth = best(gathered, set(keys), want, TOP)
        exact.append(time.perf_counter() - began)
        known = {(hit.film, hit.shot) for hit, _ in truth}
        # Of shots that match alike it is no fault to find another.
        floor = truth[-1][0].match if truth else 0.0
        good = sum((h.film, h.shot) in known or h.match >= floor for h, _ in found)
        shares.append(good / len(truth) if truth else 1.0)
        films.append(len(chosen))
    told = {**_told("search", times, shares), **_told("every_film", exact)}
    return {**told, "films": float(np.median(films)), "of_films": len(keys)}


def _told(name: str, times: Sequence[float], shares: Sequence[float] = ()) -> dict[str, float]:
    told = {
        f"{name}_ms": float(np.median(times)) * 1000,
        f"{name}_p95_ms": float(np.percentile(times, 95)) * 1000,
    }
    return told | ({f"{name}_recall": float(np.mean(shares))} if shares else {})


def _nearest(rows: Rows, direction: Rows) -> NDArray[np.int64]:
    from cutter.analysis.library.codes import nearest_exactly

    return nearest_exactly(rows, direction, TOP)


def _share(found: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    return len(set(found.tolist()) & set(truth.tolist())) / len(truth)


def _volumes(kind: str, count: int) -> list[Volume]:
    """Return films of made-up pictures."""
    from cutter.schema.volume import Volume
    from cutter.taste.calibrate import cosines, null_level

    rng = np.random.default_rng(SEED)
    nulls = _unit(rng.standard_normal((NULLS, DIM), np.float32))
    common = _drawn(rng, kind, 1) * (kind == "clustered")
    mean = nulls.mean(axis=0, keepdims=True)
    size = min(PER_FILM, count // 5)
    shots = np.arange(size // PER_SHOT, dtype=np.int64)
    ones, nobody = np.ones_like(shots), np.zeros(0, np.int32)
    volumes = []
    for number in range(count // size):
        rows = _unit(_film(rng, kind, size, common))
        level = null_level(cosines(rows, nulls))
        volumes.append(
            Volume(
                key=f"{number:032x}",
                fingerprint=f"{number:032x}",
                images=rows,
                image_level=level,
                image_shots=np.repeat(shots, PER_SHOT).astype(np.int32),
                nothing=mean,
                centre=(rows / level[:, 1:]).mean(axis=0, keepdims=True).astype(np.float32),
                baseline=np.array([0.5]),
                words=np.zeros((0, 0), np.float32),
                word_level=np.zeros((0, 2)),
                word_nothing=np.zeros((1, 0), np.float32),
                terms=np.zeros(0, np.uint64),
                term_cues=nobody,
                heard_shot=nobody,
                heard_cue=nobody,
                heard_share=np.zeros(0),
                spans=np.stack([shots, ones, shots + 1, ones], axis=1),
                standing=np.zeros((len(shots), 13)),
            )
        )
    return volumes


def _film(rng: np.random.Generator, kind: str, size: int, common: Rows) -> Rows:
    if kind == "isotropic":
        return _drawn(rng, kind, size)
    scenes = np.repeat(_drawn(rng, kind, -(-size // PER_SCENE)), PER_SCENE, axis=0)[:size]
    own = 0.7 * _drawn(rng, kind, 1) + 0.7 * scenes + 0.5 * _drawn(rng, kind, size)
    film: Rows = common + own
    return film


def _drawn(rng: np.random.Generator, kind: str, count: int) -> Rows:
    """Return normal vectors; clustered ones with a spread that falls with the square root."""
    spread = np.arange(1, DIM + 1, dtype=np.float32) ** (-0.5 if kind == "clustered" else 0.0)
    drawn: Rows = rng.standard_normal((count, DIM), np.float32) * spread
    return drawn


def _directions(kind: str, rows: Rows, queries: int) -> list[Rows]:
    """Return what is looked for: near a picture as words are.

    The cosine is 0.3, beyond what all pictures have in common.
    """
    rng = np.random.default_rng(QUERY_SEED)
    middle = rows[:: max(1, len(rows) // 10_000)].mean(axis=0) * (kind == "clustered")
    found = []
    for place in rng.integers(0, len(rows), queries).tolist():
        own = _unit((rows[place] - middle)[None])[0]
        other = _unit(rng.standard_normal((1, DIM), np.float32))[0]
        found.append(_unit((0.3 * own + 0.954 * other)[None])[0])
    return found


def _wants(kind: str, library: Library, queries: int) -> list[Want]:
    from cutter.schema import Want

    (shelf,) = library.shelves
    return [
        Want("made", "like", "picture", 1.0, direction, False, ())
        for direction in _directions(kind, shelf.images, queries)
    ]


def _unit(rows: Rows) -> Rows:
    unit: Rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
