"""Pictures are seen once, whether while the film is watched or after it."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.analysis.keyframes import pack
from cutter.analysis.vectors import CHUNK, Onlooker, look_at
from cutter.errors import ModelUnavailable
from cutter.progress import SILENT
from cutter.schema import Keyframe
from tests.analysis.made import texture


class Counting:
    """Eyes that see the mean colour, and remember how many pictures they were shown at a time."""

    name, dim = "counting", 3

    def __init__(self) -> None:
        self.shown: list[int] = []

    def images(self, frames: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        self.shown.append(len(frames))
        means = np.asarray([frame.reshape(-1, 3).mean(axis=0) for frame in frames])
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 3), dtype=np.float32)


class Blind(Counting):
    def images(self, frames: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        raise ModelUnavailable("no weights")


def jpegs(count: int) -> list[bytes]:
    return [pack(texture(seed, 64, 36)) for seed in range(count)]


def shown_to(eyes: Counting, pictures: list[bytes]) -> Onlooker:
    onlooker = Onlooker(eyes)
    with onlooker:
        for number, jpeg in enumerate(pictures):
            onlooker.show([(Keyframe(number, Fraction(number)), jpeg)])
        onlooker.known()
    return onlooker


def test_an_onlooker_sees_what_is_seen_afterwards() -> None:
    pictures = jpegs(CHUNK + 3)
    early, late = Counting(), Counting()
    known = shown_to(early, pictures).known()
    assert early.shown == [CHUNK, 3]
    afterwards = look_at(pictures, late, progress=SILENT)
    assert np.array_equal(np.stack([known[jpeg] for jpeg in pictures]), afterwards)


def test_pictures_that_are_known_are_not_looked_at_again() -> None:
    pictures = jpegs(6)
    known = shown_to(Counting(), pictures[:4]).known()
    eyes = Counting()
    images = look_at([*pictures, pictures[5]], eyes, progress=SILENT, known=known)
    assert eyes.shown == [2]
    assert images.shape == (7, 3)
    assert not images.flags.writeable


def test_a_model_that_cannot_be_had_is_told_where_the_vectors_are_asked_for() -> None:
    with Onlooker(Blind()) as onlooker:
        onlooker.show([(Keyframe(0, Fraction(0)), jpegs(1)[0])])
        with pytest.raises(ModelUnavailable, match="no weights"):
            onlooker.known()


def test_an_onlooker_nobody_asks_ends_with_its_block() -> None:
    eyes = Counting()
    with Onlooker(eyes) as onlooker:
        onlooker.show([(Keyframe(0, Fraction(0)), jpegs(1)[0])])
    assert eyes.shown == []
