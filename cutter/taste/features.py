"""Turns an Analysis and the wants of a Taste into numbers per shot: what a score is made of.

Features say what is there, never how much it is worth: weights and roles are applied elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES
from cutter.taste.calibrate import cosines, match_examples, match_words, noisy_or
from cutter.taste.dialogue import (
    LESS_TRUST,
    MODEL_TRUST,
    Heard,
    hear,
    match_cues,
    match_shots,
    match_terms,
)
from cutter.taste.standing import measured, standing

if TYPE_CHECKING:
    from cutter.schema import Analysis, Taste, Want

Array = NDArray[np.float64]

BEST_SHARE = 0.6
"""A shot's picture match: this much from its best keyframe, the rest from their mean."""
_WORDS_ONLY = "basic/"
"""Eyes that compare sentences by hashed words: that says nothing beyond the words themselves, and
two words may share a hash."""
_COMPARED = 256
"""Keyframes, spread evenly, whose cosines with each other tell how alike the film's shots are."""


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


def features_of(analysis: Analysis, taste: Taste) -> Features:
    """Measure every shot against every want.

    Raises:
        ValueError: the taste was made for another model than the analysis.
    """
    if analysis.model != taste.model:
        raise ValueError(
            f"the taste is for the model {taste.model}, the analysis for {analysis.model}"
        )
    film = analysis.film
    table = measured(film.signals)
    out = standing(table)
    by_keyframe = _pictures(analysis, taste.wants)
    by_cue = _dialogue(analysis, taste.wants)
    seen = np.array([want.where != "dialogue" for want in taste.wants], dtype=np.float64)
    said = np.array([_may_be_said(want) for want in taste.wants], dtype=np.float64)
    by_keyframe, by_cue = by_keyframe * seen, by_cue * said
    best, mean = _pooled(analysis, by_keyframe)
    by_signals = _by_signals(out, taste.wants) * seen
    picture = np.round(BEST_SHARE * best + (1 - BEST_SHARE) * mean, 6)
    heard = hear(film.shots, film.cues)
    dialogue = match_shots(heard, by_cue, len(film.shots))
    return Features(
        by_keyframe=by_keyframe,
        by_cue=by_cue,
        heard=heard,
        picture=np.maximum(picture, by_signals),
        dialogue=dialogue,
        match=noisy_or(np.maximum(picture, by_signals), dialogue),
        strongest=noisy_or(np.maximum(best, by_signals), dialogue),
        signals=table,
        standing=out,
    )


def _may_be_said(want: Want) -> bool:
    return want.where != "picture" and not want.is_example


def _pictures(analysis: Analysis, wants: tuple[Want, ...]) -> Array:
    """Return the (n_keyframes, n_wants) picture matches."""
    of_wants, of_nulls = _against(analysis.image_vectors, analysis, wants)
    result = np.zeros(of_wants.shape)
    examples = np.array([want.is_example for want in wants], dtype=bool)
    result[:, ~examples] = match_words(of_wants[:, ~examples], of_nulls)
    if examples.any():
        result[:, examples] = match_examples(of_wants[:, examples], _own_cosines(analysis))
    return result


def _against(
    vectors: NDArray[np.float32], analysis: Analysis, wants: tuple[Want, ...]
) -> tuple[Array, Array]:
    """Return the cosines of vectors with the wants and with the null prompts."""
    columns = np.vstack([*(want.vector for want in wants), analysis.null_vectors])
    both = cosines(vectors, columns)
    return both[:, : len(wants)], both[:, len(wants) :]


def _dialogue(analysis: Analysis, wants: tuple[Want, ...]) -> Array:
    """Return the (n_cues, n_wants) dialogue matches."""
    words = match_terms([want.terms for want in wants], analysis.film.cue_terms)
    if analysis.model.startswith(_WORDS_ONLY):
        return words
    of_wants, of_nulls = _against(analysis.cue_vectors, analysis, wants)
    trust = np.array([MODEL_TRUST if want.where == "dialogue" else LESS_TRUST for want in wants])
    return match_cues(words, match_words(of_wants, of_nulls), trust)


def _own_cosines(analysis: Analysis) -> Array:
    """Return cosines between keyframes of different shots, some thousands of them at most."""
    n = len(analysis.image_vectors)
    chosen = np.unique(np.linspace(0, n - 1, min(n, _COMPARED)).round().astype(np.intp))
    vectors = analysis.image_vectors[chosen]
    shots = np.array([key.shot for key in analysis.film.keyframes])[chosen]
    pairs = (shots[:, None] != shots[None, :]) & np.tri(len(chosen), k=-1, dtype=bool)
    own: Array = cosines(vectors, vectors)[pairs]
    return own


def _pooled(analysis: Analysis, by_keyframe: Array) -> tuple[Array, Array]:
    """Return the greatest and the mean match of each shot's keyframes, (n_shots, n_wants)."""
    shots = np.array([key.shot for key in analysis.film.keyframes], dtype=np.intp)
    first = np.searchsorted(shots, np.arange(len(analysis.film.shots)))
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
