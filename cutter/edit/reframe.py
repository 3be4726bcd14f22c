"""A clip and what draws the eye in it turned into how its picture is set into another shape.

Knows nothing about files, decoding or renderers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from cutter.edit import tripod
from cutter.edit.subject import CELL, longest_line, rewards, subject_of, visible
from cutter.schema import Focus, Framing, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.edit.subject import Axis, Subject
    from cutter.schema.attention import Attention

    Floats = NDArray[np.float64]

Why = Literal["", "faces", "letters"]

MOST_FACES_LOST = 0.34
"""Share of the faces in a clip, by size, that a crop may leave out before all is shown."""
LEAST_FACES = 0.5
"""Share of a clip's time in which faces are seen for them to decide that."""
LEAST_LETTERS = 0.4
"""Share of a clip's pictures in which a line of letters is too wide for a crop, for all to be
shown."""
NEARLY_ALL = 0.9
"""A crop that shows so much of a picture loses nothing worth showing it smaller."""
_STEP_BEFORE, _STEP_LENGTH = Fraction(1, 2), Fraction(1, 100)
"""A path steps to the next shot's place half a frame before the shot, in a hundredth of a frame:
output frames nearer to the new shot than to the old show the new."""


@dataclass(frozen=True, slots=True)
class Part:
    """A clip's piece of one shot, or of a stretch of one."""

    span: TimeRange
    seen: tuple[Attention, ...]
    """Of that shot, in order."""


@dataclass(frozen=True, slots=True)
class Framed:
    """How a clip is framed, and why it is not cropped where it is not."""

    framing: Framing
    why: Why = ""
    is_still: bool = False
    """Whether it is a crop that never moves within a shot."""


def crop_share(picture: tuple[int, int], frame: tuple[int, int]) -> tuple[float, float]:
    """Return how much of a picture's width and height the largest crop of a frame's shape takes.

    Args:
        picture: width and height as shown.
        frame: width and height of the output.
    """
    wide, high = picture[0] * frame[1], picture[1] * frame[0]
    return (min(1.0, high / wide), min(1.0, wide / high))


def frame_clip(
    parts: Sequence[Part],
    share: tuple[float, float],
    frame_duration: Fraction,
    *,
    may_blur: bool,
) -> Framed:
    """Return how a clip is cropped to another shape, or that all of it is shown.

    Args:
        parts: the clip's shots in order, without gaps.
        share: as `crop_share` returns it.
        frame_duration: of the film, in seconds.
        may_blur: whether all of a picture may be shown where a crop would lose too much.
    """
    axis: Axis = "x" if share[0] < share[1] else "y"
    part_share = min(share)
    points: list[Focus] = []
    lost, is_still = _Lost(), True
    for number, part in enumerate(parts):
        path, subjects = _path_of(part, axis, part_share)
        lost.add(subjects, part.span, path, part_share)
        is_still = is_still and float(np.ptp(path)) == 0
        start, end = part.span.start, part.span.end
        if number:
            start -= _STEP_BEFORE * frame_duration
        if number + 1 < len(parts):
            end -= (_STEP_BEFORE + _STEP_LENGTH) * frame_duration
        points += _points(path, part.span, TimeRange(start, end), axis)
    why = lost.why()
    if may_blur and why and part_share < NEARLY_ALL:
        return Framed(Framing("blur"), why)
    return Framed(Framing("crop", _simplest(points)), is_still=is_still)


def _path_of(part: Part, axis: Axis, share: float) -> tuple[Floats, list[Subject]]:
    """Return where the middle of the crop lies from a part's start to its end, evenly."""
    subjects = [subject_of(seen, axis) for seen in part.seen if seen.times]
    if not subjects:
        return np.array([0.5]), []
    # No tick is shorter than it is said to be, so that nothing is faster.
    ticks = math.floor(float(part.span.duration) / tripod.TICK)
    places = _places(subjects, share)
    found = np.concatenate([rewards(subject, share, places) for subject in subjects])
    times = np.concatenate([subject.times for subject in subjects])
    moments = np.linspace(float(part.span.start), float(part.span.end), ticks + 1)
    nearest = np.abs(times[None, :] - moments[:, None]).argmin(axis=1)
    return tripod.path(found[nearest], places, share), subjects


def _places(subjects: Sequence[Subject], share: float) -> Floats:
    """Return where a crop's middle may lie: inside the picture, and between its bars."""
    low = min(subject.bounds[0] for subject in subjects)
    high = max(subject.bounds[1] for subject in subjects)
    first, last = low + share / 2, high - share / 2
    if first >= last:
        middle = min(max((low + high) / 2, share / 2), 1 - share / 2)
        return np.array([middle])
    return np.linspace(first, last, max(2, math.ceil((last - first) / CELL) + 1))


class _Lost:
    """What crops of a clip leave out of its faces and its lettering."""

    def __init__(self) -> None:
        self._pictures = 0
        self._with_faces = 0
        self._faces = self._faces_lost = 0.0
        self._too_wide = 0

    def add(self, subjects: Sequence[Subject], span: TimeRange, path: Floats, share: float) -> None:
        """Take what is shown of one part."""
        grid = np.linspace(float(span.start), float(span.end), len(path))
        for subject in subjects:
            inside = (subject.times >= grid[0]) & (subject.times < grid[-1])
            middle = np.interp(subject.times, grid, path)
            self._pictures += int(inside.sum())
            weights = np.zeros(len(subject.times))
            for head in subject.heads:
                weights += head.weight
                missing = head.weight * (1 - visible(head, share, middle))
                self._faces_lost += float(missing[inside].sum())
            self._with_faces += int((weights[inside] > 0).sum())
            self._faces += float(weights[inside].sum())
            self._too_wide += int((longest_line(subject.letters[inside]) > share).sum())

    def why(self) -> Why:
        """Return what a crop would lose too much of."""
        seen = max(1, self._pictures)
        if self._too_wide > LEAST_LETTERS * seen:
            return "letters"
        if self._with_faces > LEAST_FACES * seen and self._faces_lost > (
            MOST_FACES_LOST * self._faces
        ):
            return "faces"
        return ""


def _points(path: Floats, span: TimeRange, kept: TimeRange, axis: Axis) -> list[Focus]:
    """Return a path along a span as points within what is kept of it, one at either end."""
    if len(path) == 1 or np.ptp(path) == 0:
        times, values = [kept.start, kept.end], [float(path[0])] * 2
    else:
        step = span.duration / (len(path) - 1)
        inner = [span.start + step * k for k in range(len(path))]
        times = [kept.start, *(t for t in inner if kept.start < t < kept.end), kept.end]
        grid = [float(time) for time in inner]
        values = np.interp([float(time) for time in times], grid, path).tolist()
    rounded = [round(value, 5) for value in values]
    if axis == "x":
        return [Focus(time, value, 0.5) for time, value in zip(times, rounded, strict=True)]
    return [Focus(time, 0.5, value) for time, value in zip(times, rounded, strict=True)]


def _simplest(points: Sequence[Focus]) -> tuple[Focus, ...]:
    """Return the same path without points between two equal ones; one point if it never moves."""
    kept: list[Focus] = []
    for index, point in enumerate(points):
        same_before = index > 0 and _same(points[index - 1], point)
        same_behind = index + 1 < len(points) and _same(points[index + 1], point)
        is_end = index in (0, len(points) - 1)
        if (same_before and (same_behind or is_end)) or (is_end and same_behind):
            continue
        kept.append(point)
    return tuple(kept or points[:1])


def _same(one: Focus, other: Focus) -> bool:
    return one.x == other.x and one.y == other.y
