"""Turns the written profile into what it expects of a shot of which only the traits are left.

Without the film there is no film to be held against: a picture or a line matches by how far it
stands out from its own cosines with the null prompts. Knows nothing about events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES
from cutter.taste.calibrate import (
    LEAST_SPREAD,
    NEEDED_Z,
    STEEPNESS,
    clear,
    cosines,
    match_examples,
    noisy_or,
)
from cutter.taste.dialogue import LESS_TRUST, MODEL_TRUST
from cutter.taste.features import WORDS_ONLY
from cutter.taste.worth import SHARPNESS_SCALE, SIGNAL_SCALE, worth_of

if TYPE_CHECKING:
    from cutter.schema import Taste, Traits, Want

Array = NDArray[np.float64]


def expected(traits: Traits, taste: Taste, of_wants: Array | None = None) -> Array:
    """Return the scores that the written profile gives shots known by their traits, (n_shots,).

    As `taste.score` does, but for what needs the film: how near a phrase is to all its pictures
    (the film's bias), how far its best match goes, and which words were said.

    Args:
        traits: of the shots.
        taste: the profile in numbers.
        of_wants: what `expected_of_wants` says of the same, if that is known.
    """
    signals = np.zeros(len(SIGNAL_NAMES))
    for name, weight in taste.signals:
        signals[SIGNAL_NAMES.index(name)] += SIGNAL_SCALE * weight
    signals[SIGNAL_NAMES.index("sharpness")] += SHARPNESS_SCALE
    by_wants = expected_of_wants(traits, taste) if of_wants is None else of_wants
    return np.asarray(np.round(by_wants.sum(axis=1) + traits.standing @ signals, 6))


def expected_of_wants(traits: Traits, taste: Taste) -> Array:
    """Return what each want adds to those scores, (n_shots, n_wants)."""
    matches = np.zeros((len(traits), len(taste.wants)))
    for column, want in enumerate(taste.wants):
        if want.role != "never" and len(traits):
            matches[:, column] = _match(traits, want, taste)
    return np.asarray(np.round(clear(matches) * worth_of(taste.wants), 6))


def _match(traits: Traits, want: Want, taste: Taste) -> Array:
    """Return how well each shot matches one want, (n_shots,), 0 to 1."""
    seen, said = np.zeros(len(traits)), np.zeros(len(traits))
    if want.where != "dialogue":
        seen = _seen(traits, want)
    by_eyes = not taste.reader and not taste.model.startswith(WORDS_ONLY)
    is_read = want.sentence is not None or by_eyes
    if want.where != "picture" and not want.is_example and is_read:
        trust = MODEL_TRUST if want.where == "dialogue" else LESS_TRUST
        said = trust * stands_out(traits.words, traits.word_nulls, want.words)
    return noisy_or(seen, said)


def _seen(traits: Traits, want: Want) -> Array:
    if want.is_example:
        nearness = cosines(traits.pictures, want.vector[None])
        return match_examples(nearness, np.zeros(0))[:, 0]
    match = stands_out(traits.pictures, traits.picture_nulls, want.vector)
    weights = np.zeros(len(SIGNAL_NAMES))
    for name, weight in want.signals:
        weights[SIGNAL_NAMES.index(name)] += weight
    if weights.any():
        standing = traits.standing @ weights / np.abs(weights).sum()
        match = np.maximum(match, 1.0 / (1.0 + np.exp(-3.0 * (standing - 1.0))))
    return match


def stands_out(vectors: NDArray[np.float32], nulls: Array, wanted: NDArray[np.float32]) -> Array:
    """Return matches from how far cosines stand out from those with the null prompts.

    Args:
        vectors: (n_shots, dim) of pictures, or of what is said; zero for nothing.
        nulls: (n_shots, 2) mean and spread of their cosines with the null prompts.
        wanted: (dim,) of a phrase.

    Returns:
        (n_shots,) 0 to 1.
    """
    near = cosines(vectors, wanted[None])[:, 0]
    z = (near - nulls[:, 0]) / np.maximum(nulls[:, 1], LEAST_SPREAD)
    match = 1.0 / (1.0 + np.exp(-np.clip(STEEPNESS * (z - NEEDED_Z), -60.0, 60.0)))
    return np.where(vectors.any(axis=1), match, 0.0)
