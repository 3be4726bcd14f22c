"""A timeline's pictures and sounds, in frames, as an EditDecisionList.

Every reader of timelines ends here. Where the timeline came from a plan, what the plan knew of a
clip and of what goes round the clips stays. Knows nothing about files.
"""

from __future__ import annotations

import dataclasses
import functools
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from cutter.errors import InputError
from cutter.interchange.events import events
from cutter.interchange.kept import kept_clip, moved_music, reframed
from cutter.interchange.tracks import Shown, Tracks, sound_edges
from cutter.schema import Clip, EditDecisionList, Output, TimeRange, Transition
from cutter.timeline.place import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cutter.schema import Source

MOST_CLIPS: Final = 100_000
NEAR: Final = Fraction(1, 20)
"""Frames by which a time may lie beside a frame and still mean it: programs write decimals."""
NOTED: Final = "Timeline: "
"""How a note begins on what a timeline holds and a cut cannot."""
RATES: Final = tuple(Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120))


@functools.lru_cache(maxsize=64)
def known_rate(rate: float | Fraction, most: int = 1000) -> Fraction:
    """Return a frame rate exactly: 23.976, however it was rounded, is 24000/1001.

    Raises:
        ValueError: it is no rate.
    """
    if not 0.1 <= rate <= most:
        raise ValueError("no rate of frames per second")
    for known in (*RATES, Fraction(nearest(Fraction(rate)))):
        if abs(Fraction(rate) - known) < Fraction(1, 200):
            return known
    return Fraction(rate).limit_denominator(100_000)


def on_frame(seconds: Fraction, rate: Fraction) -> Fraction:
    """Return the time of the frame that a time nearly is, else the time itself."""
    frame = nearest(seconds * rate)
    return frame / rate if abs(seconds * rate - frame) <= NEAR else seconds


def conformed(
    tracks: Tracks, sources: Sequence[Source], path: Path, plan: EditDecisionList | None = None
) -> EditDecisionList:
    """Return the cut that a timeline shows.

    Args:
        tracks: what is on it; its films index `sources`.
        sources: the films as they were found. Where there is a plan, its own come first.
        path: the timeline's file, for messages.
        plan: what it was made from, its films where they were found.

    Raises:
        InputError: there is no picture, or one reaches outside its film.
    """
    if not tracks.pictures:
        raise InputError(
            f"{path}: no clip with a film on its picture track; nothing to render", path
        )
    if len(tracks.pictures) > MOST_CLIPS:
        raise InputError(f"{path}: more than {MOST_CLIPS} clips", path)
    heard = sound_edges(tracks)
    before = {event.clip: event for event in events(plan)} if plan else {}
    clips = []
    for number, shown in enumerate(tracks.pictures):
        lead, trail = heard.get(number, (0, 0))
        made = _clip(shown, number, lead, trail, tracks.rate, sources, path)
        old = plan.clips[shown.clip] if plan and shown.clip in before else None
        clips.append(kept_clip(made, old, tracks.rate) if old else made)
    output = _output(tracks, sources, plan)
    joins, lost = _transitions(tracks, clips, sources)
    notes = (*tracks.notes, *lost)
    length = sum((clip.source_range.duration for clip in clips), Fraction(0))
    if plan is None:
        return EditDecisionList(
            tuple(sources),
            tuple(clips),
            output,
            "",
            "",
            length,
            "film",
            1.0,
            notes=notes,
            transitions=joins,
        )
    return dataclasses.replace(
        plan,
        sources=tuple(sources),
        clips=tuple(clips),
        output=output,
        gap=1.0,
        notes=notes,
        transitions=joins,
        reframe=reframed(tracks, plan),
        music=moved_music(plan, clips),
        other_sound=tuple(
            dataclasses.replace(
                track, streams=(*track.streams, *[None] * (len(sources) - len(track.streams)))
            )
            for track in plan.other_sound
        ),
    )


def _clip(  # what a clip is made of
    shown: Shown,
    number: int,
    lead: int,
    trail: int,
    rate: Fraction,
    sources: Sequence[Source],
    path: Path,
) -> Clip:
    source = sources[shown.film]
    start, end = shown.start, shown.start + shown.count / rate
    if -1 / rate <= start < 0:
        start = Fraction(0)
    if source.duration < end <= source.duration + 1 / rate:
        end = source.duration
    if start < 0 or end > source.duration or end <= start:
        name = source.path.rpartition("/")[2]
        raise InputError(
            f"{path}: clip {number + 1}: {float(start):.3f} s to {float(end):.3f} s reaches "
            f"outside {name}, which lasts {float(source.duration):.3f} s",
            path,
        )
    heard_start = max(Fraction(0), shown.start + lead / rate)
    heard_end = min(source.duration, shown.start + (shown.count + trail) / rate)
    span = TimeRange(start, end)
    sound = TimeRange(heard_start, heard_end) if lead or trail else span
    return Clip(shown.film, (number,), span, sound, 0.0, ())


def _transitions(
    tracks: Tracks, clips: Sequence[Clip], sources: Sequence[Source]
) -> tuple[tuple[Transition, ...], tuple[str, ...]]:
    """Return the transitions that there is room and material for, and a note on the others."""
    made: list[Transition] = []
    wanted = [
        (a, j) for a, j in sorted(tracks.joins.items()) if j.count >= 2 and a + 1 < len(clips)
    ]
    for after, join in wanted:
        half = join.count / tracks.rate / 2
        one, other = clips[after], clips[after + 1]
        taken = made[-1].duration / 2 if made and made[-1].after == after - 1 else 0
        fits = half + taken <= one.source_range.duration and half <= other.source_range.duration
        if join.kind != "dip":
            fits &= one.source_range.end + half <= sources[one.source].duration
            fits &= other.source_range.start >= half
        if fits:
            kind: Literal["dip", "dissolve"] = "dip" if join.kind == "dip" else "dissolve"
            made.append(Transition(after, kind, 2 * half))
    lost = len(wanted) - len(made)
    return tuple(made), (
        (f"{NOTED}transitions left out for want of room or material: {lost}.",) if lost else ()
    )


def _output(tracks: Tracks, sources: Sequence[Source], plan: EditDecisionList | None) -> Output:
    heard = bool(tracks.sounds)
    if plan is not None:
        return dataclasses.replace(
            plan.output, frame_rate=tracks.rate, has_sound=plan.output.has_sound and heard
        )
    first = sources[tracks.pictures[0].film]
    return Output(
        # 4:2:0 colour needs even sizes, as in a cut that is planned.
        width=max(2, first.width - first.width % 2),
        height=max(2, first.height - first.height % 2),
        frame_rate=tracks.rate,
        has_sound=heard and any(source.channels for source in sources),
    )
