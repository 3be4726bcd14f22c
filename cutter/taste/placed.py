"""Turns spans of a film into traits: what was reacted to need not be one shot, or a whole one."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np

from cutter.schema import Traits
from cutter.taste.traits import traits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Analysis, TimeRange, Vectors
    from cutter.taste.sight import Sight


def shots_at(analysis: Analysis, span: TimeRange) -> tuple[int, ...]:
    """Return the shots that a span is about: those of which it holds half, else the one it is in.

    Args:
        analysis: the film.
        span: on the film's clock.

    Returns:
        Their indices, ascending; none where the span lies outside every shot.
    """
    shots = analysis.film.shots
    first = bisect.bisect_right(shots, span.start, key=lambda shot: shot.span.end)
    held = {
        shot: common.duration
        for shot in itertools.takewhile(lambda shot: shot.span.start < span.end, shots[first:])
        if (common := shot.span.intersection(span)) is not None
    }
    half = tuple(shot.index for shot, part in held.items() if 2 * part >= shot.span.duration)
    if half or not held:
        return half
    return (max(held, key=lambda shot: (held[shot], -shot.index)).index,)


def traits_at(analysis: Analysis, span: TimeRange, sight: Sight | None = None) -> Traits | None:
    """Return one row of traits for a span: of the shots that it is about, their mean.

    Args:
        analysis: the film.
        span: on the film's clock.
        sight: what was reckoned from the same film before.

    Returns:
        None where the span lies outside every shot.
    """
    shots = shots_at(analysis, span)
    if not shots:
        return None
    each = traits_of(analysis, shots, sight)
    if len(shots) == 1:
        return each
    return _read_only(
        Traits(
            pictures=_unit_mean(each.pictures),
            words=_unit_mean(each.words),
            standing=each.standing.mean(axis=0, keepdims=True),
            picture_nulls=each.picture_nulls.mean(axis=0, keepdims=True),
            word_nulls=each.word_nulls.mean(axis=0, keepdims=True),
        )
    )


def joined_traits(rows: Sequence[Traits]) -> Traits:
    """Return the rows of several traits, of one model, in one."""
    names = [field.name for field in dataclasses.fields(rows[0])]
    joined = {name: np.concatenate([getattr(row, name) for row in rows]) for name in names}
    return _read_only(Traits(**joined))


def _unit_mean(vectors: Vectors) -> Vectors:
    mean = vectors.astype(np.float64).mean(axis=0, keepdims=True)
    length = float(np.linalg.norm(mean))
    unit: Vectors = (mean / length if length > 0 else mean).astype(np.float32)
    return unit


def _read_only(traits: Traits) -> Traits:
    for field in dataclasses.fields(traits):
        getattr(traits, field.name).setflags(write=False)
    return traits
