"""Turns the pictures' vectors into likeness between shots: near-duplicates, and kinds of picture.

Vectors are rounded to whole numbers so small that every product and sum below is exact in
float32: the same likeness comes out on every machine, whichever way it sums. Knows no scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Analysis

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]

SCALE: Final = 4000
"""Unit length in whole steps. Sums stay below SCALE² = 16,000,000 < 2²⁴, which float32 holds."""
NEAR: Final = 0.03
"""Two shots nearer than this (1 - cosine) show the same thing; and nearer than a tenth of the
film's own middle distance, for models and films in which everything looks alike."""
NEAR_SHARE: Final = 0.1
NEAR_LOOKS: Final = 0.04
"""How far light, contrast and colour of near-duplicates may lie apart, each from 0 to 1. A model
that knows few kinds of picture sees all of a kind as one; its word alone is not enough."""
KIND_SHARE: Final = 0.45
"""Shots within this part of the film's middle distance show the same kind of picture."""
MOST_KINDS: Final = 48
_SAMPLE: Final = 64
_BLOCK: Final = 256
_CROWD: Final = 16
"""Up to a part of all pairs as small as 1 / 16, pairs are sorted out by their looks first."""
_SAME: Final = 1e-6
"""Room for the rounding of equal vectors."""


class Likeness:
    """How alike shots look, over all films of a cut."""

    def __init__(self, analyses: Sequence[Analysis]) -> None:
        """Pool each shot's keyframe vectors."""
        self._rows: dict[int, Floats] = {}
        self._neighbours: list[Indices] | None = None
        self._vectors = np.concatenate([_pooled(analysis) for analysis in analyses])
        self._looks = np.concatenate([_looks(analysis) for analysis in analyses])
        squares = np.einsum("ij,ij->i", self._vectors, self._vectors).astype(np.float64)
        self._lengths = np.sqrt(np.where(squares == 0, 1.0, squares))
        middle = self._middle_distance()
        self.near = min(NEAR, NEAR_SHARE * middle) + _SAME
        """Distance up to which two shots are near-duplicates."""
        self._kind_radius = KIND_SHARE * middle + _SAME

    def distances(self, shot: int) -> Floats:
        """Return one shot's distance (1 - cosine) to every shot; (n_shots,) float64."""
        row = self._rows.get(shot)
        if row is None:
            products = (self._vectors @ self._vectors[shot]).astype(np.float64)
            row = 1.0 - products / self._lengths[shot] / self._lengths
            self._rows[shot] = row
        return row

    def neighbours(self, shot: int) -> Indices:
        """Return the near-duplicates of a shot, ascending; the shot itself is none."""
        if self._neighbours is None:
            self._neighbours = self._find_neighbours()
        return self._neighbours[shot]

    def duplicates(self, shot: int) -> NDArray[np.bool_]:
        """Return which shots are near-duplicates of one; (n_shots,)."""
        near = np.zeros(len(self._vectors), dtype=np.bool_)
        near[self.neighbours(shot)] = True
        return near

    def cliques(self, shots: Indices) -> Indices:
        """Group shots so that within a group all are near-duplicates of each other.

        Returns:
            (len(shots),) group numbers. A cut without near-duplicates has at most one of each.
        """
        open_ = {int(shot) for shot in shots}
        group_of: dict[int, int] = {}
        for number, first in enumerate(int(shot) for shot in shots):
            if first in group_of:
                continue
            group_of[first] = number
            open_.discard(first)
            fits = open_.intersection(self.neighbours(first).tolist())
            while fits:
                member = min(fits)
                group_of[member] = number
                open_.discard(member)
                fits &= open_.intersection(self.neighbours(member).tolist())
        return np.array([group_of[int(shot)] for shot in shots], dtype=np.intp)

    def kinds(self, shots: Indices) -> Indices:
        """Group shots by what their pictures look like: each joins the nearest of a few examples.

        The examples are found farthest first (Gonzalez, 1985), beginning with the first shot.

        Returns:
            (len(shots),) kind numbers from 0.
        """
        kinds = np.zeros(len(shots), dtype=np.intp)
        if len(shots) == 0:
            return kinds
        nearest = self.distances(int(shots[0]))[shots].copy()
        for number in range(1, min(MOST_KINDS, len(shots))):
            farthest = int(np.argmax(nearest))
            if nearest[farthest] <= self._kind_radius:
                break
            distance = self.distances(int(shots[farthest]))[shots]
            joins = distance < nearest
            kinds[joins] = number
            nearest[joins] = distance[joins]
        return kinds

    def _find_neighbours(self) -> list[Indices]:
        """Return each shot's near-duplicates."""
        count = len(self._vectors)
        alike = _of_like_looks(self._looks, count * count // _CROWD)
        pairs = self._near_of_all() if alike is None else self._near_of(*alike)
        first, second = np.concatenate(pairs), np.concatenate(pairs[::-1])
        order = np.lexsort((second, first))
        ends = np.searchsorted(first[order], np.arange(1, count))
        return np.split(second[order], ends)

    def _near_of(self, first: Indices, second: Indices) -> tuple[Indices, Indices]:
        """Return those pairs whose vectors are near each other."""
        near = np.zeros(len(first), dtype=np.bool_)
        for start in range(0, len(first), _BLOCK):
            one, other = first[start : start + _BLOCK], second[start : start + _BLOCK]
            products = np.einsum("ij,ij->i", self._vectors[one], self._vectors[other])
            distances = 1.0 - products / self._lengths[one] / self._lengths[other]
            near[start : start + _BLOCK] = distances <= self.near
        return first[near], second[near]

    def _near_of_all(self) -> tuple[Indices, Indices]:
        """Return the pairs of near-duplicates: every pair is compared, a block at a time."""
        count = len(self._vectors)
        firsts, seconds = [], []
        for start in range(0, count, _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, count))
            # Pairs are looked at once: of each row only what lies behind its block's start.
            near = self._between(rows, self._vectors[start:], self._lengths[start:]) <= self.near
            one, other = np.nonzero(near)
            later = other > one
            one, other = rows[one[later]], other[later] + start
            alike = (np.abs(self._looks[one] - self._looks[other]) <= NEAR_LOOKS).all(axis=1)
            firsts.append(one[alike])
            seconds.append(other[alike])
        return np.concatenate(firsts), np.concatenate(seconds)

    def _middle_distance(self) -> float:
        """Return the median distance of a spread of shots to all others; 0 for a single shot."""
        count = len(self._vectors)
        if count < 2:
            return 0.0
        sample = np.unique(np.linspace(0, count - 1, _SAMPLE).astype(np.intp))
        distances = self._between(sample, self._vectors, self._lengths)
        others = np.ones(distances.shape, dtype=np.bool_)
        others[np.arange(len(sample)), sample] = False
        return max(0.0, float(np.median(distances[others])))

    def _between(self, some: Indices, vectors: NDArray[np.float32], lengths: Floats) -> Floats:
        """Return the distances of some shots to others; (len(some), len(vectors)) float64."""
        products = self._vectors[some] @ vectors.T
        distances = products / self._lengths[some][:, None]
        distances /= lengths
        between: Floats = np.subtract(1.0, distances, out=distances)
        return between


def _pooled(analysis: Analysis) -> NDArray[np.float32]:
    """Return each shot's mean vector in whole steps; (n_shots, dim) float32 of unit length."""
    shots = np.array([keyframe.shot for keyframe in analysis.film.keyframes], dtype=np.intp)
    count = len(analysis.film.shots)
    if len(shots) == 0:
        return np.zeros((count, analysis.image_vectors.shape[1]), dtype=np.float32)
    starts = np.flatnonzero(np.r_[True, shots[1:] != shots[:-1]])
    sizes = np.diff(np.r_[starts, len(shots)])
    pooled = np.zeros((count, analysis.image_vectors.shape[1]), dtype=np.float32)
    for begin in range(0, len(starts), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        means = _mean_steps(analysis.image_vectors, starts[block], sizes[block])
        pooled[shots[starts[block]]] = means
    return pooled


def _mean_steps(vectors: NDArray[np.floating], starts: Indices, sizes: Indices) -> Floats:
    """Return the means of runs of vectors, each made as long as `SCALE`, in whole steps."""
    # Sums of whole numbers, far from what the type cannot hold: the same in any order.
    wide = np.float32 if int(sizes.max()) * SCALE < 2**24 else np.float64
    sums = np.rint(vectors[starts].astype(np.float32) * np.float32(SCALE)).astype(wide)
    for place in range(1, int(sizes.max())):
        there = np.flatnonzero(sizes > place)
        rows = vectors[starts[there] + place].astype(np.float32)
        sums[there] += np.rint(rows * np.float32(SCALE))
    norms = np.sqrt(np.einsum("ij,ij->i", sums, sums, dtype=np.float64))[:, None]
    norms[norms == 0] = 1.0
    means: Floats = np.rint(sums * (SCALE / norms))
    return means


def _of_like_looks(looks: Floats, most: int) -> tuple[Indices, Indices] | None:
    """Return the pairs of shots of like light and colour, the earlier shot first.

    None where there are more than `most` to look at.
    """
    ranked = np.sort(looks, axis=0)
    ends = [np.searchsorted(each, each + (NEAR_LOOKS + _SAME), side="right") for each in ranked.T]
    column = int(np.argmin([end.sum() for end in ends])) if len(looks) else 0
    order = np.argsort(looks[:, column], kind="stable")
    counts = ends[column] - np.arange(1, len(looks) + 1)
    total = int(counts.sum())
    if total > most:
        return None
    one = np.repeat(np.arange(len(looks)), counts)
    other = one + 1 + np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    first, second = order[one], order[other]
    for values in looks.T:
        alike = np.abs(values[first] - values[second]) <= NEAR_LOOKS
        first, second = first[alike], second[alike]
    return np.minimum(first, second), np.maximum(first, second)


def _looks(analysis: Analysis) -> Floats:
    """Return each shot's light and colour, (n_shots, 6) float64, about 0 to 1 each."""
    rows = []
    for signal in analysis.film.signals:
        angle = np.radians(signal.hue)
        rows.append(
            (
                signal.brightness,
                signal.contrast,
                signal.colourfulness,
                signal.saturation,
                # Hue counts for as much as there is colour.
                signal.saturation * float(np.cos(angle)),
                signal.saturation * float(np.sin(angle)),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(-1, 6)
