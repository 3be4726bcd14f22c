"""Turns features into each shot's best moment: the time a trimmed clip is built around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from fractions import Fraction

    from cutter.taste.features import Features
    from cutter.taste.sight import Sight

Array = NDArray[np.float64]


def best_moments(sight: Sight, features: Features, worth: Array) -> tuple[Fraction, ...]:
    """Return a time inside each shot's clean part, on the film's clock.

    It is that of the keyframe that shows most of what is wanted, or the middle of the cue that
    says most of it, if that is more. Of equal keyframes the one nearest the shot's middle is taken,
    then the earlier.

    Args:
        sight: the film.
        features: its matches.
        worth: (n_wants,) what a full match of each want adds.
    """
    film = sight.analysis.film
    if not film.shots:
        return ()
    starts, ends = sight.clean
    shown = np.round((features.clear_by_keyframe * worth).sum(axis=1), 6)
    times, shots = sight.keyframe_times, sight.keyframe_shots
    middles = ((starts + ends) / 2)[shots]
    distances = np.abs(times - middles).round(6)
    best, first = _best_of_each(shots, shown, distances)
    moments = [shot.clean.start for shot in film.shots]
    gains = np.zeros(len(moments))
    gains[first] = np.maximum(0.0, shown[best])
    is_inside = (starts[first] <= times[best]) & (times[best] < ends[first])
    for shot, key, inside in zip(first.tolist(), best.tolist(), is_inside.tolist(), strict=True):
        moments[shot] = film.keyframes[key].time if inside else sight.middle(shot)
    _prefer_words(sight, features, worth, gains, moments)
    return tuple(moments)


def _best_of_each(
    groups: NDArray[np.intp], gains: Array, distances: Array
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the row with the greatest gain, then least distance, of each group; and the groups."""
    order = np.lexsort((distances, -gains, groups))
    found, first = np.unique(groups[order], return_index=True)
    return order[first], found


def _prefer_words(
    sight: Sight, features: Features, worth: Array, gains: Array, moments: list[Fraction]
) -> None:
    """Put the middle of a cue where it says more of what is wanted than the pictures show."""
    heard = features.heard
    told = np.round((features.clear_by_cue * worth).sum(axis=1), 6)
    spoken = np.round(heard.share * told[heard.cue], 6)
    better = np.flatnonzero(spoken > gains[heard.shot])
    rows, found = _best_of_each(heard.shot[better], spoken[better], np.zeros(len(better)))
    for shot, cue in zip(found.tolist(), heard.cue[better][rows].tolist(), strict=True):
        middle = sight.said_at(shot, cue)
        if middle is not None:
            moments[shot] = middle
