"""Turns how much each viewer wants each shot into audiences: viewers who want the same shots.

Knows nothing about films, profiles and words; scikit-learn does the dividing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from cutter.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

Array = NDArray[np.float64]

NEEDED: Final = 0.35
"""Mean silhouette from which a division is believed. Kaufman and Rousseeuw (1990) call 0.26 to 0.50
weak and perhaps artificial; of 600 made-up crowds without audiences (3 to 20 viewers, 6 of 40
things liked or hated, a common taste or none) 4 came above it, all of five viewers or fewer."""
MOST: Final = 8
"""Audiences that are looked for unless more are asked for."""
_TOP: Final = 98.0
"""Percentile of a viewer's own scores, either way, that counts as wanted as much as can be."""


@dataclass(frozen=True, slots=True)
class Audiences:
    """Viewers put together by what they want."""

    members: tuple[tuple[int, ...], ...]
    """The viewers of each audience, ascending; the largest audience first."""
    silhouette: float
    """Of this division, -1 to 1; with one audience that of the best division, not believed."""
    best: int
    """How many audiences the best division has, believed or not; 1 where none can be tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Liking:
    """How much each viewer wants each shot, measured by the viewer's own scale."""

    levels: Array
    """(n_viewers, n_shots) -1 to 1; 0 is indifference."""
    common: Array
    """(n_shots,) mean over the viewers: how far they agree on wanting it."""
    divided: Array
    """(n_shots,) standard deviation over the viewers, 0 to 1: how much they quarrel over it."""


def liking(values: Array) -> Liking:
    """Put every viewer's scores on a scale of their own, so that strong words count no more.

    Args:
        values: (n_viewers, n_shots) scores; 0 is indifference.
    """
    size = np.zeros(len(values))
    if values.size:
        size = np.asarray(np.percentile(np.abs(values), _TOP, axis=1), dtype=np.float64)
    size[size <= 0] = 1.0
    levels = np.round(np.clip(values / size[:, None], -1.0, 1.0), 6).astype(np.float64) + 0.0
    if not len(levels):
        nothing = np.zeros(values.shape[1])
        return Liking(levels, nothing, nothing)
    common: Array = np.round(levels.mean(axis=0), 6)
    divided: Array = np.round(levels.std(axis=0), 6)
    return Liking(levels, common, divided)


def find_audiences(values: Array, clusters: int | None = None) -> Audiences:
    """Divide viewers by which shots they want, or say that they are one audience.

    Two viewers are as far apart as 1 - correlation of their scores over the shots; audiences are
    joined by mean distance (UPGMA), and how many they are is what gives the greatest mean
    silhouette (Rousseeuw, 1987), if that reaches `NEEDED`. Nothing in it is random.

    Args:
        values: (n_viewers, n_shots) scores.
        clusters: how many audiences there shall be; None finds out.

    Raises:
        UsageError: more audiences are asked for than there are viewers, or none.
    """
    viewers = len(values)
    refuse_unfit_number(clusters, viewers)
    apart = distances(values)
    tried = range(2, min(MOST, viewers - 1) + 1)
    found = {count: _divided(apart, count) for count in tried}
    marks = {count: _silhouette(apart, labels) for count, labels in found.items()}
    best = max(marks, key=lambda count: (marks[count], -count), default=1)
    if clusters is None:
        chosen = best if marks.get(best, 0.0) >= NEEDED else 1
        mark = marks.get(best, 0.0)
    else:
        chosen = clusters
        found.setdefault(chosen, _divided(apart, chosen))
        mark = marks[chosen] if chosen in marks else _silhouette(apart, found[chosen])
    labels = found[chosen] if chosen > 1 else [0] * viewers
    return Audiences(_members(labels), mark, best)


def refuse_unfit_number(clusters: int | None, viewers: int) -> None:
    """Refuse to make more audiences than there are viewers, or none.

    Raises:
        UsageError: that is what is asked for.
    """
    if clusters is not None and not 1 <= clusters <= viewers:
        there = "there is 1 viewer" if viewers == 1 else f"there are {viewers} viewers"
        raise UsageError(f"--clusters {clusters}: {there}; ask for that many at most")


def distances(values: Array) -> Array:
    """Return how far viewers are apart, (n_viewers, n_viewers), 0 to 2.

    Whoever wants all shots alike is 1 away from everybody.
    """
    away = values - values.mean(axis=1, keepdims=True) if values.size else values
    size = np.linalg.norm(away, axis=1, keepdims=True)
    unit = np.divide(away, size, out=np.zeros_like(away), where=size > 1e-9)
    apart: Array = np.round(1.0 - np.clip(unit @ unit.T, -1.0, 1.0), 9)
    np.fill_diagonal(apart, 0.0)
    return apart


def _divided(apart: Array, count: int) -> list[int]:
    """Return a label for each viewer."""
    if count == 1 or len(apart) < 2:
        return [0] * len(apart)
    from sklearn.cluster import AgglomerativeClustering

    joiner = AgglomerativeClustering(count, metric="precomputed", linkage="average")
    return [int(label) for label in joiner.fit_predict(apart)]


def _silhouette(apart: Array, labels: list[int]) -> float:
    if not 2 <= len(set(labels)) < len(labels):
        return 0.0
    from sklearn.metrics import silhouette_score

    return round(float(silhouette_score(apart, labels, metric="precomputed")), 6)


def _members(labels: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    groups: dict[int, list[int]] = {}
    for viewer, label in enumerate(labels):
        groups.setdefault(label, []).append(viewer)
    return tuple(sorted((tuple(group) for group in groups.values()), key=lambda g: (-len(g), g)))
