"""One threshold means the same for every phrase, film and model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cutter.taste.calibrate import THRESHOLD, cosines, match_examples, match_words, noisy_or
from cutter.taste.features import features_of
from tests.taste.made import WORLDS, World, film, taste, want

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOPICS = ("sea", "snow", "city", "forest", "fire", "rain")
unit = st.floats(-1.0, 1.0, width=32)
SEEDS = range(5)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_what_fits_matches_and_what_does_not_fit_does_not(world: World) -> None:
    shown = TOPICS * 6
    hits, strays = [], []
    for seed in SEEDS:
        analysis = film(shown, world=world, seed=seed)
        wants = [want(topic, world=world) for topic in TOPICS]
        match = features_of(analysis, taste(*wants, world=world)).match
        fits = np.array([[topic == other for other in TOPICS] for topic in shown])
        hits.append(match[fits] >= THRESHOLD)
        strays.append(match[~fits] >= THRESHOLD)
    assert np.mean(hits) >= 0.9
    assert np.mean(strays) <= 0.005


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_nothing_matches_merely_for_being_the_best_of_its_film(world: World) -> None:
    absent = [want(topic, world=world) for topic in ("spiders", "trains", "opera", "cheese")]
    for seed in SEEDS:
        analysis = film(TOPICS * 20, world=world, seed=seed)
        match = features_of(analysis, taste(*absent, world=world)).match
        assert np.mean(match >= THRESHOLD) <= 0.005


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_film_in_which_everything_fits_matches_everywhere(world: World) -> None:
    for seed in SEEDS:
        analysis = film(["sea"] * 40, world=world, seed=seed)
        match = features_of(analysis, taste(want("sea", world=world), world=world)).match
        assert np.mean(match >= THRESHOLD) >= 0.95


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_a_film_of_one_shot_matches_what_it_shows_and_nothing_else(world: World) -> None:
    wants = (
        want("sea", world=world),
        want("spiders", world=world),
        want("an example", world=world, example_of="sea"),
        want("another", world=world, example_of="spiders"),
    )
    for seed in SEEDS:
        match = features_of(film(["sea"], world=world, seed=seed), taste(*wants, world=world)).match
        assert (match[0] >= THRESHOLD).tolist() == [True, False, True, False]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_an_example_picture_finds_its_kind(world: World) -> None:
    shown = TOPICS * 6
    analysis = film(shown, world=world)
    wanted = want("an example", world=world, example_of="city")
    match = features_of(analysis, taste(wanted, world=world)).match[:, 0]
    assert [topic for topic, value in zip(shown, match, strict=True) if value >= THRESHOLD] == [
        "city"
    ] * 6


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_an_example_from_a_film_of_one_place_matches_everywhere(world: World) -> None:
    wanted = want("an example", world=world, example_of="city")
    match = features_of(film(["city"] * 20, world=world), taste(wanted, world=world)).match
    assert (match >= THRESHOLD).all()


tables = arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=unit)


@given(tables, st.data())
def test_matches_are_shares_whatever_the_cosines(
    table: NDArray[np.float64], data: st.DataObject
) -> None:
    nulls = data.draw(arrays(np.float64, (len(table), 5), elements=unit))
    own = data.draw(arrays(np.float64, st.integers(0, 6), elements=unit))
    for match in (match_words(table, nulls), match_examples(table, own), noisy_or(table**2)):
        assert match.shape == table.shape
        assert np.isfinite(match).all()
        assert ((match >= 0) & (match <= 1)).all()
        assert (match == np.round(match, 6)).all()


@given(tables, arrays(np.float64, 5, elements=unit))
def test_of_pictures_equally_near_to_nothing_the_nearer_never_matches_less(
    table: NDArray[np.float64], nulls: NDArray[np.float64]
) -> None:
    match = match_words(table, np.tile(nulls, (len(table), 1)))
    for column in range(table.shape[1]):
        order = np.argsort(table[:, column], kind="stable")
        assert (np.diff(match[order, column]) >= 0).all()


@given(arrays(np.float64, (6, 1), elements=unit), arrays(np.float64, 9, elements=unit))
def test_the_more_alike_picture_never_matches_less(
    table: NDArray[np.float64], own: NDArray[np.float64]
) -> None:
    order = np.argsort(table[:, 0], kind="stable")
    assert (np.diff(match_examples(table, own)[order, 0]) >= 0).all()


@given(tables, st.floats(0.5, 3.0), st.floats(-0.2, 0.2), st.data())
def test_a_model_with_wider_or_higher_cosines_gives_the_same_matches(
    table: NDArray[np.float64], scale: float, offset: float, data: st.DataObject
) -> None:
    nulls = np.linspace(-0.2, 0.2, 8) + data.draw(
        arrays(np.float64, (len(table), 1), elements=st.floats(-0.1, 0.1))
    )
    plain = match_words(table, nulls)
    changed = match_words(table * scale + offset, nulls * scale + offset)
    assert np.allclose(plain, changed, atol=1e-4)


def test_the_last_bits_of_a_product_decide_nothing() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(50, 512)).astype(np.float32)
    columns = rng.normal(size=(9, 512)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    columns /= np.linalg.norm(columns, axis=1, keepdims=True)
    order = rng.permutation(512)
    one, other = cosines(rows, columns), cosines(rows[:, order], columns[:, order])
    assert (one == other).all()
    assert (one == np.round(one, 6)).all()
    assert (cosines(rows, columns[:1])[:, 0] == one[:, 0]).all()


def test_no_pictures_and_no_wants_give_empty_tables() -> None:
    assert match_words(np.zeros((0, 3)), np.zeros((0, 5))).shape == (0, 3)
    assert match_words(np.zeros((4, 0)), np.zeros((4, 5))).shape == (4, 0)


@given(arrays(np.float64, (2, 3), elements=st.floats(0, 1)))
def test_two_findings_are_worth_at_least_the_better(both: NDArray[np.float64]) -> None:
    together = noisy_or(both[:1], both[1:])
    assert (together[0] >= both.max(axis=0) - 1e-6).all()
