"""What tells a film's shots apart is found alike on every machine, and nothing where nothing is."""

from __future__ import annotations

import numpy as np
import pytest

from cutter.evaluation.made_films import made_film, made_world
from cutter.taste.outlook import outlook_of
from cutter.taste.sight import Sight


@pytest.mark.parametrize("seed", [601, 602])
def test_the_last_bits_of_a_machine_s_arithmetic_decide_nothing(seed: int) -> None:
    vectors = Sight(made_film(made_world(seed), 0).analysis).traits.pictures.astype(np.float64)
    nudged = vectors * (1.0 + 1e-13 * np.random.default_rng(seed).normal(size=vectors.shape))
    first, other = outlook_of(vectors), outlook_of(nudged)
    assert first.motifs.shape == other.motifs.shape
    assert np.abs(first.read(vectors) - other.read(vectors)).max() < 1e-8


def test_the_motifs_of_a_made_film_are_its_concepts() -> None:
    film = made_film(made_world(603), 0)
    vectors = Sight(film.analysis).traits.pictures
    outlook = outlook_of(vectors)
    shown = outlook.read(vectors)[:, len(outlook.middle) :]
    likeness = np.corrcoef(shown.T, film.shows.T)[: shown.shape[1], shown.shape[1] :]
    assert (np.abs(likeness).max(axis=1) > 0.9).mean() > 0.9
    assert shown.shape[1] >= 35


def test_chance_has_no_motifs() -> None:
    rows = np.random.default_rng(604).normal(size=(1500, 128))
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    assert outlook_of(vectors).motifs.shape[1] == 0
