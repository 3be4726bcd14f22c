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

from cutter.schema import Comparison, Grade
from cutter.taste.asked import NOTHING, in_order
from cutter.taste.features import features_of
from cutter.taste.gaussian import OUTLYING, Answers, Gaussian, nothing_known, settle
from cutter.taste.grades import surprise
from cutter.taste.placed import shots_at
from cutter.taste.prior import expected, expected_of_wants
from cutter.taste.reading import Reading, reading_of
from cutter.taste.written import MICRO, Amounts, amounts_of

if TYPE_CHECKING:
    from cutter.schema import Taste, Traits
    from cutter.taste.sight import Sight

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

READ_ANEW: Final = 10.0
"""Answers after which half of what a phrase finds of a film is read anew in the light of the film:
as far as it lies in what tells the film's shots apart. Without answers it is taken as found."""
STATED: Final = 1.0
"""Of what a written preference adds, the standard deviation of what it turns out to be worth: what
is written, and what the model finds of it, are taken as about right, and reactions correct them."""
_NO_FILM: Final = "no film was given whose shots could be meant; give traits"


@dataclass(frozen=True, slots=True)
class Outlier:
    """A graded answer that contradicts what all others say of such shots; it weighs less."""

    event: str
    """Its identity."""
    away: float
    """How many standard deviations."""


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
        self.asked = in_order(taste.evidence)

    @cached_property
    def reading(self) -> Reading:
        """How shots are read."""
        return self.sight.reading if self.sight is not None else reading_of(self.asked.traits)

    @cached_property
    def learnt(self) -> Gaussian:
        """What the answers came to, as weights of the features."""
        asked = self.asked
        if not len(asked):
            return nothing_known(self.reading.width + len(self.taste.wants))
        _, wants = self._prior
        return settle(self.answers(self._together(self.reading.shots(asked.traits), wants)))

    def answers(self, features: Array) -> Answers:
        """Return the answers, beyond what is written, as answers about points.

        Args:
            features: (n_places, width) of the places that were asked about.
        """
        asked, (prior, _) = self.asked, self._prior
        compared = asked.worse != NOTHING
        told = np.array(
            [0.0 if isinstance(each, Comparison) else each.value for each in asked.answers]
        )
        is_bound = np.array(
            [isinstance(each, Grade) and each.is_bound for each in asked.answers], bool
        )
        ahead = prior[asked.better] - prior[asked.worse]
        return Answers(
            features[asked.better] - np.where(compared[:, None], features[asked.worse], 0.0),
            np.where(compared, ahead, surprise(told, prior[asked.better], is_bound)),
            np.array([each.spread for each in asked.answers]),
            compared,
        )

    @cached_property
    def written(self) -> Array:
        """What the written profile says of each shot of the film, (n_shots,).

        Raises:
            ValueError: no film was given.
        """
        written: Array = self._amounts.total / MICRO
        return written

    @cached_property
    def revised(self) -> Array:
        """What reactions change of what is written, whatever they say, (n_shots,).

        A phrase finds its shots with errors of its own. The more answers there are, the more it
        counts for the shots in general that are like those it finds (`READ_ANEW`).
        """
        revised: Array = (self._wants - self._amounts.wants / MICRO).sum(axis=1)
        return revised

    @cached_property
    def _wants(self) -> Array:
        """What each want adds to each shot of the film in the light of reactions, (n, n_wants)."""
        wants: Array = self._amounts.wants / MICRO
        if self.sight is None or not len(self.asked) or not wants.size:
            return wants
        share = len(self.asked) / (len(self.asked) + READ_ANEW)
        return np.asarray(wants + share * (self.sight.smoothed(wants) - wants))

    @cached_property
    def read(self) -> Array:
        """(n_shots, width) the features of each shot of the film.

        Raises:
            ValueError: no film was given.
        """
        return np.hstack(self.parts)

    @cached_property
    def parts(self) -> tuple[Array, Array]:
        """(n_shots, width) and (n_shots, n_wants): what `read` is put together of.

        Raises:
            ValueError: no film was given.
        """
        if self.sight is None:
            raise ValueError(_NO_FILM)
        return self.sight.read, self._stated(self._wants)

    def shots(self, traits: Traits | None = None) -> tuple[Array, Array]:
        """Return what shots are worth beyond what the written profile says, and how sure that is.

        Args:
            traits: of any shots; None for all shots of the film.

        Returns:
            Mean and standard deviation, (n_shots,) each.
        """
        features = self._features(traits)
        mean = self.learnt.mean(features)
        return mean + self.revised if traits is None else mean, self.learnt.spread(features)

    def whole(self, traits: Traits) -> Array:
        """Return what shots are worth, (n_shots,): by the written profile and what was learnt."""
        whole: Array = expected(traits, self.taste) + self.learnt.mean(self._features(traits))
        return whole

    def standing_out(self) -> Array:
        """Return the features of standing out by 1 in each signal, (n_signals, width)."""
        return self._together(self.reading.standing_out())

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

    @cached_property
    def _prior(self) -> tuple[Array, Array]:
        """Return what the written profile, and each want, expect of the evidence's shots.

        Of shots of the film it is their written score, which is what reactions will be added to;
        others are not held against a film (`taste.prior`).

        Returns:
            (n_places,) and (n_places, n_wants).
        """
        traits = self.asked.traits
        wants = expected_of_wants(traits, self.taste)
        prior = expected(traits, self.taste, wants)
        if self.sight is None:
            return prior, wants
        film = self.sight.analysis.film
        for number, place in enumerate(self.asked.places):
            if place.film != film.media.fingerprint:
                continue
            # What was reacted to is a part of a shot more often than a whole one.
            if shots := list(shots_at(self.sight.analysis, place.span)):
                prior[number] = (self.written + self.revised)[shots].mean()
                wants[number] = self._wants[shots].mean(axis=0)
        return prior, wants

    @cached_property
    def _amounts(self) -> Amounts:
        """What the written profile adds to each shot of the film."""
        if self.sight is None:
            raise ValueError(_NO_FILM)
        return amounts_of(features_of(self.sight.analysis, self.taste, self.sight), self.taste)

    def _together(self, read: Array, wants: Array | None = None) -> Array:
        """Return features as read with those of the wants, which are none of a phrase or signal."""
        if wants is None:
            wants = np.zeros((len(read), len(self.taste.wants)))
        return np.hstack([read, self._stated(wants)])

    def _stated(self, wants: Array) -> Array:
        """Return the features of wants, in an order of their own: the profile's changes no sum."""
        told = [(want.label, want.role, want.where, want.weight) for want in self.taste.wants]
        order = sorted(range(len(told)), key=lambda column: told[column])
        return STATED * wants[:, order]

    def _features(self, traits: Traits | None) -> Array:
        if traits is None:
            return self.read
        return self._together(self.reading.shots(traits), expected_of_wants(traits, self.taste))
