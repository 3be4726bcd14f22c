"""Small frames turned into shots: PySceneDetect's detectors, and a pass for dissolves and fades.

The detectors get frame numbers, so that a variable frame rate cannot mislead them; times come in
again when shots are made. Knows nothing about files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.analysis.detectors import make_detector
from cutter.analysis.small import Halved, halved
from cutter.schema import Boundary, Shot, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from cutter.analysis.settings import DetectorSettings
    from cutter.analysis.transitions import Changes

_THUMB = (16, 9)
"""Width and height at which melting pictures are looked for."""
_LATE = 2000
"""Frames by which a detector may be late, at most: it holds a cut back for the shortest shot."""


@dataclass(frozen=True, slots=True, eq=False)
class Glimpses:
    """What is kept of successive frames until it is known where their shots change."""

    count: int
    thumbs: NDArray[np.uint8]
    """(count, 9, 16, 3) uint8 BGR; empty where no melting pictures are looked for."""
    detail: NDArray[np.float64]
    """(count,) how much drawing each frame shows; empty likewise."""
    cuts: tuple[int, ...]
    """Numbers, counted from the film's first frame, of the frames with which new shots were found
    to begin since the glimpses before. They may lie a little before these frames."""
    share: float
    """How many of the film's frames were given so far, 0 to 1."""


class ShotFinder:
    """Takes a film's small frames in order, finds cuts, and keeps glimpses of the frames."""

    def __init__(self, settings: DetectorSettings, frame_rate: Fraction) -> None:
        """Set up the detector.

        Args:
            settings: which detector, and how sensitive.
            frame_rate: the film's nominal rate; only the shortest shot is reckoned with it.
        """
        self._looks_for_blends = settings.looks_for_blends
        self._rate = float(frame_rate)
        self._detector = make_detector(settings, settings.min_frames(frame_rate))
        self._count = 0
        self._number = -1
        """Of the last frame, where those are counted that were left out."""
        self._places: dict[int, int] = {}
        """Of late frames, by number: how many were given before."""
        self._given = 0
        self._thumbs = bytearray()
        self._detail: list[float] = []
        self._cuts: list[int] = []

    def take(self, small: NDArray[np.uint8], half: Halved | None = None, left_out: int = 0) -> bool:
        """Look at the next frame; return whether a cut was found just now.

        Detectors that compare with frames to come find a cut a few frames late.

        Args:
            small: (h, w, 3) uint8 BGR.
            half: the same frame halved, where the caller has it.
            left_out: how many frames of the film before this one were not given.
        """
        import cv2

        if self._looks_for_blends:
            half = half or halved(small)
            thumb = cv2.resize(half.picture, _THUMB, interpolation=cv2.INTER_AREA)
            self._thumbs += thumb.tobytes()
            self._detail.append(_detail_of(half.luma))
        self._number += 1 + left_out
        self._places[self._number] = self._count
        self._count += 1
        found = []
        if self._detector is not None:
            found = self._detector.process_frame(self._timecode(self._number), small)
        self._note(found)
        return bool(found)

    def finish(self) -> None:
        """Say that all frames were taken."""
        if self._detector is not None and self._count:
            self._note(self._detector.post_process(self._timecode(self._number)))

    def gathered(self) -> Glimpses:
        """Return the glimpses since the last call, and forget them."""
        thumbs = np.frombuffer(bytes(self._thumbs), dtype=np.uint8)
        glimpses = Glimpses(
            self._count - self._given,
            thumbs.reshape(-1, _THUMB[1], _THUMB[0], 3),
            np.asarray(self._detail),
            tuple(self._cuts),
            self._count / max(1, self._number + 1),
        )
        for number in list(self._places)[:-_LATE]:
            del self._places[number]
        self._given = self._count
        self._thumbs.clear()
        self._detail.clear()
        self._cuts.clear()
        return glimpses

    def _note(self, found: Sequence[Any]) -> None:
        self._cuts += [self._places[timecode.frame_num] for timecode in found]

    def _timecode(self, number: int) -> Any:  # noqa: ANN401 - PySceneDetect has no types
        from scenedetect import FrameTimecode

        return FrameTimecode(number, self._rate)


def make_shots(
    changes: Changes, times: Sequence[Fraction], end: Fraction, *, first: int = 0
) -> tuple[tuple[Boundary, ...], tuple[Shot, ...]]:
    """Return boundaries and shots in exact times.

    Args:
        changes: of the frames.
        times: of each frame, ascending, in seconds.
        end: of the last frame, in seconds.
        first: number of the first of these shots in the film.
    """
    moments = [*times, end]
    boundaries = tuple(
        Boundary(change.kind, moments[change.start], moments[change.end])
        for change in changes.changes
    )
    starts = [moments[0], *(moments[change.middle] for change in changes.changes)]
    clear_from = [moments[changes.first_clear], *(item.end for item in boundaries)]
    clear_to = [*(item.start for item in boundaries), moments[changes.last_clear]]
    shots = []
    for index, (start, stop) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
        span = TimeRange(start, stop)
        inner = max(start, clear_from[index]), min(stop, clear_to[index])
        # Where dissolves leave nothing of a shot, all of it is what there is.
        clean = TimeRange(*inner) if inner[1] > inner[0] else span
        shots.append(Shot(first + index, span, clean))
    return boundaries, tuple(shots)


def _detail_of(luma: NDArray[np.uint8]) -> float:
    """Return the mean squared gradient of a frame's luma: how much drawing it shows."""
    import cv2

    across, down = cv2.spatialGradient(luma)
    squares = cv2.norm(across, cv2.NORM_L2SQR) + cv2.norm(down, cv2.NORM_L2SQR)
    return float(squares) / luma.size
