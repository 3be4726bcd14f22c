"""Glimpses of a film's frames turned into changes of shot, stretch by stretch, while it is read.

A stretch ends with a cut that stays a cut whatever comes later. So memory does not grow with the
film, and its shots are known while it is still being decoded. Knows nothing about time and files.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cutter.analysis.dissolves import REACH
from cutter.analysis.transitions import Change, Changes, find_changes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.analysis.shots import Glimpses

LEAST = 600
"""Frames in a stretch, at least: those that lie ahead of its end are looked at twice."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Successive frames of a film, from a cut (or its beginning) to a cut (or its end)."""

    frames: int
    changes: Changes
    """Between them, counted from the first of them."""


class Stretches:
    """Gathers glimpses and gives out the stretches that are settled.

    The changes found in stretches are those that would be found in the whole film at once.
    """

    def __init__(self, *, looks_for_blends: bool, min_frames: int) -> None:
        """Begin before the first frame.

        Args:
            looks_for_blends: whether to look for dissolves and fades.
            min_frames: shortest shot, in frames of the film.
        """
        self._looks_for_blends = looks_for_blends
        self._min_frames = min_frames
        self._ahead = max(REACH, min_frames)
        self._share = 1.0
        self._least = LEAST
        self._first = 0
        """Number of the first frame held back."""
        self._held = 0
        self._thumbs: list[NDArray[np.uint8]] = []
        self._detail: list[NDArray[np.float64]] = []
        self._cuts: list[int] = []
        self._untried: deque[int] = deque()
        """Cuts that may yet turn out to end a stretch."""

    def add(self, glimpses: Glimpses) -> Stretch | None:
        """Take the next frames; return the stretch that they settle, if any."""
        self._held += glimpses.count
        self._share = glimpses.share
        self._thumbs.append(glimpses.thumbs)
        self._detail.append(glimpses.detail)
        self._cuts += glimpses.cuts
        self._untried += glimpses.cuts
        end = None
        while self._untried and self._first + self._held - self._untried[0] >= self._ahead:
            end = self._untried.popleft() - self._first
        if end is None or end < self._least:
            return None
        changes = self._changes()
        if Change("cut", end, end) not in changes.changes:
            self._least = end + LEAST
            return None
        self._least = LEAST
        before = tuple(change for change in changes.changes if change.middle < end)
        return self._closed(end, Changes(before, changes.first_clear, end))

    def rest(self) -> Stretch:
        """Return what is left once all frames were added."""
        return self._closed(self._held, self._changes())

    def _changes(self) -> Changes:
        """Return the changes among the frames held back."""
        n = self._held
        cuts = sorted({cut - self._first for cut in self._cuts})
        cuts = [cut for cut in cuts if 0 < cut < n]
        if not self._looks_for_blends:
            return Changes(tuple(Change("cut", cut, cut) for cut in cuts), 0, n)
        thumbs, detail = np.concatenate(self._thumbs), np.concatenate(self._detail)
        self._thumbs, self._detail = [thumbs], [detail]
        min_frames = max(1, round(self._min_frames * self._share))
        return find_changes(thumbs, detail, cuts, min_frames, after_cut=self._first > 0)

    def _closed(self, frames: int, changes: Changes) -> Stretch:
        """Forget the first frames held back."""
        self._first += frames
        self._held -= frames
        self._cuts = [cut for cut in self._cuts if cut > self._first]
        if self._looks_for_blends:
            # Copies, so that what is forgotten does not live on behind a view.
            self._thumbs = [self._thumbs[0][frames:].copy()]
            self._detail = [self._detail[0][frames:].copy()]
        return Stretch(frames, changes)
