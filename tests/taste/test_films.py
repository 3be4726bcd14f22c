"""What a film is worth: the mean of the best shots that would fill a cut."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.schema import Score, Shot, TimeRange
from cutter.taste.films import best_shots, film_value

VALUES = st.lists(st.integers(-20, 20), min_size=1, max_size=9)


def film(values: list[int], never: int | None = None) -> tuple[list[Score], list[Shot]]:
    """Return shots of two seconds, of which the first half second is a dissolve."""
    shots, scores = [], []
    for number, value in enumerate(values):
        span = TimeRange(Fraction(2 * number), Fraction(2 * number + 2))
        shots.append(Shot(number, span, TimeRange(span.start + Fraction(1, 2), span.end)))
        word = "blood" if number == never else ""
        scores.append(Score(number, value / 10, (), span.start, is_match=True, never=word))
    return scores, shots


def test_only_the_best_that_fill_the_budget_count_and_the_last_in_part() -> None:
    scores, shots = film([10, 30, 20])
    chosen = best_shots(scores, shots, Fraction(2))
    assert [(score.shot, given) for score, given in chosen] == [
        (1, Fraction(3, 2)),
        (2, Fraction(1, 2)),
    ]
    assert film_value(scores, shots, Fraction(2)) == pytest.approx((3 * 1.5 + 2 * 0.5) / 2)


def test_what_is_never_wanted_does_not_make_a_film_worth_more() -> None:
    scores, shots = film([10, 30, 20], never=1)
    assert [score.shot for score, _ in best_shots(scores, shots, Fraction(3))] == [2, 0]


def test_what_cannot_be_filled_counts_as_nothing() -> None:
    scores, shots = film([10])
    assert film_value(scores, shots, Fraction(3)) == pytest.approx(0.5)


@given(VALUES, st.integers(1, 40))
def test_no_choice_of_shots_is_worth_more(values: list[int], tenths: int) -> None:
    scores, shots = film(values)
    budget = min(Fraction(tenths, 2), Fraction(3, 2) * len(values))
    by_tenths = sorted((score.value for score in scores for _ in range(3)), reverse=True)
    count = budget * 2
    best = sum(by_tenths[: int(count)]) / int(count) if int(count) == count and count else None
    if best is not None:
        assert film_value(scores, shots, budget) == pytest.approx(best)
    assert sum(given for _, given in best_shots(scores, shots, budget)) == budget
