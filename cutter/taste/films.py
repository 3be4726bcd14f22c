"""What a film is worth to a viewer: a number from the scores of its shots.

Knows nothing about how shots are chosen for a cut, and nothing about other films.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Score, Shot


def best_shots(
    scores: Sequence[Score], shots: Sequence[Shot], budget: Fraction
) -> tuple[tuple[Score, Fraction], ...]:
    """Return the best-scored shots that fill a length, the best first, with what each gives of it.

    The last one may give a part of itself. What the viewer never wants is left out; of equal
    scores the earlier goes first.

    Args:
        scores: one for each shot.
        shots: in the film's order; what lies outside dissolves and fades counts.
        budget: the length to fill, in seconds.

    Returns:
        Scores with seconds; they come to less than the budget where all shots together do.
    """
    ranked = sorted(
        (score for score in scores if not score.never),
        key=lambda score: (-score.value, score.shot),
    )
    chosen, left = [], budget
    for score in ranked:
        given = min(left, shots[score.shot].clean.duration)
        if given <= 0:
            break
        chosen.append((score, given))
        left -= given
    return tuple(chosen)


def film_value(scores: Sequence[Score], shots: Sequence[Shot], budget: Fraction) -> float:
    """Return the mean score, second by second, of the best shots that fill a budget.

    A cut of that length could be no better; what cannot be filled counts as 0.

    Args:
        scores: one for each shot.
        shots: in the film's order.
        budget: the length to fill, in seconds, above 0.
    """
    chosen = best_shots(scores, shots, budget)
    return sum(score.value * float(given) for score, given in chosen) / float(budget)
