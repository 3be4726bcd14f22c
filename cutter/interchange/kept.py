"""What a plan knew of its clips, and of what goes round them, for a cut that was edited since."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.schema import Clip, EditDecisionList, Framing, Music, TimeRange, merged
from cutter.timeline.place import title_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.interchange.tracks import Tracks


def kept_clip(made: Clip, old: Clip, rate: Fraction) -> Clip:
    """Return a clip with what the plan knew of it; edges that did not move are the plan's own."""

    def edge(new: Fraction, was: Fraction) -> Fraction:
        return was if abs(new - was) < 1 / rate / 2 + Fraction(1, 10**6) else new

    def edges(new: TimeRange, was: TimeRange) -> TimeRange:
        return TimeRange(edge(new.start, was.start), edge(new.end, was.end))

    if old.source != made.source:
        return made
    return dataclasses.replace(
        old,
        source_range=edges(made.source_range, old.source_range),
        audio_range=edges(made.audio_range, old.audio_range),
    )


def reframed(tracks: Tracks, plan: EditDecisionList) -> tuple[Framing, ...]:
    """Return how each picture is framed: as in the plan, and padded where it was not in it."""
    if not plan.reframe:
        return ()
    return tuple(
        plan.reframe[shown.clip]
        if shown.clip is not None and shown.clip < len(plan.reframe)
        else Framing("pad")
        for shown in tracks.pictures
    )


def moved_music(plan: EditDecisionList, clips: Sequence[Clip]) -> Music | None:
    """Return the bed; speech under it moves with the clips that it is spoken in."""
    if plan.music is None:
        return None
    spoken: list[tuple[int, TimeRange]] = []
    for at, clip in _laid(plan, plan.clips):
        there = TimeRange(at, at + clip.source_range.duration)
        for span in plan.music.speech:
            if both := span.intersection(there):
                spoken.append((clip.source, both.shifted(clip.source_range.start - at)))
    found = [
        both.shifted(at - clip.source_range.start)
        for at, clip in _laid(plan, clips)
        for source, span in spoken
        if source == clip.source and (both := span.intersection(clip.source_range))
    ]
    return dataclasses.replace(plan.music, speech=merged(found))


def _laid(plan: EditDecisionList, clips: Sequence[Clip]) -> Iterator[tuple[Fraction, Clip]]:
    at = title_at(plan, "start")
    for clip in clips:
        yield at, clip
        at += clip.source_range.duration
