"""The story of a sample film: which world is seen when, how it moves, and how shots meet.

Pure chance from a seed; it knows nothing about pictures or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from .worlds import WORLDS

Kind = Literal["cut", "dissolve", "fade"]

DARK = frozenset({"city_night", "campfire", "rain_window", "fireworks", "starry_sky", "storm_sea"})
"""Worlds of night and storm; a dissolve leads from one of these to a bright one or back."""
SHORTEST, LONGEST = 1.25, 4.45
"""Seconds of a shot."""
ROOMY = 2.4
"""Shortest shot in seconds on either side of a dissolve or fade."""


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """One shot of the film; its frames are half-open."""

    index: int
    world: str
    motion: float
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Boundary:
    """The change between two shots.

    For a cut both frames are the first of the new shot. For a dissolve they enclose the mixed
    frames, half-open; for a fade all frames from the first that is darkened to the last.
    """

    kind: Kind
    start_frame: int
    end_frame: int
    before_world: str
    after_world: str


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """A whole film, before a single picture is painted."""

    seed: int
    frame_rate: Fraction
    shots: tuple[PlannedShot, ...]
    boundaries: tuple[Boundary, ...]
    black_frames: int
    """Wholly black frames in the middle of a fade."""

    @property
    def frames(self) -> int:
        """Number of frames in the film."""
        return self.shots[-1].end_frame

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.frames / self.frame_rate


def plan_film(
    seed: int,
    n_shots: int = 36,
    seconds: float = 90.0,
    frame_rate: Fraction | int = 24,
    n_dissolves: int = 5,
    n_fades: int = 1,
) -> FilmPlan:
    """Invent a film.

    Args:
        seed: The same seed gives the same film.
        n_shots: How many shots; from 12 on, every world is seen.
        seconds: Length, about; each shot must come out between 1.25 and 4.45 s.
        frame_rate: Frames per second.
        n_dissolves: How many boundaries are dissolves.
        n_fades: How many boundaries fade through black.

    Raises:
        ValueError: The shots cannot share out the length, or there are too few boundaries.
    """
    if not SHORTEST * n_shots < seconds < LONGEST * n_shots:
        raise ValueError(
            f"{n_shots} shots cannot fill {seconds} s: each must last {SHORTEST} to {LONGEST} s"
        )
    rng = np.random.default_rng([seed, 1])
    rate = Fraction(frame_rate)
    soft = n_dissolves + n_fades
    for _ in range(200):
        worlds = _order(rng, n_shots)
        places = _soft_places(rng, worlds, soft)
        if places is not None:
            break
    else:
        raise ValueError(
            f"{n_shots} shots have no room for {soft} dissolves and fades; ask for fewer"
        )
    kinds: list[Kind] = ["cut"] * (n_shots - 1)
    for number, place in enumerate(places):
        kinds[place] = "dissolve" if number < n_dissolves else "fade"
    ends = np.cumsum(_lengths(rng, kinds, seconds, float(rate))).tolist()
    still_first = bool(rng.random() < 0.5)
    shots = tuple(
        PlannedShot(
            index,
            world,
            _motion(rng, (index % 2 == 0) == still_first),
            0 if index == 0 else int(ends[index - 1]),
            int(ends[index]),
        )
        for index, world in enumerate(worlds)
    )
    black = 2 * max(1, round(0.15 * float(rate)))
    boundaries = tuple(
        _boundary(rng, kind, before, after, float(rate), black)
        for kind, before, after in zip(kinds, shots[:-1], shots[1:], strict=True)
    )
    return FilmPlan(seed, rate, shots, boundaries, black)


def _order(rng: np.random.Generator, n_shots: int) -> list[str]:
    """Deal the worlds in rounds, so that each is seen about equally often, never twice in a row."""
    names = list(WORLDS)
    order: list[str] = []
    while len(order) < n_shots:
        turn = [names[int(k)] for k in rng.permutation(len(names))]
        if not order or turn[0] != order[-1]:
            order += turn
    return order[:n_shots]


def _soft_places(rng: np.random.Generator, worlds: list[str], count: int) -> list[int] | None:
    """Choose boundaries between a dark and a bright world, no two of them around one shot."""
    candidates = [
        place
        for place in range(1, len(worlds) - 2)
        if (worlds[place] in DARK) != (worlds[place + 1] in DARK)
    ]
    chosen: list[int] = []
    for k in rng.permutation(len(candidates)):
        place = candidates[int(k)]
        if all(abs(place - other) >= 3 for other in chosen):
            chosen.append(place)
        if len(chosen) == count:
            return chosen
    return None


def _motion(rng: np.random.Generator, still: bool) -> float:
    """Choose how much a still or a lively shot moves."""
    span = (0.05, 0.25) if still else (0.6, 1.0)
    return round(float(rng.uniform(*span)), 3)


def _lengths(rng: np.random.Generator, kinds: list[Kind], seconds: float, rate: float) -> list[int]:
    """Share out the frames: many short shots, some long, and room beside dissolves."""
    soft = np.array([kind != "cut" for kind in kinds])
    beside = np.concatenate([[False], soft]) | np.concatenate([soft, [False]])
    least = np.where(beside, ROOMY, SHORTEST)
    if least.sum() / seconds > 1:
        raise ValueError(f"{seconds} s are too short for so many dissolves; ask for fewer")
    wish = rng.random(len(beside)) ** 1.6
    low, high = 0.0, 100.0
    for _ in range(60):
        scale = (low + high) / 2
        total = np.minimum(least + scale * wish, LONGEST).sum()
        low, high = (scale, high) if total < seconds else (low, scale)
    return [int(n) for n in np.rint(np.minimum(least + low * wish, LONGEST) * rate)]


def _boundary(
    rng: np.random.Generator,
    kind: Kind,
    before: PlannedShot,
    after: PlannedShot,
    rate: float,
    black: int,
) -> Boundary:
    """Lay a boundary evenly around the frame where one shot gives way to the next."""
    middle = after.start_frame
    half = 0
    if kind == "dissolve":
        half = round(float(rng.uniform(0.5, 1.0)) * rate / 2)
    elif kind == "fade":
        half = black // 2 + round(0.5 * rate)
    return Boundary(kind, middle - half, middle + half, before.world, after.world)
