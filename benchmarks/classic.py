"""The classic example: a linear model of what users make of clips, learnt step by step.

1,000 users with a handful of traits answer for 100 clips; 800 are learnt from, 200 held out.
Gradient descent goes 500 steps at rate 0.01 from nothing; least squares gives the end of that road
at once. The users are made up: answers are linear in the traits, with noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

USERS, CLIPS, TRAITS, TRAINING = 1000, 100, 8, 800
RATE, STEPS = 0.01, 500
NOISE = 0.5
"""Standard deviation of an answer about what the traits say; that of what they say is 1."""
SEED = 6


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What users are like and what they answered."""

    traits: Floats
    """(n_users, n_traits + 1); the last is 1, for the clips' levels."""
    liking: Floats
    """(n_users, n_clips)."""

    @classmethod
    def made(cls, seed: int = SEED) -> Answers:
        """Return answers of made-up users."""
        rng = np.random.default_rng(seed)
        traits = np.hstack([rng.normal(size=(USERS, TRAITS)), np.ones((USERS, 1))])
        weights = rng.normal(size=(TRAITS + 1, CLIPS)) / np.sqrt(TRAITS + 1)
        return cls(traits, traits @ weights + rng.normal(0, NOISE, (USERS, CLIPS)))

    def split(self) -> tuple[Answers, Answers]:
        """Return those to learn from and those held out."""
        first, second = slice(0, TRAINING), slice(TRAINING, USERS)
        return (
            Answers(self.traits[first], self.liking[first]),
            Answers(self.traits[second], self.liking[second]),
        )

    def error(self, weights: Floats) -> float:
        """Return the root of the mean squared error of a model on these answers."""
        return float(np.sqrt(np.mean((self.traits @ weights - self.liking) ** 2)))


def descend(known: Answers, steps: int = STEPS, rate: float = RATE) -> list[Floats]:
    """Return the weights before the first step and after each.

    A step goes down half the gradient of the mean squared error, X'(XW - Y) / n.

    Args:
        known: what is learnt from.
        steps: how many.
        rate: how far each goes.
    """
    # The products do not change, so that a step costs next to nothing.
    square = known.traits.T @ known.traits / len(known.traits)
    aim = known.traits.T @ known.liking / len(known.traits)
    weights = np.zeros_like(aim)
    path = [weights]
    for _ in range(steps):
        weights = weights - rate * (square @ weights - aim)
        path.append(weights)
    return path


def closed_form(known: Answers) -> Floats:
    """Return the weights with the least squared error."""
    found, *_ = np.linalg.lstsq(known.traits, known.liking)
    return np.asarray(found, np.float64)
