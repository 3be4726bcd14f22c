"""Turns traits of shots into the features that a taste is learnt in, in the light of one film.

Picture, dialogue and signals are parts of their own, each with how much it may matter before
anything is known; a last feature is the same for all shots. Knows nothing about viewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES
from cutter.taste.outlook import Outlook, outlook_of

if TYPE_CHECKING:
    from cutter.schema import Traits

Array = NDArray[np.float64]

PICTURE: Final = 0.8
"""Standard deviation, over tastes, of what a typical shot's picture is worth, where a full match
of a like of weight 1 is worth 1. The others likewise."""
DIALOGUE: Final = 0.3
SIGNAL: Final = 0.03
"""Of each signal, for a shot that stands out by 1."""
ANY_SHOT: Final = 0.15
"""Of what every shot is worth to somebody who likes, or dislikes, more than others do."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How shots are read in the light of a film."""

    pictures: Outlook
    words: Outlook

    @property
    def width(self) -> int:
        """Number of features."""
        return self.pictures.width + self.words.width + len(SIGNAL_NAMES) + 1

    def shots(self, traits: Traits) -> Array:
        """Return the features of shots of this film or of another, (n_shots, width)."""
        parts = [
            PICTURE * self.pictures.read(traits.pictures),
            DIALOGUE * self.words.read(traits.words),
            SIGNAL * traits.standing,
            np.full((len(traits), 1), ANY_SHOT),
        ]
        return np.hstack(parts)

    def standing_out(self) -> Array:
        """Return the features of standing out by 1 in each signal, (n_signals, width)."""
        features = np.zeros((len(SIGNAL_NAMES), self.width))
        first = self.pictures.width + self.words.width
        features[:, first : first + len(SIGNAL_NAMES)] = SIGNAL * np.eye(len(SIGNAL_NAMES))
        return features


def reading_of(traits: Traits) -> Reading:
    """Return how shots are read in the light of these, as a rule all of one film."""
    return Reading(outlook_of(traits.pictures), outlook_of(traits.words))
