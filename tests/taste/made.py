"""Analyses and tastes made of numbers, in which it is known what each shot shows and says.

`clip` has the cosines of a ViT-B-32 (fitting 0.30, foreign 0.18, spread 0.03), `sharp` those of a
small model that knows few things (fitting 0.75, foreign 0.0, spread 0.06).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from cutter.schema import (
    Analysis,
    Cue,
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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cutter.schema import Role, Where

    Vectors = NDArray[np.float32]

PLAIN_SIGNALS = Signals(
    motion=0.3, brightness=0.5, colourfulness=0.3, hue=30.0, saturation=0.3, contrast=0.4,
    sharpness=0.5, faces=0.0, face_share=0.0, loudness=-25.0, speech=0.0, black=0.0, text=0.0,
)  # fmt: skip
N_NULLS = 64


@dataclass(frozen=True)
class World:
    """A space in which texts and pictures of the same topic lie near one another."""

    name: str
    dim: int
    common: float
    """Cosine of a text with a picture that has nothing to do with it."""
    fitting: float
    """Cosine of a text with a picture of its topic."""
    alike: float
    """What two pictures have in common for being pictures."""
    own: float
    """What two pictures of a topic have in common beyond what words say of it."""
    bias: float
    """How much texts differ in their nearness to all pictures, in cosine."""

    def texts(self, topics: Sequence[str], seed: int) -> Vectors:
        """Return a unit vector for each topic; the same seed gives the same."""
        return self._unit([self._shared(topic) for topic in topics], seed, self.bias)

    def pictures(self, topics: Sequence[str], seed: int) -> Vectors:
        """Return a unit vector for each topic; `a+b` shows half of each."""
        rows = []
        for topic in topics:
            row = self._shared(topic) + np.sqrt(self.alike) * self._axis("any picture")
            rows.append(row + self._mixed(topic, self.own, "seen "))
        return self._unit(rows, seed, 0.0)

    def _shared(self, topic: str) -> NDArray[np.float64]:
        common = np.sqrt(self.common) * self._axis("common")
        shared: NDArray[np.float64] = common + self._mixed(topic, self.fitting - self.common, "")
        return shared

    def _mixed(self, topic: str, amount: float, prefix: str) -> NDArray[np.float64]:
        parts = topic.split("+")
        axes = np.sum([self._axis(prefix + part) for part in parts], axis=0)
        mixed: NDArray[np.float64] = np.sqrt(amount) * axes / len(parts)
        return mixed

    def _unit(self, rows: list[NDArray[np.float64]], seed: int, bias: float) -> Vectors:
        table = np.zeros((len(rows), self.dim))
        for number, row in enumerate(rows):
            rng = np.random.default_rng([seed, number])
            near = rng.normal() * bias / np.sqrt(max(self.common, 0.25))
            row = row + near * self._axis("common" if self.common else "any picture")
            noise = rng.normal(size=self.dim)
            rest = np.sqrt(max(0.0, 1.0 - float(row @ row)))
            table[number] = row + rest * noise / np.linalg.norm(noise)
        table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
        return table.astype(np.float32)

    def _axis(self, name: str) -> NDArray[np.float64]:
        """Return a direction of its own for each name, all at right angles."""
        axis = np.zeros(self.dim)
        axis[_AXES.setdefault(name, len(_AXES))] = 1.0
        return axis


_USUAL = (
    *("common", "sea", "any picture", "seen sea"),
    *(
        f"{seen}{topic}"
        for topic in ("snow", "city", "forest", "fire", "rain")
        for seen in ("", "seen ")
    ),
    *(f"null {number}" for number in range(N_NULLS)),
)
_AXES: dict[str, int] = {name: place for place, name in enumerate(_USUAL)}
"""Those of the usual names first, so that no test depends on which were run before it."""

CLIP = World("clip", 768, 0.185, 0.30, 0.35, 0.15, 0.025)
SHARP = World("sharp", 512, 0.0, 0.75, 0.04, 0.15, 0.06)
WORLDS = (CLIP, SHARP)


def media() -> Media:
    """Return a film of which nothing but its clock is used."""
    return described(end=Fraction(100), frame_rate=Fraction(24))


def film(
    shows: Sequence[Sequence[str] | str],
    *,
    world: World = CLIP,
    says: Sequence[tuple[float, float, str]] = (),
    signals: Sequence[Signals] | None = None,
    seconds: int = 4,
    seed: int = 1,
) -> Analysis:
    """Return a film of equally long shots.

    Args:
        shows: for each shot its topic, or one topic for each of its keyframes.
        world: the model.
        says: cues as start, end (seconds) and words, of which each is a term.
        signals: of each shot; all alike unless given.
        seconds: length of a shot.
        seed: of the noise.
    """
    shots, keyframes, topics = [], [], []
    for index, shown in enumerate(shows):
        span = TimeRange(Fraction(index * seconds), Fraction((index + 1) * seconds))
        shots.append(Shot(index, span, span))
        names = [shown] if isinstance(shown, str) else list(shown)
        for number, name in enumerate(names):
            time = span.start + span.duration * (number + 1) / (len(names) + 1)
            keyframes.append(Keyframe(index, time))
            topics.append(name)
    cues = tuple(
        Cue(TimeRange(Fraction(str(start)), Fraction(str(end))), words, "en")
        for start, end, words in says
    )
    record = FilmRecord(
        media=media(),
        detector="made",
        boundaries=(),
        shots=tuple(shots),
        keyframes=tuple(keyframes),
        pictures=(b"",) * len(keyframes),
        signals=tuple(signals or [PLAIN_SIGNALS] * len(shots)),
        cues=cues,
        cue_terms=tuple(tuple(cue.text.split()) for cue in cues),
    )
    said = [cue.text.split()[0] for cue in cues]
    return Analysis(
        film=record,
        model=world.name,
        image_vectors=world.pictures(topics, seed),
        cue_vectors=world.texts(said, seed + 1000),
        null_vectors=world.texts([f"null {n}" for n in range(N_NULLS)], 7),
    )


def want(
    label: str,
    role: Role = "like",
    *,
    weight: float = 1.0,
    where: Where = "picture",
    world: World = CLIP,
    example_of: str = "",
    signals: tuple[tuple[str, float], ...] = (),
) -> Want:
    """Return a wish for the topic `label`; its words are its terms."""
    seed = int.from_bytes((example_of or label).encode()[:6], "big")
    make = world.pictures if example_of else world.texts
    vector = make([example_of or label], seed)[0]
    return Want(
        label=label,
        role=role,
        where=where,
        weight=weight,
        vector=vector,
        is_example=bool(example_of),
        terms=tuple(label.split()),
        signals=signals,
    )


def taste(*wants: Want, world: World = CLIP, signals: tuple[tuple[str, float], ...] = ()) -> Taste:
    """Return a taste of these wishes."""
    return Taste(world.name, tuple(wants), signals)


def measured(**values: float) -> Signals:
    """Return plain signals with some values changed."""
    return replace(PLAIN_SIGNALS, **values)
