"""Measures how well phrases find the lines that say them in other words.

Turns lines, phrases and a way of reading into shares with intervals. Everything goes through the
product's own matching (`taste.calibrate`, `taste.dialogue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.evaluation.intervals import Measured, measure
from cutter.eyes.null_sentences import NULL_SENTENCES
from cutter.eyes.nulls import NULL_PROMPTS
from cutter.eyes.words import terms
from cutter.taste.calibrate import THRESHOLD, cosines, match_words
from cutter.taste.dialogue import MODEL_TRUST, match_cues, match_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.eyes.embedder import SentenceModel

    Array = NDArray[np.float64]
    Said = Sequence[tuple[str, Sequence[str]]]

SEED = 20
"""Of the halves: drawn before any model had read the lines."""


@dataclass(frozen=True, slots=True)
class Found:
    """How well the phrases of some lines find them; intervals are over whole lines."""

    phrases: int
    first: Measured
    """Share of phrases whose own line alone comes first of all."""
    matched: Measured
    """Share of phrases that their own line matches."""
    foreign: float
    """Share of pairs of a phrase with a line that is not its own which match all the same."""


def halves(said: Said) -> tuple[Said, Said]:
    """Return the lines to look at, and those to measure with, half of them each."""
    order = np.random.default_rng(SEED).permutation(len(said))
    middle = len(said) // 2
    return [said[i] for i in order[:middle]], [said[i] for i in order[middle:]]


def by_words(said: Said) -> Array:
    """Return how well each line says each phrase by stemmed words alone, (n_lines, n_phrases)."""
    return match_terms([terms(phrase) for phrase in _phrases(said)], _lines_terms(said))


def by_model(said: Said, model: SentenceModel) -> Array:
    """Return the same by the words and by a model together, as the product does it."""
    lines = model.texts([line for line, _ in said])
    is_reader = model.name.startswith("sentences/")
    nulls = model.texts(NULL_SENTENCES if is_reader else NULL_PROMPTS)
    of_phrases = cosines(lines, model.texts(_phrases(said)))
    words = by_words(said)
    opinion = match_words(of_phrases, cosines(lines, nulls))
    return match_cues(words, opinion, np.full(words.shape[1], MODEL_TRUST))


def measured(said: Said, match: Array) -> Found:
    """Return how well phrases find their lines.

    Args:
        said: each line with its phrases.
        match: (n_lines, n_phrases), see `by_words` and `by_model`.
    """
    own, mine, others = _apart(said, match)
    return Found(
        phrases=len(own),
        first=measure(firsts_of_lines(said, match)),
        matched=measure(_of_lines(own, mine >= THRESHOLD)),
        foreign=float((others[others >= 0] >= THRESHOLD).mean()),
    )


def firsts_of_lines(said: Said, match: Array) -> list[float]:
    """Return for each line the share of its phrases for which it alone comes first."""
    own, mine, others = _apart(said, match)
    return _of_lines(own, mine > others.max(axis=0))


def _apart(said: Said, match: Array) -> tuple[NDArray[np.intp], Array, Array]:
    """Return each phrase's line, its match there, and all other matches, -1 in that place."""
    own = np.repeat(np.arange(len(said)), [len(phrases) for _, phrases in said])
    columns = np.arange(len(own))
    others = match.copy()
    others[own, columns] = -1.0
    return own, match[own, columns], others


def _of_lines(own: NDArray[np.intp], held: NDArray[np.bool_]) -> list[float]:
    return [float(held[own == line].mean()) for line in range(int(own.max()) + 1)]


def _phrases(said: Said) -> list[str]:
    return [phrase for _, phrases in said for phrase in phrases]


def _lines_terms(said: Said) -> list[tuple[str, ...]]:
    return [terms(line) for line, _ in said]
