"""The choice against every other choice, on problems small enough to try them all."""

import itertools
import random
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.bound import upper_bound
from cutter.edit.budget import Budget
from cutter.edit.lengths import share_out
from cutter.edit.likeness import Likeness
from cutter.edit.material import lay_out
from cutter.edit.relevance import find_groups, relevance_of
from cutter.edit.request import CutRequest
from cutter.edit.solve import Problem, solve
from cutter.edit.worth import Worth
from tests.edit.films import make_film, random_takes

quick = settings(max_examples=40, deadline=None)


def problem_of(count: int, seed: int, budget: int, *, rate: int = 10) -> Problem:
    film = make_film(random_takes(count, seed, matching=1.0), seed=seed, rate=Fraction(rate))
    asked = CutRequest(Budget(seconds=Fraction(budget, rate)), Fraction(rate))
    material, lengths = lay_out([film], asked), asked.clip_lengths()
    likeness = Likeness([film.analysis])
    longest = np.minimum(material.frames, lengths.longest)
    usual = np.clip(np.full(count, lengths.usual), 1, np.maximum(longest, 1))
    groups = find_groups(material, likeness, max(1, budget // lengths.usual))
    worth = Worth(relevance_of(material), usual, groups, budget)
    shortest = np.full(count, lengths.shortest)
    return Problem(worth, likeness, budget, shortest, longest, usual)


def every_choice(problem: Problem) -> list[np.ndarray[tuple[int], np.dtype[np.intp]]]:
    usable = np.flatnonzero(problem.longest >= problem.shortest)
    near = [problem.likeness.duplicates(int(shot)) for shot in range(len(problem.shortest))]
    choices = []
    for size in range(len(usable) + 1):
        for picked in itertools.combinations(usable, size):
            array = np.array(picked, dtype=np.intp)
            alike = any(near[a][b] for a, b in itertools.combinations(picked, 2))
            if problem.is_possible(array) and not alike:
                choices.append(array)
    return choices


none = np.zeros(0, dtype=np.intp)


@quick
@given(st.integers(1, 8), st.integers(0, 10_000), st.integers(15, 200))
def test_the_choice_is_the_best_or_nearly(count: int, seed: int, budget: int) -> None:
    problem = problem_of(count, seed, budget)
    every = np.arange(count)
    found = problem.of(solve(problem, none, every, distinct=True))
    best = max(problem.of(choice) for choice in every_choice(problem))
    assert found[0] == best[0]
    assert found[1] >= 0.95 * best[1]


def test_the_choice_is_nearly_always_the_very_best() -> None:
    hits = 0
    for seed in range(60):
        problem = problem_of(7, seed, random.Random(seed).randint(30, 150))
        found = problem.of(solve(problem, none, np.arange(7), distinct=True))
        hits += found >= max(problem.of(choice) for choice in every_choice(problem))
    assert hits >= 56


@quick
@given(st.integers(1, 8), st.integers(0, 10_000), st.integers(15, 200))
def test_nothing_is_worth_more_than_the_bound(count: int, seed: int, budget: int) -> None:
    problem = problem_of(count, seed, budget)
    every = np.flatnonzero(problem.longest >= problem.shortest)
    found = solve(problem, none, every, distinct=True)
    bound = upper_bound(problem, found, none, every, problem.likeness.cliques(every))
    best = max(problem.of(choice)[1] for choice in every_choice(problem))
    assert best <= bound + 1e-6
    assert bound <= best * 2 + 1e-6


@quick
@given(st.integers(0, 10_000), st.integers(3, 14))
def test_no_lengths_are_worth_more_than_the_bound(seed: int, budget: int) -> None:
    problem = problem_of(3, seed, budget, rate=2)
    every = np.flatnonzero(problem.longest >= problem.shortest)
    found = solve(problem, none, every, distinct=False)
    bound = upper_bound(problem, found, none, every, None)
    options = [[0, *range(problem.shortest[k], problem.longest[k] + 1)] for k in every]
    for lengths in itertools.product(*options):
        if sum(lengths) <= budget:
            used = np.array([k for k, n in zip(every, lengths, strict=True) if n], dtype=np.intp)
            frames = np.array([n for n in lengths if n], dtype=np.float64)
            assert problem.worth.of(used, frames) <= bound + 1e-6


clip = st.tuples(st.integers(1, 40), st.integers(0, 60), st.integers(0, 90), st.floats(0.01, 1))


@given(st.lists(clip, min_size=1, max_size=12), st.integers(0, 1000))
def test_lengths_add_up_to_the_budget_within_their_bounds(
    clips: list[tuple[int, int, int, float]], extra: int
) -> None:
    shortest = np.array([low for low, _, _, _ in clips])
    usual = shortest + [more for _, more, _, _ in clips]
    longest = usual + [more for _, _, more, _ in clips]
    worth = np.array([weight for _, _, _, weight in clips])
    budget = int(shortest.sum()) + extra
    frames = share_out(budget, shortest, usual, longest, worth, 30.0)
    assert (frames >= shortest).all() and (frames <= longest).all()
    assert frames.sum() == min(budget, longest.sum())


def test_of_two_clips_the_one_worth_more_is_lengthened_more() -> None:
    low, usual, high = (np.array([n, n]) for n in (10, 30, 200))
    frames = share_out(150, low, usual, high, np.array([0.5, 1.0]), 30.0)
    assert frames[1] > frames[0] > 30


def test_gains_are_what_the_worth_rises_by() -> None:
    problem = problem_of(8, 5, 120)
    worth, kept = problem.worth, np.array([1, 4])
    frames = np.array([20.0, 25.0])
    given_ = worth.given(kept, worth.counted(kept, frames))
    others = np.array([0, 2, 3])
    gains = worth.gains(given_, others, np.array([15.0, 30.0, 45.0]))
    for other, length, gain in zip(others, (15.0, 30.0, 45.0), gains, strict=True):
        both = worth.of(np.r_[kept, other], np.r_[frames, length])
        assert abs(both - worth.of(kept, frames) - gain) < 1e-6
