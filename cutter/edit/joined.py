"""Joins clips that go on where the one before them ended to one clip of several shots."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cutter.schema import Reason, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Clip


def joined(clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """Return the clips, those joined that follow each other in the film as they do in the cut.

    What is joined runs over the film's own cuts (and, in a pinned range, over its dissolves). Its
    score is the mean of its parts', weighed by their lengths, and so is each reason's amount: the
    reasons still add up to the score. What is pinned is joined only with what is.

    Args:
        clips: in playing order.
    """
    runs: list[list[Clip]] = []
    for clip in clips:
        if runs and _goes_on(runs[-1][-1], clip):
            runs[-1].append(clip)
        else:
            runs.append([clip])
    return tuple(run[0] if len(run) == 1 else _one(run) for run in runs)


def _goes_on(one: Clip, other: Clip) -> bool:
    return (
        one.source == other.source
        and one.source_range.end == other.source_range.start
        and one.audio_range.end == other.audio_range.start
        and one.pinned == other.pinned
        and other.shots[0] - one.shots[-1] in (0, 1)
    )


def _one(run: Sequence[Clip]) -> Clip:
    weights = [float(clip.source_range.duration) for clip in run]
    return dataclasses.replace(
        run[0],
        shots=tuple(sorted({shot for clip in run for shot in clip.shots})),
        source_range=TimeRange(run[0].source_range.start, run[-1].source_range.end),
        audio_range=TimeRange(run[0].audio_range.start, run[-1].audio_range.end),
        score=weighed([clip.score for clip in run], weights),
        reasons=mixed([clip.reasons for clip in run], weights),
    )


def weighed(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return the mean of values, each counting as much as its weight."""
    whole = sum(weights)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / whole


def mixed(reasons: Sequence[Sequence[Reason]], weights: Sequence[float]) -> tuple[Reason, ...]:
    """Return the weighed mean of several shots' reasons; those of one label are added up."""
    whole = sum(weights)
    amounts: dict[str, float] = {}
    details: dict[str, str] = {}
    for some, weight in zip(reasons, weights, strict=True):
        for reason in some:
            part = reason.amount * weight / whole
            amounts[reason.label] = amounts.get(reason.label, 0.0) + part
            details.setdefault(reason.label, reason.detail)
    return tuple(Reason(label, amount, details[label]) for label, amount in amounts.items())
