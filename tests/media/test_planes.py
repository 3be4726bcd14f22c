"""Small pictures made plane by plane."""

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cutter.media import planes

SPACES = {"bt709": Colorspace.ITU709, "smpte170m": Colorspace.ITU601, "bt470bg": Colorspace.ITU601}


def stored(picture: NDArray[np.uint8], space: str) -> av.VideoFrame:
    """Return an RGB picture as a film stores it."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace=SPACES[space])


def small(frame: av.VideoFrame, space: str) -> NDArray[np.int64]:
    """Return a frame as small RGB."""
    matrix = planes.to_bgr(space)
    assert matrix is not None
    return planes.small(frame, 256, 144, matrix)[..., ::-1].astype(np.int64)


@pytest.mark.parametrize("space", SPACES)
@given(colour=st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_are_those_of_the_matrix(space: str, colour: tuple[int, int, int]) -> None:
    picture = np.full((180, 320, 3), colour, dtype=np.uint8)
    shown = small(stored(picture, space), space)
    assert shown.shape == (144, 256, 3)
    # Video range has 219 steps of light and 224 of colour for 255: two are lost at most each way.
    assert np.abs(shown - colour).max() <= 4


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (638, 358), (101, 75), (1919, 1081)])
def test_all_of_the_picture_is_there_and_in_place(width: int, height: int) -> None:
    across = np.linspace(20, 235, width)[None, :, None] * np.ones((height, 1, 1))
    down = np.linspace(235, 20, height)[:, None, None] * np.ones((1, width, 1))
    picture = np.concatenate([across, down, (across + down) / 2], axis=2).round().astype(np.uint8)
    shown = small(stored(picture, "bt709"), "bt709")
    wanted_across = np.interp(
        (np.arange(256) + 0.5) / 256 * width - 0.5, range(width), across[0, :, 0]
    )
    wanted_down = np.interp(
        (np.arange(144) + 0.5) / 144 * height - 0.5, range(height), down[:, 0, 0]
    )
    assert np.abs(shown[..., 0] - wanted_across).max() < 8
    assert np.abs(shown[..., 1] - wanted_down[:, None]).max() < 8


def test_what_is_stored_otherwise_is_left_to_the_scaler() -> None:
    frame = av.VideoFrame(64, 64, "yuv420p")
    assert planes.can_split(frame)
    frame.color_range = ColorRange.JPEG
    assert not planes.can_split(frame)
    for name in ("yuvj420p", "yuv422p", "yuv420p10le", "nv12", "rgb24", "gbrp"):
        assert not planes.can_split(av.VideoFrame(64, 64, name))
    assert planes.to_bgr("bt2020nc") is None
