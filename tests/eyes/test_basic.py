"""The Basic eyes tell pictures apart by their looks, and texts by their words."""

import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from cutter.eyes import lexicon
from cutter.eyes.appearance import AXES, measure
from cutter.eyes.basic import Basic
from cutter.eyes.embedder import Frame, ReadsSignals
from cutter.eyes.words import terms
from cutter.schema import SIGNAL_NAMES
from tests.films import ROOT


def _flat(red: int, green: int, blue: int) -> Frame:
    frame = np.empty((90, 160, 3), np.uint8)
    frame[:] = (red, green, blue)
    return frame


def _sunset() -> Frame:
    frame = _flat(30, 40, 80)
    frame[:55] = (240, 130, 50)
    frame[35:50, 70:90] = (255, 230, 150)
    return frame


def _night() -> Frame:
    frame = _flat(4, 5, 12)
    rng = np.random.default_rng(1)
    for row, column in rng.integers(0, (88, 158), (60, 2)):
        frame[row : row + 2, column : column + 2] = 250
    return frame


def _meadow() -> Frame:
    frame = _flat(60, 150, 40)
    frame[:40] = (120, 180, 250)
    return frame


def _snow() -> Frame:
    frame = _flat(240, 244, 250)
    frame[:20] = (170, 190, 220)
    return frame


WORLDS: dict[str, Callable[[], Frame]] = {
    "sunset over the sea": _sunset,
    "city lights at night": _night,
    "a green meadow": _meadow,
    "snowy mountains in winter": _snow,
    "everything red": lambda: _flat(210, 20, 20),
    "a purple dress": lambda: _flat(130, 40, 190),
}


@pytest.mark.parametrize("phrase", WORLDS)
def test_a_phrase_finds_its_picture_first(phrase: str) -> None:
    eyes = Basic()
    cosines = eyes.images([make() for make in WORLDS.values()]) @ eyes.texts([phrase])[0]
    assert list(WORLDS)[int(cosines.argmax())] == phrase
    assert cosines.max() > 0.2


def test_a_text_that_says_nothing_of_looks_matches_no_picture() -> None:
    eyes = Basic()
    texts = eyes.texts(["quarterly tax return", "", "的", "!?"])
    assert not (texts @ eyes.images([make() for make in WORLDS.values()]).T).any()


def test_texts_meet_in_their_words() -> None:
    eyes = Basic()
    asked, same, other, looks = eyes.texts(
        ["spiders", "I hate that spider!", "where is the train", "red"]
    )
    assert asked @ same > 0.6
    assert abs(asked @ other) < 0.1
    assert abs(asked @ looks) < 0.1


def test_black_bars_do_not_change_what_is_seen() -> None:
    inside = _meadow()
    boxed = np.zeros((90 + 2 * 15, 160, 3), np.uint8)
    boxed[15:-15] = inside
    pillared = np.zeros((90, 160 + 2 * 20, 3), np.uint8)
    pillared[:, 20:-20] = inside
    for frame in (boxed, pillared):
        assert np.allclose(measure(frame), measure(inside), atol=1e-6)
    assert measure(np.zeros((50, 50, 3), np.uint8))[AXES.index("black")] == 1


def test_words_are_read_as_signals() -> None:
    eyes = Basic()
    assert isinstance(eyes, ReadsSignals)
    assert dict(eyes.signals("a fast chase")) == {"motion": 1}
    assert dict(eyes.signals("quiet conversation")) == {
        "motion": -0.8,
        "loudness": -0.6,
        "speech": 1,
    }
    assert dict(eyes.signals("close-up of a face"))["face_share"] == 1
    assert dict(eyes.signals("Explosions!"))["loudness"] > 0
    assert dict(eyes.signals("a dark room"))["brightness"] < 0
    assert eyes.signals("quarterly tax return") == ()
    assert dict(eyes.signals("fast but calm"))["motion"] == pytest.approx(0.2)


@pytest.mark.parametrize("table", ["_LOOKS", "_SIGNALS"])
def test_the_lexicon_has_each_word_once_and_known_names_only(table: str) -> None:
    seen: dict[str, str] = {}
    for line in getattr(lexicon, table).strip().splitlines():
        words, _, weights = line.partition(":")
        for word in words.split():
            stem = terms(word)
            assert len(stem) == 1, f"{word} is too common, or two words"
            assert seen.setdefault(stem[0], line) == line, f"{word} stands in two lines"
        for pair in weights.split(","):
            name, weight = pair.split()
            assert name in (AXES if table == "_LOOKS" else SIGNAL_NAMES)
            assert -1 <= float(weight) <= 1


def test_vectors_do_not_hang_on_the_hash_seed() -> None:
    code = (
        "import sys, hashlib; from cutter.eyes.basic import Basic\n"
        "from cutter.eyes.nulls import NULL_PROMPTS\n"
        "vectors = Basic().texts([*NULL_PROMPTS, 'quiet talk of spiders'])\n"
        "print(hashlib.sha256(vectors.tobytes()).hexdigest(), 'torch' in sys.modules)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1
    assert "False" in said.pop()
