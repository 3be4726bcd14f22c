"""Puts what reactions to shots came to into words: which phrases the shots that were wanted show.

Told is only what the viewer was shown: a phrase that no shot of the evidence matches says nothing
of this viewer, however near it lies to something that was liked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.schema import SIGNAL_NAMES, Belief
from cutter.taste.calibrate import THRESHOLD, cosines
from cutter.taste.prior import stands_out
from cutter.taste.worth import SIGNAL_SCALE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Vectors
    from cutter.taste.posterior import Posterior

MOST: Final = 12
"""Phrases are told, the surest first: a person reads no more, and the rest says little new."""
LEAST_WEIGHT: Final = 0.1
LEAST_SURE: Final = 1.0
"""Told is a weight of at least so many of its standard deviations."""
LEAST_SHOTS: Final = 2
"""Shots of the evidence that have to match: what one shot alone shows may be an accident."""
ALIKE: Final = 0.85
"""Cosine from which two phrases, seen from phrases that say nothing in particular, say the same."""
_HIGHEST: Final = 3.0


def beliefs_from_shots(
    posterior: Posterior, phrases: Sequence[str], vectors: Vectors, nulls: Vectors
) -> tuple[Belief, ...]:
    """Return which phrases a viewer's reactions speak for and against.

    Args:
        posterior: what was learnt.
        phrases: in which it may be told, the preferred ones first.
        vectors: (n_phrases, dim) theirs, of the model whose pictures the evidence is.
        nulls: (n_nulls, dim) of phrases that say nothing in particular.

    Returns:
        At most `MOST` of origin `shots`, the surest first.
    """
    asked = posterior.asked
    if not len(asked) or not phrases:
        return ()
    shown = np.column_stack(
        [
            stands_out(asked.traits.pictures, asked.traits.picture_nulls, vector) >= THRESHOLD
            for vector in vectors
        ]
    )
    means, spreads = (np.round(each, 6) for each in posterior.phrases(vectors, nulls))
    counts = _answers_about(posterior, shown)
    is_told = (
        (shown.sum(axis=0) >= LEAST_SHOTS)
        & (np.abs(means) >= LEAST_WEIGHT)
        & (np.abs(means) >= LEAST_SURE * spreads)
    )
    surest = np.round(np.abs(means) / np.maximum(spreads, 1e-6), 6)
    order = [row for row in np.argsort(-surest, kind="stable").tolist() if is_told[row]]
    return tuple(
        Belief(
            text=phrases[row],
            weight=float(np.clip(means[row], -_HIGHEST, _HIGHEST)),
            spread=float(spreads[row]),
            events=int(counts[row]),
            origin="shots",
        )
        for row in _distinct(order, vectors, nulls)
    )


def learnt_signals(posterior: Posterior) -> tuple[tuple[str, float], ...]:
    """Return what was learnt of signals, as a profile's weights; only what is clear."""
    if not len(posterior.asked):
        return ()
    features = posterior.standing_out()
    means = posterior.learnt.mean(features) / SIGNAL_SCALE
    spreads = posterior.learnt.spread(features) / SIGNAL_SCALE
    clear = (np.abs(means) >= LEAST_WEIGHT) & (np.abs(means) >= LEAST_SURE * spreads)
    weights = np.clip(np.round(means, 3), -_HIGHEST, _HIGHEST).tolist()
    return tuple(
        (name, weight)
        for name, weight, is_clear in zip(SIGNAL_NAMES, weights, clear.tolist(), strict=True)
        if is_clear
    )


def _answers_about(posterior: Posterior, shown: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return how many answers are about shots that show each phrase, (n_phrases,)."""
    asked = posterior.asked
    about = shown[asked.better] | (shown[asked.worse] & (asked.worse >= 0)[:, None])
    counts: NDArray[np.intp] = about.sum(axis=0)
    return counts


def _distinct(order: Sequence[int], vectors: Vectors, nulls: Vectors) -> list[int]:
    """Return the first phrases of an order that do not say what one before them says."""
    away = vectors.astype(np.float64) - nulls.astype(np.float64).mean(axis=0)
    away = (away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    told: list[int] = []
    for row in order:
        if len(told) == MOST:
            break
        if not told or cosines(away[[row]], away[told]).max() < ALIKE:
            told.append(row)
    return told
