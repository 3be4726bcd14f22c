"""Turns a written profile and what its viewer reacted to into how much any shot is wanted.

The written profile is the prior mean, the reactions move it. All is made anew from the evidence,
in an order of its own, so neither the order of events nor what was once forgotten leaves a trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.schema import Comparison
from cutter.taste.gaussian import OUTLYING, Answers, Gaussian, nothing_known, settle
from cutter.taste.prior import expected
from cutter.taste.reading import Reading, reading_of
from cutter.taste.traits import no_traits, taken

if TYPE_CHECKING:
    from cutter.schema import Evidence, Grade, Place, Taste, Traits, Vectors
    from cutter.taste.sight import Sight

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_NOTHING: Final = -1


@dataclass(frozen=True, slots=True)
class Outlier:
    """A graded answer that contradicts what all others say of such shots; it weighs less."""

    event: str
    """Its identity."""
    away: float
    """How many standard deviations."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Evidence in an order that hangs on nothing but its content."""

    answers: tuple[Grade | Comparison, ...]
    """By the identity of their events."""
    traits: Traits
    """Of the shots that they are about, by place."""
    places: tuple[Place, ...]
    better: Indices
    """(n_answers,) rows of the traits: what was graded, or found better."""
    worse: Indices
    """(n_answers,) what was found worse; -1 of a grade."""

    def __len__(self) -> int:
        """Return the number of answers."""
        return len(self.answers)


class Posterior:
    """What is believed of a viewer's taste, beyond what the profile says in writing."""

    def __init__(self, taste: Taste, sight: Sight | None = None) -> None:
        """Learn from a taste's evidence.

        Args:
            taste: with or without evidence.
            sight: the film in whose light shots are read: what tells its shots apart is what is
                learnt about. Without one the shots that the evidence is about stand for it.

        Raises:
            ValueError: the taste was made for another model than the film's analysis.
        """
        if sight is not None and sight.analysis.models != taste.models:
            ours, theirs = taste.models, sight.analysis.models
            raise ValueError(f"the taste is for the model {ours}, the analysis for {theirs}")
        self.taste = taste
        self.sight = sight
        self.asked = _in_order(taste.evidence)

    @cached_property
    def reading(self) -> Reading:
        """How shots are read."""
        return self.sight.reading if self.sight is not None else reading_of(self.asked.traits)

    @cached_property
    def learnt(self) -> Gaussian:
        """What the answers came to, as weights of the features."""
        asked = self.asked
        if not len(asked):
            return nothing_known(self.reading.width)
        features = self.reading.shots(asked.traits)
        prior = expected(asked.traits, self.taste)
        compared = asked.worse != _NOTHING
        told = np.array(
            [0.0 if isinstance(each, Comparison) else each.value for each in asked.answers]
        )
        ahead = prior[asked.better] - prior[asked.worse]
        return settle(
            Answers(
                features[asked.better] - np.where(compared[:, None], features[asked.worse], 0.0),
                np.where(compared, ahead, told - prior[asked.better]),
                np.array([each.spread for each in asked.answers]),
                compared,
            )
        )

    def shots(self, traits: Traits | None = None) -> tuple[Array, Array]:
        """Return what shots are worth beyond what the written profile says, and how sure that is.

        Args:
            traits: of any shots; None for all shots of the film.

        Returns:
            Mean and standard deviation, (n_shots,) each.
        """
        features = self._features(traits)
        return self.learnt.mean(features), self.learnt.spread(features)

    def whole(self, traits: Traits) -> Array:
        """Return what shots are worth, (n_shots,): by the written profile and what was learnt."""
        whole: Array = expected(traits, self.taste) + self.learnt.mean(self._features(traits))
        return whole

    def phrases(self, vectors: Vectors, nulls: Vectors) -> tuple[Array, Array]:
        """Return what a shot that shows a phrase is worth beyond an average shot, and how surely.

        A phrase stands for the shots that lie, seen from the average shot, in the direction in
        which the phrase lies seen from phrases that say nothing in particular.

        Args:
            vectors: (n_phrases, dim) of the model whose pictures the traits are.
            nulls: (n_nulls, dim) of phrases that say nothing in particular.

        Returns:
            Mean and standard deviation, (n_phrases,) each.
        """
        features = self.shown(vectors, nulls)
        return self.learnt.mean(features), self.learnt.spread(features)

    def shown(self, vectors: Vectors, nulls: Vectors) -> Array:
        """Return the features of shots that show phrases, (n_phrases, width)."""
        directions = vectors.astype(np.float64) - nulls.astype(np.float64).mean(axis=0)
        return self.reading.shown(directions)

    def carried(self, features: Array) -> Array:
        """Return what each answer adds to the mean at points, (n_points, n_answers).

        They add up to the mean.
        """
        carried: Array = (features @ self.learnt.features.T) * self.learnt.pulls
        return carried

    @cached_property
    def outliers(self) -> tuple[Outlier, ...]:
        """Grades that contradict what all others say of such shots, the furthest first."""
        found = [
            Outlier(answer.event, round(float(away), 6))
            for answer, away in zip(self.asked.answers, self.learnt.outlying, strict=True)
            if away > OUTLYING
        ]
        return tuple(sorted(found, key=lambda outlier: (-outlier.away, outlier.event)))

    def _features(self, traits: Traits | None) -> Array:
        if traits is not None:
            return self.reading.shots(traits)
        if self.sight is None:
            raise ValueError("no film was given whose shots could be meant; give traits")
        return self.sight.read


def _in_order(evidence: Evidence | None) -> Asked:
    """Return evidence in an order that hangs on nothing but its content."""
    none = np.zeros(0, dtype=np.intp)
    if evidence is None:
        return Asked((), no_traits(0, 0), (), none, none)
    every: list[Grade | Comparison] = [*evidence.grades, *evidence.comparisons]
    answers = sorted(
        every,
        key=lambda answer: (answer.event, isinstance(answer, Comparison), answer.spread),
    )
    pairs = [
        (answer.better, answer.worse) if isinstance(answer, Comparison) else (answer.row, None)
        for answer in answers
    ]
    used = {row for pair in pairs for row in pair if row is not None}
    rows = sorted(used, key=lambda row: (evidence.places[row].film, evidence.places[row].span))
    at = {row: number for number, row in enumerate(rows)}
    return Asked(
        answers=tuple(answers),
        traits=taken(evidence.traits, rows),
        places=tuple(evidence.places[row] for row in rows),
        better=np.array([at[better] for better, _ in pairs], dtype=np.intp),
        worse=np.array(
            [_NOTHING if worse is None else at[worse] for _, worse in pairs], dtype=np.intp
        ),
    )
