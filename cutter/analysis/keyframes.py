"""Candidates gathered while a film is decoded, and the one to three that stand for each shot.

A candidate is a small JPEG with its sharpness; about one a second is made. Knows nothing about how
shots are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.schema import Keyframe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Shot, TimeRange

MAX_BYTES = 20_000
SHORT_SIDE = 224
"""Lines of a kept picture: what CLIP's usual models look at."""
QUALITIES = (85, 75, 65, 50, 35, 20, 10, 5)

EAGER = Fraction(1, 4)
PATIENT = Fraction(1)
"""Seconds between candidates just after a cut, where a short shot may end, and later."""
EAGER_FOR = Fraction(3, 2)
MOST_BLACK = 0.9
_EDGE = Fraction(1, 12)
"""Seconds at a shot's edges that are avoided: compression and detectors blur them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame that may stand for its shot."""

    time: Fraction
    sharpness: float
    black: float
    jpeg: bytes


class CandidateKeeper:
    """Decides, frame by frame, which to keep as candidates."""

    def __init__(self) -> None:
        """Begin with the film's first frame as a cut."""
        self.candidates: list[Candidate] = []
        self._cut_at = Fraction(0)
        self._next = Fraction(0)

    def wants(self, time: Fraction) -> bool:
        """Whether the frame at this time should be kept."""
        return time >= self._next

    def keep(self, time: Fraction, picture: NDArray[np.uint8], small: NDArray[np.uint8]) -> None:
        """Keep a frame.

        Args:
            time: seconds on the film's clock.
            picture: (h, w, 3) uint8 RGB, upright.
            small: the same frame, (h, w, 3) uint8 BGR, to be measured.
        """
        import cv2

        luma = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
        sharpness = float(cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))[1][0, 0])
        black = float((luma <= 24).mean())
        self.candidates.append(Candidate(time, sharpness, black, pack(picture)))
        self._next = time + (EAGER if time - self._cut_at < EAGER_FOR else PATIENT)

    def gathered(self) -> list[Candidate]:
        """Return the candidates since the last call, and forget them."""
        candidates, self.candidates = self.candidates, []
        return candidates

    def cut(self, time: Fraction) -> None:
        """Say that a new shot has begun at about this time."""
        self._cut_at = self._next = time


def choose_keyframes(
    shots: Sequence[Shot], candidates: Sequence[Candidate]
) -> tuple[list[tuple[Keyframe, bytes]], list[Shot]]:
    """Choose one to three keyframes for each shot.

    Args:
        shots: the film's shots.
        candidates: ordered by time.

    Returns:
        Keyframes with their pictures, ordered by time; and the shots that hold no candidate.
    """
    chosen: list[tuple[Keyframe, bytes]] = []
    missing: list[Shot] = []
    times = [candidate.time for candidate in candidates]
    for shot in shots:
        first, last = _inside(times, shot.clean)
        if first == last:
            missing.append(shot)
            continue
        mine = list(candidates[first:last])
        for candidate in _spread(mine, shot.clean, how_many(shot.clean.duration)):
            chosen.append((Keyframe(shot.index, candidate.time), candidate.jpeg))
    return chosen, missing


def how_many(length: Fraction) -> int:
    """Return how many keyframes a shot of this many seconds has."""
    if length < 2:
        return 1
    return 2 if length < 6 else 3


def pack(picture: NDArray[np.uint8]) -> bytes:
    """Return an RGB picture as a JPEG of at most 20 KB, as good as fits."""
    import cv2

    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    while True:
        for quality in QUALITIES:
            _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if data.size <= MAX_BYTES:
                return bytes(data.tobytes())
        # Noise of an extreme shape: halve it.
        bgr = cv2.resize(bgr, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def unpack(jpeg: bytes) -> NDArray[np.uint8]:
    """Return a stored keyframe as (height, width, 3) uint8 RGB."""
    import cv2

    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("a stored keyframe is no picture")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _inside(times: Sequence[Fraction], span: TimeRange) -> tuple[int, int]:
    import bisect

    return bisect.bisect_left(times, span.start), bisect.bisect_left(times, span.end)


def _spread(mine: list[Candidate], clean: TimeRange, count: int) -> list[Candidate]:
    """Return the best candidate of each of `count` equal parts of a shot that has one."""
    best: list[Candidate] = []
    for part in range(count):
        start = clean.start + clean.duration * part / count
        end = clean.start + clean.duration * (part + 1) / count
        inside = [c for c in mine if start <= c.time < end]
        if inside:
            best.append(max(inside, key=lambda c: (_worth(c, clean), -c.time)))
    shown = [c for c in best if c.black < MOST_BLACK]
    return shown or best


def _worth(candidate: Candidate, clean: TimeRange) -> tuple[bool, bool, float]:
    """Return what makes a candidate better: not black, not at an edge, sharp."""
    is_inner = clean.start + _EDGE <= candidate.time < clean.end - _EDGE
    return candidate.black < MOST_BLACK, is_inner, round(candidate.sharpness, 3)
