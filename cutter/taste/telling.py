"""Puts what reactions to shots came to into words: which phrases the shots that were wanted show.

Told is only what the viewer was shown: a phrase that no shot of the evidence matches says nothing
of this viewer, however near it lies to something that was liked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES, Belief
from cutter.taste.calibrate import THRESHOLD, cosines
from cutter.taste.gaussian import settle
from cutter.taste.prior import stands_out
from cutter.taste.reading import ANY_SHOT, PICTURE
from cutter.taste.worth import SIGNAL_SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cutter.schema import Vectors
    from cutter.taste.posterior import Posterior

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

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
_DIGITS: Final = 6


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
    found = weighed(posterior, vectors)
    means, spreads = found.means, found.spreads
    is_told = (
        (found.shots >= LEAST_SHOTS)
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
            events=int(found.answers[row]),
            origin="shots",
        )
        for row in _distinct(order, vectors, nulls)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What reactions say of phrases."""

    means: Array
    """(n_phrases,) what a shot that shows it is worth beyond what is written."""
    spreads: Array
    """(n_phrases,)"""
    owed: Array
    """(n_phrases, n_answers) by how much each mean would be less without each answer."""
    shots: Indices
    """(n_phrases,) how many shots of the evidence match each."""
    answers: Indices
    """(n_phrases,) how many answers are about such shots."""


def weighed(posterior: Posterior, vectors: Vectors) -> Weighed:
    """Weigh each phrase by itself: how much better the shots that match it were taken.

    A regression of the answers on nothing but the match and a level common to all shots, with
    the same likelihood as all learning. What else the shots show is not accounted for: it is what
    a person would say who looks through the reactions, and holds for two of them as for a hundred.

    Args:
        posterior: what was learnt.
        vectors: (n_phrases, dim) of the model whose pictures the evidence is.
    """
    asked = posterior.asked
    point = np.array([[PICTURE, 0.0]])
    means, spreads = np.zeros(len(vectors)), np.zeros(len(vectors))
    owed = np.zeros((len(vectors), len(asked)))
    matches = np.zeros((len(asked.traits), len(vectors)))
    for column, vector in enumerate(vectors):
        match = stands_out(asked.traits.pictures, asked.traits.picture_nulls, vector)
        matches[:, column] = match
        # What shows it clearly enough to be a match shows it: half as clear is not half as good.
        shows = np.minimum(1.0, match / THRESHOLD) * PICTURE
        level = np.full(len(match), ANY_SHOT)
        known = settle(posterior.answers(np.column_stack([shows, level])))
        means[column], spreads[column] = known.mean(point)[0], known.spread(point)[0]
        owed[column] = known.owed(point)[0]
    shown = matches >= THRESHOLD
    about = shown[asked.better] | (shown[asked.worse] & (asked.worse >= 0)[:, None])
    return Weighed(
        np.round(means, _DIGITS),
        np.round(spreads, _DIGITS),
        np.round(owed, _DIGITS),
        shown.sum(axis=0),
        about.sum(axis=0),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Leanings:
    """What is believed of phrases and signals, however unsure: for telling what moves it."""

    names: tuple[str, ...]
    """The phrases, then the signals."""
    weights: Array
    """(n_names,) as of a preference; of a phrase that no shot of the evidence shows it is 0."""
    apart: Vectors
    """(n_phrases, dim) unit length: the phrases, seen from those that say nothing."""


def leanings(
    posterior: Posterior,
    phrases: Sequence[str],
    vectors: Vectors,
    nulls: Vectors,
    said: Mapping[str, float] | None = None,
) -> Leanings:
    """Return where a viewer leans.

    Args:
        posterior: what was learnt.
        phrases: in which it may be told, the preferred ones first.
        vectors: (n_phrases, dim) theirs, of the model whose pictures the evidence is.
        nulls: (n_nulls, dim) of phrases that say nothing in particular.
        said: what events say of words alone; words that are no phrase come behind the phrases.
    """
    said = said or {}
    weights = np.zeros(len(phrases))
    signals = np.zeros(len(SIGNAL_NAMES))
    if len(posterior.asked):
        found = weighed(posterior, vectors)
        weights = np.where(found.shots > 0, found.means, 0.0)
        signals = posterior.learnt.mean(posterior.standing_out()) / SIGNAL_SCALE
    weights = weights + np.array([said.get(phrase, 0.0) for phrase in phrases])
    others = {word: weight for word, weight in said.items() if word not in phrases}
    return Leanings(
        (*phrases, *SIGNAL_NAMES, *others),
        np.round(np.concatenate([weights, signals, list(others.values())]), _DIGITS),
        _apart(vectors, nulls),
    )


def moved(before: Leanings, after: Leanings, least: float) -> tuple[tuple[str, float], ...]:
    """Return by how much each leaning has moved, the greatest move first.

    Of phrases that say the same and moved the same way only the first is told.

    Args:
        before: names that are not in it, such as new phrases, have not moved.
        after: where the viewer leans now.
        least: moves below it are left out.
    """
    were = dict(zip(before.names, before.weights.tolist(), strict=True))
    now = zip(after.names, after.weights.tolist(), strict=True)
    amounts = np.array([weight - were.get(name, weight) for name, weight in now])
    told: list[int] = []
    phrases = len(after.apart)
    for row in np.argsort(-np.abs(amounts), kind="stable").tolist():
        if abs(amounts[row]) < least:
            break
        same = [at for at in told if at < phrases and amounts[at] * amounts[row] > 0]
        is_new = row >= phrases or not same
        if is_new or cosines(after.apart[[row]], after.apart[same]).max() < ALIKE:
            told.append(row)
    return tuple((after.names[row], float(amounts[row])) for row in told)


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


def _distinct(order: Sequence[int], vectors: Vectors, nulls: Vectors) -> list[int]:
    """Return the first phrases of an order that do not say what one before them says."""
    away = _apart(vectors, nulls)
    told: list[int] = []
    for row in order:
        if len(told) == MOST:
            break
        if not told or cosines(away[[row]], away[told]).max() < ALIKE:
            told.append(row)
    return told


def _apart(vectors: Vectors, nulls: Vectors) -> Vectors:
    """Return phrases as seen from those that say nothing in particular, at unit length."""
    away = vectors.astype(np.float64) - nulls.astype(np.float64).mean(axis=0)
    lengths = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    apart: Vectors = (away / lengths).astype(np.float32)
    return apart
