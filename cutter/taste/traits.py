"""Turns shots of an Analysis into traits: what is learnt from, apart from the film.

Knows nothing about viewers. What is learnt from traits outlives the film's Analysis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from cutter.schema import SIGNAL_NAMES, Traits
from cutter.taste.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Analysis

_Number = TypeVar("_Number", np.float32, np.float64)


def traits_of(analysis: Analysis, shots: Sequence[int], sight: Sight | None = None) -> Traits:
    """Return the traits of some shots of a film, in the order asked for.

    Args:
        analysis: the film.
        shots: their indices; one may come more than once.
        sight: what was reckoned from the same film before; the traits are the same without.

    Raises:
        ValueError: the film has no such shot, or the sight is that of another film.
    """
    sight = sight if sight is not None else Sight(analysis)
    if sight.analysis is not analysis:
        raise ValueError("the sight is that of another film than the traits")
    count = len(analysis.film.shots)
    missing = [shot for shot in shots if not 0 <= shot < count]
    if missing:
        raise ValueError(f"the film has {count} shots, counted from 0, and no shot {missing[0]}")
    return taken(sight.traits, shots)


def taken(traits: Traits, rows: Sequence[int]) -> Traits:
    """Return some rows of traits, in the order asked for."""
    chosen = np.array(rows, dtype=np.intp)
    return Traits(
        pictures=_fixed(traits.pictures[chosen]),
        words=_fixed(traits.words[chosen]),
        standing=_fixed(traits.standing[chosen]),
        picture_nulls=_fixed(traits.picture_nulls[chosen]),
        word_nulls=_fixed(traits.word_nulls[chosen]),
    )


def no_traits(dim: int, words_dim: int) -> Traits:
    """Return the traits of no shots, for vectors of these lengths."""
    return Traits(
        pictures=_fixed(np.zeros((0, dim), dtype=np.float32)),
        words=_fixed(np.zeros((0, words_dim), dtype=np.float32)),
        standing=_fixed(np.zeros((0, len(SIGNAL_NAMES)))),
        picture_nulls=_fixed(np.zeros((0, 2))),
        word_nulls=_fixed(np.zeros((0, 2))),
    )


def _fixed(values: NDArray[_Number]) -> NDArray[_Number]:
    values.setflags(write=False)
    return values
