"""Regression in closed form: both forms agree, and with what is known of it."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cutter.taste.gaussian import DOUBTED, INFORMED, Answers, Gaussian, settle

Indices = NDArray[np.intp]


def asked(count: int, width: int, seed: int, compared: float = 0.0) -> Answers:
    rng = np.random.default_rng([count, width, seed])
    features = rng.normal(size=(count, width)) / np.sqrt(width)
    return Answers(
        features,
        features @ rng.normal(size=width) + 0.1 * rng.normal(size=count),
        rng.uniform(0.2, 0.6, size=count),
        rng.random(count) < compared,
    )


def in_the_other_form(answers: Answers) -> Answers:
    """Return the same answers, with features that say nothing, enough for the dual form."""
    more = np.zeros((len(answers), len(answers) + 1))
    features = np.hstack([answers.features, more])
    return Answers(features, answers.values, answers.spreads, answers.is_comparison)


@settings(max_examples=30, deadline=None)
@given(st.integers(6, 40), st.integers(2, 5), st.integers(0, 99), st.sampled_from((0.0, 0.4)))
def test_both_forms_come_to_the_same(count: int, width: int, seed: int, compared: float) -> None:
    answers = asked(count, width, seed, compared)
    primal, dual = settle(answers), settle(in_the_other_form(answers))
    points = np.random.default_rng(seed).normal(size=(7, width))
    padded = np.hstack([points, np.zeros((7, count + 1))])
    assert np.allclose(primal.mean(points), dual.mean(padded), atol=1e-9)
    assert np.allclose(primal.spread(points), dual.spread(padded), atol=1e-9)
    assert np.allclose(primal.outlying, dual.outlying, atol=1e-7)
    assert np.allclose(
        primal.covariance(points, points[:3]), dual.covariance(padded, padded[:3]), atol=1e-9
    )


def test_graded_answers_come_to_the_textbook_posterior() -> None:
    answers = asked(5, 8, 1)
    noise = np.diag(1 / answers.spreads**2)
    covariance = np.linalg.inv(np.eye(8) + answers.features.T @ noise @ answers.features)
    weights = covariance @ answers.features.T @ noise @ answers.values
    found = settle(answers)
    assert not (found.outlying > DOUBTED).any()
    assert np.allclose(found.weights, weights)
    points = np.random.default_rng(2).normal(size=(4, 8))
    spread = np.sqrt(np.einsum("ij,jk,ik->i", points, covariance, points))
    assert np.allclose(found.spread(points), spread)


def test_newton_comes_to_the_top_of_the_logistic_posterior() -> None:
    answers = asked(30, 50, 3, compared=1.0)
    found = settle(answers)
    ahead = (answers.values + found.mean(answers.features)) / answers.spreads
    slope = answers.features.T @ (1 / (1 + np.exp(ahead)) / answers.spreads) - found.weights
    assert np.abs(slope).max() < 1e-6


def leave_one_out(answers: Answers, number: int) -> Gaussian:
    kept = np.arange(len(answers)) != number
    return settle(
        Answers(
            answers.features[kept],
            answers.values[kept],
            answers.spreads[kept],
            answers.is_comparison[kept],
        )
    )


def test_how_far_an_answer_lies_out_is_told_by_all_the_others() -> None:
    answers = asked(9, 4, 4)
    found = settle(answers)
    assert not (found.outlying > DOUBTED).any()
    known = 0
    for number in range(len(answers)):
        point = answers.features[number : number + 1]
        without = leave_one_out(answers, number)
        away = abs(answers.values[number] - without.mean(point)[0])
        spread = np.hypot(without.spread(point)[0], answers.spreads[number])
        if without.spread(point)[0] ** 2 > INFORMED * float((point**2).sum()):
            away = 0.0
        known += away > 0
        assert found.outlying[number] == pytest.approx(away / spread, abs=1e-9)
    assert known >= 3


def test_where_others_say_nothing_no_answer_contradicts_them() -> None:
    features = np.eye(4)[[0, 1, 2]]
    alone = Answers(features, np.array([-6.0, 0.5, 0.4]), np.full(3, 0.3), np.zeros(3, bool))
    assert not settle(alone).outlying.any()
    agreed = Answers(
        np.eye(4)[[0, 0, 0, 0]],
        np.array([-6.0, 0.5, 0.5, 0.4]),
        np.full(4, 0.3),
        np.zeros(4, bool),
    )
    assert settle(agreed).outlying.argmax() == 0
    assert settle(agreed).outlying[0] > DOUBTED


def test_a_thousand_answers_take_less_than_a_second() -> None:
    answers = asked(1000, 1100, 5, compared=0.3)
    began = time.process_time()
    settle(answers)
    # Several cores sum up here; one alone takes less than half of it.
    assert time.process_time() - began < 4.0


@pytest.mark.parametrize(("count", "width"), [(12, 30), (60, 20)])
def test_what_is_owed_to_an_answer_is_what_goes_without_it(count: int, width: int) -> None:
    rng = np.random.default_rng([count, width])
    features = rng.normal(size=(count, width)) / np.sqrt(width)
    values = features @ rng.normal(size=width) + 0.3 * rng.normal(size=count)
    points = rng.normal(size=(5, width)) / np.sqrt(width)

    def believed(rows: Indices) -> Gaussian:
        graded = np.zeros(len(rows), dtype=bool)
        return settle(Answers(features[rows], values[rows], np.full(len(rows), 0.9), graded))

    every = np.arange(count)
    whole = believed(every)
    for answer in (0, count - 1):
        rest = believed(np.delete(every, answer))
        gone = whole.mean(points) - rest.mean(points)
        assert np.allclose(whole.owed(points)[:, answer], gone, atol=1e-9)
