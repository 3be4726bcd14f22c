"""What everything that matches words to words must hold to, sentence model or text tower."""

from collections.abc import Callable

import numpy as np
import pytest

from cutter.eyes.choose import open_eyes
from cutter.eyes.embedder import SentenceModel
from cutter.eyes.null_sentences import NULL_SENTENCES
from cutter.pipeline import Look
from cutter.pipeline.looking import open_reader
from tests.films import SAMPLE_CLIP
from tests.sentence_model import minilm_folder

TEXTS = ("The tide is coming in.", "ocean waves", "tax return", "", "夜の海", "so " * 2000)


def _open_minilm() -> SentenceModel:
    reader = open_reader(Look(sentences=str(minilm_folder()), offline=True))
    assert reader is not None
    return reader


@pytest.fixture(scope="module", params=["minilm", "basic", "sample"])
def opened(request: pytest.FixtureRequest) -> Callable[[], SentenceModel]:
    """Return a function that opens one kind of model anew."""
    if request.param == "minilm":
        minilm_folder()
        return _open_minilm
    model = "basic" if request.param == "basic" else str(SAMPLE_CLIP)
    return lambda: open_eyes(model, device="cpu", offline=True)


@pytest.fixture(scope="module")
def reader(opened: Callable[[], SentenceModel]) -> SentenceModel:
    return opened()


def test_vectors_are_float32_of_unit_length(reader: SentenceModel) -> None:
    vectors = reader.texts(TEXTS)
    assert vectors.shape == (len(TEXTS), reader.dim)
    assert vectors.dtype == np.float32
    assert vectors.flags.c_contiguous
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_nothing_in_gives_nothing_out(reader: SentenceModel) -> None:
    assert reader.texts([]).shape == (0, reader.dim)
    assert reader.texts([]).dtype == np.float32


def test_equal_texts_get_equal_vectors_and_others_do_not(reader: SentenceModel) -> None:
    first, second, again = reader.texts([TEXTS[0], TEXTS[1], TEXTS[0]])
    assert first.tobytes() == again.tobytes()
    assert first @ second < 0.999


def test_two_instances_make_the_same_bytes(
    reader: SentenceModel, opened: Callable[[], SentenceModel]
) -> None:
    again = opened()
    assert (again.name, again.dim) == (reader.name, reader.dim)
    assert again.texts(TEXTS).tobytes() == reader.texts(TEXTS).tobytes()


def test_the_company_of_other_texts_changes_nothing(reader: SentenceModel) -> None:
    texts = [*TEXTS, *NULL_SENTENCES]
    together = reader.texts(texts)
    backwards = reader.texts(texts[::-1])[::-1]
    alone = np.concatenate([reader.texts([text]) for text in texts])
    # A text tower reads in batches as long as they come; a sentence model's bits are the same.
    room = 0 if reader.name.startswith("sentences/") else 1e-5
    assert np.abs(backwards - together).max() <= room
    assert np.abs(alone - together).max() <= room
