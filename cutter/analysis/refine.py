"""A draft and some of its shots turned into a draft in which these are sure.

The frames of the shots are decoded and looked at as `watch` would; a shot that turns out to be
several becomes several. Knows nothing about why these shots matter.
"""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.analysis.closing import Closer
from cutter.analysis.gauge import Gauge
from cutter.analysis.loudness import SoundMeter
from cutter.analysis.stretches import Stretches
from cutter.media.decode import frames
from cutter.schema import Boundary, FilmRecord, Keyframe, Shot, Signals, TimeRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cutter.analysis.settings import DetectorSettings
    from cutter.progress import Progress
    from cutter.schema import Media

MARGIN = Fraction(1, 2)
"""Seconds looked at to either side of a shot, beside the length of the shortest one: detectors
compare with frames before and after, and find no cut sooner."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One shot of the film as it will be, not yet numbered."""

    shot: Shot
    keyframes: tuple[tuple[Keyframe, bytes], ...]
    signals: Signals
    begins: Boundary | None
    """The change that leads to it; None for the film's first."""
    is_sure: bool


def refine(
    record: FilmRecord,
    wanted: Iterable[int],
    *,
    detector: DetectorSettings,
    progress: Progress,
) -> FilmRecord:
    """Look at every frame of some shots of a draft.

    Motion, faces and what is heard stay unknown, so that no shot is judged by more than another.

    Args:
        record: a draft.
        wanted: numbers of its shots; those that are sure already are passed over.
        detector: the settings that the draft was made with.
        progress: gets the stage `refine`, counted in seconds of film.

    Raises:
        NotAMovie: the film cannot be read on.
    """
    chosen = sorted(set(wanted) - set(record.sure))
    if not chosen:
        return record
    total = sum(float(record.shots[index].span.duration) for index in chosen)
    parts: list[_Part] = []
    with progress.stage("refine", total=total) as stage:
        for index, shot in enumerate(record.shots):
            begins = record.boundaries[index - 1] if index else None
            if index not in chosen:
                parts.append(_kept(record, index, begins))
                continue
            found = _looked_at(record.media, shot, detector)
            parts += _parts_of(record, index, begins, found, detector.min_shot)
            stage.advance(float(shot.span.duration))
    return _numbered(record, parts)


def adopt(record: FilmRecord, wanted: Iterable[int], donor: FilmRecord) -> FilmRecord:
    """Return a draft with some of its shots as another draft of the same film has them.

    Args:
        record: a draft.
        wanted: numbers of its shots.
        donor: a draft in which these are sure.
    """
    chosen = set(wanted)
    parts: list[_Part] = []
    for index, shot in enumerate(record.shots):
        begins = record.boundaries[index - 1] if index else None
        if index not in chosen:
            parts.append(_kept(record, index, begins))
            continue
        for number in shots_within(donor, shot.span):
            change = begins if number == 0 else donor.boundaries[number - 1]
            parts.append(_kept(donor, number, change))
    return _numbered(record, parts)


def shots_within(record: FilmRecord, span: TimeRange) -> tuple[int, ...]:
    """Return the numbers of the shots that begin within a span."""
    return tuple(shot.index for shot in record.shots if span.contains(shot.span.start))


def _kept(record: FilmRecord, index: int, begins: Boundary | None) -> _Part:
    """Return a shot as it stands."""
    pairs = zip(record.keyframes, record.pictures, strict=True)
    mine = tuple((key, jpeg) for key, jpeg in pairs if key.shot == index)
    is_sure = index in record.sure
    return _Part(record.shots[index], mine, record.signals[index], begins, is_sure)


def _looked_at(media: Media, shot: Shot, settings: DetectorSettings) -> Closer:
    """Return the shots found around one, from every frame there."""
    margin = settings.min_shot + MARGIN
    start = max(Fraction(0), shot.span.start - margin)
    span = TimeRange(start, min(media.end, shot.span.end + margin))
    gauge = Gauge(settings, media.frame_rate)
    shortest = settings.min_frames(media.frame_rate)
    closer = Closer(
        Stretches(looks_for_blends=settings.looks_for_blends, min_frames=shortest), None
    )
    is_empty = True
    with contextlib.closing(frames(media, span)) as shown:
        for frame in shown:
            gauge.take(frame)
            is_empty = False
    gauge.finish()
    if not is_empty:
        closer.take(gauge.gathered())
        closer.finish(span.end)
    return closer


def _parts_of(
    record: FilmRecord,
    index: int,
    begins: Boundary | None,
    found: Closer,
    min_shot: Fraction,
) -> list[_Part]:
    """Return what a shot of a draft turns out to be: itself, or several shots."""
    draft = record.shots[index]
    pieces = []
    for number, shot in enumerate(found.shots):
        first, last = max(shot.span.start, draft.span.start), min(shot.span.end, draft.span.end)
        if last - first >= min(min_shot, draft.span.duration):
            pieces.append((number, first, last))
    if not pieces:
        return [dataclasses.replace(_kept(record, index, begins), is_sure=True)]
    unheard = found.signals(SoundMeter().finish())
    parts: list[_Part] = []
    # What is too short at the draft's edges belongs to the shot that begins or ends beside it.
    edges = [draft.span.start, *(first for _, first, _ in pieces[1:]), draft.span.end]
    for (number, first, last), start, end in zip(pieces, edges, edges[1:], strict=False):
        seen = found.shots[number]
        low, high = max(first, seen.clean.start), min(last, seen.clean.end)
        clean = TimeRange(low, high) if high > low else TimeRange(first, last)
        shot = Shot(0, TimeRange(start, end), clean)
        change = begins if not parts else found.boundaries[number - 1]
        keys = tuple(
            (key, jpeg)
            for key, jpeg in found.keyframes
            if key.shot == number and clean.contains(key.time)
        )
        keys = keys or _nearest(record, index, clean)
        signals = dataclasses.replace(unheard[number], motion=0.0, faces=0.0, face_share=0.0)
        parts.append(_Part(shot, keys, signals, change, is_sure=True))
    return parts


def _nearest(
    record: FilmRecord, index: int, clean: TimeRange
) -> tuple[tuple[Keyframe, bytes], ...]:
    """Return the draft's own keyframe that lies nearest, as one of a piece."""
    mine = _kept(record, index, None).keyframes
    _, jpeg = min(mine, key=lambda item: abs(item[0].time - clean.middle))
    return ((Keyframe(index, clean.middle), jpeg),)


def _numbered(record: FilmRecord, parts: Sequence[_Part]) -> FilmRecord:
    """Return the record with these shots."""
    shots, keyframes, pictures = [], [], []
    for index, part in enumerate(parts):
        shots.append(Shot(index, part.shot.span, part.shot.clean))
        for key, jpeg in part.keyframes:
            keyframes.append(Keyframe(index, key.time))
            pictures.append(jpeg)
    return dataclasses.replace(
        record,
        boundaries=tuple(part.begins for part in parts if part.begins is not None),
        shots=tuple(shots),
        keyframes=tuple(keyframes),
        pictures=tuple(pictures),
        signals=tuple(part.signals for part in parts),
        sure=tuple(index for index, part in enumerate(parts) if part.is_sure),
    )
