"""Thumbnails of successive frames turned into fades: to black, to white, or through one colour.

A fade leads to frames that show nothing. From there one walks outwards as long as the same picture
grows lighter (or stronger) from frame to frame; where it stops to, it is the shot itself. So both
sides of a fade are found even where a dark picture changes by a few levels only. Knows frames by
their numbers, nothing about time, files or detectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.ramps import SHORTEST, alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.analysis.ramps import Points

    Thumbs = NDArray[np.uint8]
    """(n, d): one row for each frame, 8-bit levels."""

PLAIN_SPREAD = 6.0
"""Standard deviation of a thumbnail, in 8-bit levels, below which it shows nothing."""
PLAIN_RANGE = 12
"""Levels between a plain frame's darkest and lightest cell: small white letters on black give a
cell 15 to 25 (measured on film credits)."""
PLAIN_DARK, PLAIN_LIGHT = 30.0, 230.0
"""Mean levels below and above which a plain frame is black or white."""
COLOURED_SPREAD = 3.0
"""The same as the first for plain frames of any other colour; a clear sky has more."""
COLOURED_LONGEST = 48
"""Frames; what stays of one colour for longer is something that is shown."""
SAME_AGAIN = 0.9
"""Correlation of the pictures before and after above which a light went out and on again."""
SAME_LONGEST = 24
"""Frames of black after which even the same picture is a new shot."""

LONGEST = 96
"""Frames to either side of which one may still be fading."""
_LOOK_AHEAD = 2
_LEAST_SLOPE = 0.45
"""Share of the rise so far, by frame, with which a fade goes on: evener ones have 1."""
_LEAST_RISE = 2.5
"""Root mean square levels by which a fade changes the picture; a title on black gives 3.5."""
_MOST_AT_ONCE = 0.45
"""Largest step of a fade from one frame to the next: more is a cut to black."""
_LEAST_SAME = 0.8
"""Cosine between a half faded picture and the whole one: a fade scales, and adds nothing."""
_BLOCK = 4096
"""Frames looked at in one go, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class PlainRun:
    """A half-open stretch of frames of one colour, and how far its fades reach."""

    start: int
    end: int
    fades_from: int | None = None
    """First frame that is not the shot before alone; None for a cut."""
    fades_to: int | None = None
    """First frame that is the shot after alone; None for a cut."""


def plain_runs(thumbs: Thumbs, cuts: Sequence[int]) -> list[PlainRun]:
    """Return the stretches that show nothing, in order, with their fades.

    Args:
        thumbs: one row for each frame.
        cuts: frames with which new shots begin, ascending; no fade reaches across one.
    """
    n = len(thumbs)
    found = []
    for start, end, is_coloured in _plain_stretches(thumbs):
        # Where a fade reaches black, detectors see a cut; nothing is cut there.
        firm = [cut for cut in cuts if not start - 1 <= cut <= end + 1]
        low = max([0, start - LONGEST, *(cut for cut in firm if cut <= start)])
        high = min([n, end + LONGEST, *(cut for cut in firm if cut >= end)])
        middle = thumbs[(start + end) // 2].astype(np.float64)
        before = _reach(thumbs[low : start + 1][::-1].astype(np.float64), middle)
        after = _reach(thumbs[end - 1 : high].astype(np.float64), middle)
        fades_from = start - before + 1 if before else None
        fades_to = end - 1 + after if after else None
        if is_coloured and (fades_from is None or fades_to is None):
            continue
        run = PlainRun(start, end, fades_from, fades_to)
        if not _is_same_again(thumbs, run):
            found.append(run)
    return found


def _plain_stretches(thumbs: Thumbs) -> list[tuple[int, int, bool]]:
    """Return start and end of each stretch of one colour, and whether it is a colour."""
    kinds = np.concatenate(
        [[0], *(_kinds(thumbs[k : k + _BLOCK]) for k in range(0, len(thumbs), _BLOCK)), [0]]
    )
    edges = np.flatnonzero(np.diff(kinds > 0))
    stretches = []
    for start, end in edges.reshape(-1, 2).tolist():
        is_coloured = bool((kinds[start + 1 : end + 1] == 1).all())
        if not is_coloured or end - start <= COLOURED_LONGEST:
            stretches.append((start, end, is_coloured))
    return stretches


def _kinds(thumbs: Thumbs) -> NDArray[np.int8]:
    """Return for each frame 2 for black or white, 1 for plain in another colour, 0 for others."""
    kinds = np.zeros(len(thumbs), dtype=np.int8)
    # Few frames are even; the slower measures are taken of those alone.
    even = np.flatnonzero(thumbs.max(axis=1) - thumbs.min(axis=1) <= PLAIN_RANGE)
    mean, spread = thumbs[even].mean(axis=1), thumbs[even].std(axis=1)
    kinds[even[spread < COLOURED_SPREAD]] = 1
    is_extreme = (mean < PLAIN_DARK) | (mean > PLAIN_LIGHT)
    kinds[even[(spread < PLAIN_SPREAD) & is_extreme]] = 2
    return kinds


def _reach(walk: Points, plain: Points) -> int:
    """Return how many frames from a plain one on it takes until the picture is whole; 0 for a cut.

    Args:
        walk: (k, d) frames, from the last plain one away from it.
        plain: (d,) the plain frame.
    """
    away = np.sqrt(((walk - plain) ** 2).mean(axis=1))
    k = 0
    while k + 1 < len(away):
        ahead = away[k + 1 : k + 1 + _LOOK_AHEAD]
        slope = (away[k] - away[0]) / k if k else 0.0
        if (float(ahead.max()) - away[k]) / len(ahead) <= max(0.05, _LEAST_SLOPE * slope):
            break
        k += 1
    if k < SHORTEST or away[k] < _LEAST_RISE:
        return 0
    if float(np.diff(away[: k + 1]).max()) > _MOST_AT_ONCE * away[k]:
        return 0
    half = int(np.argmax(away[: k + 1] >= away[k] / 2))
    return k if _cosine(walk[half] - plain, walk[k] - plain) >= _LEAST_SAME else 0


def _cosine(a: Points, b: Points) -> float:
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def _is_same_again(thumbs: Thumbs, run: PlainRun) -> bool:
    """Whether a light merely flared up or went out: the picture after is the picture before."""
    first = run.start if run.fades_from is None else run.fades_from
    last = run.end if run.fades_to is None else run.fades_to
    if first == 0 or last >= len(thumbs) or run.end - run.start > SAME_LONGEST:
        return False
    before, after = thumbs[first - 1].astype(np.float64), thumbs[last].astype(np.float64)
    return alike(before, after) > SAME_AGAIN
