"""A film watched once: frames and sound in, shots, keyframes and signals out.

Knows nothing about subtitles, models or profiles.
"""

from __future__ import annotations

import contextlib
import dataclasses
from fractions import Fraction
from typing import TYPE_CHECKING

from cutter.analysis.faces import can_find_faces, find_faces
from cutter.analysis.keyframes import SHORT_SIDE, CandidateKeeper, choose_keyframes, pack
from cutter.analysis.lettering import lettering
from cutter.analysis.loudness import SoundMeter
from cutter.analysis.shots import ShotFinder, make_shots
from cutter.analysis.signals import Lettered, SignalMeter
from cutter.analysis.small import halved
from cutter.analysis.vectors import unpack
from cutter.errors import NotAMovie
from cutter.media.cadence import is_vfr
from cutter.media.decode import PictureFrame, ReadStats, pictures, read
from cutter.schema import FilmRecord, Keyframe, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.analysis.settings import DetectorSettings
    from cutter.progress import Progress
    from cutter.schema import Media, Shot

MOST_CORRUPT = Fraction(5, 100)
"""Share of frames that may be damaged; with more, shots and keyframes mean nothing."""
ENDS_EARLY = Fraction(1)
"""Seconds by which a file may hold less than its header says without a word."""


def watch(media: Media, *, detector: DetectorSettings, progress: Progress) -> FilmRecord:
    """Decode a film once and return what is to be seen and heard in it.

    Args:
        media: as `open_source` describes it.
        detector: how shots are found.
        progress: gets the stage `watch`, counted in seconds of film.

    Raises:
        NotAMovie: the film holds no frame that can be shown, or too many are damaged.
    """
    finder = ShotFinder(detector, media.frame_rate)
    signals, sound, keeper = SignalMeter(), SoundMeter(), CandidateKeeper()
    times: list[Fraction] = []
    end = told = Fraction(0)
    stats = ReadStats()
    with progress.stage("watch", total=float(media.end)) as stage:
        for item in read(media, stats=stats):
            if not isinstance(item, PictureFrame):
                sound.take(item.time, item.samples)
                continue
            small = item.small()
            times.append(item.time)
            end = item.end
            half = halved(small)
            if finder.take(small, half):
                keeper.cut(item.time)
            signals.take(item.time, half)
            if keeper.wants(item.time) and not item.is_corrupt:
                keeper.keep(item.time, item.upright(), small)
            if end - told >= 1:
                stage.advance(float(end - told))
                told = end
    if not times:
        raise NotAMovie(f"{media.path}: holds no frame that can be shown", media.path)
    warnings = _warnings(media, stats, end)
    whole = dataclasses.replace(
        media, end=end, end_from="content", is_vfr=media.is_vfr or is_vfr(times, media.frame_rate)
    )
    boundaries, shots = make_shots(finder.changes(), times, end)
    keyframes = _keyframes(whole, shots, keeper)
    looked = [_look(key, jpeg) for key, jpeg in keyframes]
    return FilmRecord(
        media=whole,
        detector=detector.key(),
        boundaries=boundaries,
        shots=shots,
        keyframes=tuple(key for key, _ in keyframes),
        pictures=tuple(jpeg for _, jpeg in keyframes),
        signals=signals.of_shots(shots, sound.finish(), looked),
        cues=(),
        cue_terms=(),
        warnings=warnings,
    )


def _keyframes(
    media: Media, shots: Sequence[Shot], keeper: CandidateKeeper
) -> list[tuple[Keyframe, bytes]]:
    """Return the keyframes; a shot that no candidate fell into is looked at once more."""
    chosen, missing = choose_keyframes(shots, keeper.candidates)
    for shot in missing:
        time, jpeg = _second_look(media, shot, keeper)
        chosen.append((Keyframe(shot.index, time), jpeg))
    return sorted(chosen, key=lambda item: (item[0].shot, item[0].time))


def _second_look(media: Media, shot: Shot, keeper: CandidateKeeper) -> tuple[Fraction, bytes]:
    """Decode the frame in the middle of a shot, or take the nearest candidate there is."""
    window = TimeRange(shot.clean.middle - media.frame_duration, shot.clean.end)
    share = Fraction(SHORT_SIDE, min(media.display_width, media.display_height))
    size = (round(media.display_width * share), round(media.display_height * share))
    with contextlib.closing(pictures(media, window, size=size)) as shown:
        for time, picture in shown:
            if shot.clean.contains(time):
                return time, pack(picture)
    nearest = min(keeper.candidates, key=lambda c: abs(c.time - shot.clean.middle))
    return shot.clean.middle, nearest.jpeg


def _look(key: Keyframe, jpeg: bytes) -> Lettered:
    """Measure what only a larger picture shows."""
    picture = unpack(jpeg)
    faces, share = find_faces(picture)
    return Lettered(key.shot, faces, share, lettering(picture))


def _warnings(media: Media, stats: ReadStats, end: Fraction) -> tuple[str, ...]:
    """Return what is wrong with the file, a sentence each.

    Raises:
        NotAMovie: too many frames are damaged.
    """
    warnings = []
    if stats.corrupt_frames > MOST_CORRUPT * stats.frames:
        raise NotAMovie(
            f"{media.path}: {stats.corrupt_frames} of {stats.frames} frames are damaged; "
            "copy the file again from its source",
            media.path,
        )
    if stats.corrupt_frames:
        warnings.append(f"{stats.corrupt_frames} of {stats.frames} frames are damaged")
    if stats.corrupt_sound:
        warnings.append(f"{stats.corrupt_sound} pieces of sound are damaged")
    if stats.clock_jumps:
        warnings.append(
            f"the file's clock jumps back {stats.clock_jumps} times, as where recordings were "
            f"joined; {stats.misplaced_frames} frames after that are left out"
        )
    if media.end - end > ENDS_EARLY:
        warnings.append(
            f"the file ends at {float(end):.1f} s, though its header says {float(media.end):.1f} s"
        )
    if not can_find_faces():
        warnings.append("faces are not looked for: this OpenCV has no cascades")
    return tuple(warnings)
