"""Reads from the scores what a cut may cover: the likes, and how relevant each shot is.

Knows nothing about budgets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cutter.edit.worth import MOST_STRETCHES, Groups
from cutter.schema import REACTIONS, SIGNAL_NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.edit.material import Material

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

_DIGITS: Final = 6
_LEAST: Final = 0.01
"""Relevance of the least wanted: above nothing, so that any shot is better than none."""
_LEAST_MATCH: Final = 0.25
DISLIKED: Final = -0.1
"""A shot that scores less fills only after all others: a tenth of a full match against it."""
_UNCOPIED: Final = 0.9
"""What is left of the relevance of a shot that cannot be copied, where copies are preferred: of
two shots that are worth about the same, the one that need not be encoded again."""
_HATED: Final = -1.0
"""Scores below this fill as little: a full match against it."""
_MOST_LIKES: Final = 32
_NO_LIKES: Final = frozenset((*SIGNAL_NAMES, "picture quality", REACTIONS))
"""Labels of reasons that colour a score, but are nothing to cover."""


def relevance_of(material: Material) -> Floats:
    """Return the relevance of each shot, 0.01 to 1, from its score.

    A match's is its score as a part of the best match's, of at least 0.25; the others have next
    to none.
    """
    values = np.round(material.scores.columns.values, _DIGITS)
    matches = material.scores.columns.is_match
    relevance = np.full(len(values), _LEAST)
    usable = material.frames > 0
    for number in (*material.pinned, *(piece.number for piece in material.fixed)):
        usable[number] = True
    wanted = usable & matches
    if wanted.any():
        top, low = values[wanted].max(), min(0.0, values[wanted].min())
        part = (values[wanted] - low) / (top - low) if top > low else np.ones(wanted.sum())
        relevance[wanted] = _LEAST_MATCH + (1.0 - _LEAST_MATCH) * part
    rounded: Floats = np.round(_preferred(material, relevance), _DIGITS)
    return rounded


def relevance_to_fill(material: Material, relevance: Floats) -> Floats:
    """Return the relevance of each shot while the budget is filled up.

    The others are spread over 0.01 to 1 by their scores; matches keep theirs on top of 1.
    """
    values = np.round(material.scores.columns.values, _DIGITS)
    matches = material.scores.columns.is_match
    spread: Floats = np.where(matches, 1.0 + relevance, relevance)
    others = ~matches & (material.frames > 0)
    if others.any():
        top, low = values[others].max(), max(values[others].min(), _HATED)
        part = (values[others] - low) / (top - low) if top > low else np.ones(others.sum())
        spread[others] = np.maximum(_LEAST, part)
        spread[others] = _preferred(material, spread)[others]
    return np.round(spread, _DIGITS)


def _preferred(material: Material, relevance: Floats) -> Floats:
    """Return the relevance with less of it for shots that cannot be copied or heard whole."""
    kept: Floats = np.where(material.is_copied, relevance, relevance * _UNCOPIED)
    return kept * material.kept


def find_groups(material: Material, clips: int) -> Groups:
    """Return what the shots may cover.

    Args:
        material: the shots.
        clips: how many clips the budget holds at the usual length.
    """
    likes, weights = _likes(material)
    kinds = material.ground.kinds(material.frames > 0)
    return Groups(likes, weights, _stretches(material, clips), kinds)


def _likes(material: Material) -> tuple[Floats, Floats]:
    """Return how a shot's attraction divides among the likes, and what each like weighs."""
    pull = material.scores.columns.pull
    names = {label: column for column, label in enumerate(dict.fromkeys(pull.names))}
    column_of = [-1 if label in _NO_LIKES else names[label] for label in pull.names]
    columns = np.array(column_of, dtype=np.intp)[pull.labels]
    is_named = columns >= 0
    rows, columns = pull.shots[is_named], columns[is_named]
    is_usable = material.frames[rows] > 0
    rounded = np.round(pull.amounts[is_named], _DIGITS)
    best = np.zeros(len(names))
    np.maximum.at(best, columns[is_usable], rounded[is_usable])
    ranked = sorted((-best[column], label) for label, column in names.items() if best[column] > 0)
    place = np.full(len(names), -1, dtype=np.intp)
    ranked = ranked[:_MOST_LIKES]
    place[[names[label] for _, label in ranked]] = np.arange(len(ranked))
    weights = np.array([-amount for amount, _ in ranked])
    is_like = place[columns] >= 0
    cells = rows[is_like] * len(weights) + place[columns][is_like]
    parts = np.bincount(cells, rounded[is_like], len(material.scores) * len(weights))
    parts = parts.reshape(len(material.scores), len(weights)).astype(np.float64)
    totals = parts.sum(axis=1, keepdims=True)
    parts = np.divide(parts, totals, out=parts, where=totals > 0)
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
