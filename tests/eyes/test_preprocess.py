"""Our resize is PIL's, as open_clip uses it, for pictures of any size."""

from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.eyes.embedder import Frame
from cutter.eyes.preprocess import Preparation, prepare

MEAN, STD = (0.48, 0.46, 0.41), (0.27, 0.26, 0.28)


def _configuration(size: int | tuple[int, int], mode: str, interpolation: str) -> dict[str, Any]:
    return {
        "size": size,
        "mean": MEAN,
        "std": STD,
        "resize_mode": mode,
        "interpolation": interpolation,
        "fill_color": 40,
    }


@settings(max_examples=60, deadline=None)
@given(
    height=st.integers(1, 150),
    width=st.integers(1, 150),
    size=st.sampled_from([32, (32, 32), (24, 40)]),
    mode=st.sampled_from(["shortest", "longest", "squash"]),
    interpolation=st.sampled_from(["bicubic", "bilinear"]),
)
def test_pixels_are_those_of_open_clips_transform(
    height: int,
    width: int,
    size: int | tuple[int, int],
    mode: Literal["shortest", "longest", "squash"],
    interpolation: str,
) -> None:
    import torch
    from open_clip import image_transform
    from PIL import Image

    if mode == "shortest" and isinstance(size, tuple) and size[0] != size[1]:
        # open_clip drops the interpolation asked for in this one case.
        interpolation = "bicubic"
    if max(height, width) > 20 * min(height, width):
        height = width
    frame = np.random.default_rng(height * 151 + width).integers(
        0, 256, (height, width, 3), dtype=np.uint8
    )
    configuration = _configuration(size, mode, interpolation)
    transform = image_transform(
        size,
        is_train=False,
        mean=MEAN,
        std=STD,
        resize_mode=mode,
        interpolation=interpolation,
        fill_color=40,
    )
    theirs = transform(Image.fromarray(frame))
    ours = prepare([frame], Preparation.read(configuration))[0]
    assert ours.shape == theirs.shape
    assert ours.dtype == torch.float32
    levels = (ours - theirs).abs() * torch.tensor(STD)[:, None, None] * 255
    assert levels.max() < 2.5
    assert levels.mean() < 0.2


def test_frames_of_several_sizes_keep_their_order() -> None:
    shades = [10, 200, 60, 120, 250]
    sizes = [(40, 60), (64, 64), (40, 60), (90, 30), (64, 64)]
    frames = [np.full((*size, 3), s, np.uint8) for size, s in zip(sizes, shades, strict=True)]
    ready = prepare(frames, Preparation.read(_configuration(32, "shortest", "bicubic")))
    levels = (ready[:, 0].mean(dim=(1, 2)) * STD[0] + MEAN[0]) * 255
    assert np.allclose(levels.numpy(), shades, atol=0.5)


@pytest.mark.parametrize("bad", [np.zeros((4, 4, 3)), np.zeros((4, 4, 4), np.uint8)])
def test_what_is_no_rgb_picture_is_refused(bad: Frame) -> None:
    with pytest.raises(ValueError, match="uint8"):
        prepare([bad], Preparation.read(_configuration(32, "shortest", "bicubic")))
