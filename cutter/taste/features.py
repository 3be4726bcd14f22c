"""Turns an Analysis and the wants of a Taste into numbers per shot: what a score is made of.

Features say what is there, never how much it is worth: weights and roles are applied elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES
from cutter.taste.calibrate import match_examples, match_words, noisy_or
from cutter.taste.dialogue import (
    LESS_TRUST,
    MODEL_TRUST,
    Heard,
    match_cues,
    match_shots,
    match_terms,
)
from cutter.taste.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Analysis, Taste, Want

Array = NDArray[np.float64]

BEST_SHARE = 0.6
"""A shot's picture match: this much from its best keyframe, the rest from their mean."""
WORDS_ONLY = "basic/"
"""Eyes that compare sentences by hashed words: that says nothing beyond the words themselves, and
two words may share a hash."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What is known of each shot with respect to each want; arrays are float64, matches 0 to 1."""

    by_keyframe: Array
    """(n_keyframes, n_wants) picture match."""
    by_cue: Array
    """(n_cues, n_wants) dialogue match."""
    heard: Heard
    picture: Array
    """(n_shots, n_wants) pooled over keyframes; 0 where only the dialogue counts."""
    dialogue: Array
    """(n_shots, n_wants); 0 where only the picture counts."""
    match: Array
    """(n_shots, n_wants) picture and dialogue together."""
    strongest: Array
    """(n_shots, n_wants) the same, by the best keyframe alone: for what must not be missed."""
    signals: Array
    """(n_shots, n_signals) as measured, see `standing.measured`."""
    standing: Array
    """(n_shots, n_signals) how far the shot stands out from the film, -2 to 2."""


def features_of(analysis: Analysis, taste: Taste, sight: Sight | None = None) -> Features:
    """Measure every shot against every want.

    Args:
        analysis: the film.
        taste: the wants.
        sight: what was reckoned from the same film before; the features are the same without.

    Raises:
        ValueError: the taste was made for another model than the analysis.
    """
    if analysis.models != taste.models:
        raise ValueError(
            f"the taste is for the model {taste.models}, the analysis for {analysis.models}"
        )
    seen = sight if sight is not None else Sight(analysis)
    if seen.analysis is not analysis:
        raise ValueError("the sight is that of another film than the one to be scored")
    return seen.features(taste, lambda: _reckoned(seen, taste))


def _reckoned(sight: Sight, taste: Taste) -> Features:
    film = sight.analysis.film
    by_keyframe = _pictures(sight, taste.wants)
    by_cue = _dialogue(sight, taste.wants)
    seen = np.array([want.where != "dialogue" for want in taste.wants], dtype=np.float64)
    said = np.array([_may_be_said(want) for want in taste.wants], dtype=np.float64)
    by_keyframe, by_cue = by_keyframe * seen, by_cue * said
    best, mean = _pooled(sight, by_keyframe)
    by_signals = _by_signals(sight.standing, taste.wants) * seen
    picture = np.round(BEST_SHARE * best + (1 - BEST_SHARE) * mean, 6)
    dialogue = match_shots(sight.heard, by_cue, len(film.shots))
    return Features(
        by_keyframe=by_keyframe,
        by_cue=by_cue,
        heard=sight.heard,
        picture=np.maximum(picture, by_signals),
        dialogue=dialogue,
        match=noisy_or(np.maximum(picture, by_signals), dialogue),
        strongest=noisy_or(np.maximum(best, by_signals), dialogue),
        signals=sight.signals,
        standing=sight.standing,
    )


def _may_be_said(want: Want) -> bool:
    return want.where != "picture" and not want.is_example


def _pictures(sight: Sight, wants: tuple[Want, ...]) -> Array:
    """Return the (n_keyframes, n_wants) picture matches."""
    analysis = sight.analysis
    vectors = _stacked(analysis.image_vectors, [want.vector for want in wants])
    of_wants, of_nulls = sight.against(analysis.image_vectors, vectors, analysis.null_vectors)
    result = np.zeros(of_wants.shape)
    examples = np.array([want.is_example for want in wants], dtype=bool)
    result[:, ~examples] = match_words(of_wants[:, ~examples], of_nulls)
    if examples.any():
        result[:, examples] = match_examples(of_wants[:, examples], sight.own_cosines)
    return result


def _stacked(
    like: NDArray[np.float32], vectors: Sequence[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Return vectors of the same model as `like` as rows, (n, dim)."""
    return np.vstack([np.zeros((0, like.shape[1]), dtype=np.float32), *vectors])


def _dialogue(sight: Sight, wants: tuple[Want, ...]) -> Array:
    """Return the (n_cues, n_wants) dialogue matches."""
    analysis = sight.analysis
    words = match_terms([want.terms for want in wants], analysis.film.cue_terms)
    if not analysis.reader and analysis.model.startswith(WORDS_ONLY):
        return words
    vectors = _stacked(analysis.cue_vectors, [_read_as(want, analysis) for want in wants])
    of_wants, of_nulls = sight.against(analysis.cue_vectors, vectors, analysis.word_nulls)
    trust = np.array([MODEL_TRUST if want.where == "dialogue" else LESS_TRUST for want in wants])
    return match_cues(words, match_words(of_wants, of_nulls), trust)


def _read_as(want: Want, analysis: Analysis) -> NDArray[np.float32]:
    """Return a want's vector by the model that read the cues; zeros where nothing is said of it."""
    is_read = want.sentence is not None or not analysis.reader
    return want.words if is_read else np.zeros(analysis.cue_vectors.shape[1], dtype=np.float32)


def _pooled(sight: Sight, by_keyframe: Array) -> tuple[Array, Array]:
    """Return the greatest and the mean match of each shot's keyframes, (n_shots, n_wants)."""
    shots = sight.keyframe_shots
    first = np.searchsorted(shots, np.arange(len(sight.analysis.film.shots)))
    if not len(shots):
        return by_keyframe, by_keyframe
    count = np.diff(np.append(first, len(shots)))[:, None]
    best = np.maximum.reduceat(by_keyframe, first, axis=0)
    return best, np.add.reduceat(by_keyframe, first, axis=0) / count


def _by_signals(out: Array, wants: tuple[Want, ...]) -> Array:
    """Return matches of wants whose words speak of signals, (n_shots, n_wants).

    The weighted mean of how far the shot stands out, 1 of which is half a match.
    """
    result = np.zeros((len(out), len(wants)))
    for column, want in enumerate(wants):
        weights = np.zeros(len(SIGNAL_NAMES))
        for name, weight in want.signals:
            weights[SIGNAL_NAMES.index(name)] += weight
        if weights.any():
            shown = (out * weights).sum(axis=1) / np.abs(weights).sum()
            result[:, column] = 1.0 / (1.0 + np.exp(-3.0 * (shown - 1.0)))
    return np.round(result, 6)
