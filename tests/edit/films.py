"""Made-up films for tests: shots, signals, vectors and scores without any picture."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.edit.compose import ScoredFilm
from cutter.schema import (
    Analysis,
    Boundary,
    Cue,
    FilmRecord,
    Keyframe,
    Media,
    Reason,
    Score,
    Shot,
    Signals,
    TimeRange,
)
from tests.described import described

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN = Signals(
    motion=0.4,
    brightness=0.5,
    colourfulness=0.5,
    hue=200.0,
    saturation=0.5,
    contrast=0.5,
    sharpness=0.6,
    faces=0.0,
    face_share=0.0,
    loudness=-25.0,
    speech=0.0,
    black=0.0,
    text=0.0,
)


@dataclass(frozen=True)
class Take:
    """What a test says of one shot; the rest is filled in."""

    seconds: Fraction | float = Fraction(4)
    value: float = 1.0
    is_match: bool = True
    looks: int | None = None
    """Shots that share a number look the same; None looks like no other."""
    reasons: tuple[tuple[str, float], ...] = ()
    signals: Signals = PLAIN
    never: str = ""
    doubtful: str = ""
    must: str = ""
    moment: float = 0.5
    """Where the best moment is, as a part of the shot."""
    dissolve: Fraction = Fraction(0)
    """Length of a dissolve into the next shot, centred on the boundary."""


def media(end: Fraction, rate: Fraction = Fraction(25), *, is_vfr: bool = False) -> Media:
    """Return a film of a length and frame rate."""
    return described(end=end, frame_rate=rate, is_vfr=is_vfr)


def make_film(
    takes: Sequence[Take],
    *,
    rate: Fraction = Fraction(25),
    is_vfr: bool = False,
    dim: int = 64,
    seed: int = 0,
    cues: Sequence[tuple[float, float, str]] = (),
    speech: Sequence[TimeRange] = (),
    pictures: Sequence[bytes] | None = None,
) -> ScoredFilm:
    """Return a film of these takes, one after the other, with their scores."""
    noise = np.random.default_rng(seed)
    shots, scores, boundaries, vectors = [], [], [], []
    start, lead = Fraction(0), Fraction(0)
    for index, take in enumerate(takes):
        end = start + max(1, round(Fraction(take.seconds) * rate)) / rate
        tail = take.dissolve / 2 if index + 1 < len(takes) else Fraction(0)
        clean = TimeRange(start + lead, end - tail)
        shots.append(Shot(index, TimeRange(start, end), clean))
        if index + 1 < len(takes):
            kind = "dissolve" if tail else "cut"
            boundaries.append(Boundary(kind, end - tail, end + tail))  # type: ignore[arg-type]
        moment = clean.start + clean.duration * Fraction(take.moment).limit_denominator(1000)
        reasons = tuple(Reason(label, amount, "picture") for label, amount in take.reasons)
        rest = take.value - sum(reason.amount for reason in reasons)
        if abs(rest) > 1e-9:
            reasons += (Reason("a like", rest, "picture"),)
        scores.append(
            Score(
                index,
                take.value,
                reasons,
                moment,
                take.is_match,
                never=take.never,
                doubtful=take.doubtful,
                must=take.must,
            )
        )
        source = noise if take.looks is None else np.random.default_rng(1000 + take.looks)
        vectors.append(source.standard_normal(dim))
        start, lead = end, tail
    array = np.array(vectors)
    array /= np.linalg.norm(array, axis=1, keepdims=True)
    record = FilmRecord(
        media=media(start, rate, is_vfr=is_vfr),
        detector="test",
        boundaries=tuple(boundaries),
        shots=tuple(shots),
        keyframes=tuple(Keyframe(shot.index, shot.clean.middle) for shot in shots),
        pictures=tuple(pictures) if pictures is not None else tuple(b"" for _ in shots),
        signals=tuple(take.signals for take in takes),
        cues=tuple(
            Cue(TimeRange(Fraction(str(a)), Fraction(str(b))), text, "en") for a, b, text in cues
        ),
        cue_terms=tuple(() for _ in cues),
        speech=tuple(speech),
    )
    analysis = Analysis(
        film=record,
        model="test",
        image_vectors=array.astype(np.float32),
        cue_vectors=np.zeros((len(cues), dim), dtype=np.float32),
        null_vectors=np.zeros((1, dim), dtype=np.float32),
    )
    return ScoredFilm(analysis, tuple(scores))


LIKES = ("sunset over the sea", "quiet conversation", "fast cars", "snow")


def random_takes(count: int, seed: int, *, matching: float = 0.5) -> list[Take]:
    """Return takes of many lengths, likes and looks, some of which look the same."""
    chance = random.Random(seed)
    takes = []
    for _ in range(count):
        is_match = chance.random() < matching
        reasons = tuple(
            (like, chance.random() * (1.0 if is_match else 0.2))
            for like in chance.sample(LIKES, chance.randint(1, 2))
        )
        takes.append(
            Take(
                seconds=Fraction(round(chance.lognormvariate(1.2, 0.7) * 25), 25) + Fraction(1, 5),
                value=sum(amount for _, amount in reasons),
                is_match=is_match,
                looks=chance.choice([None, None, chance.randint(0, max(1, count // 4))]),
                reasons=reasons,
                moment=chance.random(),
            )
        )
    return takes
