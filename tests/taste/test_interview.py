"""Which shots an interview asks about, what its answers say, and when it ends."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.taste.interview import SCREENS, SIZE, answered, is_enough, next_screen
from cutter.taste.posterior import Posterior
from tests.taste.made import taste
from tests.taste.reacted import BEGAN, learnt, place, reacted
from tests.taste.test_posterior import SHOTS, TOPICS, analysis, sight

if TYPE_CHECKING:
    from cutter.schema import Event

WORTH = {"sea": 1.0, "fire": -1.0, "snow": 0.4}


def interviewed(most: int = SCREENS) -> tuple[Posterior, list[tuple[int, ...]]]:
    """Return what is known at the end, and the screens, of a viewer who likes the sea."""
    events: list[Event] = []
    screens: list[tuple[int, ...]] = []
    posterior = Posterior(taste(), sight())
    while len(screens) < most:
        shown = [shot for screen in screens for shot in screen]
        screen = next_screen(posterior, shown)
        if not screen or is_enough(posterior, shown):
            break
        worth = [WORTH.get(TOPICS[shot % 6], 0.0) + 0.01 * shot for shot in screen]
        places = [place(analysis(), shot) for shot in screen]
        events += answered(places, int(np.argmax(worth)), int(np.argmin(worth)), BEGAN)
        screens.append(screen)
        posterior = Posterior(learnt(taste(), analysis(), events), sight())
    return posterior, screens


def test_a_screen_shows_shots_that_are_unlike_each_other() -> None:
    screen = next_screen(Posterior(taste(), sight()))
    assert len(screen) == SIZE
    assert len({shot % 6 for shot in screen}) >= 5


def test_no_shot_is_shown_twice_and_only_those_that_may_be() -> None:
    _, screens = interviewed(most=3)
    shown = [shot for screen in screens for shot in screen]
    assert len(set(shown)) == len(shown)
    among = [1, 5, 9, 12]
    assert set(next_screen(Posterior(taste(), sight()), among=among)) == set(among)
    assert next_screen(Posterior(taste(), sight()), among=among, shown=[1, 5, 9]) == ()


def test_what_is_liked_is_found_and_asked_about() -> None:
    posterior, screens = interviewed()
    by_topic = posterior.shots()[0].reshape(4, 6).mean(axis=0)
    assert TOPICS[int(np.argmax(by_topic))] == "sea"
    assert TOPICS[int(np.argmin(by_topic))] == "fire"
    assert "sea" in {TOPICS[shot % 6] for shot in screens[1]}


def test_every_screen_leaves_less_to_learn() -> None:
    spreads = [interviewed(most=count)[0].shots()[1].mean() for count in range(4)]
    assert all(after < before for before, after in pairwise(spreads))


def test_an_interview_ends_when_little_is_left_to_learn() -> None:
    assert not is_enough(Posterior(taste(), sight()))
    graded = [reacted(analysis(), "like", shot, day=day) for shot in range(SHOTS) for day in (0, 1)]
    assert is_enough(Posterior(learnt(taste(), analysis(), graded), sight()))
    assert is_enough(Posterior(taste(), sight()), shown=range(SHOTS - 1))


@given(st.permutations(range(SIZE)))
def test_the_best_is_better_than_all_and_all_than_the_worst(order: list[int]) -> None:
    best, worst = order[:2]
    places = [place(analysis(), shot) for shot in range(SIZE)]
    events = answered(places, best, worst, BEGAN)
    pairs = [(event.place, event.worse) for event in events]
    assert len(set(pairs)) == len(pairs) == 9
    assert {pair for pair in pairs if places[best] in pair} == {
        (places[best], other) for other in places if other != places[best]
    }
    assert {pair for pair in pairs if places[worst] in pair} == {
        (other, places[worst]) for other in places if other != places[worst]
    }
    assert {event.source for event in events} == {"interview"}


@pytest.mark.parametrize(("best", "worst"), [(0, 0), (0, 6), (-1, 2)])
def test_an_answer_that_marks_no_two_shots_is_refused(best: int, worst: int) -> None:
    places = [place(analysis(), shot) for shot in range(SIZE)]
    with pytest.raises(ValueError, match="one is the best and another one the worst"):
        answered(places, best, worst, BEGAN)


def test_an_interview_without_a_film_is_refused() -> None:
    with pytest.raises(ValueError, match="give the posterior its sight"):
        next_screen(Posterior(taste()))
