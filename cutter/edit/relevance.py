"""Reads from the scores what a cut may cover: the likes, and how relevant each shot is.

Knows nothing about budgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.worth import MOST_STRETCHES, Groups
from cutter.schema import SIGNAL_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.likeness import Likeness
    from cutter.edit.material import Material

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

_DIGITS: Final = 6
_LEAST: Final = 0.01
"""Relevance of the least wanted: above nothing, so that any shot is better than none."""
_LEAST_MATCH: Final = 0.25
DISLIKED: Final = -0.1
"""A shot that scores less fills only after all others: a tenth of a full match against it."""
_HATED: Final = -1.0
"""Scores below this fill as little: a full match against it."""
_MOST_LIKES: Final = 32
_NO_LIKES: Final = frozenset((*SIGNAL_NAMES, "picture quality"))
"""Labels of reasons that colour a score, but are nothing to cover."""


def relevance_of(material: Material) -> Floats:
    """Return the relevance of each shot, 0.01 to 1, from its score.

    A match's is its score as a part of the best match's, of at least 0.25; the others have next
    to none.
    """
    values = np.round([score.value for score in material.scores], _DIGITS)
    matches = np.array([score.is_match for score in material.scores], dtype=np.bool_)
    relevance = np.full(len(values), _LEAST)
    usable = material.frames > 0
    for number in (*material.pinned, *(piece.number for piece in material.fixed)):
        usable[number] = True
    wanted = usable & matches
    if wanted.any():
        top, low = values[wanted].max(), min(0.0, values[wanted].min())
        part = (values[wanted] - low) / (top - low) if top > low else np.ones(wanted.sum())
        relevance[wanted] = _LEAST_MATCH + (1.0 - _LEAST_MATCH) * part
    rounded: Floats = np.round(relevance, _DIGITS)
    return rounded


def relevance_to_fill(material: Material, relevance: Floats) -> Floats:
    """Return the relevance of each shot while the budget is filled up.

    The others are spread over 0.01 to 1 by their scores; matches keep theirs on top of 1.
    """
    values = np.round([score.value for score in material.scores], _DIGITS)
    matches = np.array([score.is_match for score in material.scores], dtype=np.bool_)
    spread: Floats = np.where(matches, 1.0 + relevance, relevance)
    others = ~matches & (material.frames > 0)
    if others.any():
        top, low = values[others].max(), max(values[others].min(), _HATED)
        part = (values[others] - low) / (top - low) if top > low else np.ones(others.sum())
        spread[others] = np.maximum(_LEAST, part)
    return np.round(spread, _DIGITS)


def find_groups(material: Material, likeness: Likeness, clips: int) -> Groups:
    """Return what the shots may cover.

    Args:
        material: the shots.
        likeness: how alike they look.
        clips: how many clips the budget holds at the usual length.
    """
    likes, weights = _likes(material)
    return Groups(likes, weights, _stretches(material, clips), _kinds(material, likeness))


def _likes(material: Material) -> tuple[Floats, Floats]:
    """Return how a shot's attraction divides among the likes, and what each like weighs."""
    best: dict[str, float] = {}
    for number, score in enumerate(material.scores):
        if not material.frames[number]:
            continue
        for reason in score.reasons:
            if reason.amount > 0 and reason.label not in _NO_LIKES:
                best[reason.label] = max(best.get(reason.label, 0.0), reason.amount)
    ranked = sorted(best, key=lambda label: (-round(best[label], _DIGITS), label))[:_MOST_LIKES]
    columns = {label: column for column, label in enumerate(ranked)}
    parts = np.zeros((len(material.scores), len(ranked)))
    for number, score in enumerate(material.scores):
        for reason in score.reasons:
            column = columns.get(reason.label)
            if column is not None and reason.amount > 0:
                parts[number, column] += round(reason.amount, _DIGITS)
    totals = parts.sum(axis=1, keepdims=True)
    parts = np.divide(parts, totals, out=parts, where=totals > 0)
    weights = np.array([best[label] for label in ranked])
    return parts, weights / weights.sum() if len(weights) else weights


def _stretches(material: Material, clips: int) -> Indices:
    """Divide the films' time evenly into about as many stretches as there will be clips."""
    count = min(max(clips, 1), MOST_STRETCHES)
    ends = [film.analysis.film.media.end for film in material.films]
    begins = [sum(ends[:f], start=ends[0] * 0) for f in range(len(ends))]
    total = float(sum(ends))
    starts = np.array([float(begin) for begin in begins])[[f for f, _ in material.where]]
    times = starts + np.array([float(moment) for moment in material.moments])
    stretches: Indices = np.clip((times / total * count).astype(np.intp), 0, count - 1)
    return stretches


def _kinds(material: Material, likeness: Likeness) -> Indices:
    """Return what kind of picture each usable shot shows; the others count as the first kind."""
    kinds = np.zeros(len(material.scores), dtype=np.intp)
    usable = np.flatnonzero(material.frames > 0)
    kinds[usable] = likeness.kinds(usable)
    return kinds
