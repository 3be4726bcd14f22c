"""What was seen of a stretch of film turned into how well a crop at each place shows it.

One axis at a time, for the largest crop of another shape is free to move along one only. Knows
nothing about how a crop moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from cutter.schema.attention import BINS, LETTERING, MOTION, SALIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema.attention import Attention

    Floats = NDArray[np.float64]

Axis = Literal["x", "y"]

CELL = 1 / 80
"""Step between places of a crop's middle, as a share of the picture."""
MUCH_MOTION = 0.02
"""Change of luma in the liveliest bin that makes motion count as much as it ever does: not over the
whole picture, for who moves may be small in it."""
MOST_MOTION = 0.5
"""Share that motion has then in what draws the eye; the rest is what stands out."""
NEAR = 0.3
"""Standard deviation of how far subjects lie from the picture's middle."""
INNER = 0.6
"""Part of a crop, in its middle, in which a subject lies as well as can be."""
EDGE = 0.6
"""How much what lies at a crop's edge counts."""
CENTRAL = 0.12
"""What is lost with a crop at a picture's edge beside one in its middle."""
CLEAR_FACE = 0.15
"""Side of a face, as a share of the picture's height, that makes faces count as they ever do."""
MOST_FACE = 0.8
"""Share that faces have then."""
SPEAKING, MUCH_SPEECH = 2.0, 0.02
"""How much more a face counts whose mouth moves, and the mean change of luma there that is much."""
HEAD = (0.2, 0.45, 0.2, 0.25)
"""How far a head reaches beyond its face to the left, up, to the right and down, in faces."""
GAP = 2
"""Bins between letters of one line, at most."""
LEAST_HITS = 0.25
"""Share of the pictures searched between a face's first and last in which it is found, for one to
trust: faces turned aside are looked for in every other one."""
APART = 8
"""Pictures between two sights of one face, at most."""
KEPT = 3
"""Pictures before a face is first found, and after it is last, in which it is taken to be there."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A head on one axis through a stretch of film."""

    low: Floats
    """(n,) its near edge in each picture, as a share of the picture; NaN where it is not there."""
    high: Floats
    """(n,) its far edge."""
    weight: Floats
    """(n,) how much it matters: its size, more where its mouth moves; 0 where it is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What draws the eye on one axis, picture by picture."""

    times: Floats
    """(n,) seconds."""
    density: Floats
    """(n, 32) how it is spread; the sum of each row is 1."""
    letters: Floats
    """(n, 32) share of each bin that letters cover."""
    heads: tuple[Head, ...]
    bounds: tuple[float, float]
    """Between which bars the picture lies."""


def subject_of(seen: Attention, axis: Axis) -> Subject:
    """Return what draws the eye along an axis."""
    profiles = np.asarray(seen.columns if axis == "x" else seen.rows, dtype=np.float64)
    motion, salience = profiles[:, MOTION], profiles[:, SALIENCE]
    amount = np.minimum(1.0, motion.max(axis=1, keepdims=True) / MUCH_MOTION) * MOST_MOTION
    # Who filmed it put the subject near the middle.
    central = np.exp(-0.5 * ((np.arange(BINS) + 0.5) / BINS - 0.5) ** 2 / NEAR**2)
    density = amount * _spread(motion * central) + (1 - amount) * _spread(salience * central)
    low, high = (0, 2) if axis == "x" else (1, 3)
    return Subject(
        times=np.array([float(time) for time in seen.times]),
        density=density,
        letters=_lasting(profiles[:, LETTERING]),
        heads=heads_of(seen, axis),
        bounds=(seen.inside[low], seen.inside[high]),
    )


def heads_of(seen: Attention, axis: Axis) -> tuple[Head, ...]:
    """Return the faces that are found again and again, as heads that are there in between too."""
    count = len(seen.times)
    looked = max(1, -(-count // 2))
    heads = []
    for track in _tracks(seen.faces):
        hits = sorted({int(face[0]) for face in track})
        span = (hits[-1] - hits[0]) // 2 + 1
        if len(hits) < min(2, (looked + 1) // 2) or len(hits) < LEAST_HITS * span:
            continue
        faces = np.array(track, dtype=np.float64)
        at = np.arange(count)
        edges = [np.interp(at, faces[:, 0], faces[:, side]) for side in range(1, 5)]
        left, top, right, below = edges
        wide, high = right - left, below - top
        mouth = np.interp(at, faces[:, 0], faces[:, 5])
        there = (at >= hits[0] - KEPT) & (at <= hits[-1] + KEPT)
        weight = np.where(there, high * (1 + SPEAKING * np.minimum(1.0, mouth / MUCH_SPEECH)), 0.0)
        near, far = (
            (left - HEAD[0] * wide, right + HEAD[2] * wide)
            if axis == "x"
            else (top - HEAD[1] * high, below + HEAD[3] * high)
        )
        heads.append(
            Head(
                np.where(there, np.clip(near, 0, 1), np.nan),
                np.where(there, np.clip(far, 0, 1), np.nan),
                weight,
            )
        )
    return tuple(heads)


def rewards(subject: Subject, share: float, places: Floats) -> Floats:
    """Return how well a crop shows its subject, (n, p), 0 to 1 and a little below.

    Args:
        subject: n pictures.
        share: how much of the axis the crop takes.
        places: (p,) of the crop's middle.
    """
    bins = (np.arange(BINS) + 0.5) / BINS
    off = np.abs(bins[:, None] - places[None, :]) / (share / 2)
    inside = np.clip((share / 2 - np.abs(bins[:, None] - places)) * BINS + 0.5, 0, 1)
    value: Floats = subject.density @ (inside * _by_distance(off))
    value -= CENTRAL * (2 * (places - 0.5)) ** 2
    weights = np.array([head.weight for head in subject.heads])
    if not len(weights) or not weights.any():
        return value
    total = weights.sum(axis=0)
    trust = MOST_FACE * np.minimum(1.0, np.max(weights, axis=0) / CLEAR_FACE)
    shown = np.zeros_like(value)
    for head in subject.heads:
        part = np.where(total > 0, head.weight / np.maximum(total, 1e-9), 0)
        shown += part[:, None] * _shown(head, share, places)
    both: Floats = (1 - trust[:, None]) * value + trust[:, None] * shown
    return both


def visible(head: Head, share: float, middle: Floats) -> Floats:
    """Return which part of a head a crop shows, 0 to 1 where all is shown that fits; 0 without it.

    Args:
        head: n pictures.
        share: how much of the axis the crop takes.
        middle: (n,) or (n, p) of the crop.
    """
    low, high = (np.nan_to_num(side) for side in (head.low, head.high))
    if middle.ndim == 2:
        low, high = low[:, None], high[:, None]
    overlap = np.minimum(high, middle + share / 2) - np.maximum(low, middle - share / 2)
    fits = np.maximum(np.minimum(high - low, share), 1e-9)
    part: Floats = np.clip(overlap / fits, 0, 1)
    return part


def _shown(head: Head, share: float, places: Floats) -> Floats:
    """Return how well a crop shows one head, (n, p)."""
    middles = np.broadcast_to(places, (len(head.low), len(places)))
    part = visible(head, share, middles)
    middle = np.nan_to_num((head.low + head.high) / 2)[:, None]
    off = np.abs(middles - middle) / (share / 2)
    # Half a face at the edge is worse than none.
    worth: Floats = part**3 * _by_distance(off) - 0.6 * part * (1 - part)
    return worth


def _by_distance(off: Floats) -> Floats:
    """Return how well something lies whose distance from the middle is so many half crops."""
    beyond = np.clip((off - INNER) / (1 - INNER), 0, 1)
    worth: Floats = 1 - (1 - EDGE) * beyond
    return worth


def _spread(profile: Floats) -> Floats:
    """Return rows that sum to 1; even ones where there is nothing."""
    total = profile.sum(axis=1, keepdims=True)
    even = np.full_like(profile, 1 / profile.shape[1])
    spread: Floats = np.where(total > 1e-9, profile / np.maximum(total, 1e-9), even)
    return spread


def _lasting(letters: Floats) -> Floats:
    """Return the letters that are there a look before or a look behind too: what flickers is none.

    Letters are looked for in every other picture.
    """
    if len(letters) < 5:
        return letters
    before = np.concatenate([letters[:2] * 0, letters[:-2]])
    behind = np.concatenate([letters[2:], letters[-2:] * 0])
    lasting: Floats = np.minimum(letters, np.maximum(before, behind))
    return lasting


def longest_line(letters: Floats) -> Floats:
    """Return how wide the widest unbroken run of letters is in each picture, (n,).

    Args:
        letters: (n, 32) share of each bin that letters cover.
    """
    widest = np.zeros(len(letters))
    for row, covered in enumerate(letters > 0):
        start = end = -BINS
        for place in np.flatnonzero(covered).tolist():
            if place - end > GAP:
                start = place
            end = place
            widest[row] = max(widest[row], (end - start + 1) / BINS)
    return widest


def _tracks(faces: NDArray[np.float32]) -> list[list[Sequence[float]]]:
    """Return faces of neighbouring pictures that overlap, as one track each."""
    tracks: list[list[Sequence[float]]] = []
    for face in faces.tolist():
        near = [
            (_overlap(track[-1], face), -index)
            for index, track in enumerate(tracks)
            if track[-1][0] < face[0] <= track[-1][0] + APART
        ]
        best = max(near, default=(0.0, 0))
        if best[0] > 0.2:
            tracks[-best[1]].append(face)
        else:
            tracks.append([face])
    return tracks


def _overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how much two boxes share of what both cover."""
    wide = min(one[3], other[3]) - max(one[1], other[1])
    high = min(one[4], other[4]) - max(one[2], other[2])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(box[3] - box[1]) * (box[4] - box[2]) for box in (one, other)]
    return wide * high / (sum(areas) - wide * high)
