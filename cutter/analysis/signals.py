"""Small frames turned into what is measured of each shot without a model.

The meter keeps a row of numbers for some frames a second until the shots they lie in are known.
Constant black bars are left out of every measure.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.bars import BLACK, without_bars
from cutter.analysis.small import HEIGHT, WIDTH
from cutter.schema import Signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.analysis.loudness import SoundCurve
    from cutter.analysis.small import Halved
    from cutter.schema import Shot

STEP = Fraction(1, 12)
"""Seconds between measured frames, at least: motion shows, and half the work is saved."""
_PLANES = np.array(
    # Blue, green, red to red − green and yellow − blue, and to the hue circle's plane, where red
    # lies at 0, green at 120, blue at 240 degrees, and the length is chroma.
    [[0, -1, 1], [-1, 0.5, 0.5], [-0.5, -0.5, 1], [-0.8660254, 0.8660254, 0]],
    dtype=np.float32,
)


@dataclass(frozen=True, slots=True)
class Lettered:
    """What was measured on a keyframe."""

    shot: int
    faces: int
    face_share: float
    text: float


@dataclass(slots=True)
class Rows:
    """What was measured of some frames, in order."""

    times: list[Fraction] = field(default_factory=list)
    rows: list[tuple[float, ...]] = field(default_factory=list)
    """Of each frame: motion, then brightness, contrast, sharpness, black, colourfulness,
    saturation, and the hue as a vector."""

    def add(self, later: Rows) -> None:
        """Append rows of later frames."""
        self.times += later.times
        self.rows += later.rows

    def until(self, end: Fraction) -> Measured:
        """Return what was measured before `end`, and keep of it the last row only.

        That row stands in for shots that are over before the next is measured.
        """
        count = bisect.bisect_left(self.times, end)
        measured = Measured(
            np.asarray([float(time) for time in self.times[:count]]),
            np.asarray(self.rows[:count], dtype=np.float64),
        )
        del self.times[: max(0, count - 1)], self.rows[: max(0, count - 1)]
        return measured


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The rows of some shots as arrays."""

    times: NDArray[np.float64]
    """(n,) seconds, ascending; the first may lie before the shots."""
    rows: NDArray[np.float64]
    """(n, 9) as in `Rows`."""


class SignalMeter:
    """Takes a film's small frames in order and keeps a row of numbers for some of them."""

    def __init__(self) -> None:
        """Begin with no bars known."""
        self._times: list[Fraction] = []
        self._last: Fraction | None = None
        self._next = Fraction(0)
        self._rows: list[tuple[float, ...]] = []
        self._before: NDArray[np.uint8] | None = None
        self._row_light = np.zeros(HEIGHT, dtype=np.uint8)
        self._column_light = np.zeros(WIDTH, dtype=np.uint8)

    def take(self, time: Fraction, frame: Halved) -> None:
        """Measure a frame, unless the last measured one is too near.

        Args:
            time: seconds on the film's clock.
            frame: halved.
        """
        import cv2

        if time < self._next:
            return
        inside = self._inside_bars(frame.luma)
        gap = 1.0 if self._last is None else float(time - self._last)
        motion = 0.0
        if self._before is not None:
            motion = cv2.mean(cv2.absdiff(frame.luma, self._before)[inside])[0] / 255 / gap
        self._before = frame.luma
        self._times.append(time)
        self._last = time
        self._next = time + STEP
        light = _light_of(frame.luma[inside])
        self._rows.append((motion, *light, *_colour_of(frame.picture[inside])))

    def gathered(self) -> Rows:
        """Return the rows since the last call, and forget them."""
        rows = Rows(self._times, self._rows)
        self._times, self._rows = [], []
        return rows

    def _inside_bars(self, luma: NDArray[np.uint8]) -> tuple[slice, slice]:
        """Return the part that has ever been lighter than black, without a bar on one side only."""
        self._row_light = np.maximum(self._row_light, luma.max(axis=1))
        self._column_light = np.maximum(self._column_light, luma.max(axis=0))
        return without_bars(self._row_light), without_bars(self._column_light)


def _light_of(luma: NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """Return brightness, contrast, sharpness and the share of black."""
    import cv2

    mean, deviation = cv2.meanStdDev(luma)
    edges = float(cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))[1][0, 0]) ** 2
    light = int(np.count_nonzero(luma > BLACK))
    return (
        float(mean[0, 0]) / 255,
        min(1.0, 2 * float(deviation[0, 0]) / 255),
        math.log1p(edges) / 10,
        1 - light / luma.size,
    )


def _colour_of(picture: NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """Return colourfulness, saturation, and the hue as a vector weighted by saturation."""
    import cv2

    planes = cv2.transform(np.asarray(picture, dtype=np.float32), _PLANES)
    means, deviations = (side.ravel().tolist() for side in cv2.meanStdDev(planes))
    # Hasler and Suesstrunk, Measuring colourfulness in natural images (2003), equation 7.
    spread = math.hypot(deviations[0], deviations[1])
    offset = math.hypot(means[0], means[1])
    colourfulness = (spread + 0.3 * offset) / 100
    blue, green, red = cv2.split(picture)
    high = cv2.max(cv2.max(blue, green), red)
    low = cv2.min(cv2.min(blue, green), red)
    chroma = cv2.subtract(high, low)
    saturation = cv2.mean(cv2.divide(chroma, np.maximum(high, 1), dtype=cv2.CV_32F))[0]
    return colourfulness, saturation, means[2], means[3]


def picture_of(shot: Shot, measured: Measured) -> tuple[float, ...]:
    """Return a shot's motion, and the means of the other measures, on its clean part.

    Args:
        shot: the shot.
        measured: of a stretch in which the shot lies.
    """
    start, end = float(shot.clean.start), float(shot.clean.end)
    first, last = np.searchsorted(measured.times, (start, end))
    if first == last:
        # A shot shorter than the step: the measured frame before it is the nearest there is.
        first, last = max(0, first - 1), max(1, last)
    rows = measured.rows
    inside = rows[first:last]
    # The first frame's change is that of the boundary, not of the shot.
    moving = inside[1:, 0] if len(inside) > 1 else inside[:, 0] * 0
    return float(moving.mean()), *inside[:, 1:].mean(axis=0).tolist()


def signals_of(
    shot: Shot, picture: Sequence[float], sound: SoundCurve, keyframes: Sequence[Lettered]
) -> Signals:
    """Return all signals of a shot.

    Args:
        shot: the shot.
        picture: of `picture_of`.
        sound: the film's sound.
        keyframes: what was found on the shot's keyframes.
    """
    motion, brightness, contrast, sharpness, black, *colour = picture
    colourfulness, saturation, across, upwards = colour
    hue = float(np.degrees(np.arctan2(upwards, across))) % 360
    count = max(1, len(keyframes))
    values = {
        "motion": motion,
        "brightness": brightness,
        "colourfulness": colourfulness,
        "hue": hue,
        "saturation": saturation,
        "contrast": contrast,
        "sharpness": sharpness,
        "faces": sum(key.faces for key in keyframes) / count,
        "face_share": max((key.face_share for key in keyframes), default=0.0),
        "loudness": sound.loudest(shot.clean.start, shot.clean.end),
        "speech": sound.voiced_share(shot.clean.start, shot.clean.end),
        "black": black,
        "text": sum(key.text for key in keyframes) / count,
    }
    # Rounded, so that the last bits of sums over pixels, which differ by machine, do not show.
    return Signals(**{name: round(float(value), 4) for name, value in values.items()})
