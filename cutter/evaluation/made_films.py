"""Analyses made of numbers, in which it is known what every shot shows.

A world has concepts, each a direction among pictures; a shot shows one to three of them, with
noise. Knows nothing about viewers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cutter.schema import (
    SIGNAL_NAMES,
    Analysis,
    FilmRecord,
    Keyframe,
    Media,
    Shot,
    Signals,
    TimeRange,
)

if TYPE_CHECKING:
    from cutter.schema import Vectors

Array = NDArray[np.float64]

MODEL = "made"
DIM = 512
CONCEPTS = 40
SHOTS = 1500
MOST_SHOWN = 3
"""A shot shows one to three concepts, each number as often as the others."""
NOISE = 1.2
"""Length of a shot's noise where the length of what it shows is 1. Set, together with
`viewers.UNSURE`, so that plain ridge regression comes to the accuracy that the simulator is
to have (see `viewers`); no figure of cutter's own was looked at."""
ALIKE = 0.45
"""Cosine of two pictures that have nothing in common: CLIP's usual 0.4 to 0.6."""
COMMON = 0.185
"""Cosine of a text with a picture that has nothing to do with it, as of a ViT-B-32."""
_SAID = 0.5
"""Of a text's vector, the part in the direction of its concept."""
_OWN = 0.5
"""Of what a text's vector holds besides, how much is its own: that of a null prompt lies among
pictures, for it names what films show most often, that of another text does not, so that foreign
texts lie within little more than the null prompts' spread, as measured (`taste.calibrate`)."""
_WORDS_ONLY = 64
"""Directions in which texts differ and pictures do not."""
_NULLS = 64
_RATE = Fraction(24)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Directions of everything that pictures and texts of one made-up model can show or say."""

    concepts: Array
    """(n_concepts, DIM), unit length."""
    any_picture: Array
    """(DIM,) what all pictures have in common."""
    any_text: Array
    """(DIM,) what all texts have in common."""
    words_only: Array
    """(64, DIM) directions, at right angles, that no picture has."""
    seed: int

    def text(self, concept: int) -> Vectors:
        """Return the vector of a text that names a concept, (DIM,) float32, unit length.

        From `CONCEPTS` on a concept is one that no film shows.
        """
        rng = np.random.default_rng([self.seed, 3, concept])
        direction = (
            self.concepts[concept] if concept < CONCEPTS else self.pictured(rng.normal(size=DIM))
        )
        own = self.words_only.T @ rng.normal(size=_WORDS_ONLY)
        return self._worded(direction, _unit(own))

    def nulls(self) -> Vectors:
        """Return the vectors of texts that say nothing in particular, (64, DIM)."""
        rng = np.random.default_rng([self.seed, 4])
        seen = self.pictured(rng.normal(size=(2, _NULLS, DIM)))
        return np.stack([self._worded(*pair) for pair in zip(*seen, strict=True)])

    def pictured(self, rows: Array) -> Array:
        """Return directions without what only texts have, (..., DIM), unit length."""
        return _unit(rows - rows @ self.words_only.T @ self.words_only)

    def _worded(self, direction: Array, own: Array) -> Vectors:
        shared = COMMON / np.sqrt(ALIKE) * self.any_picture
        rest = np.sqrt(1.0 - _SAID**2 - COMMON**2 / ALIKE)
        words = np.sqrt(1 - _OWN) * self.any_text + np.sqrt(_OWN) * own
        return _unit(shared + _SAID * direction + rest * words).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class MadeFilm:
    """A film, and what its shots show."""

    analysis: Analysis
    shows: Array
    """(n_shots, n_concepts) 1 where a shot shows a concept, else 0."""


def made_world(seed: int) -> World:
    """Return a world; another seed gives another."""
    rng = np.random.default_rng([seed, 1])
    axes = np.linalg.qr(rng.normal(size=(DIM, _WORDS_ONLY)))[0].T
    nothing = np.zeros(DIM)
    empty = World(np.zeros((0, DIM)), nothing, nothing, axes, seed)
    rows = empty.pictured(rng.normal(size=(CONCEPTS + 2, DIM)))
    return World(rows[:CONCEPTS], rows[CONCEPTS], rows[CONCEPTS + 1], axes, seed)


def made_film(world: World, number: int, shots: int = SHOTS) -> MadeFilm:
    """Return a film of the world.

    Args:
        world: what there is to be shown.
        number: another one gives another film.
        shots: how many.
    """
    rng = np.random.default_rng([world.seed, 2, number])
    shows = np.zeros((shots, CONCEPTS))
    for row in shows:
        row[rng.choice(CONCEPTS, size=int(rng.integers(1, MOST_SHOWN + 1)), replace=False)] = 1.0
    seen = _unit(shows @ world.concepts) + NOISE * world.pictured(rng.normal(size=(shots, DIM)))
    pictures = np.sqrt(ALIKE) * world.any_picture + np.sqrt(1 - ALIKE) * _unit(seen)
    spans = _spans(rng, shots)
    record = FilmRecord(
        media=_media(f"{world.seed} {number} {shots}", spans[-1].end),
        detector=MODEL,
        boundaries=(),
        shots=tuple(Shot(index, span, span) for index, span in enumerate(spans)),
        keyframes=tuple(Keyframe(index, span.middle) for index, span in enumerate(spans)),
        pictures=(b"",) * shots,
        signals=tuple(_signals(rng) for _ in range(shots)),
        cues=(),
        cue_terms=(),
    )
    vectors = _unit(pictures).astype(np.float32)
    nulls = world.nulls()
    for array in (vectors, nulls):
        array.setflags(write=False)
    silent = np.zeros((0, DIM), dtype=np.float32)
    return MadeFilm(Analysis(record, MODEL, vectors, silent, nulls), shows)


def _spans(rng: np.random.Generator, shots: int) -> list[TimeRange]:
    """Return shots of 0.6 s and more, 4 s as a rule, one after the other."""
    frames = np.maximum(15, rng.lognormal(np.log(3.4), 0.75, shots) * 24).astype(int)
    ends = np.cumsum(frames).tolist()
    return [
        TimeRange(Fraction(end - count) / _RATE, Fraction(end) / _RATE)
        for end, count in zip(ends, frames.tolist(), strict=True)
    ]


def _signals(rng: np.random.Generator) -> Signals:
    """Return signals that have nothing to do with what is shown."""
    values = {name: round(float(rng.uniform(0.05, 0.9)), 4) for name in SIGNAL_NAMES}
    values |= {"hue": float(rng.uniform(0, 360)), "loudness": float(rng.uniform(-45, -12))}
    return Signals(**values | {"black": 0.0, "text": 0.0, "face_share": 0.05})


def _media(content: str, end: Fraction) -> Media:
    return Media(
        path=Path("made.mp4"),
        fingerprint=hashlib.blake2b(content.encode(), digest_size=16).hexdigest(),
        container="mp4",
        codec="h264",
        video_index=0,
        clock_start=Fraction(0),
        container_start=Fraction(0),
        end=end,
        end_from="content",
        width=1280,
        height=720,
        display_width=1280,
        display_height=720,
        pixel_aspect=Fraction(1),
        rotation=0,
        frame_rate=_RATE,
        is_vfr=False,
        pixel_format="yuv420p",
        colour_primaries="bt709",
        colour_transfer="bt709",
        colour_space="bt709",
        is_interlaced=False,
    )


def _unit(rows: Array) -> Array:
    unit: Array = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit
