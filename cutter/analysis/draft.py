"""A film's iframes turned into a first draft of its shots, in a twentieth of a decode.

Encoders begin a group of pictures where the scene changes, so most hard cuts are found, to the
frame. What melts or moves, what is heard, faces and lettering are not looked for. Knows nothing
about profiles.
"""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.keyframes import Candidate, CandidateKeeper, choose_keyframes
from cutter.analysis.loudness import SoundMeter
from cutter.analysis.ramps import alike
from cutter.analysis.shots import make_shots
from cutter.analysis.signals import SignalMeter, picture_of, signals_of
from cutter.analysis.small import halved
from cutter.analysis.transitions import Change, Changes
from cutter.errors import NotAMovie
from cutter.media.ahead import ahead
from cutter.media.iframes import Extent, iframes
from cutter.media.streams import ReadStats
from cutter.schema import FilmRecord, Keyframe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.analysis.closing import Seen
    from cutter.analysis.settings import DetectorSettings
    from cutter.media.policy import Allowance
    from cutter.progress import Progress
    from cutter.schema import Media, Shot

WARNING = (
    "a draft: shots are told from the film's iframes alone; dissolves, motion, sound, faces and "
    "lettering were not looked for"
)
PLACED, REGULAR = 20.0, 40.0
"""Mean change of hue, saturation and value, in 8-bit levels, from one iframe to the next, that
makes a boundary where the encoder chose the place, and where the iframe was due anyway. On the
benchmark's film and four real ones boundaries show 23 to 96, iframes within a shot 0 to 34."""
UNLIKE = 0.6
"""Correlation of two thumbnails below which a regular iframe may begin a shot: pans keep more."""
_AHEAD = 6
"""Frames decoded ahead."""


@dataclass(frozen=True, slots=True, eq=False)
class Iframe:
    """What is kept of an iframe."""

    time: Fraction
    change: float
    """From the iframe before, in 8-bit levels."""
    likeness: float
    """Correlation with it, −1 to 1."""


def sketch(
    media: Media,
    *,
    detector: DetectorSettings,
    progress: Progress,
    seen: Seen | None = None,
    allowance: Allowance | None = None,
) -> FilmRecord:
    """Return a first draft of what is to be seen in a film; see `watch`.

    Motion, faces and lettering are 0 and loudness is −70 LUFS for every shot alike.

    Raises:
        NotAMovie: the film holds no iframe that can be shown.
        BeyondLimits: it is longer than allowed, or looking at it takes longer.
    """
    extent, stats = Extent(), ReadStats()
    keeper, meter, looks = CandidateKeeper(), SignalMeter(), _Looks()
    told = Fraction(0)
    frames = iframes(media, apart=detector.min_shot / 2, extent=extent, stats=stats)
    with (
        progress.stage("watch", total=float(media.end)) as stage,
        contextlib.closing(ahead(frames, _AHEAD)) as waiting,
    ):
        for frame in waiting:
            if allowance is not None:
                allowance.check(frame.time)
            picture = frame.upright()
            small = _small(picture)
            looks.take(frame.time, small)
            meter.take(frame.time, halved(small))
            if not frame.is_corrupt:
                keeper.keep(frame.time, picture, small)
            stage.advance(float(frame.time - told))
            told = frame.time
    if not keeper.candidates:
        raise NotAMovie(f"{media.path}: holds no iframe that can be shown", media.path)
    whole = dataclasses.replace(media, end=extent.end, end_from="content")
    times = boundaries_of(looks.iframes, media.frame_duration, detector.min_shot)
    moments = [Fraction(0), *times]
    cuts = tuple(Change("cut", k, k) for k in range(1, len(moments)))
    boundaries, shots = make_shots(Changes(cuts, 0, len(moments)), moments, whole.end)
    chosen, missing = choose_keyframes(shots, keeper.candidates)
    for shot in missing:
        chosen.append(_stand_in(shot, keeper.candidates))
    chosen.sort(key=lambda item: (item[0].shot, item[0].time))
    if seen is not None:
        seen(chosen)
    silence = SoundMeter().finish()
    measured = meter.gathered().until(whole.end)
    return FilmRecord(
        media=whole,
        detector=detector.key(),
        boundaries=boundaries,
        shots=shots,
        keyframes=tuple(key for key, _ in chosen),
        pictures=tuple(jpeg for _, jpeg in chosen),
        signals=tuple(
            signals_of(shot, (0.0, *picture_of(shot, measured)[1:]), silence, ()) for shot in shots
        ),
        cues=(),
        cue_terms=(),
        warnings=(WARNING,),
        speed="draft",
    )


class _Looks:
    """Compares each iframe with the one before."""

    def __init__(self) -> None:
        self.iframes: list[Iframe] = []
        self._colours: NDArray[np.uint8] | None = None
        self._thumb: NDArray[np.float64] = np.zeros(0)

    def take(self, time: Fraction, small: NDArray[np.uint8]) -> None:
        """Look at the next one, (h, w, 3) uint8 BGR."""
        import cv2

        colours = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2HSV), dtype=np.uint8)
        thumb = cv2.resize(small, (16, 9), interpolation=cv2.INTER_AREA).astype(np.float64).ravel()
        change, likeness = 0.0, 1.0
        if self._colours is not None:
            change = sum(cv2.mean(cv2.absdiff(colours, self._colours))[:3]) / 3
            likeness = alike(self._thumb, thumb)
        self._colours, self._thumb = colours, thumb
        self.iframes.append(Iframe(time, change, likeness))


def boundaries_of(
    found: Sequence[Iframe], frame_duration: Fraction, min_shot: Fraction
) -> tuple[Fraction, ...]:
    """Return the times at which shots begin, but for the first.

    An iframe that comes after the longest distance there is was due anyway, and must differ much
    from the one before to begin a shot; the encoder chose the places of the others.

    Args:
        found: iframes in order.
        frame_duration: of the film, in seconds.
        min_shot: shortest shot, in seconds.
    """
    longest = max((b.time - a.time for a, b in pairwise(found)), default=Fraction(0))
    starts = [Fraction(0)]
    for before, frame in pairwise(found):
        is_due = frame.time - before.time >= longest - frame_duration * 3 / 2
        if is_due:
            begins = frame.change >= REGULAR and frame.likeness < UNLIKE
        else:
            begins = frame.change >= PLACED
        if begins and frame.time - starts[-1] >= min_shot:
            starts.append(frame.time)
    return tuple(starts[1:])


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return an RGB picture as (144, 256, 3) uint8 BGR."""
    import cv2

    small = cv2.resize(picture, (256, 144), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _stand_in(shot: Shot, candidates: Sequence[Candidate]) -> tuple[Keyframe, bytes]:
    """Return the nearest picture there is for a shot whose own iframes are damaged."""
    nearest = min(candidates, key=lambda one: abs(one.time - shot.clean.start))
    return Keyframe(shot.index, shot.clean.start), nearest.jpeg
