"""Viewers who want the same shots are one audience, and nobody is told of audiences that are not.

Made-up crowds: shots show one to three of forty things, and viewers like or hate some of these.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cutter.crowd.audiences import distances, find_audiences, liking
from cutter.errors import UsageError

Array = NDArray[np.float64]
THINGS = 40


def crowd(viewers: int, audiences: int, seed: int, shots: int = 200) -> tuple[Array, list[int]]:
    """Return viewers' scores; those of one audience share five things and have two of their own.

    With no audience everybody likes or hates six things of their own.
    """
    chance = np.random.default_rng(seed)
    shown = np.zeros((shots, THINGS))
    for shot in shown:
        shot[chance.choice(THINGS, chance.integers(1, 4), replace=False)] = 1.0

    def taste(count: int) -> Array:
        wants = np.zeros(THINGS)
        wants[chance.choice(THINGS, count, replace=False)] = chance.choice([1.0, -1.0], count)
        return wants

    shared = [taste(5) for _ in range(audiences)]
    of = [viewer % audiences if audiences else 0 for viewer in range(viewers)]
    wants = [shared[each] + taste(2) if audiences else taste(6) for each in of]
    values = np.array(wants) @ shown.T + 0.15 * chance.normal(size=(viewers, shots))
    return values, of


@pytest.mark.parametrize("viewers", [6, 9, 20])
@pytest.mark.parametrize("audiences", [2, 3])
def test_audiences_that_are_there_are_found(viewers: int, audiences: int) -> None:
    for seed in range(4):
        values, of = crowd(viewers, audiences, seed)
        found = find_audiences(values)
        wished = {
            tuple(viewer for viewer in range(viewers) if of[viewer] == each)
            for each in range(audiences)
        }
        assert set(found.members) == wished
        assert found.silhouette > 0.35


@pytest.mark.parametrize("viewers", [5, 8, 20])
@pytest.mark.parametrize("audiences", [0, 1])
def test_one_audience_is_told_as_one(viewers: int, audiences: int) -> None:
    for seed in range(8):
        found = find_audiences(crowd(viewers, audiences, 100 + seed)[0])
        assert found.members == (tuple(range(viewers)),)
        assert found.silhouette < 0.35


@pytest.mark.parametrize("clusters", [1, 2, 3, 4])
def test_as_many_audiences_are_made_as_are_asked_for(clusters: int) -> None:
    values, _ = crowd(4, 0, 7)
    found = find_audiences(values, clusters)
    assert len(found.members) == clusters
    assert sorted(sum(found.members, ())) == [0, 1, 2, 3]
    assert [len(members) for members in found.members] == sorted(map(len, found.members))[::-1]


@pytest.mark.parametrize("clusters", [0, 5])
def test_more_audiences_than_viewers_are_refused(clusters: int) -> None:
    with pytest.raises(UsageError, match="there are 4 viewers"):
        find_audiences(crowd(4, 0, 7)[0], clusters)


def test_few_viewers_and_indifferent_ones_are_no_fault() -> None:
    assert find_audiences(np.zeros((1, 5))).members == ((0,),)
    assert find_audiences(np.ones((2, 5))).members == ((0, 1),)
    assert find_audiences(np.zeros((3, 0))).members == ((0, 1, 2),)
    apart = distances(np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 2.0], [0.0, 2.0, 4.0]]))
    assert apart.tolist() == [[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]


def test_the_order_of_viewers_changes_no_audience() -> None:
    values, _ = crowd(9, 3, 3)
    order = np.random.default_rng(1).permutation(9)
    turned = find_audiences(values[order])
    back = {tuple(sorted(int(order[viewer]) for viewer in each)) for each in turned.members}
    assert back == set(find_audiences(values).members)


@given(st.integers(1, 5), st.integers(1, 8), st.integers(0, 2**16), st.floats(0.01, 100))
def test_levels_are_a_viewers_own_measure(viewers: int, shots: int, seed: int, loud: float) -> None:
    values = np.random.default_rng(seed).normal(size=(viewers, shots))
    found = liking(values)
    assert np.abs(found.levels).max() <= 1.0
    assert (np.sign(found.levels) * np.sign(values) >= 0).all()
    # Who writes greater weights counts no more.
    assert np.allclose(liking(values * loud).levels, found.levels, atol=2e-6)
    assert np.allclose(found.common, found.levels.mean(axis=0), atol=1e-6)
    assert (found.divided >= 0).all()
    assert (found.divided <= 1).all()
