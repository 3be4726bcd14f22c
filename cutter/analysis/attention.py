"""A stretch of film decoded, and what draws the eye in it measured a few times a second.

Faces, lettering, what moves otherwise than the camera, and what stands out by colour and form.
Knows nothing about the shape of a cut, nor about what a crop is.
"""

from __future__ import annotations

import contextlib
from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.bars import without_bars
from cutter.analysis.faces import face_boxes
from cutter.analysis.lettering import lines_of
from cutter.media.ahead import ahead
from cutter.media.decode import frames
from cutter.schema.attention import BINS, Attention

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.media.decode import PictureFrame
    from cutter.schema import Media, TimeRange

    Grey = NDArray[np.float32]
    Light = NDArray[np.uint8]
    Box = tuple[float, float, float, float]

VERSION = 1
"""Raised when what is measured changes, so that what older versions stored is made anew."""
LINES = 180
"""Lines that a picture is brought to."""
STEP = Fraction(1, 4)
"""Seconds between pictures that are measured, at least."""
APART = Fraction(1, 8)
"""Seconds between the two pictures whose difference is motion, at most."""
SEARCHED = 2
"""Of so many measured pictures faces and letters are looked for in one: they cost most, and what is
there stays. Faces turned aside are looked for half as often again."""
SHORTEST_LINE = 0.12
"""Share of the width that a line of letters takes at least; what is shorter is mostly drawing."""
_MAP = (96, 54)
"""Width and height at which salience is measured, and to which motion is brought."""
_MOVING = (192, 108)
"""Width and height at which motion is measured."""
NOISE = 0.012
"""Change of luma that is taken for noise and compression."""
MOST_GAIN = 2.0
"""How many times lighter or darker a picture may become as a whole without that being motion."""
LEAST_POINTS, LEAST_FOLLOW = 12, 0.4
"""Points that must be found again, and the share of them that must move alike, for their movement
to be the camera's."""
_SPECTRUM = 64
"""Width and height of the picture whose spectrum is taken, as in the paper."""
_AHEAD = 4
"""Frames decoded ahead."""


def observe(media: Media, span: TimeRange) -> Attention:
    """Decode a span within one shot and measure where the eye goes.

    Raises:
        NotAMovie: the film cannot be read on.
        SourceChanged: it is not the file that it was.
    """
    observer = _Observer()
    recent: deque[PictureFrame] = deque(maxlen=8)
    due = span.start
    with contextlib.closing(ahead(frames(media, span), _AHEAD)) as shown:
        for frame in shown:
            while recent and recent[0].time < frame.time - APART:
                recent.popleft()
            if frame.time >= due and not frame.is_corrupt:
                observer.take(frame, recent[0] if recent else None)
                due = frame.time + STEP
            recent.append(frame)
    return observer.attention()


class _Observer:
    """Measures pictures of one shot in order."""

    def __init__(self) -> None:
        self._times: list[Fraction] = []
        self._maps: list[NDArray[np.float32]] = []
        self._faces: list[tuple[float, ...]] = []
        self._letters: list[Box] = []
        self._row_light = np.zeros(_MAP[1], dtype=np.uint8)
        self._column_light = np.zeros(_MAP[0], dtype=np.uint8)

    def take(self, frame: PictureFrame, before: PictureFrame | None) -> None:
        """Measure a picture, and its change from one before it."""
        import cv2

        picture = frame.upright(LINES)
        small = cv2.resize(picture, _MAP, interpolation=cv2.INTER_AREA)
        light = np.asarray(small, dtype=np.uint8).max(axis=2)
        self._row_light = np.maximum(self._row_light, light.max(axis=1))
        self._column_light = np.maximum(self._column_light, light.max(axis=0))
        moved = np.zeros((_MAP[1], _MAP[0]), dtype=np.float32)
        if before is not None:
            change = motion_between(_luma(before.upright(LINES)), _luma(picture))
            moved = np.asarray(cv2.resize(change, _MAP, interpolation=cv2.INTER_AREA))
        if len(self._times) % SEARCHED == 0:
            aside = len(self._times) % (2 * SEARCHED) == 0
            for box in face_boxes(picture, aside=aside):
                self._faces.append((len(self._times), *box, _around_mouth(moved, box)))
            lines = lines_of(picture)
            self._letters = [line for line in lines if line[2] - line[0] >= SHORTEST_LINE]
        letters = np.zeros_like(moved)
        for left, top, right, below in self._letters:
            letters[
                int(top * _MAP[1]) : int(np.ceil(below * _MAP[1])),
                int(left * _MAP[0]) : int(np.ceil(right * _MAP[0])),
            ] = 1
        self._times.append(frame.time)
        self._maps.append(np.stack([moved, salience(np.asarray(small, dtype=np.uint8)), letters]))

    def attention(self) -> Attention:
        """Return what was measured, without what lies in black bars."""
        rows, columns = without_bars(self._row_light), without_bars(self._column_light)
        top, below, _ = rows.indices(_MAP[1])
        left, right, _ = columns.indices(_MAP[0])
        maps = np.zeros((len(self._maps), 3, _MAP[1], _MAP[0]), dtype=np.float32)
        for index, found in enumerate(self._maps):
            maps[index, :, rows, columns] = found[:, rows, columns]
        return Attention(
            times=tuple(self._times),
            columns=_binned(maps.mean(axis=2)),
            rows=_binned(maps.mean(axis=3)),
            faces=np.round(np.array(self._faces, dtype=np.float32).reshape(-1, 6), 4),
            inside=(left / _MAP[0], top / _MAP[1], right / _MAP[0], below / _MAP[1]),
        )


def motion_between(before: Light, after: Light) -> Grey:
    """Return how much each place changed beside what the camera's own movement changed.

    Args:
        before: (h, w) uint8 luma.
        after: the same, a moment later.

    Returns:
        (h, w) float32, 0 to 1; 0 where the camera brought in what was not there before.
    """
    import cv2

    known = np.ones_like(before)
    camera = _camera_between(before, after)
    if camera is not None:
        size = (after.shape[1], after.shape[0])
        known = np.asarray(cv2.warpAffine(known, camera, size, flags=cv2.INTER_NEAREST))
        known = np.asarray(cv2.erode(known, np.ones((3, 3), np.uint8), borderValue=1))
        before = np.asarray(cv2.warpAffine(before, camera, size), dtype=np.uint8)
    # A fade, or a lamp that is lit, moves nothing.
    gain = min(MOST_GAIN, max(1 / MOST_GAIN, (after.mean() + 1) / (before.mean() + 1)))
    before = np.asarray(cv2.convertScaleAbs(before, alpha=gain), dtype=np.uint8)
    change = np.asarray(cv2.blur(cv2.absdiff(before, after), (3, 3)), dtype=np.float32) / 255
    return np.asarray(np.maximum(change - NOISE, 0) * known, dtype=np.float32)


def _camera_between(before: Light, after: Light) -> NDArray[np.float64] | None:
    """Return the (2, 3) shift, turn and zoom that most of a picture follows, if most does."""
    import cv2

    points = cv2.goodFeaturesToTrack(before, 100, 0.01, 5)
    if points is None or len(points) < LEAST_POINTS:
        return None
    moved, is_found, _ = cv2.calcOpticalFlowPyrLK(  # type: ignore[call-overload]
        before, after, points, None, winSize=(11, 11), maxLevel=2
    )
    kept = is_found.ravel() == 1
    if kept.sum() < LEAST_POINTS:
        return None
    camera, follows = cv2.estimateAffinePartial2D(
        points[kept], moved[kept], method=cv2.RANSAC, ransacReprojThreshold=0.7
    )
    if camera is None or follows.mean() < LEAST_FOLLOW:
        return None
    return np.asarray(camera, dtype=np.float64)


def salience(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how much each place of a picture stands out; the mean over the picture is 1.

    Half of it is unusual colour: the distance from the picture's mean colour (Achanta et al.,
    Frequency-tuned salient region detection, 2009). Half is unusual form: what is left of the
    spectrum without its smooth part (Hou and Zhang, Saliency detection: a spectral residual
    approach, 2007).

    Args:
        picture: (h, w, 3) uint8 RGB.
    """
    import cv2

    lab = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB), dtype=np.float32)
    soft = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.0))
    colour = np.sqrt(((soft - lab.mean(axis=(0, 1))) ** 2).sum(axis=2))
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.float32) / 255
    plain = cv2.resize(grey, (_SPECTRUM, _SPECTRUM), interpolation=cv2.INTER_AREA)
    # A spectrum takes the picture for a tile among others: its edges must not show.
    fading = cv2.createHanningWindow((_SPECTRUM, _SPECTRUM), cv2.CV_32F) ** 0.5
    spectrum = np.fft.fft2((plain - plain.mean()) * fading)
    loud = np.log(np.abs(spectrum) + 1e-9).astype(np.float32)
    unusual = np.exp(loud - cv2.blur(loud, (3, 3)))
    back = np.abs(np.fft.ifft2(unusual * np.exp(1j * np.angle(spectrum)))) ** 2
    form = cv2.GaussianBlur(back.astype(np.float32), (0, 0), 2.5)
    form = cv2.resize(form, (picture.shape[1], picture.shape[0]))
    found = np.add(
        _levelled(np.asarray(colour, dtype=np.float32)),
        _levelled(np.asarray(form, dtype=np.float32)),
    )
    return np.asarray(found / max(float(found.mean()), 1e-6), dtype=np.float32)


def _levelled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values whose mean is 1, without the lower half: that is ground."""
    ground = np.maximum(values - np.median(values), 0)
    return np.asarray(ground / max(float(ground.mean()), 1e-6), dtype=np.float32)


def _around_mouth(moved: Grey, box: Box) -> float:
    """Return the mean motion in the lower part of a face."""
    left, top, right, below = box
    middle = top + (below - top) * 0.6
    rows = slice(int(middle * _MAP[1]), max(int(middle * _MAP[1]) + 1, int(below * _MAP[1])))
    columns = slice(int(left * _MAP[0]), max(int(left * _MAP[0]) + 1, int(right * _MAP[0])))
    part = moved[rows, columns]
    return float(part.mean()) if part.size else 0.0


def _binned(profiles: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (n, 3, k) profiles as (n, 3, 32), rounded: last bits differ by machine."""
    count, kinds, length = profiles.shape
    edges = np.linspace(0, length, BINS + 1)
    sums = np.concatenate(
        [np.zeros((count, kinds, 1)), np.cumsum(profiles, axis=2, dtype=np.float64)], axis=2
    )
    whole = np.floor(edges).astype(int)
    part = edges - whole
    beyond = np.concatenate([profiles, np.zeros((count, kinds, 1))], axis=2)
    at = sums[:, :, whole] + beyond[:, :, whole] * part
    means = np.diff(at, axis=2) / (length / BINS)
    return np.asarray(np.round(means, 4), dtype=np.float32)


def _luma(picture: NDArray[np.uint8]) -> Light:
    """Return luma at the size at which motion is measured."""
    import cv2

    small = cv2.resize(picture, _MOVING, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
