"""Cuts and melting pictures put together: one change from each shot to the next.

Knows frames by their numbers only; nothing about time, files or detectors.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.dissolves import LENGTHS, REACH, Blend, find_blends
from cutter.analysis.fades import plain_runs
from cutter.analysis.ramps import squared_distances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cutter.analysis.fades import PlainRun
    from cutter.schema import BoundaryKind

LEAST_STEP, LEAST_CELL = 3.0, 16
"""Mean and largest change of a thumbnail's levels from one frame to the next; where both are less,
a detector's cut is noise of hue in the dark, or the first visible step of a fade."""
LONGEST_PIECE = 4096
"""Frames that are searched at one go: some 20 MB."""
NEAR = 4
"""Frames by which a blend may miss the plain frames that it leads to: the last steps of a fade
change less than the picture's noise."""


@dataclass(frozen=True, slots=True)
class Change:
    """How one shot gives way to the next, in frame numbers."""

    kind: BoundaryKind
    start: int
    """First frame that is not the old shot alone."""
    end: int
    """First frame that is the new shot alone; for a cut the same as `start`."""

    @property
    def middle(self) -> int:
        """The frame with which the new shot is said to begin."""
        return (self.start + self.end) // 2


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes of a film, in order and without overlap, and how it begins and ends."""

    changes: tuple[Change, ...]
    first_clear: int
    """First frame after a fade in at the very beginning; 0 if there is none."""
    last_clear: int
    """First frame of a fade out at the very end; the number of frames if there is none."""


def find_changes(
    thumbs: NDArray[np.uint8],
    detail: NDArray[np.float64],
    cuts: Sequence[int],
    min_frames: int,
    *,
    after_cut: bool = False,
) -> Changes:
    """Find dissolves and fades, and lay them beside the cuts that a detector found.

    Args:
        thumbs: (n, 9, 16, 3) uint8, one for each frame.
        detail: (n,) how much drawing each frame shows.
        cuts: frames with which new shots begin, ascending.
        min_frames: shortest shot.
        after_cut: whether the frames follow a cut, so that no change may lie too near to it.
    """
    n = len(thumbs)
    points = thumbs.reshape(n, -1)
    cuts = [cut for cut in cuts if _shows(points, cut)]
    runs = plain_runs(points, cuts)
    # Where a fade reaches black, detectors see a cut; nothing is cut there.
    firm = [cut for cut in cuts if not any(run.start - 1 <= cut <= run.end + 1 for run in runs)]
    blends = [
        Blend(blend.start + first, blend.end + first, blend.change, blend.bent)
        for first, last in _pieces(firm, n)
        for blend in _blends_within(points[first:last], detail[first:last])
    ]
    fades, rest = _fades(runs, _apart(blends), n)
    first_clear = max((fade.end for fade in fades if fade.start == 0), default=0)
    last_clear = min((fade.start for fade in fades if fade.end == n), default=n)
    gradual = [fade for fade in fades if fade.start > 0 and fade.end < n]
    gradual += [Change("dissolve", blend.start, blend.end) for blend in rest]
    # How the film begins and ends is no change of shot, whatever a detector saw there.
    cuts = [cut for cut in cuts if first_clear < cut < last_clear]
    changes = _merged(gradual, [0, *cuts] if after_cut else cuts, min_frames)
    later = tuple(change for change in changes if change.middle > 0)
    return Changes(later, first_clear, last_clear)


def _shows(points: NDArray[np.uint8], cut: int) -> bool:
    """Whether anything is to be seen of a cut."""
    step = np.abs(points[cut].astype(np.int16) - points[cut - 1])
    return bool(step.mean() >= LEAST_STEP or step.max() >= LEAST_CELL)


def _pieces(cuts: Sequence[int], n: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between cuts, long ones in pieces that overlap.

    No picture melts across a cut, and memory stays small however long the film is.
    """
    edges = [0, *cuts, n]
    for first, last in itertools.pairwise(edges):
        while last - first > LONGEST_PIECE:
            yield first, first + LONGEST_PIECE
            first += LONGEST_PIECE - 2 * REACH
        yield first, last


def _blends_within(points: NDArray[np.uint8], detail: NDArray[np.float64]) -> list[Blend]:
    levels = points.astype(np.float64)
    distances = squared_distances(levels, LENGTHS[-1])
    return find_blends(levels, distances, detail, np.zeros(len(levels), dtype=np.bool_))


def _apart(blends: Sequence[Blend]) -> list[Blend]:
    """Return the blends without those that overlapping pieces found twice."""
    kept: list[Blend] = []
    for blend in sorted(blends, key=lambda item: (item.start, item.end)):
        if not kept or blend.start >= kept[-1].end:
            kept.append(blend)
    return kept


def _fades(
    runs: Sequence[PlainRun], blends: Sequence[Blend], n: int
) -> tuple[list[Change], list[Blend]]:
    """Turn plain runs with fades beside them into changes; return these and the other blends.

    A blend into or out of plain frames is part of the fade there, or is the fade where the picture
    grows too unevenly to be followed.
    """
    fades: list[Change] = []
    left = list(blends)
    for run in runs:
        into = [b for b in left if b.start < run.start and abs(b.end - run.start) <= NEAR]
        into += [b for b in left if b.start < run.start <= b.end <= run.end and b not in into]
        out_of = [b for b in left if b.end > run.end and b not in into]
        out_of = [b for b in out_of if run.start - NEAR <= b.start <= run.end + NEAR]
        left = [b for b in left if b not in into and b not in out_of]
        starts = [b.start for b in into] if run.fades_from is None else [run.fades_from]
        ends = [b.end for b in out_of] if run.fades_to is None else [run.fades_to]
        if not starts and not ends:
            continue
        first, last = min([run.start, *starts]), max([run.end, *ends])
        if fades and first <= fades[-1].end:
            fades[-1] = Change("fade", fades[-1].start, max(last, fades[-1].end))
        else:
            fades.append(
                Change("fade", 0 if run.start == 0 else first, n if run.end == n else last)
            )
    inside = [b for b in left if any(b.start < f.end and b.end > f.start for f in fades)]
    return fades, [b for b in left if b not in inside]


def _merged(gradual: list[Change], cuts: Sequence[int], min_frames: int) -> tuple[Change, ...]:
    """Return gradual changes and cuts in order, one for each change of shot."""
    kept: list[Change] = []
    for change in sorted(gradual, key=lambda item: (item.start, item.end)):
        # A detector's cut within a dissolve, or at its very edge, is that dissolve; one so near
        # that the shot between would be too short is the surer of the two.
        beside = [cut for cut in cuts if not change.start - 1 <= cut <= change.end + 1]
        if any(abs(cut - change.middle) < min_frames for cut in beside):
            continue
        if not kept or change.middle - kept[-1].middle >= min_frames:
            kept.append(change)
    free = [
        Change("cut", cut, cut)
        for cut in cuts
        if not any(change.start - 1 <= cut <= change.end + 1 for change in kept)
    ]
    return tuple(sorted([*kept, *free], key=lambda item: item.middle))
