"""Turns an Analysis and the wants of a Taste into numbers per shot: what a score is made of.

Features say what is there, never how much it is worth: weights and roles are applied elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES
from cutter.taste.calibrate import clear, match_examples, match_words, noisy_or
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


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def clear(self) -> Array:
        """(n_shots, n_wants) matches without what is faint."""
        return clear(self.match)

    @cached_property
    def clear_by_keyframe(self) -> Array:
        """(n_keyframes, n_wants) the same of picture matches."""
        return clear(self.by_keyframe)

    @cached_property
    def clear_by_cue(self) -> Array:
        """(n_cues, n_wants) the same of dialogue matches."""
        return clear(self.by_cue)


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
    said = np.array([may_be_said(want) for want in taste.wants], dtype=np.float64)
    by_keyframe, by_cue = by_keyframe * seen, by_cue * said
    best, picture = pooled(by_keyframe, sight.keyframe_shots, len(film.shots))
    shown = by_signals(sight.standing, taste.wants) * seen
    dialogue = match_shots(sight.heard, by_cue, len(film.shots))
    return Features(
        by_keyframe=by_keyframe,
        by_cue=by_cue,
        heard=sight.heard,
        picture=np.maximum(picture, shown),
        dialogue=dialogue,
        match=noisy_or(np.maximum(picture, shown), dialogue),
        strongest=noisy_or(np.maximum(best, shown), dialogue),
        signals=sight.signals,
        standing=sight.standing,
    )


def may_be_said(want: Want) -> bool:
    """Whether what is said counts for a want."""
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
    if reads_words_alone(analysis):
        return words
    vectors = _stacked(analysis.cue_vectors, [_read_as(want, analysis) for want in wants])
    of_wants, of_nulls = sight.against(analysis.cue_vectors, vectors, analysis.word_nulls)
    return match_cues(words, match_words(of_wants, of_nulls), trust_in_model(wants))


def reads_words_alone(analysis: Analysis) -> bool:
    """Whether no model's opinion of what is said counts beside the words themselves."""
    return not analysis.reader and analysis.model.startswith(WORDS_ONLY)


def trust_in_model(wants: Sequence[Want]) -> Array:
    """Return the most that a model's opinion of a cue counts for each want, (n_wants,)."""
    return np.array([MODEL_TRUST if want.where == "dialogue" else LESS_TRUST for want in wants])


def _read_as(want: Want, analysis: Analysis) -> NDArray[np.float32]:
    """Return a want's vector by the model that read the cues; zeros where nothing is said of it."""
    is_read = want.sentence is not None or not analysis.reader
    return want.words if is_read else np.zeros(analysis.cue_vectors.shape[1], dtype=np.float32)


def pooled(
    by_keyframe: Array, keyframe_shots: NDArray[np.signedinteger[Any]], n_shots: int
) -> tuple[Array, Array]:
    """Return what the keyframes of each shot come to, (n_shots, n_wants): the best, and together.

    Args:
        by_keyframe: (n_keyframes, n_wants) matches.
        keyframe_shots: (n_keyframes,) the shot of each, ascending; every shot has one.
        n_shots: how many shots there are.
    """
    if not len(keyframe_shots):
        return by_keyframe, by_keyframe
    first = np.searchsorted(keyframe_shots, np.arange(n_shots))
    count = np.diff(np.append(first, len(keyframe_shots)))[:, None]
    best = np.maximum.reduceat(by_keyframe, first, axis=0)
    mean = np.add.reduceat(by_keyframe, first, axis=0) / count
    return best, np.round(BEST_SHARE * best + (1 - BEST_SHARE) * mean, 6)


def by_signals(out: Array, wants: tuple[Want, ...]) -> Array:
    """Return matches of wants whose words speak of signals, (n_shots, n_wants).

    Args:
        out: (n_shots, n_signals) how far each shot stands out from its film.
        wants: those of a taste.

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
