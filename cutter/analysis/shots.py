"""Small frames turned into shots: PySceneDetect's detectors, and a pass for dissolves and fades.

The detectors get frame numbers, so that a variable frame rate cannot mislead them; times come in
again when shots are made. Knows nothing about files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cutter.analysis.detectors import make_detector
from cutter.analysis.small import Halved, halved
from cutter.analysis.transitions import Change, Changes, find_changes
from cutter.schema import Boundary, Shot, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from cutter.analysis.settings import DetectorSettings

_THUMB = (16, 9)
"""Width and height at which melting pictures are looked for."""


class ShotFinder:
    """Takes a film's small frames in order and finds where its shots change."""

    def __init__(self, settings: DetectorSettings, frame_rate: Fraction) -> None:
        """Set up the detector.

        Args:
            settings: which detector, and how sensitive.
            frame_rate: the film's nominal rate; only the shortest shot is reckoned with it.
        """
        self._settings = settings
        self._rate = float(frame_rate)
        self._min_frames = max(1, round(settings.min_shot * frame_rate))
        self._detector = make_detector(settings, self._min_frames)
        self._thumbs = bytearray()
        self._detail: list[float] = []
        self._cuts: list[int] = []
        self._count = 0

    def take(self, small: NDArray[np.uint8], half: Halved | None = None) -> bool:
        """Look at the next frame; return whether a cut was found just now.

        Detectors that compare with frames to come find a cut a few frames late.

        Args:
            small: (h, w, 3) uint8 BGR.
            half: the same frame halved, where the caller has it.
        """
        import cv2

        if self._settings.transitions:
            half = half or halved(small)
            thumb = cv2.resize(half.picture, _THUMB, interpolation=cv2.INTER_AREA)
            self._thumbs += thumb.tobytes()
            self._detail.append(_detail_of(half.luma))
        found = []
        if self._detector is not None:
            found = self._detector.process_frame(self._timecode(self._count), small)
        self._count += 1
        self._note(found)
        return bool(found)

    def changes(self) -> Changes:
        """Return every change of shot, once all frames were taken."""
        if self._detector is not None and self._count:
            self._note(self._detector.post_process(self._timecode(self._count - 1)))
        cuts = sorted({cut for cut in self._cuts if 0 < cut < self._count})
        if not self._settings.transitions or self._settings.name == "none":
            return Changes(tuple(Change("cut", cut, cut) for cut in cuts), 0, self._count)
        thumbs = np.frombuffer(self._thumbs, dtype=np.uint8).reshape(-1, _THUMB[1], _THUMB[0], 3)
        return find_changes(thumbs, np.asarray(self._detail), cuts, self._min_frames)

    def _note(self, found: Sequence[Any]) -> None:
        self._cuts += [timecode.frame_num for timecode in found]

    def _timecode(self, number: int) -> Any:  # noqa: ANN401 - PySceneDetect has no types
        from scenedetect import FrameTimecode

        return FrameTimecode(number, self._rate)


def make_shots(
    changes: Changes, times: Sequence[Fraction], end: Fraction
) -> tuple[tuple[Boundary, ...], tuple[Shot, ...]]:
    """Return boundaries and shots in exact times.

    Args:
        changes: of the frames.
        times: of each frame, ascending, in seconds.
        end: of the last frame, in seconds.
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
        first, last = max(start, clear_from[index]), min(stop, clear_to[index])
        # Where dissolves leave nothing of a shot, all of it is what there is.
        shots.append(Shot(index, span, TimeRange(first, last) if last > first else span))
    return boundaries, tuple(shots)


def _detail_of(luma: NDArray[np.uint8]) -> float:
    """Return the mean squared gradient of a frame's luma: how much drawing it shows."""
    import cv2

    across, down = cv2.spatialGradient(luma)
    squares = cv2.norm(across, cv2.NORM_L2SQR) + cv2.norm(down, cv2.NORM_L2SQR)
    return float(squares) / luma.size
