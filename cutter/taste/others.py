"""Turns the tastes of others into what a newcomer, who has said a word or two, may want as well.

Others count by how far they say what the newcomer says; what several of these agree on is taken
over at a fraction of its weight. Knows nothing about whose a taste is, and tells it to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Vectors

Array = NDArray[np.float64]

NEAR: Final = 0.4
"""Nearness from which another taste counts at all; 1 says all that the newcomer says."""
NEAREST: Final = 8
"""Others that are heard at most."""
KEPT: Final = 0.8
"""Of a weight that all near ones agree on, this much is taken at most."""
DOUBT: Final = 2.0
"""Counts as so many near ones who say nothing, so that few convince less than many."""
LEAST: Final = 0.1
"""Weights below this are left out."""
MOST: Final = 8
"""Wants that a newcomer gets at most."""
SAME: Final = 0.5
"""Relation from which two phrases stand for one thing."""
_NEEDED: Final = 3.0
_STEEPNESS: Final = 2.0
_LEAST_SPREAD: Final = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Something that somebody says they like or dislike."""

    text: str
    weight: float
    """Negative for a dislike."""
    vector: Vectors
    """(dim,) float32, unit length, of one model for all."""
    terms: tuple[str, ...] = ()
    """Its stemmed words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a newcomer may want as well, going by others."""

    text: str
    weight: float
    """Negative for a dislike."""
    others: int
    """How many near ones say it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was found among others."""

    suggestions: tuple[Suggestion, ...]
    """The strongest first."""
    near: int
    """How many others are near enough to be heard."""


def from_others(
    newcomer: Sequence[Said], others: Sequence[Sequence[Said]], nulls: Vectors
) -> Heard:
    """Return what near others want that a newcomer has not spoken of.

    Args:
        newcomer: what was said; with nothing said nobody is near.
        others: what each of the others says, in any order.
        nulls: (n, dim) phrases that say nothing in particular, of the same model.
    """
    found = [(nearness(newcomer, each, nulls), each) for each in others]
    near = sorted((pair for pair in found if pair[0] >= NEAR), key=_first)[:NEAREST]
    if not newcomer or not near:
        return Heard((), 0)
    total = sum(weight for weight, _ in near) + DOUBT
    suggestions = []
    for text, weights in _topics(newcomer, near, nulls):
        agreed = [(near[k][0], weight) for k, weight in weights.items()]
        weight = KEPT * sum(part * each for part, each in agreed) / total
        if abs(weight) >= LEAST:
            suggestions.append(Suggestion(text, round(weight, 2), len(agreed)))
    suggestions.sort(key=lambda each: (-abs(each.weight), each.text))
    return Heard(tuple(suggestions[:MOST]), len(near))


def nearness(newcomer: Sequence[Said], other: Sequence[Said], nulls: Vectors) -> float:
    """Return how far another says what a newcomer says, -1 (all of it turned round) to 1.

    The mean over what the newcomer says, by weight, of how well the other's best fitting phrase
    fits, with its sign.
    """
    total = sum(abs(each.weight) for each in newcomer)
    if not other or not total:
        return 0.0
    related = relations(newcomer, other, nulls)
    best = related.argmax(axis=1).tolist()
    fits = [
        abs(said.weight) * related[row, column] * np.sign(said.weight * other[column].weight)
        for row, (said, column) in enumerate(zip(newcomer, best, strict=True))
    ]
    return round(float(sum(fits) / total), 6)


def relations(rows: Sequence[Said], columns: Sequence[Said], nulls: Vectors) -> Array:
    """Return how far phrases stand for the same, (n_rows, n_columns), 0 to 1.

    By the model: the cosine, in units of how the two lie to phrases that say nothing in particular,
    as matches are calibrated; or by their words: the share of the shorter one's that the other
    has, squared.
    """
    by_model = _by_model(_stacked(rows), _stacked(columns), nulls.astype(np.float64))
    by_words = np.array([[_overlap(one.terms, two.terms) for two in columns] for one in rows])
    found: Array = np.round(np.maximum(by_model, by_words.reshape(by_model.shape)), 6)
    return found


def _by_model(rows: Array, columns: Array, nulls: Array) -> Array:
    one, two = rows @ nulls.T, columns @ nulls.T
    middle = (one.mean(axis=1)[:, None] + two.mean(axis=1)[None]) / 2
    variance = (one.var(axis=1)[:, None] + two.var(axis=1)[None]) / 2
    spread = np.sqrt(np.maximum(variance, _LEAST_SPREAD**2))
    z = (rows @ columns.T - middle) / spread
    related: Array = 1.0 / (1.0 + np.exp(-np.clip(_STEEPNESS * (z - _NEEDED), -60.0, 60.0)))
    return related


def _stacked(said: Sequence[Said]) -> Array:
    return np.stack([each.vector for each in said]).astype(np.float64)


def _overlap(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    if not one or not two:
        return 0.0
    return (len(set(one) & set(two)) / min(len(set(one)), len(set(two)))) ** 2


def _topics(
    newcomer: Sequence[Said], near: Sequence[tuple[float, Sequence[Said]]], nulls: Vectors
) -> list[tuple[str, dict[int, float]]]:
    """Return what near ones say beyond the newcomer: its words, and each one's weight for it."""
    said = [
        (part * abs(each.weight), each.text, k, each)
        for k, (part, saying) in enumerate(near)
        for each in saying
    ]
    said.sort(key=lambda item: (-item[0], item[1], item[2]))
    every = [item[3] for item in said]
    if not every:
        return []
    known = relations(every, newcomer, nulls).max(axis=1) >= SAME
    alike = relations(every, every, nulls) >= SAME
    topics: list[tuple[int, dict[int, float]]] = []
    for row, (_, _, k, each) in enumerate(said):
        if known[row]:
            continue
        of = next((weights for first, weights in topics if alike[first, row]), None)
        if of is None:
            of = {}
            topics.append((row, of))
        of.setdefault(k, each.weight)
    return [(every[first].text, weights) for first, weights in topics]


def _first(pair: tuple[float, Sequence[Said]]) -> tuple[float, tuple[str, ...]]:
    """Order by nearness, and where that is the same by what is said, not by who stands first."""
    return -pair[0], tuple(sorted(each.text for each in pair[1]))
