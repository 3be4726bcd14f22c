"""Thumbnails of successive frames turned into dissolves: stretches where one picture melts away.

While picture A melts into picture B, each frame is (1 − a)·A + a·B with `a` rising evenly from 0
to 1: seen as points, the frames walk along a straight line, from a place where they lingered to
a place where they linger again. Pans, zooms and moving subjects walk along curves, changes of
light keep the drawing of the picture, cuts jump. Knows nothing about time, files or detectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.ramps import SHORTEST, alike, fit_ramp, project

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    """(n, d): one row for each frame, 8-bit levels."""

LENGTHS = (6, 8, 11, 16, 22, 32, 45, 64, 90)
"""Window lengths that are tried, in frames: each true length lies within a fifth of one."""
REACH = 2 * LENGTHS[-1]
"""How many frames on either side a decision may depend on."""

LEAST_CHANGE = 12.0
"""Root mean square difference of the two ends, in 8-bit levels, below which nothing dissolves."""
MOST_BENT = 0.5
"""Largest distance of a frame from the straight line, as a share of the line's length."""
MOST_UNEVEN = 0.25
"""Largest deviation of the blend from an even rise."""
MOST_AT_ONCE = 0.45
"""Largest step of the blend from one frame to the next: more is a cut with something beside it."""
MOST_ALIKE = 0.8
"""Correlation of the two ends above which it is one picture in another light or slightly moved."""
MOST_WINDING = 2.5
"""Length of the frames' whole way against the straight one: flicker goes to and fro. Dissolves
between moving shots have up to 1.8."""
RETURN = 48
"""Frames before and after in which a flare would show the picture without it."""
RETURN_SHARE = 0.3
"""Squared distance, against that of the two ends, at which a picture counts as come back."""
LEAST_DIP = 0.6
"""Share of the loss of detail that a true blend would show, below which it is doubted."""
UNREST = 0.5
"""Weight of how far the pictures move just beside a blend: what walks on is no melting picture."""
MOST_DOUBT = 0.9
"""How much bend, likeness, restlessness and missing dip a dissolve may have together."""


@dataclass(frozen=True, slots=True)
class Blend:
    """Frames start … end − 1 are mixtures; frame `end` is the next picture alone."""

    start: int
    end: int
    change: float
    """Root mean square difference of the two pictures, in 8-bit levels."""
    bent: float
    """Largest distance from the straight line, as a share of its length."""


def find_blends(
    points: Points, distances: Points, detail: Points, jumps: NDArray[np.bool_]
) -> list[Blend]:
    """Find the dissolves, in order and without overlap.

    Args:
        points: (n, d) float64 thumbnails with whole 8-bit levels.
        distances: of `squared_distances`, at least `LENGTHS[-1]` wide.
        detail: (n,) mean squared gradient of each frame's luma.
        jumps: (n,) whether the picture jumps between the frame before and this one; no dissolve
            reaches across a jump.
    """
    fences = np.concatenate([[0], np.cumsum(jumps)])
    found: list[Blend] = []
    tried: set[tuple[int, int]] = set()
    for start, end in _candidates(points.shape[1], distances, fences):
        if any(start < blend.end and end > blend.start for blend in found):
            continue
        # Neighbouring windows have their edges moved to the same place: one of them is enough.
        place = (start // 3, end // 3)
        if place in tried or not _may_be(points, detail, start, end):
            continue
        tried.add(place)
        blend = _examine(points, distances, detail, fences, start, end)
        if blend is None:
            continue
        if not any(blend.start < other.end and blend.end > other.start for other in found):
            found.append(blend)
    return sorted(found, key=lambda blend: blend.start)


def _candidates(
    dimensions: int, distances: Points, fences: NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Return windows whose frames lie near a straight, evenly walked line; the best first."""
    ranked: list[tuple[float, int, int]] = []
    n = len(distances)
    for length in LENGTHS:
        if length >= n:
            break
        starts = np.arange(n - length)
        across = distances[: n - length, length]
        fits = (across > dimensions * LEAST_CHANGE**2) & (
            fences[starts + length + 1] == fences[starts + 1]
        )
        starts, across = starts[fits], across[fits]
        bent = np.zeros(len(starts))
        uneven = np.zeros(len(starts))
        for middle in sorted({max(1, round(length * k / 8)) for k in range(1, 8)}):
            share, off = project(
                distances[starts, middle], distances[starts + middle, length - middle], across
            )
            bent = np.maximum(bent, off)
            uneven = np.maximum(uneven, np.abs(share - middle / length))
        good = (bent < MOST_BENT) & (uneven < MOST_UNEVEN)
        worth = np.sqrt(across[good]) * (1 - bent[good]) * (1 - uneven[good])
        ranked += [
            (-float(value), int(start), int(start) + length)
            for value, start in zip(worth, starts[good], strict=True)
        ]
    return [(start, end) for _, start, end in sorted(ranked)]


def _may_be(points: Points, detail: Points, start: int, end: int) -> bool:
    """Whether a window, its edges still rough, is worth a closer look."""
    likeness = max(0.0, alike(points[start], points[end]))
    dip = min(max(_dip(detail[start : end + 1]), 0.0), LEAST_DIP)
    return likeness < MOST_ALIKE + 0.1 and likeness + LEAST_DIP - dip < MOST_DOUBT + 0.2


def _examine(
    points: Points,
    distances: Points,
    detail: Points,
    fences: NDArray[np.int64],
    start: int,
    end: int,
) -> Blend | None:
    """Find a candidate's exact edges, and whether it is a dissolve at all."""
    length = end - start
    pad = max(3, length // 3)
    low, high = start, end
    while low > 0 and start - low < pad and fences[low + 1] == fences[low]:
        low -= 1
    while high < len(points) - 1 and high - end < pad and fences[high + 2] == fences[high + 1]:
        high += 1
    high = min(high, low + distances.shape[1] - 1)
    inside = np.arange(low, high + 1)
    across = distances[low, high - low]
    if not across > points.shape[1] * LEAST_CHANGE**2:
        return None
    share, off = project(distances[low, inside - low], distances[inside, high - inside], across)
    first, last, error = fit_ramp(share)
    if last - first < SHORTEST or error > 0.12:
        return None
    if float(np.diff(share[first : last + 1]).max()) > MOST_AT_ONCE:
        return None
    a, b = points[low + first], points[low + last]
    likeness = alike(a, b)
    if likeness > MOST_ALIKE:
        return None
    bent = float(off[first : last + 1].max())
    start, end = low + first, low + last
    if _winding(distances, start, end) > MOST_WINDING:
        return None
    change = float(np.sqrt(((a - b) ** 2).mean()))
    dip = min(max(_dip(detail[start : end + 1]), 0.0), LEAST_DIP)
    doubt = (
        bent
        + max(0.0, likeness)
        + UNREST * min(1.0, _restlessness(distances, start, end))
        + (LEAST_DIP - dip)
    )
    # The longer a blend, the straighter it must be: a slow camera has more time to look like one.
    straight = MOST_BENT - 0.2 * min(1.0, max(0.0, (end - start - 40) / 24))
    if doubt > MOST_DOUBT or bent > straight or _returns(points, fences, start, end):
        return None
    return Blend(start + 1, end, change, bent)


def _winding(distances: Points, start: int, end: int) -> float:
    """Return how long the way from frame to frame is, against the straight line."""
    return float(np.sqrt(distances[start:end, 1]).sum() / np.sqrt(distances[start, end - start]))


def _dip(detail: Points) -> float:
    """Return how much detail a stretch loses on its way, as a share of what a blend would lose.

    Two drawings that have nothing to do with each other add up in squares: half-way, a blend has
    half of their mean detail. What moves keeps its detail, whatever path its thumbnails take.
    """
    share = np.linspace(0, 1, len(detail))
    even = (1 - share) * detail[0] + share * detail[-1]
    expected = float((share * (1 - share)).sum() * (detail[0] + detail[-1]))
    return float((even - detail).sum()) / expected if expected > 0 else 1.0


def _returns(points: Points, fences: NDArray[np.int64], start: int, end: int) -> bool:
    """Whether the picture was like the end before, or is like the start afterwards.

    So it is with what flares up and dies down: fireworks, lightning, a passing light.
    """
    a, b = points[start], points[end]
    limit = RETURN_SHARE * float(((a - b) ** 2).sum())
    first, last = max(0, start - RETURN), min(len(points), end + 1 + RETURN)
    before = np.arange(first, start)
    before = before[fences[before + 1] == fences[start + 1]]
    after = np.arange(end + 1, last)
    after = after[fences[after + 1] == fences[end + 1]]
    return bool(
        (((points[before] - b) ** 2).sum(axis=1) < limit).any()
        or (((points[after] - a) ** 2).sum(axis=1) < limit).any()
    )


def _restlessness(distances: Points, start: int, end: int) -> float:
    """Return how far the pictures move just before and after, as a share of the whole change."""
    around = 4
    across = distances[start, end - start]
    moves = []
    if start >= around:
        moves.append(distances[start - around, around])
    if end + around < len(distances):
        moves.append(distances[end, around])
    return float(np.sqrt(max(moves, default=0.0) / across))
