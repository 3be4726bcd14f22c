"""Turns answers about points into a Gaussian belief about the weights of their features.

Bayesian linear regression in closed form: in dual form while there are fewer answers than
features, else in primal form. Every weight has the prior N(0, 1): scales belong into the
features. Knows nothing about shots and viewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Array = NDArray[np.float64]

SURE_TURNS: Final = 6
"""Steps that cannot overshoot, and then those of Newton, which settle: at most so many each."""
NEWTON_TURNS: Final = 5
GRADED_TURNS: Final = 4
"""With graded answers alone: these settle the outliers."""
DOUBTED: Final = 1.5
"""An answer further from what all others say of it than so many standard deviations weighs less:
its variance grows as the fourth power of how much further. Of twelve answers one being wrong, that
found 0.953 of the pairs after 100 answers where trusting all found 0.938; where no answer was
wrong, 0.9807 and not 0.9810 (20 simulated viewers)."""
OUTLYING: Final = 2.0
"""From here on, where its weight is less than a third, it is worth telling."""
INFORMED: Final = 0.5
"""An answer can contradict the others only where they leave at most this part of the variance that
there was before any: against the written profile alone nobody is wrong about their own taste."""
_SETTLED: Final = 1e-8
_LEAST_SHARE: Final = 1e-6
_LEAST_SLOPE: Final = 0.002
"""Of the logistic curve's variance: an answer that goes without saying stays in the sums."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What is asked of a point, or of the difference of two, and what was answered."""

    features: Array
    """(n, width), of the point, or those of the better less those of the worse."""
    values: Array
    """(n,) answers beyond what the prior expects; of a comparison, what the prior expects the
    better to be ahead by."""
    spreads: Array
    """(n,) standard deviations of answers; of a comparison, the logistic curve's scale."""
    is_comparison: NDArray[np.bool_]
    """(n,)"""

    def __len__(self) -> int:
        """Return the number of answers."""
        return len(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Gaussian:
    """What answers came to."""

    features: Array
    """(n, width) those of the answers."""
    pulls: Array
    """(n,) how strongly each answer pulls: the mean at a point is the sum of its products with
    the answers, times these."""
    weights: Array
    """(width,) mean of the weights."""
    outlying: Array
    """(n,) how many standard deviations a grade lies from what all the others say of it; of a
    comparison, 0."""
    variances: Array
    """(n,) of the noise of each answer, as it counted; those of outliers are raised."""
    _inverse: Array
    """Dual: (n, n), of products plus noise. Primal: (width, width), covariance of the weights."""

    def mean(self, features: Array) -> Array:
        """Return the mean at points, (n_points,)."""
        mean: Array = features @ self.weights
        return mean

    def spread(self, features: Array) -> Array:
        """Return the standard deviation at points, (n_points,)."""
        return np.sqrt(np.maximum(self.covariance(features, None), 0.0))

    def covariance(self, features: Array, others: Array | None) -> Array:
        """Return the covariance of points with others, (n_points, n_others).

        Without others, the variance of each point, (n_points,).
        """
        if self._is_primal:
            if others is None:
                return np.asarray(np.einsum("ij,ij->i", features @ self._inverse, features))
            return np.asarray(features @ (self._inverse @ others.T))
        if others is None:
            near = features @ self.features.T
            known = np.einsum("ij,ij->i", near @ self._inverse, near)
            return np.asarray(np.einsum("ij,ij->i", features, features) - known)
        # What the answers leave of the others first: they are few, and points are many.
        known = self.features.T @ (self._inverse @ (self.features @ others.T))
        return np.asarray(features @ (others.T - known))

    def owed(self, features: Array) -> Array:
        """Return by how much the mean at points would be less without each answer.

        In closed form, the other answers counting as they do: the posterior covariance of point
        and answer times its pull, over the share of the answer's variance that is its own noise
        (Rasmussen and Williams, 2006, 5.12, for any point).

        Args:
            features: (n_points, width).

        Returns:
            (n_points, n_answers).
        """
        if not len(self.pulls):
            return np.zeros((len(features), 0))
        felt = self.covariance(self.features, None)
        share = np.maximum(1.0 - felt / self.variances, _LEAST_SHARE)
        owed: Array = self.covariance(features, self.features) * (self.pulls / share)
        return owed

    @property
    def _is_primal(self) -> bool:
        return len(self.pulls) > int(self.features.shape[1])


def settle(answers: Answers) -> Gaussian:
    """Return what answers come to; the same answers in the same order give the same.

    Comparisons count by the logistic likelihood 1 / (1 + exp(-(f(better) - f(worse)) / scale)),
    in Laplace's approximation; grades as normal, except outliers (see `DOUBTED`), told by their
    leave-one-out residual in closed form (Rasmussen and Williams, 2006, 5.12).
    """
    solve = _primal if len(answers) > answers.features.shape[1] else _dual(answers.features)
    grades = ~answers.is_comparison
    values, variances = answers.values.copy(), answers.spreads**2
    ahead = answers.values.copy()
    outlying = np.zeros(len(answers))
    before_any = np.einsum("ij,ij->i", answers.features, answers.features)
    turns = SURE_TURNS + NEWTON_TURNS if answers.is_comparison.any() else GRADED_TURNS
    for turn in range(turns):
        values, variances = _logistic_step(answers, ahead, values, variances, turn)
        pulls, weights, diagonal, inverse = solve(answers.features, values, variances)
        before, ahead = ahead, answers.values + answers.features @ weights
        is_settled = turn > SURE_TURNS and np.abs(ahead - before).max() < _SETTLED
        if is_settled or turn == turns - 1:
            break
        alone = pulls / diagonal
        expected = np.sqrt(
            np.maximum(1.0 / diagonal - variances + answers.spreads**2, answers.spreads**2)
        )
        is_known = 1.0 / diagonal - variances <= INFORMED * before_any
        outlying = np.where(grades & is_known, np.abs(alone) / expected, 0.0)
        raised = answers.spreads**2 * np.maximum(1.0, outlying / DOUBTED) ** 4
        variances = np.where(grades, raised, variances)
    return Gaussian(answers.features, pulls, weights, outlying, variances, inverse)


def nothing_known(width: int) -> Gaussian:
    """Return what is known before any answer."""
    none = np.zeros(0)
    return Gaussian(np.zeros((0, width)), none, np.zeros(width), none, none, np.zeros((0, 0)))


def _logistic_step(
    answers: Answers, ahead: Array, values: Array, variances: Array, turn: int
) -> tuple[Array, Array]:
    """Return answers in which comparisons are told as the grades that the next step needs.

    The first steps use the curve's quadratic bound (Jaakkola and Jordan, 2000), which is nowhere
    less steep than the curve, so that no step goes too far; the last ones its own second
    derivative, as Newton's method does.
    """
    compared = answers.is_comparison
    scale = answers.spreads[compared]
    wrong = 1.0 / (1.0 + np.exp(np.clip(ahead[compared] / scale, -60.0, 60.0)))
    if turn < SURE_TURNS:
        away = np.maximum(np.abs(ahead[compared] / scale), 1e-6)
        slope = np.tanh(away / 2) / (2 * away)
    else:
        slope = np.maximum(wrong * (1.0 - wrong), _LEAST_SLOPE)
    values, variances = values.copy(), variances.copy()
    felt = ahead[compared] - answers.values[compared]
    values[compared] = felt + wrong / slope * scale
    variances[compared] = scale**2 / slope
    return values, variances


Solved = tuple[Array, Array, Array, Array]
"""Pulls, weights, diagonal of the inverse of products plus noise, and the inverse to keep."""


def _dual(features: Array) -> Callable[[Array, Array, Array], Solved]:
    products = features @ features.T

    def solve(features: Array, values: Array, variances: Array) -> Solved:
        inverse = np.linalg.inv(products + np.diag(variances))
        inverse = (inverse + inverse.T) / 2
        pulls = inverse @ values
        return pulls, features.T @ pulls, np.diagonal(inverse).copy(), inverse

    return solve


def _primal(features: Array, values: Array, variances: Array) -> Solved:
    precise = features / variances[:, None]
    covariance = np.linalg.inv(np.eye(features.shape[1]) + features.T @ precise)
    covariance = (covariance + covariance.T) / 2
    weights = covariance @ (precise.T @ values)
    pulls = (values - features @ weights) / variances
    felt = np.einsum("ij,ij->i", features @ covariance, features)
    return pulls, weights, (variances - felt) / variances**2, covariance
