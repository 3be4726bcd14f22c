"""A large library is searched through its index, and finds what a search of all of it finds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cutter.analysis.library import codes as codes_door
from cutter.analysis.library import library as library_room
from cutter.analysis.library.catalogue import Seen
from cutter.analysis.library.codes import nearest_exactly
from cutter.analysis.library.library import CODES, Library
from cutter.pipeline import narrowing
from cutter.pipeline.gathering import Gathered
from cutter.pipeline.narrowing import promising
from cutter.pipeline.searching import best
from cutter.schema import Want
from cutter.schema.volume import Volume
from cutter.taste.calibrate import cosines, null_level
from cutter.taste.volumes import digest_of, direction_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.schema import Where

FILMS, ROWS, DIM = 100, 200, 64


def unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype("f4")
    return found


def a_film(number: int, said: str = "") -> Volume:
    rng = np.random.default_rng([11, number])
    rows = unit(rng.standard_normal((ROWS, DIM)) + 0.7 * rng.standard_normal(DIM))
    nulls = unit(np.random.default_rng(12).standard_normal((32, DIM)))
    level = null_level(cosines(rows, nulls))
    shots = np.arange(ROWS // 2, dtype=np.int64)
    ones = np.ones_like(shots)
    terms = said.split()
    cues = 1 if said else 0
    return Volume(
        key=f"{number:032x}",
        fingerprint=f"{number:032x}",
        images=rows,
        image_level=level,
        image_shots=np.repeat(shots, 2).astype(np.int32),
        nothing=nulls.mean(axis=0, keepdims=True),
        centre=(rows / level[:, 1:]).mean(axis=0, keepdims=True).astype(np.float32),
        baseline=np.array([0.5]),
        words=np.zeros((cues, 0), np.float32),
        word_level=np.zeros((cues, 2)),
        word_nothing=np.zeros((1, 0), np.float32),
        terms=np.array([digest_of(term) for term in terms], np.uint64),
        term_cues=np.zeros(len(terms), np.int32),
        heard_shot=np.zeros(cues, np.int32),
        heard_cue=np.zeros(cues, np.int32),
        heard_share=np.ones(cues),
        spans=np.stack([shots, ones, shots + 1, ones], axis=1),
        standing=np.zeros((len(shots), 13)),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library of 20,000 pictures with an index; what is said in film 77 alone is known."""
    pytest.importorskip("faiss")
    path = tmp_path_factory.mktemp("library")
    volumes = [a_film(number, "storm sea" if number == 77 else "") for number in range(FILMS)]
    library = Library(path)
    films = {volume.key: Seen(volume.fingerprint, "", 1, volume.key) for volume in volumes}
    assert library.add(volumes, films) == ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library_room, "LARGE", 20_000)
        assert library.lacks_index()
        assert library.index() == ""
        assert not library.lacks_index()
    return path


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library count as large, its parts in proportion."""
    monkeypatch.setattr(narrowing, "FROM", 10_000)
    monkeypatch.setattr(narrowing, "NEAREST", 600)
    monkeypatch.setattr(narrowing, "LEAST_FILMS", 40)


def wanted(seed: int, library: Library, where: Where = "picture") -> Want:
    rng = np.random.default_rng([13, seed])
    rows = library.shelves[0].images
    near = unit(0.6 * rows[rng.integers(len(rows))] + 0.8 * unit(rng.standard_normal(DIM)))
    return Want("storm", "like", where, 1.0, near, False, ("storm", "sea"))


def test_the_index_gives_nearly_all_that_is_nearest(folder: Path) -> None:
    library = Library(folder)
    (shelf,) = library.shelves
    codes = library.codes(shelf)
    assert codes is not None
    shares = []
    for seed in range(20):
        direction = direction_of(wanted(seed, library), shelf.volume(shelf.keys[0]))
        truth = nearest_exactly(shelf.images, direction, 20)
        near = codes.nearest(direction, 200)
        found = near[nearest_exactly(shelf.images[near], direction, 20)]
        shares.append(len(set(found) & set(truth)) / 20)
    assert np.mean(shares) >= 0.97


def test_the_best_shots_of_a_large_library_are_found_without_scoring_all(folder: Path) -> None:
    library = Library(folder)
    keys = list(library)
    gathered = Gathered(library, tuple((Path(key), key) for key in keys), ())
    shares = []
    for seed in range(20):
        want = wanted(seed, library)
        chosen = promising(library, keys, want, 20)
        assert 40 <= len(chosen) < FILMS
        found = {(hit.film, hit.shot) for hit, _ in best(gathered, chosen, want, 20)}
        truth = {(hit.film, hit.shot) for hit, _ in best(gathered, set(keys), want, 20)}
        shares.append(len(found & truth) / len(truth))
    assert np.mean(shares) >= 0.97


def test_what_is_said_is_found_in_a_film_that_shows_nothing_of_it(folder: Path) -> None:
    library = Library(folder)
    for seed in range(5):
        chosen = promising(library, list(library), wanted(seed, library, "any"), 20)
        assert f"{77:032x}" in chosen
        assert len(chosen) < FILMS


def test_few_of_many_films_are_looked_at_one_by_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(folder)
    monkeypatch.setattr(narrowing, "FROM", 100)
    monkeypatch.setattr(narrowing, "LEAST_FILMS", 5)
    keys = [f"{number:032x}" for number in range(20, 30)]
    gathered = Gathered(library, tuple((Path(key), key) for key in keys), ())
    want = wanted(3, library)
    chosen = promising(library, keys, want, 2)
    assert chosen < set(keys)
    first = best(gathered, set(keys), want, 1)
    assert [hit for hit, _ in best(gathered, chosen, want, 1)] == [hit for hit, _ in first]


@pytest.mark.parametrize("place", [0, 1000, -10])
def test_a_damaged_index_is_not_used_and_made_anew(
    folder: Path, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_room, "LARGE", 20_000)
    (path,) = folder.glob(f"*{CODES}")
    data = bytearray(path.read_bytes())
    whole = bytes(data)
    data[place] ^= 0x20
    path.write_bytes(data)
    library = Library(folder)
    assert library.codes(library.shelves[0]) is None
    assert library.lacks_index()
    assert library.index() == ""
    assert path.read_bytes() == whole
    assert Library(folder).codes(library.shelves[0]) is not None


def test_without_the_extra_all_is_found_exactly(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes_door, "is_available", lambda: False)
    library = Library(folder)
    assert library.codes(library.shelves[0]) is None
    keys = list(library)
    gathered = Gathered(library, tuple((Path(key), key) for key in keys), ())
    want = wanted(1, library)
    chosen = promising(library, keys, want, 20)
    assert len(chosen) < FILMS
    assert best(gathered, chosen, want, 20) == best(gathered, set(keys), want, 20)
