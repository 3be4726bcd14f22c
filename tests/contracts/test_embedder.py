"""What all eyes must hold to, whichever they are."""

from collections.abc import Callable

import numpy as np
import pytest

from cutter.eyes import openvino_tower
from cutter.eyes.choose import open_eyes
from cutter.eyes.embedder import Embedder, Frame
from cutter.eyes.nulls import NULL_PROMPTS
from tests.eyes.tiny import make_tiny
from tests.films import SAMPLE_CLIP

TEXTS = ("sunset over the sea", "a dark night", "quiet conversation", "", "夜の海", "a" * 3000)


def _frames() -> list[Frame]:
    """Return pictures of many sizes: noise, flat colours, a gradient, one pixel."""
    rng = np.random.default_rng(3)
    noise = rng.integers(0, 256, (90, 160, 3), dtype=np.uint8)
    ramp = np.broadcast_to(np.arange(200, dtype=np.uint8)[None, :, None], (150, 200, 3)).copy()
    return [
        noise,
        np.full((90, 160, 3), (250, 120, 20), np.uint8),
        ramp,
        np.zeros((64, 64, 3), np.uint8),
        np.full((300, 100, 3), 255, np.uint8),
        noise[::-1].copy(),
        np.full((1, 1, 3), 7, np.uint8),
        rng.integers(0, 256, (400, 225, 3), dtype=np.uint8),
    ]


@pytest.fixture(scope="module", params=["basic", "tiny", "bf16", "openvino", "sample"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Embedder]:
    """Return a function that opens one kind of eyes anew."""
    if request.param == "sample" and not (SAMPLE_CLIP / "open_clip_config.json").is_file():
        pytest.skip("the sample CLIP has not been trained yet")
    if request.param == "openvino" and not openvino_tower.is_installed():
        pytest.skip("OpenVINO is not installed (pip install 'cutter[openvino]')")
    if request.param in {"basic", "sample"}:
        model = "basic" if request.param == "basic" else str(SAMPLE_CLIP)
        return lambda: open_eyes(model, device="cpu", offline=True)
    folder = tmp_path_factory.mktemp("contract")
    tiny = str(make_tiny(folder / "tiny-clip"))
    return lambda: open_eyes(
        tiny,
        device="cpu",
        precision="bf16" if request.param == "bf16" else "fp32",
        runtime="openvino" if request.param == "openvino" else "torch",
        folder=folder / "cache",
        offline=True,
    )


@pytest.fixture(scope="module")
def eyes(opened: Callable[[], Embedder]) -> Embedder:
    return opened()


def test_vectors_are_float32_of_unit_length_in_one_space(eyes: Embedder) -> None:
    frames = _frames()
    for vectors, count in ((eyes.images(frames), len(frames)), (eyes.texts(TEXTS), len(TEXTS))):
        assert vectors.shape == (count, eyes.dim)
        assert vectors.dtype == np.float32
        assert vectors.flags.c_contiguous
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_nothing_in_gives_nothing_out(eyes: Embedder) -> None:
    assert eyes.images([]).shape == (0, eyes.dim)
    assert eyes.texts([]).shape == (0, eyes.dim)
    assert eyes.images([]).dtype == eyes.texts([]).dtype == np.float32


def test_the_company_of_other_pictures_changes_nothing(eyes: Embedder) -> None:
    frames = _frames() * 3
    together = eyes.images(frames)
    for order in (list(range(len(frames)))[::-1], [5, 0, 2]):
        assert np.allclose(eyes.images([frames[i] for i in order]), together[order], atol=1e-5)


@pytest.mark.parametrize("count", [1, 5, 16, 17])
def test_how_many_pictures_come_at_a_time_changes_no_bit(eyes: Embedder, count: int) -> None:
    frames = _frames() * 3
    together = eyes.images(frames)
    parts = [eyes.images(frames[i : i + count]) for i in range(0, len(frames), count)]
    assert np.concatenate(parts).tobytes() == together.tobytes()


def test_the_company_of_other_texts_changes_nothing(eyes: Embedder) -> None:
    texts = [*TEXTS, *NULL_PROMPTS]
    together = eyes.texts(texts)
    assert np.allclose(eyes.texts(texts[::-1]), together[::-1], atol=1e-5)
    assert np.allclose(eyes.texts([texts[1]]), together[1:2], atol=1e-5)


def test_different_pictures_and_texts_get_different_vectors(eyes: Embedder) -> None:
    noise, orange, _, black = eyes.images(_frames()[:4])
    assert max(noise @ orange, orange @ black, noise @ black) < 0.999
    sunset, night = eyes.texts(TEXTS[:2])
    assert sunset @ night < 0.999


def test_two_instances_make_the_same_bytes(eyes: Embedder, opened: Callable[[], Embedder]) -> None:
    again = opened()
    assert again.name == eyes.name
    assert again.dim == eyes.dim
    assert again.images(_frames()).tobytes() == eyes.images(_frames()).tobytes()
    assert again.texts(TEXTS).tobytes() == eyes.texts(TEXTS).tobytes()


def test_frames_are_left_as_they_are_and_may_be_read_only(eyes: Embedder) -> None:
    frames = _frames()
    expected = eyes.images(frames)
    before = [frame.copy() for frame in frames]
    for frame in frames:
        frame.flags.writeable = False
    assert np.array_equal(eyes.images(frames), expected)
    assert all(np.array_equal(a, b) for a, b in zip(frames, before, strict=True))


def test_a_picture_that_is_no_rgb_is_refused(eyes: Embedder) -> None:
    with pytest.raises(ValueError, match="uint8"):
        eyes.images([np.zeros((20, 20), np.uint8)])
