"""What a set of clips is worth: relevance, and how evenly it covers likes, film and kinds.

    worth = Σ relevance · h(frames) + Σ weight · m / (m + c)

`h` counts a clip's frames in full up to its usual length, and less and less beyond; a clip cut
shorter than usual loses a part. The second sum runs over groups: each like, each stretch of the
film, each kind of picture; `m` is what the group has been given and `c` its fair share, so that
more of the same is worth less and less (a concave function of a sum: monotone and submodular,
as in Lin and Bilmes, 2011). Only +, -, × and ÷ of whole arrays: the same on every machine.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

LIKES_WEIGHT: Final = 0.25
FILM_WEIGHT: Final = 0.15
KINDS_WEIGHT: Final = 0.25
"""What covering all groups evenly is worth beside a budget full of the best shot (1)."""
HASTE: Final = 0.3
"""Part of its worth that a clip loses as it is cut from its usual length towards nothing."""
MOST_STRETCHES: Final = 24


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """What the shots may cover. Every shot lies in one stretch of the film and is of one kind."""

    likes: Floats
    """(n_shots, n_likes): the part of a shot's attraction that each like accounts for."""
    like_weights: Floats
    """(n_likes,), adding up to 1, or nothing."""
    stretches: Indices
    """(n_shots,): which stretch of the film a shot is in."""
    kinds: Indices
    """(n_shots,): what its picture is of."""


@dataclass(slots=True, eq=False)
class Given:
    """What each group has been given, in frames."""

    likes: Floats
    stretches: Floats
    kinds: Floats

    def copy(self) -> Given:
        """Return the same in arrays of its own."""
        return Given(self.likes.copy(), self.stretches.copy(), self.kinds.copy())


class Worth:
    """The worth of clips of a set of shots; frames are those of the output."""

    def __init__(self, relevance: Floats, usual: Indices, groups: Groups, budget: int) -> None:
        """Weigh the groups for a budget.

        Args:
            relevance: (n_shots,) 0 to 1, of a frame of each shot.
            usual: (n_shots,) frames that a clip of it usually has, at least 1.
            groups: what there is to cover.
            budget: frames to fill.
        """
        self.relevance = relevance
        self.usual = np.maximum(usual, 1).astype(np.float64)
        self.groups = groups
        self.ease = float(self.usual.max(initial=1.0))
        """Frames beyond the usual length at which one more counts a quarter."""
        self._like_weights = groups.like_weights * (LIKES_WEIGHT * budget)
        stretches = int(groups.stretches.max(initial=0)) + 1
        kinds = int(groups.kinds.max(initial=0)) + 1
        self._stretch_weight = FILM_WEIGHT * budget / stretches
        self._kind_weight = KINDS_WEIGHT * budget / kinds
        self._fair_like = budget / max(1, len(groups.like_weights))
        self._fair_stretch = budget / stretches
        self._fair_kind = budget / kinds
        self._sizes = (len(groups.like_weights), stretches, kinds)

    def with_relevance(self, relevance: Floats) -> Worth:
        """Return the same with another relevance of the shots."""
        other = copy.copy(self)
        other.relevance = relevance
        return other

    def counted(self, shots: Indices, frames: Floats) -> Floats:
        """Return `h`: the frames of a clip of each shot, as they count."""
        usual = self.usual[shots]
        short = frames * (1.0 - HASTE * (1.0 - np.minimum(frames / usual, 1.0)))
        over = np.maximum(frames - usual, 0.0)
        beyond = self.ease * over / (self.ease + over)
        return np.where(frames <= usual, short, usual + beyond)

    def counted_at_best(self, shots: Indices, frames: Floats) -> Floats:
        """Return the least concave function above `counted`: without the loss of a short clip."""
        usual = self.usual[shots]
        over = np.maximum(frames - usual, 0.0)
        return np.minimum(frames, usual) + self.ease * over / (self.ease + over)

    def best_stretch(self, shots: Indices, ratio: Floats) -> Floats:
        """Return the length at which one more frame counts 1 / ratio; the usual one for ratio 1."""
        extra = self.ease * (np.sqrt(np.maximum(ratio, 1.0)) - 1.0)
        return self.usual[shots] + extra

    def given(self, shots: Indices, counted: Floats) -> Given:
        """Return what the groups get from clips with that many counted frames."""
        likes, stretches, kinds = self._sizes
        groups = self.groups
        return Given(
            np.array([_total(groups.likes[shots, k] * counted) for k in range(likes)]),
            np.bincount(groups.stretches[shots], counted, stretches).astype(np.float64),
            np.bincount(groups.kinds[shots], counted, kinds).astype(np.float64),
        )

    def of(self, shots: Indices, frames: Floats) -> float:
        """Return the worth of clips of these shots with these lengths."""
        counted = self.counted(shots, frames)
        return _total(self.relevance[shots] * counted) + self.covered(self.given(shots, counted))

    def covered(self, given: Given) -> float:
        """Return the worth of what the groups have been given."""
        return (
            _total(self._like_weights * (given.likes / (given.likes + self._fair_like)))
            + self._stretch_weight
            * _total(given.stretches / (given.stretches + self._fair_stretch))
            + self._kind_weight * _total(given.kinds / (given.kinds + self._fair_kind))
        )

    def gains(self, given: Given, shots: Indices, frames: Floats) -> Floats:
        """Return what each shot's clip would add to a cut that has given so much already."""
        counted = self.counted(shots, frames)
        groups = self.groups
        gains = self.relevance[shots] * counted
        for k, weight in enumerate(self._like_weights):
            more = groups.likes[shots, k] * counted
            gains += weight * _added(given.likes[k], more, self._fair_like)
        before = given.stretches[groups.stretches[shots]]
        gains += self._stretch_weight * _added(before, counted, self._fair_stretch)
        before = given.kinds[groups.kinds[shots]]
        gains += self._kind_weight * _added(before, counted, self._fair_kind)
        return gains

    def slopes(self, given: Given) -> tuple[Floats, float]:
        """Return each shot's worth per counted frame, for a cut that has given so much.

        Returns:
            (n_shots,) float64, and the worth of the groups at that point less what the slopes
            already say of it: the height of the tangent plane at nothing given.
        """
        likes = self._like_weights * _slope(given.likes, self._fair_like)
        stretches = self._stretch_weight * _slope(given.stretches, self._fair_stretch)
        kinds = self._kind_weight * _slope(given.kinds, self._fair_kind)
        slopes = self.relevance + stretches[self.groups.stretches] + kinds[self.groups.kinds]
        for k, slope in enumerate(likes):
            slopes += self.groups.likes[:, k] * slope
        height = self.covered(given) - _total(likes * given.likes)
        height -= _total(stretches * given.stretches) + _total(kinds * given.kinds)
        return slopes, height


def _added(before: Floats | float, more: Floats, fair: float) -> Floats:
    """Return how much m / (m + c) rises from `before` by `more`."""
    start = before + fair
    rise: Floats = (fair * more) / (start * (start + more))
    return rise


def _slope(given: Floats, fair: float) -> Floats:
    total = given + fair
    slope: Floats = fair / (total * total)
    return slope


def _total(values: Floats | Sequence[float]) -> float:
    """Add up, rounded once: the same in any order and on any machine."""
    return math.fsum(values)
