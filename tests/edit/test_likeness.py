from dataclasses import replace

import numpy as np

from cutter.edit.likeness import Likeness
from cutter.schema import Analysis
from tests.edit.films import PLAIN, Take, make_film


def seen(vectors: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Analysis:
    film = make_film([Take()] * len(vectors)).analysis
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return replace(film, image_vectors=unit.astype(np.float32))


def test_the_same_picture_is_a_near_duplicate_and_others_are_not() -> None:
    analysis = make_film([Take(looks=1), Take(looks=2), Take(looks=1), Take()]).analysis
    likeness = Likeness([analysis])
    assert list(likeness.duplicates(0)) == [False, False, True, False]
    assert not likeness.duplicates(3).any()


def test_where_everything_looks_alike_only_the_same_is_a_duplicate() -> None:
    noise = np.random.default_rng(1).standard_normal((20, 64))
    vectors = np.ones((20, 64)) * 4 + noise * 0.4
    vectors[7] = vectors[3]
    likeness = Likeness([seen(vectors)])
    assert 1 - likeness.distances(0).min() < 1.001
    assert np.median(likeness.distances(0)) < 0.03
    assert list(np.flatnonzero(likeness.duplicates(3))) == [7]


def test_a_film_of_one_picture_is_all_duplicates() -> None:
    likeness = Likeness([seen(np.tile(np.random.default_rng(2).standard_normal(512), (5, 1)))])
    assert likeness.duplicates(0).sum() == 4


def test_the_order_of_the_dimensions_changes_no_bit() -> None:
    noise = np.random.default_rng(3)
    vectors = noise.standard_normal((50, 512))
    shuffled = vectors[:, noise.permutation(512)]
    one, other = Likeness([seen(vectors)]), Likeness([seen(shuffled)])
    assert all((one.distances(k) == other.distances(k)).all() for k in range(50))


def test_within_a_clique_all_are_near_duplicates() -> None:
    analysis = make_film([Take(looks=k % 3) for k in range(12)]).analysis
    likeness = Likeness([analysis])
    cliques = likeness.cliques(np.arange(12))
    assert len(set(cliques)) == 3
    assert all(cliques[k] == cliques[k % 3] for k in range(12))


def test_shots_that_look_the_same_are_of_one_kind() -> None:
    analysis = make_film([Take(looks=k % 4) for k in range(12)]).analysis
    kinds = Likeness([analysis]).kinds(np.arange(12))
    assert len(set(kinds)) == 4 and all(kinds[k] == kinds[k % 4] for k in range(12))


def test_a_shots_likeness_is_that_of_its_keyframes_mean() -> None:
    film = make_film([Take(), Take()]).analysis
    a, b = np.eye(64, dtype=np.float32)[:2]
    keyframes = (film.film.keyframes[0],) * 2 + film.film.keyframes[1:]
    record = replace(film.film, keyframes=keyframes)
    analysis = replace(film, film=record, image_vectors=np.array([a, b, a]))
    assert abs(Likeness([analysis]).distances(0)[1] - (1 - 0.5**0.5)) < 1e-3


def test_what_a_model_takes_for_the_same_must_also_be_of_the_same_light() -> None:
    dark = replace(PLAIN, brightness=PLAIN.brightness - 0.2)
    takes = [Take(looks=1), Take(looks=1, signals=dark), Take(looks=1), Take(looks=2)]
    likeness = Likeness([make_film(takes).analysis])
    assert list(likeness.neighbours(0)) == [2] and list(likeness.neighbours(2)) == [0]
    assert len(likeness.neighbours(1)) == 0


def test_all_pairs_are_found_whatever_the_block() -> None:
    analysis = make_film([Take(looks=k % 7) for k in range(600)]).analysis
    likeness = Likeness([analysis])
    for shot in (0, 255, 256, 599):
        assert list(likeness.neighbours(shot)) == [
            k for k in range(600) if k != shot and k % 7 == shot % 7
        ]
