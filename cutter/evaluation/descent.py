"""How many steps an iterative fit takes to come to what the closed form gives at once.

A linear model of a viewer's answers by the shots' pictures, fitted by gradient descent and, beside
it, in closed form. Knows nothing about profiles: it is there to be drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cutter.evaluation.findings import Curve
from cutter.evaluation.intervals import measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Analysis

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)
RIDGE = 1.0
"""What is added to each square, in units of the mean square of the shots' pictures."""


def descent_curve(
    analysis: Analysis, splits: Sequence[tuple[Indices, Indices]], answers: Floats
) -> Curve:
    """Return the error on held-out answers against iterations, and that of the closed form.

    Args:
        analysis: the film.
        splits: for each viewer the shots that were answered about, and those held out.
        answers: (n_viewers, n_shots) -1 to 1.
    """
    from cutter.taste.traits import traits_of

    shots = [shot.index for shot in analysis.film.shots]
    pictures = traits_of(analysis, shots).pictures.astype(np.float64)
    pictures -= pictures.mean(axis=0)
    pictures /= np.sqrt(np.mean(np.sum(pictures**2, axis=1)))
    errors = np.array(
        [_errors(pictures, split, own) for split, own in zip(splits, answers, strict=True)]
    )
    measured = [measure(column) for column in errors.T]
    points = tuple(zip(map(float, STEPS), measured[:-1], strict=True))
    level = tuple((float(step), measured[-1]) for step in (STEPS[0], STEPS[-1]))
    return Curve(
        title="error against iterations of a linear model",
        x="iterations",
        y="RMSE of held-out answers (-1 to 1)",
        lines={"closed form": level, "gradient descent": points},
        is_logarithmic=True,
    )


def _errors(pictures: Floats, split: tuple[Indices, Indices], answers: Floats) -> list[float]:
    """Return the error after each number of steps, and last that of the closed form."""
    asked, kept = split
    known, told = pictures[asked], answers[asked]
    mean = float(told.mean()) if len(told) else 0.0
    square = known.T @ known + RIDGE * np.eye(pictures.shape[1])
    aim = known.T @ (told - mean)
    # The longest step that is sure to go down: 1 / the largest eigenvalue.
    rate = 1.0 / float(np.linalg.eigvalsh(known @ known.T)[-1] + RIDGE) if len(told) else 1.0
    weights, errors = np.zeros(pictures.shape[1]), []
    for step in range(STEPS[-1] + 1):
        if step in STEPS:
            errors.append(_rmse(pictures[kept] @ weights + mean, answers[kept]))
        weights = weights - rate * (square @ weights - aim)
    errors.append(_rmse(pictures[kept] @ np.linalg.solve(square, aim) + mean, answers[kept]))
    return errors


def _rmse(guessed: Floats, true: Floats) -> float:
    return float(np.sqrt(np.mean((guessed - true) ** 2)))
