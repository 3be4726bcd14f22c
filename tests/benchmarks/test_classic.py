"""The classic example: gradient descent comes to where the closed form is."""

import numpy as np
import pytest

from benchmarks.classic import CLIPS, NOISE, TRAINING, USERS, Answers, closed_form, descend

SEEDS = [6, 21, 22]


@pytest.mark.parametrize("seed", SEEDS)
def test_five_hundred_steps_come_within_a_hundredth_of_the_closed_form(seed: int) -> None:
    known, held = Answers.made(seed).split()
    path, best = descend(known), held.error(closed_form(known))
    assert len(path) == 501
    assert best - 1e-3 < held.error(path[-1]) < 1.01 * best
    assert held.error(path[50]) > 1.3 * best
    assert np.all(np.diff([known.error(weights) for weights in path[::25]]) < 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_but_the_noise_is_left(seed: int) -> None:
    answers = Answers.made(seed)
    known, held = answers.split()
    assert (len(known.liking), len(held.liking)) == (TRAINING, USERS - TRAINING)
    assert known.liking.shape[1] == CLIPS
    assert held.error(closed_form(known)) == pytest.approx(NOISE, rel=0.02)
    assert held.error(np.zeros_like(closed_form(known))) > 2 * NOISE


def test_the_closed_form_leaves_no_gradient() -> None:
    known, _ = Answers.made().split()
    weights = closed_form(known)
    assert np.abs(known.traits.T @ (known.traits @ weights - known.liking)).max() < 1e-9
