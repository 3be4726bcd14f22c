"""Turns what was learnt from reactions into a summand of every shot's score, with its reason.

Knows nothing about matches of written preferences.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.schema import Comparison
from cutter.taste.posterior import Posterior
from cutter.taste.written import MICRO, Micros, in_micros
from cutter.times import clock_time

if TYPE_CHECKING:
    from cutter.schema import Place, Taste
    from cutter.taste.sight import Sight

Array = NDArray[np.float64]

WANTED_FROM: Final = 0.25
"""A shot is a match for what was learnt of it alone from a quarter of a full match of a like."""
_ALSO_FROM: Final = 0.3
"""A second reaction is named if it weighs at least this part of what the first does."""
_OVERALL: Final = "from all reactions together"


class Reactions:
    """What reactions add to each shot of a film."""

    def __init__(self, taste: Taste, sight: Sight) -> None:
        """Learn from a taste's evidence, in the light of a film."""
        posterior = Posterior(taste, sight)
        self._film = sight.analysis.film.media.fingerprint
        mean = posterior.learnt.mean(posterior.read) + posterior.revised
        self.amounts: Micros = in_micros(mean)
        """(n_shots,) what they add, in millionths."""
        # What details are told from: neither the film, nor a copy of its features.
        self._asked, self._learnt, self._parts = posterior.asked, posterior.learnt, posterior.parts

    @property
    def is_wanted(self) -> NDArray[np.bool_]:
        """(n_shots,) whether a shot is clearly wanted for what was learnt alone."""
        return np.asarray(self.amounts >= round(WANTED_FROM * MICRO))

    @property
    def is_unwanted(self) -> NDArray[np.bool_]:
        """(n_shots,) whether a shot is as clearly not wanted."""
        return np.asarray(self.amounts <= -round(WANTED_FROM * MICRO))

    def detail(self, shot: int) -> str:
        """Return the one or two reactions that weigh most in what is added to a shot, in words."""
        features = np.hstack([part[shot] for part in self._parts])
        carried = (self._learnt.features @ features) * self._learnt.pulls
        if not carried.size:
            return _OVERALL
        # Rounded, so that the last bits of a BLAS do not decide which of two is named.
        weighed = np.round(carried * (-1.0 if self.amounts[shot] < 0 else 1.0), 6)
        is_like = (carried >= 0) == (self._learnt.pulls >= 0)
        first = int(np.argmax(weighed))
        most = float(weighed[first])
        if most <= 0:
            return _OVERALL
        weighed[first] = -np.inf
        second = int(np.argmax(weighed))
        told = self._told[2 * first + int(is_like[first])]
        if weighed[second] < max(_ALSO_FROM * most, 1.0 / MICRO):
            return told
        return f"{told}; {self._told[2 * second + int(is_like[second])]}"

    @cached_property
    def _told(self) -> list[str]:
        """Each answer twice: as of a shot that is unlike what it is about, and like it."""
        asked = self._asked
        at = [_at(place, self._film) for place in asked.places]
        pulls = self._learnt.pulls.tolist()
        told: list[str] = []
        rows = zip(asked.answers, asked.better.tolist(), asked.worse.tolist(), pulls, strict=True)
        for answer, better, worse, pull in rows:
            if isinstance(answer, Comparison):
                told += [f"like {at[worse]}, which was liked less than {at[better]}"]
                told += [f"like {at[better]}, which was liked more than {at[worse]}"]
                continue
            how = _how(answer.value, pull)
            told += [f"unlike {at[better]}, which was {how}", f"like {at[better]}, which was {how}"]
        return told


def _how(value: float, pull: float) -> str:
    """Return how something was taken that was graded so, and pulls that way."""
    if value > 0:
        return "liked" if pull >= 0 else "liked less than expected"
    if value < 0:
        return "disliked" if pull <= 0 else "disliked less than expected"
    return "liked less than expected" if pull < 0 else "disliked less than expected"


def _at(place: Place, film: str) -> str:
    """Return when a place begins, and that it lies in another film if it does."""
    at = clock_time(place.span.start, digits=0)
    return at if place.film == film else f"{at} of another film"
