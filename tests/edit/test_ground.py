"""A plan over ground that is known is the plan that is made from nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.edit.budget import Budget
from cutter.edit.compose import Choice, ScoredFilm, compose
from cutter.edit.grid import Grid
from cutter.edit.ground import Ground
from cutter.edit.likeness import Likeness
from cutter.edit.marks import parse_mark
from cutter.edit.request import CutRequest
from cutter.errors import NothingFits
from cutter.schema import Reason, TimeRange
from tests.edit.films import Take, make_film, random_takes

requests = st.builds(
    CutRequest,
    st.fractions(3, 40).map(lambda seconds: Budget(seconds=seconds)),
    st.sampled_from([Fraction(25), Fraction(24000, 1001)]),
    fill=st.booleans(),
    keep_credits=st.booleans(),
    order=st.sampled_from(["film", "score", "arc"]),
    must=st.sampled_from([(), (parse_mark("#2"),), (parse_mark("3-5"),)]),
    never=st.sampled_from([(), (parse_mark("#3"),), (parse_mark("9-11"),)]),
    pace=st.sampled_from(["even", "brisk"]),
    until=st.sampled_from([None, Fraction(1, 2)]),
    denied=st.sampled_from([(), ("two",)]),
    split_edits=st.booleans(),
    handle=st.sampled_from([Fraction(0), Fraction(1, 4)]),
)


def weighed(film: ScoredFilm, label: str, factor: float) -> ScoredFilm:
    """Return the film as a viewer would score it for whom one preference weighs more or less."""
    scores = []
    for score in film.scores:
        reasons = tuple(
            Reason(r.label, round(r.amount * (factor if r.label == label else 1.0), 6), r.detail)
            for r in score.reasons
        )
        value = round(sum(reason.amount for reason in reasons), 6)
        scores.append(replace(score, value=value, reasons=reasons, is_match=value > 0.35))
    return ScoredFilm(film.analysis, tuple(scores))


def outcome(film: ScoredFilm, asked: CutRequest, ground: Ground | None) -> Choice | str:
    try:
        return compose([film], asked, ground=ground)
    except NothingFits as error:
        return str(error)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(3, 40),
    st.integers(0, 10_000),
    st.lists(st.tuples(st.floats(0, 4), requests), min_size=2, max_size=5),
)
def test_a_plan_made_again_is_the_plan_made_afresh(
    count: int, seed: int, moves: list[tuple[float, CutRequest]]
) -> None:
    cues = [(1.0, 2.5, "one"), (4.0, 6.0, "two"), (9.5, 10.5, "three")]
    film = make_film([Take(4), *random_takes(count, seed), Take(9)], seed=seed, cues=cues)
    ground = Ground([film.analysis])
    for factor, asked in moves:
        moved = weighed(film, "sunset over the sea", factor)
        assert outcome(moved, asked, ground) == outcome(moved, asked, None)


def test_ground_of_another_film_is_refused() -> None:
    one, other = (make_film([Take(4)] * 3, seed=seed) for seed in (1, 2))
    asked = CutRequest(Budget(seconds=Fraction(6)), Fraction(25))
    with pytest.raises(ValueError, match="other films"):
        compose([one], asked, ground=Ground([other.analysis]))


def test_kinds_are_found_anew_when_other_shots_may_be_used() -> None:
    film = make_film([Take(looks=number % 5) for number in range(12)])
    ground, fresh = Ground([film.analysis]), Likeness([film.analysis])
    for out in ((), (0,), (3, 4), ()):
        usable = np.ones(12, dtype=np.bool_)
        usable[list(out)] = False
        shots = np.flatnonzero(usable)
        assert ground.kinds(usable)[shots].tolist() == fresh.kinds(shots).tolist()


def test_frames_are_counted_for_each_output_rate() -> None:
    film = make_film([Take(2), Take(Fraction(7, 3))])
    ground = Ground([film.analysis])
    for rate in (Fraction(25), Fraction(30), Fraction(25)):
        grid = Grid.of(film.analysis.film.media, rate)
        counted = [grid.frames_in(shot.clean) for shot in film.analysis.film.shots]
        assert list(ground.frames(0, grid)) == counted


def test_the_lines_in_a_span_are_those_that_are_heard_in_it() -> None:
    cues = [(0.0, 2.0, "before"), (2.0, 3.0, "in"), (4.5, 9.0, "over"), (5.0, 6.0, "after")]
    film = make_film([Take(9)], cues=cues)
    lines = Ground([film.analysis]).lines(0, TimeRange(Fraction(2), Fraction(5)))
    assert [float(line.start) for line in lines] == [2.0, 4.5]
