"""What reactions came to is told in phrases that the shots show, and in no others."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.schema import SIGNAL_NAMES, Evidence, Grade, Place, Taste, TimeRange, Traits
from cutter.taste.posterior import Posterior
from cutter.taste.telling import MOST, beliefs_from_shots, learnt_signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.schema import Vectors

DIM = 64
PHRASES = ("storms", "meadows", "spaceships", "tempests", "rooms")


def unit(rows: NDArray[np.float64]) -> Vectors:
    found: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


RANDOM = np.random.default_rng(11)
THINGS = unit(RANDOM.normal(size=(4, DIM)))
"""Storms, meadows, spaceships, rooms."""
NULLS = unit(RANDOM.normal(size=(40, DIM)))
VECTORS = np.vstack(
    [THINGS[:3], unit(THINGS[:1] + 0.02 * RANDOM.normal(size=(1, DIM))), THINGS[3:]]
)


def evidence(values: list[tuple[int, float]], motion: float = 0.0) -> Evidence:
    """Graded shots of things, with a signal that goes along with the grade."""
    pictures = unit(
        np.vstack([THINGS[thing] + 0.05 * RANDOM.normal(size=DIM) for thing, _ in values])
    )
    cosines = pictures.astype(np.float64) @ NULLS.T.astype(np.float64)
    nulls = np.column_stack([cosines.mean(axis=1), cosines.std(axis=1)])
    count = len(values)
    standing = np.zeros((count, len(SIGNAL_NAMES)))
    standing[:, 0] = [motion * np.sign(value) for _, value in values]
    traits = Traits(
        pictures, np.zeros((count, DIM), np.float32), standing, nulls, np.zeros((count, 2))
    )
    places = tuple(Place("0" * 32, TimeRange(Fraction(n), Fraction(n + 1))) for n in range(count))
    grades = tuple(Grade(n, value, 0.3, f"{n:032x}") for n, (_, value) in enumerate(values))
    return Evidence(traits, places, grades)


def posterior(told: Evidence | None) -> Posterior:
    return Posterior(Taste("eyes", (), (), evidence=told))


LOVES_STORMS = [(0, 1.0), (1, -1.0)] * 6 + [(3, 0.0)] * 4


def test_the_loved_is_told_for_and_the_scolded_against() -> None:
    found = beliefs_from_shots(posterior(evidence(LOVES_STORMS)), PHRASES, VECTORS, NULLS)
    weights = {belief.text: belief.weight for belief in found}
    assert weights["storms"] > 0.3
    assert weights["meadows"] < -0.3
    assert {belief.origin for belief in found} == {"shots"}
    assert {belief.text: belief.events for belief in found}["storms"] == 6


def test_what_was_never_shown_is_not_told() -> None:
    found = beliefs_from_shots(posterior(evidence(LOVES_STORMS)), PHRASES, VECTORS, NULLS)
    assert "spaceships" not in {belief.text for belief in found}


def test_of_phrases_that_say_the_same_the_surest_is_told() -> None:
    found = beliefs_from_shots(posterior(evidence(LOVES_STORMS)), PHRASES, VECTORS, NULLS)
    assert len({"storms", "tempests"} & {belief.text for belief in found}) == 1


def test_contradicting_reactions_come_to_no_belief() -> None:
    torn = [(0, 1.0), (0, -1.0)] * 6 + [(1, 0.0)] * 4
    found = beliefs_from_shots(posterior(evidence(torn)), PHRASES, VECTORS, NULLS)
    assert "storms" not in {belief.text for belief in found}


def test_nothing_learnt_is_nothing_told() -> None:
    assert beliefs_from_shots(posterior(None), PHRASES, VECTORS, NULLS) == ()
    assert learnt_signals(posterior(None)) == ()


def test_more_reactions_make_a_belief_surer() -> None:
    spreads = []
    for told in (LOVES_STORMS[:6], LOVES_STORMS * 4):
        found = beliefs_from_shots(posterior(evidence(told)), PHRASES[:1], VECTORS[:1], NULLS)
        spreads.append(found[0].spread)
    assert spreads[0] > spreads[1]


def test_a_signal_that_goes_along_with_what_is_liked_is_told() -> None:
    rooms = [(3, 1.0), (3, -1.0)] * 25
    found = dict(learnt_signals(posterior(evidence(rooms, motion=2.0))))
    assert set(found) == {"motion"}
    assert found["motion"] > 0.1


def test_a_person_is_told_a_dozen_at_most() -> None:
    things = unit(np.random.default_rng(3).normal(size=(30, DIM)))
    told = evidence([(0, 1.0)])
    pictures = np.repeat(things, 2, axis=0)
    cosines = pictures.astype(np.float64) @ NULLS.T.astype(np.float64)
    traits = dataclasses.replace(
        told.traits,
        pictures=pictures,
        words=np.zeros((60, DIM), np.float32),
        standing=np.zeros((60, len(SIGNAL_NAMES))),
        picture_nulls=np.column_stack([cosines.mean(axis=1), cosines.std(axis=1)]),
        word_nulls=np.zeros((60, 2)),
    )
    places = tuple(Place("0" * 32, TimeRange(Fraction(n), Fraction(n + 1))) for n in range(60))
    grades = tuple(Grade(n, 1.0 if n % 4 < 2 else -1.0, 0.2, f"{n:032x}") for n in range(60))
    full = posterior(Evidence(traits, places, grades))
    found = beliefs_from_shots(full, [f"thing {n}" for n in range(30)], things, NULLS)
    assert len(found) == MOST
    sureness = [abs(belief.weight) / belief.spread for belief in found]
    assert sureness == sorted(sureness, reverse=True)
