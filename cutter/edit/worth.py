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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.cover import Cover, added, added_up, last, total

if TYPE_CHECKING:
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
        stretches = int(groups.stretches.max(initial=0)) + 1
        kinds = int(groups.kinds.max(initial=0)) + 1
        likes = len(groups.like_weights)
        self.likes = Cover(groups.like_weights * (LIKES_WEIGHT * budget), budget / max(1, likes))
        self.stretches = Cover.even(FILM_WEIGHT * budget, budget, stretches)
        self.kinds = Cover.even(KINDS_WEIGHT * budget, budget, kinds)

    def with_relevance(self, relevance: Floats) -> Worth:
        """Return the same with another relevance of the shots."""
        other = copy.copy(self)
        other.relevance = relevance
        return other

    def part(self, shots: Indices) -> Worth:
        """Return the same for some of the shots, which are then numbered from 0."""
        other, groups = copy.copy(self), self.groups
        other.relevance, other.usual = self.relevance[shots], self.usual[shots]
        other.groups = Groups(
            np.asfortranarray(groups.likes[shots]),
            groups.like_weights,
            groups.stretches[shots],
            groups.kinds[shots],
        )
        return other

    def counted(self, shots: Indices, frames: Floats) -> Floats:
        """Return `h`: the frames of a clip of each shot, as they count."""
        usual = self.usual[shots]
        short = frames * (1.0 - HASTE * (1.0 - np.minimum(frames / usual, 1.0)))
        over = np.maximum(frames - usual, 0.0)
        beyond = self.ease * over / (self.ease + over)
        return np.where(frames <= usual, short, usual + beyond)

    def given(self, shots: Indices, counted: Floats) -> Given:
        """Return what the groups get from clips with that many counted frames."""
        groups = self.groups
        return Given(
            added_up(groups.likes[shots] * counted[:, None]),
            np.bincount(groups.stretches[shots], counted, self.stretches.size).astype(np.float64),
            np.bincount(groups.kinds[shots], counted, self.kinds.size).astype(np.float64),
        )

    def of(self, shots: Indices, frames: Floats) -> float:
        """Return the worth of clips of these shots with these lengths."""
        return float(self.part(shots).of_each(frames[None])[0])

    def of_each(self, frames: Floats) -> Floats:
        """Return the worth of each of many cuts, (n_cuts, n_shots) frames of a clip of each shot.

        All sums run shot by shot, so that one that is not used changes no bit.
        """
        groups, cuts = self.groups, len(frames)
        counted = self.counted(np.arange(frames.shape[1]), frames)
        values = last(counted * self.relevance)
        for k, weight in enumerate(self.likes.weights):
            amount = last(counted * groups.likes[:, k])
            values += weight * (amount / (amount + self.likes.fair))
        for cover, of_shot in ((self.stretches, groups.stretches), (self.kinds, groups.kinds)):
            bins = (np.arange(cuts)[:, None] * cover.size + of_shot).ravel()
            amount = np.bincount(bins, counted.ravel(), cuts * cover.size).astype(np.float64)
            values += last(cover.of(amount.reshape(cuts, cover.size)))
        return values

    def covered(self, given: Given) -> float:
        """Return the worth of what the groups have been given."""
        return (
            total(self.likes.of(given.likes))
            + total(self.stretches.of(given.stretches))
            + total(self.kinds.of(given.kinds))
        )

    def gains(self, given: Given, counted: Floats) -> Floats:
        """Return what a clip of each shot would add to a cut that has given so much already.

        Args:
            given: (n_groups,) each; or (n_cuts, n_groups) for several cuts.
            counted: counted frames of each shot's clip, (n_shots,) or (n_cuts, n_shots).

        Returns:
            (n_shots,) or (n_cuts, n_shots).
        """
        groups = self.groups
        gains = self.relevance * counted
        for cover, of_shot, each in (
            (self.stretches, groups.stretches, given.stretches),
            (self.kinds, groups.kinds, given.kinds),
        ):
            gains = gains + added(cover.weights[of_shot], cover.fair, each[..., of_shot], counted)
        if counted.ndim == 1:
            rises = added(
                self.likes.weights, self.likes.fair, given.likes, (groups.likes.T * counted).T
            )
            return gains + last(rises)
        for k, weight in enumerate(self.likes.weights):
            more, before = groups.likes[:, k] * counted, given.likes[..., k, None]
            gains += added(weight, self.likes.fair, before, more)
        return gains

    def slopes(self, given: Given) -> tuple[Floats, float]:
        """Return each shot's worth per counted frame, for a cut that has given so much.

        Returns:
            (n_shots,) float64, and the worth of the groups at that point less what the slopes
            already say of it: the height of the tangent plane at nothing given.
        """
        groups = self.groups
        likes, stretches = self.likes.slope(given.likes), self.stretches.slope(given.stretches)
        kinds = self.kinds.slope(given.kinds)
        slopes = self.relevance + stretches[groups.stretches] + kinds[groups.kinds]
        slopes = slopes + added_up((groups.likes * likes).T)
        height = self.covered(given) - total(likes * given.likes)
        height -= total(stretches * given.stretches) + total(kinds * given.kinds)
        return slopes, height
