"""Turns subtitles into how well each cue, and each shot, says what is wanted.

Words count more than the model: a phrase whose words are all said is said, whatever a model
thinks of the sentence. Knows nothing about pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.taste.calibrate import noisy_or

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Cue, Shot

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

MODEL_TRUST = 0.6
"""The most that a model's opinion of a sentence counts, without one word in common: enough for a
match where dialogue was asked for."""
LESS_TRUST = 0.3
"""The same where it was not: what a model thinks alike in talk is seldom what shall be seen."""
WHOLE_SHARE = 2 / 3
"""A cue of which this much is heard during a shot belongs to it wholly."""


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Which cues are heard during which shots: one row for each pair that overlaps."""

    shot: Indices
    cue: Indices
    share: Array
    """Of the cue, 0 to 1, as it counts for the shot."""


def match_terms(wanted: Sequence[Sequence[str]], cue_terms: Sequence[Sequence[str]]) -> Array:
    """Return how many of the wanted words each cue holds, weighted by rarity, (n_cues, n_wants).

    A word that stands in `n` of the film's `N` cues weighs log(1 + (N + 1) / (n + 1)), a smoothed
    inverse document frequency (Spaerck Jones, 1972). The share found is squared, so that a phrase
    of which only a part is said counts little; all words found give 1.
    """
    found: dict[str, set[int]] = {term: set() for terms in wanted for term in terms}
    for cue, terms in enumerate(cue_terms):
        for term in terms:
            if term in found:
                found[term].add(cue)
    result = np.zeros((len(cue_terms), len(wanted)))
    for column, terms in enumerate(wanted):
        # Sorted, so that the sum does not depend on the order of the words.
        weights = {
            term: float(np.log1p((len(cue_terms) + 1) / (len(found[term]) + 1)))
            for term in sorted(set(terms))
        }
        for term, weight in weights.items():
            result[sorted(found[term]), column] += weight
        if weights:
            result[:, column] /= sum(weights.values())
    return np.round(np.minimum(result, 1.0) ** 2, 6)


def match_cues(words: Array, model: Array, trust: Array) -> Array:
    """Return how well each cue says each want, from its words and from the model's opinion.

    Args:
        words: (n_cues, n_wants), see `match_terms`.
        model: (n_cues, n_wants) calibrated.
        trust: (n_wants,) the most that the model's opinion counts.
    """
    return noisy_or(words, trust * model)


def hear(shots: Sequence[Shot], cues: Sequence[Cue]) -> Heard:
    """Find which cues are heard during which shots, and how much of each.

    Args:
        shots: in the film's order, without overlap.
        cues: in any order.
    """
    if not shots or not cues:
        nothing = np.zeros(0, dtype=np.intp)
        return Heard(nothing, nothing, np.zeros(0))
    starts = np.array([float(shot.span.start) for shot in shots])
    ends = np.array([float(shot.span.end) for shot in shots])
    begin = np.array([float(cue.span.start) for cue in cues])
    finish = np.array([float(cue.span.end) for cue in cues])
    first = np.searchsorted(ends, begin, side="right")
    after = np.searchsorted(starts, finish, side="left")
    count = np.maximum(after - first, 0)
    cue = np.repeat(np.arange(len(cues)), count)
    shot = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[cue]
    overlap = np.minimum(ends[shot], finish[cue]) - np.maximum(starts[shot], begin[cue])
    share = np.clip(overlap / (finish - begin)[cue] / WHOLE_SHARE, 0.0, 1.0)
    return Heard(shot, cue, np.round(share, 6))


def match_shots(heard: Heard, by_cue: Array, n_shots: int) -> Array:
    """Return each shot's dialogue match, (n_shots, n_wants): that of the best cue heard in it."""
    result = np.zeros((n_shots, by_cue.shape[1]))
    np.maximum.at(result, heard.shot, heard.share[:, None] * by_cue[heard.cue])
    return np.round(result, 6)
