"""Made-up analyses, tastes and profiles: as many shots and preferences as are asked for."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cutter.schema import (
    SIGNAL_NAMES,
    Analysis,
    Boundary,
    FilmRecord,
    Keyframe,
    Media,
    Shot,
    Signals,
    Taste,
    TimeRange,
    Want,
)
from tests.described import described
from tests.films import PROFILES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cutter.schema import Vectors

DIM = 512
MODEL = "made"
RATE = Fraction(24)
_SETUPS = 0.4
"""Different views for each shot: shots come back to a view 2.5 times on average."""
_PHRASES = (
    *("the sea at sunset", "a quiet talk", "snow on the mountains", "a car in the night"),
    *(
        "a walk in the woods",
        "children laughing",
        "a storm",
        "an empty room",
        "a crowd in a street",
    ),
    *("a face close up", "birds in the sky", "an old house", "fire", "a long road"),
)


def made_analysis(shots: int, seed: int = 5, *, is_spoken: bool = False) -> Analysis:
    """Return a film of so many shots: scenes, views that come back, two keyframes for each shot.

    Args:
        shots: how many.
        seed: another one makes another film.
        is_spoken: whether people speak in it; everything else is the same.
    """
    rng = np.random.default_rng([seed, shots])
    frames = np.maximum(15, rng.lognormal(math.log(3.4), 0.75, shots) * 24).astype(int)
    ends = np.cumsum(frames)
    spans = [
        TimeRange(Fraction(int(end - count)) / RATE, Fraction(int(end)) / RATE)
        for end, count in zip(ends, frames, strict=True)
    ]
    views = _unit(rng.standard_normal((max(1, round(shots * _SETUPS)), DIM)))
    near = np.clip(
        np.arange(shots) * _SETUPS + rng.integers(-3, 4, shots), 0, len(views) - 1
    ).astype(int)
    looks = np.repeat(views[near], 2, axis=0) + 0.02 * rng.standard_normal((2 * shots, DIM))
    record = FilmRecord(
        media=_media(spans[-1].end),
        detector=MODEL,
        boundaries=tuple(Boundary("cut", span.end, span.end) for span in spans[:-1]),
        shots=tuple(Shot(index, span, span) for index, span in enumerate(spans)),
        keyframes=tuple(
            Keyframe(index, span.start + span.duration * part)
            for index, span in enumerate(spans)
            for part in (Fraction(1, 3), Fraction(2, 3))
        ),
        pictures=(b"",) * (2 * shots),
        signals=tuple(_signals(rng) for _ in range(shots)),
        cues=(),
        cue_terms=(),
        speech=_speech(spans[-1].end, seed) if is_spoken else (),
    )
    return Analysis(
        film=record,
        model=MODEL,
        image_vectors=_unit(looks),
        cue_vectors=np.zeros((0, DIM), np.float32),
        null_vectors=_unit(rng.standard_normal((32, DIM))),
    )


def made_taste(preferences: int, seed: int = 6) -> Taste:
    """Return a taste of so many preferences in pictures, a quarter of them dislikes."""
    rng = np.random.default_rng([seed, preferences])
    wants = tuple(
        Want(
            label=f"preference {number}",
            role="dislike" if number % 4 == 3 else "like",
            where="picture",
            weight=round(float(rng.uniform(0.3, 2.0)), 2),
            vector=vector,
            is_example=False,
            terms=(),
        )
        for number, vector in enumerate(_unit(rng.standard_normal((preferences, DIM))))
    )
    return Taste(MODEL, wants, (("motion", 0.3), ("brightness", 0.2)))


def write_profile(path: Path, number: int) -> Path:
    """Write the profile of viewer `number`: three likes, a dislike, two signals."""
    rng = np.random.default_rng([7, number])
    words = [_PHRASES[int(k)] for k in rng.permutation(len(_PHRASES))[:4]]
    document = {
        "version": 1,
        "likes": [
            {"text": text, "weight": round(float(rng.uniform(0.5, 2)), 2)} for text in words[:3]
        ],
        "dislikes": [{"text": words[3], "weight": 1.0}],
        "signals": {"motion": round(float(rng.uniform(-1, 1)), 2), "brightness": 0.2},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def write_mixed(path: Path, number: int) -> Path:
    """Write the profile of viewer `number`, mixed of what the profiles of this repository like."""
    rng = np.random.default_rng([11, number])
    read = [
        json.loads(each.read_text(encoding="utf-8")) for each in sorted(PROFILES.glob("*.json"))
    ]
    liked = sorted({like["text"] for profile in read for like in profile["likes"]})
    words = [liked[int(k)] for k in rng.permutation(len(liked))[:4]]
    document = {
        "version": 1,
        "likes": [{"text": text, "weight": round(float(rng.uniform(0.5, 2)), 2)} for text in words],
        "dislikes": [{"text": _PHRASES[int(rng.integers(len(_PHRASES)))]}],
        "signals": {"motion": round(float(rng.uniform(-1, 1)), 2)},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _unit(rows: NDArray[np.float64]) -> Vectors:
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _speech(end: Fraction, seed: int) -> tuple[TimeRange, ...]:
    """Return when people speak: lines of 0.8 to 6 s with 0.2 to 8 s between them, over all cuts."""
    rng = np.random.default_rng([8, seed])
    spans: list[TimeRange] = []
    start = Fraction(1)
    while True:
        stop = start + Fraction(int(rng.integers(8, 60)), 10)
        if stop > end:
            return tuple(spans)
        spans.append(TimeRange(start, stop))
        start = stop + Fraction(int(rng.integers(2, 80)), 10)


def _signals(rng: np.random.Generator) -> Signals:
    values = {name: round(float(rng.uniform(0.05, 0.9)), 4) for name in SIGNAL_NAMES}
    values |= {"hue": float(rng.uniform(0, 360)), "loudness": float(rng.uniform(-45, -12))}
    values |= {"black": 0.0, "text": 0.0, "faces": float(rng.integers(0, 3)), "face_share": 0.05}
    return Signals(**values)


def _media(end: Fraction) -> Media:
    return described(
        path=Path("/made/film.mp4"),
        end=end,
        width=1280,
        height=720,
        display_width=1280,
        display_height=720,
        frame_rate=RATE,
    )
