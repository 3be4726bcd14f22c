"""Where a crop lies in a film's picture, frame by frame: from points of focus to pixels.

Pure arithmetic; knows nothing about ffmpeg's filters and about files.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import Framing, Media, Output
    from cutter.timeline.place import Placed

TOLERANCE: Final = 1 / 16
"""Pixels of the output by which a path that is told in few points may leave the path itself."""
MOST_POINTS: Final = 200
"""Points in which a path is told at most: a command line has room for no more than some 128 kB."""


@dataclass(frozen=True, slots=True)
class Axis:
    """How a crop lies along one side of a picture that is scaled to cover the output's frame."""

    positions: tuple[float, ...]
    """Of the crop's left or upper edge in every frame, in pixels; never outside the picture."""
    is_moving: bool
    """Whether it moves anywhere in the clip; if not, it lies on an even pixel."""
    room: int
    """Pixels by which the scaled picture is larger than the frame; even."""


@dataclass(frozen=True, slots=True)
class Crop:
    """How a picture is cropped to the output's frame."""

    width: int
    height: int
    """Size that the upright picture is scaled to, even, no smaller than the frame."""
    across: Axis
    down: Axis


def crop(piece: Placed, media: Media, output: Output, framing: Framing) -> Crop:
    """Return how the frames of a piece are cropped.

    Args:
        piece: the frames.
        media: the film.
        output: what the cut shall be like.
        framing: one that crops.
    """
    width, height = cover(media, output)
    times = [piece.start + number / output.frame_rate for number in range(piece.count)]
    path = sorted(framing.path, key=lambda focus: focus.time)
    across = _axis([(p.time, p.x) for p in path], times, width, output.width)
    down = _axis([(p.time, p.y) for p in path], times, height, output.height)
    return Crop(width, height, across, down)


def cover(media: Media, output: Output) -> tuple[int, int]:
    """Return the smallest even size with the picture's own shape that fills the output's frame."""
    wide, high = media.display_width, media.display_height
    if wide * output.height >= high * output.width:
        width = 2 * round(Fraction(wide * output.height, 2 * high))
        return max(output.width, width), output.height
    height = 2 * round(Fraction(high * output.width, 2 * wide))
    return output.width, max(output.height, height)


def knots(positions: Sequence[float]) -> list[tuple[int, float]]:
    """Return few points between which straight lines lead along all positions.

    Args:
        positions: one for each frame, in pixels.

    Returns:
        Frame numbers and positions; the first and the last frame are among them. Lines stay
        within `TOLERANCE` of the positions, unless that took more than `MOST_POINTS`.
    """
    tolerance = TOLERANCE
    while len(found := _straightened(positions, tolerance)) > MOST_POINTS:
        tolerance *= 2
    return found


def _axis(
    points: Sequence[tuple[Fraction, float]], times: Sequence[Fraction], size: int, frame: int
) -> Axis:
    """Return where the crop lies along one side, by the middles that are asked for."""
    room = size - frame
    edges = [(time, min(max(0.0, at * size - frame / 2), float(room))) for time, at in points]
    edges = edges or [(Fraction(0), room / 2)]
    if len({edge for _, edge in edges}) == 1:
        still = min(room, 2 * round(edges[0][1] / 2))
        return Axis((float(still),) * len(times), False, room)
    # Clamped once more where the frame lies between a point that was clamped and one that was not.
    middles = [(time, at * size - frame / 2) for time, at in points]
    return Axis(
        tuple(min(max(0.0, _between(middles, time)), float(room)) for time in times), True, room
    )


def _between(points: Sequence[tuple[Fraction, float]], time: Fraction) -> float:
    """Return the value at a time: straight between points, held before and behind them."""
    after = bisect_right(points, time, key=lambda point: point[0])
    if after == 0:
        return points[0][1]
    if after == len(points):
        return points[-1][1]
    (begin, low), (end, high) = points[after - 1], points[after]
    return low + (high - low) * float((time - begin) / (end - begin))


def _straightened(positions: Sequence[float], tolerance: float) -> list[tuple[int, float]]:
    """Return points whose lines stay within a tolerance: each as far on as a line may lead."""
    found = [(0, positions[0])]
    lowest, highest = float("-inf"), float("inf")
    for number in range(1, len(positions)):
        at, value = found[-1]
        slope = (positions[number] - value) / (number - at)
        if not lowest <= slope <= highest:
            at, value = number - 1, positions[number - 1]
            found.append((at, value))
            slope, lowest, highest = positions[number] - value, float("-inf"), float("inf")
        lowest = max(lowest, slope - tolerance / (number - at))
        highest = min(highest, slope + tolerance / (number - at))
    if len(positions) > 1:
        found.append((len(positions) - 1, positions[-1]))
    return found
