"""Simulated viewers are what they are said to be, and as hard to learn as they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from cutter.evaluation.made_films import CONCEPTS, DIM, made_film, made_world
from cutter.evaluation.viewers import (
    CARES_FOR,
    ignorant_taste,
    knowing_taste,
    pairwise_accuracy,
    ratings,
    viewers,
)
from cutter.taste.score import score_film

SEED = 31


def test_shots_show_one_to_three_concepts_and_vectors_are_of_unit_length() -> None:
    film = made_film(made_world(SEED), 0, shots=200)
    assert set(film.shows.sum(axis=1)) == {1.0, 2.0, 3.0}
    assert film.analysis.image_vectors.shape == (200, DIM)
    assert np.allclose(np.linalg.norm(film.analysis.image_vectors, axis=1), 1.0, atol=1e-6)
    again = made_film(made_world(SEED), 0, shots=200)
    assert film.analysis.image_vectors.tobytes() == again.analysis.image_vectors.tobytes()


def test_every_viewer_likes_some_things_and_hates_about_as_many() -> None:
    for viewer in viewers(SEED):
        liked, hated = (viewer.cares > 0).sum(), (viewer.cares < 0).sum()
        assert CARES_FOR[0] <= liked + hated <= CARES_FOR[1]
        assert abs(int(liked) - int(hated)) <= 1


def test_answers_are_five_grades_that_follow_the_taste_with_noise() -> None:
    film = made_film(made_world(SEED), 0)
    viewer = viewers(SEED, 1)[0]
    answers, utilities = viewer.answers(film), viewer.utilities(film)
    assert set(answers) == {-1.0, -0.5, 0.0, 0.5, 1.0}
    assert 0.7 < np.corrcoef(answers, utilities)[0, 1] < 0.98
    assert (viewer.answers(film, turn=1) != answers).any()
    events = ratings(film, [3, 5], answers)
    assert [event.value for event in events] == [(answers[3] + 1) / 2, (answers[5] + 1) / 2]


def test_equal_scores_find_half_of_the_pairs() -> None:
    better, worse = np.array([0, 1]), np.array([2, 3])
    assert pairwise_accuracy(np.zeros(4), better, worse) == 0.5
    assert pairwise_accuracy(np.array([1.0, 0.0, 0.0, 1.0]), better, worse) == 0.5
    assert pairwise_accuracy(np.array([1.0, 1.0, 0.0, 0.0]), better, worse) == 1.0


@pytest.mark.parametrize("is_known", [False, True])
def test_a_profile_finds_what_it_names_and_nothing_if_that_is_not_there(is_known: bool) -> None:
    world = made_world(SEED)
    film, viewer = made_film(world, 0), viewers(SEED, 1)[0]
    taste = knowing_taste(world, viewer) if is_known else ignorant_taste(world)
    assert len(taste.wants) == (2 if is_known else 3)
    amounts = np.zeros(len(film.shows))
    for score in score_film(film.analysis, taste):
        amounts[score.shot] = sum(r.amount for r in score.reasons if "concept" in r.label)
    if not is_known:
        assert np.abs(amounts).mean() < 0.05
        return
    assert film.shows.shape[1] == CONCEPTS
    for want in taste.wants:
        shown = film.shows[:, int(want.label.split()[1])] > 0
        sign = 1.0 if want.role == "like" else -1.0
        assert sign * amounts[shown].mean() > 0.3 * want.weight
        assert np.abs(amounts[film.shows @ viewer.cares == 0]).mean() < 0.1
