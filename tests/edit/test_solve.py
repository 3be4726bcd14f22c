"""The choice against every other choice, on problems small enough to try them all."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.bound import Relaxed
from cutter.edit.budget import Budget
from cutter.edit.compose import compose
from cutter.edit.lengths import share_out
from cutter.edit.material import lay_out
from cutter.edit.problem import Problem
from cutter.edit.relevance import find_groups, relevance_of
from cutter.edit.request import CutRequest
from cutter.edit.solve import solve
from cutter.edit.worth import Given, Worth
from tests.edit.films import make_film, random_takes

quick = settings(max_examples=60, deadline=None)

Indices = np.ndarray[tuple[int], np.dtype[np.intp]]


def problem_of(count: int, seed: int, budget: int, *, rate: int = 10) -> Problem:
    film = make_film(random_takes(count, seed, matching=1.0), seed=seed, rate=Fraction(rate))
    asked = CutRequest(Budget(seconds=Fraction(budget, rate)), Fraction(rate))
    material, lengths = lay_out([film], asked), asked.clip_lengths()
    longest = np.minimum(material.frames, lengths.longest)
    usual = np.clip(np.full(count, lengths.usual), 1, np.maximum(longest, 1))
    groups = find_groups(material, max(1, budget // lengths.usual))
    worth = Worth(relevance_of(material), usual, groups, budget)
    shortest = np.full(count, lengths.shortest)
    return Problem(worth, material.ground.likeness, budget, shortest, longest, usual)


def every_choice(problem: Problem, kept: Indices, *, distinct: bool) -> list[Indices]:
    """Return every set of shots that holds the kept ones and may be a cut."""
    is_usable = problem.longest >= problem.shortest
    usable = [int(k) for k in np.flatnonzero(is_usable) if k not in kept]
    near = [problem.likeness.duplicates(shot) for shot in range(len(problem.shortest))]
    choices = []
    for size in range(len(usable) + 1):
        for picked in itertools.combinations(usable, size):
            array = np.array(sorted((*picked, *map(int, kept))), dtype=np.intp)
            alike = any(near[a][b] for a in picked for b in array if a != b)
            if problem.is_possible(array) and not (distinct and alike):
                choices.append(array)
    return choices


none = np.zeros(0, dtype=np.intp)


@quick
@given(st.data(), st.integers(1, 10), st.integers(0, 10_000), st.integers(15, 250), st.booleans())
def test_of_few_shots_no_other_choice_is_better(
    data: st.DataObject, count: int, seed: int, budget: int, distinct: bool
) -> None:
    problem = problem_of(count, seed, budget)
    usable = np.flatnonzero(problem.longest >= problem.shortest).tolist()
    pins = data.draw(st.sets(st.sampled_from(usable), max_size=2)) if usable else set()
    kept = np.array(sorted(pins), dtype=np.intp)
    if not problem.is_possible(kept):
        kept = none
    solution = solve(problem, kept, np.arange(count), distinct=distinct)
    choices = every_choice(problem, kept, distinct=distinct)
    assert any(np.array_equal(solution.chosen, choice) for choice in choices)
    assert problem.of(solution.chosen) == max(problem.of(choice) for choice in choices)
    assert solution.gap == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(13, 14), st.integers(0, 10_000), st.integers(60, 350), st.booleans())
def test_of_some_more_shots_the_gap_covers_what_is_better(
    count: int, seed: int, budget: int, distinct: bool
) -> None:
    problem = problem_of(count, seed, budget)
    solution = solve(problem, none, np.arange(count), distinct=distinct)
    found = problem.of(solution.chosen)
    every = ((np.arange(2**count)[:, None] >> np.arange(count)) & 1) == 1
    every &= problem.longest >= problem.shortest
    every = every[(every * problem.shortest).sum(axis=1) <= budget]
    if distinct:
        for shot in range(count):
            near = problem.likeness.duplicates(shot)
            every = every[~(every[:, shot] & (every & near).any(axis=1))]
    filled, worth = problem.of_each(every)
    fullest = filled.max()
    assert found[0] == fullest
    assert found[1] >= (1.0 - solution.gap) * worth[filled == fullest].max() - 1e-6
    assert solution.gap < 0.05


def test_of_equal_choices_the_one_with_the_earlier_shots_is_taken() -> None:
    problem = problem_of(8, 3, 60)
    for values in (problem.worth.relevance, problem.worth.usual, problem.shortest, problem.longest):
        values[:] = values.max()
    problem.usual[:] = problem.longest
    problem.worth.groups.likes[:] = 0
    problem.worth.groups.stretches[:] = problem.worth.groups.kinds[:] = 0
    chosen = solve(problem, none, np.arange(8), distinct=False).chosen
    assert chosen.tolist() == list(range(len(chosen)))


def bound_of(problem: Problem, found: Indices, kept: Indices, *, distinct: bool) -> float:
    free = np.flatnonzero(problem.longest >= problem.shortest)
    free = free[~np.isin(free, kept)]
    cliques = problem.likeness.cliques(free) if distinct else None
    relaxed = Relaxed(problem, kept, free, cliques)
    for step in range(8):
        if step == 4:
            relaxed.turn_to(found, problem.share_out(found))
        relaxed.step()
    return relaxed.bound


@quick
@given(st.data(), st.integers(1, 8), st.integers(0, 10_000), st.integers(15, 200))
def test_nothing_is_worth_more_than_the_bound(
    data: st.DataObject, count: int, seed: int, budget: int
) -> None:
    problem = problem_of(count, seed, budget)
    usable = np.flatnonzero(problem.longest >= problem.shortest).tolist()
    kept = np.array(data.draw(st.lists(st.sampled_from(usable), max_size=1)) if usable else [])
    kept = kept.astype(np.intp) if problem.is_possible(kept.astype(np.intp)) else none
    found = solve(problem, kept, np.arange(count), distinct=False).chosen
    bound = bound_of(problem, found, kept, distinct=False)
    best = max(problem.of(choice)[1] for choice in every_choice(problem, kept, distinct=False))
    assert best <= bound + 1e-6
    assert bound <= best * 2 + 1e-6


@quick
@given(st.integers(1, 8), st.integers(0, 10_000), st.integers(15, 200))
def test_what_the_gains_of_shots_add_up_to_is_a_bound_too(
    count: int, seed: int, budget: int
) -> None:
    problem = problem_of(count, seed, budget)
    free = np.flatnonzero(problem.longest >= problem.shortest)
    relaxed = Relaxed(problem, none, free, None)
    for _ in range(3):
        relaxed.step()
    nothing, of_free = relaxed.linear()
    gains = np.zeros(count)
    gains[relaxed.shots] = of_free
    for choice in every_choice(problem, none, distinct=False):
        assert problem.of(choice)[1] <= nothing + gains[choice].sum() + 1e-6


@quick
@given(st.integers(0, 10_000), st.integers(3, 14))
def test_no_lengths_are_worth_more_than_the_bound(seed: int, budget: int) -> None:
    problem = problem_of(3, seed, budget, rate=2)
    every = np.flatnonzero(problem.longest >= problem.shortest)
    found = solve(problem, none, every, distinct=False).chosen
    bound = bound_of(problem, found, none, distinct=False)
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


@given(
    st.lists(st.lists(clip, min_size=1, max_size=5), min_size=2, max_size=6), st.integers(1, 600)
)
def test_many_sets_of_clips_are_shared_out_as_each_alone(
    sets: list[list[tuple[int, int, int, float]]], budget: int
) -> None:
    wide = max(map(len, sets))
    table = np.zeros((4, len(sets), wide))
    for row, clips in enumerate(sets):
        for column, (low, more, longer, weight) in enumerate(clips):
            table[:, row, column] = low, low + more, low + more + longer, weight
    low, usual, high = table[:3].astype(np.intp)
    together = share_out(budget, low, usual, high, table[3], 30.0)
    for row, clips in enumerate(sets):
        one = slice(None, len(clips))
        a, b, c, weights = (array[row, one] for array in (low, usual, high, table[3]))
        alone = share_out(
            budget, a.astype(np.intp), b.astype(np.intp), c.astype(np.intp), weights, 30.0
        )
        assert together[row, one].tolist() == alone.tolist()


def test_gains_are_what_the_worth_rises_by() -> None:
    problem = problem_of(8, 5, 120)
    worth, kept = problem.worth, np.array([1, 4])
    frames = np.array([20.0, 25.0])
    given_ = worth.given(kept, worth.counted(kept, frames))
    lengths = np.array([15.0, 30.0, 45.0, 20.0, 33.0, 15.0, 22.0, 31.0])
    counted = worth.counted(np.arange(8), lengths)
    gains = worth.gains(given_, counted)
    several = Given(
        *(np.array([each, each]) for each in (given_.likes, given_.stretches, given_.kinds))
    )
    assert np.allclose(worth.gains(several, np.array([counted, counted])), gains)
    for other in (0, 2, 3, 5):
        both = worth.of(np.r_[kept, other], np.r_[frames, lengths[other]])
        assert abs(both - worth.of(kept, frames) - gains[other]) < 1e-6


def test_a_choice_is_worth_the_same_to_the_bit_whatever_is_beside_it() -> None:
    problem = problem_of(9, 4, 150)
    alone = np.array([1, 3, 4, 8])
    sets = np.zeros((3, 9), dtype=np.bool_)
    sets[0], sets[1, alone], sets[2, :2] = True, True, True
    filled, worth = problem.of_each(sets)
    assert problem.of(alone) == (filled[1], worth[1])


@pytest.mark.parametrize(("seconds", "matching"), [(90, 0.2), (90, 1.0), (600, 0.5)])
def test_a_long_film_is_planned_nearly_at_best(seconds: int, matching: float) -> None:
    film = make_film(random_takes(2000, 7, matching=matching), seed=7, rate=Fraction(25))
    asked = CutRequest(Budget(seconds=Fraction(seconds)), Fraction(25))
    choice = compose([film], asked)
    assert choice.duration == seconds
    assert choice.gap <= 0.01
