"""The story of a bench film: its scenes, who is seen where, and how shots meet.

Pure chance from a seed; it knows nothing about pictures or files.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["cut", "dissolve", "fade"]
Move = Literal["still", "breath", "pan", "tilt", "zoom", "hand", "whip"]

GROUNDS = ("thicket", "clouds", "ridges", "street", "room", "water")
MOVES: tuple[Move, ...] = ("still", "breath", "pan", "tilt", "zoom", "hand", "whip")
MOVE_SHARES = (0.22, 0.14, 0.2, 0.08, 0.14, 0.16, 0.06)
"""How often a camera does what: about a third of the shots hardly move, a few race."""
SHORTEST = 0.9
"""Seconds of the shortest shot between hard cuts."""
ROOMY = 3.2
"""Seconds of the shortest shot beside a dissolve or fade."""
FADE_HALF, BLACK_HALF = 18, 4
"""Frames on each side of a fade's middle, and how many of them are wholly black."""


@dataclass(frozen=True, slots=True)
class FilmShape:
    """What makes one bench film differ from another; the same shape gives the same frames."""

    seconds: float = 600.0
    width: int = 1280
    height: int = 720
    shots: int = 150
    dissolves: int = 13
    fades: int = 4
    seed: int = 3
    preset: str = "medium"
    crf: int = 21
    rate: int = 24

    @property
    def frames(self) -> int:
        """Number of frames in the film."""
        return round(self.seconds * self.rate)


@dataclass(frozen=True, slots=True)
class Setup:
    """A place seen from one side, as a camera stands there; shots come back to it."""

    scene: int
    number: int
    ground: str
    hue: float
    """Leading colour, 0 to 1."""
    light: float
    """Brightness of the place, 0.35 (night) to 1 (noon)."""


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """One shot; frames are half-open."""

    index: int
    setup: Setup
    move: Move
    figures: int
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class PlannedBoundary:
    """The change between two shots.

    For a cut both frames are the first of the new shot; else they enclose every mixed or
    darkened frame, half-open.
    """

    kind: Kind
    start_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Story:
    """A whole film before a single picture is drawn."""

    shape: FilmShape
    shots: tuple[PlannedShot, ...]
    boundaries: tuple[PlannedBoundary, ...]


def invent(shape: FilmShape) -> Story:
    """Invent a film.

    Raises:
        ValueError: the shots do not fit into the length, or there are too few for the gradual
            boundaries.
    """
    rng = np.random.default_rng([shape.seed, 1])
    setups = _setups(rng, shape.shots)
    kinds = _kinds(rng, setups, shape)
    ends = _ends(rng, kinds, shape)
    shots = tuple(
        PlannedShot(
            index,
            setup,
            MOVES[int(rng.choice(len(MOVES), p=MOVE_SHARES))],
            int(rng.choice(4, p=(0.2, 0.4, 0.25, 0.15))),
            ends[index - 1] if index else 0,
            ends[index],
        )
        for index, setup in enumerate(setups)
    )
    boundaries = tuple(
        _boundary(rng, kind, shot.start_frame) for kind, shot in zip(kinds, shots[1:], strict=True)
    )
    return Story(shape, shots, boundaries)


def _setups(rng: np.random.Generator, count: int) -> list[Setup]:
    """Deal scenes of 4 to 10 shots, each going between a few set-ups, never twice to the same."""
    setups: list[Setup] = []
    scene = 0
    while len(setups) < count:
        hue, light = float(rng.random()), float(rng.choice((0.4, 0.6, 0.8, 1.0)))
        grounds = rng.permutation(len(GROUNDS))
        stands = [
            Setup(
                scene,
                number,
                GROUNDS[int(grounds[number % len(GROUNDS)])],
                (hue + float(rng.normal(0.0, 0.05))) % 1.0,
                light * float(rng.uniform(0.85, 1.1)),
            )
            for number in range(int(rng.integers(2, 5)))
        ]
        last = -1
        for _ in range(int(rng.integers(4, 11))):
            free = [stand for stand in stands if stand.number != last]
            setups.append(free[int(rng.integers(len(free)))])
            last = setups[-1].number
        scene += 1
    return setups[:count]


def _kinds(rng: np.random.Generator, setups: list[Setup], shape: FilmShape) -> list[Kind]:
    """Choose gradual boundaries, at changes of scene first, never two around one shot."""
    kinds: list[Kind] = ["cut"] * (shape.shots - 1)
    fades: list[Kind] = ["fade"] * shape.fades
    wanted: list[Kind] = fades + ["dissolve"] * shape.dissolves
    places = [int(place) for place in rng.permutation(len(kinds))]
    places.sort(key=lambda place: setups[place].scene == setups[place + 1].scene)
    for place in places:
        if not wanted:
            break
        if {"cut"} == set(kinds[max(0, place - 1) : place + 2]):
            kinds[place] = wanted.pop(0)
    if wanted:
        raise ValueError(f"{shape.shots} shots have no room for {len(wanted)} gradual boundaries")
    return kinds


def _ends(rng: np.random.Generator, kinds: list[Kind], shape: FilmShape) -> list[int]:
    """Share out the frames: many short shots and a long tail, as in films."""
    soft = np.array([kind != "cut" for kind in kinds], dtype=bool)
    beside = np.concatenate([[False], soft]) | np.concatenate([soft, [False]])
    least = np.ceil(np.where(beside, ROOMY, SHORTEST) * shape.rate).astype(int)
    spare = shape.frames - int(least.sum())
    if spare < 0:
        raise ValueError(f"{shape.shots} shots do not fit into {shape.seconds:g} s")
    weights = rng.lognormal(0.0, 0.9, shape.shots)
    ends = np.cumsum(least) + np.floor(np.cumsum(weights) / weights.sum() * spare).astype(int)
    ends[-1] = shape.frames
    return [int(end) for end in ends]


def _boundary(rng: np.random.Generator, kind: Kind, middle: int) -> PlannedBoundary:
    if kind == "cut":
        return PlannedBoundary(kind, middle, middle)
    if kind == "fade":
        return PlannedBoundary(kind, middle - FADE_HALF, middle + FADE_HALF)
    half = math.ceil(float(rng.uniform(12, 44)) / 2)
    return PlannedBoundary(kind, middle - half, middle + half)
