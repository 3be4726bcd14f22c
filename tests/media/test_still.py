"""An example picture is read upright, in RGB, or refused in one line."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from cutter.errors import InputError, SourceNotFound
from cutter.media import still
from cutter.media.still import read_picture

RED, BLUE = (0, 0, 220), (220, 0, 0)
"""In OpenCV's order: blue, green, red."""


def two_colours(suffix: str) -> bytes:
    """Return a coded picture of 32x16 pixels: the left half is red, the right half blue."""
    picture = np.zeros((16, 32, 3), np.uint8)
    picture[:, :16], picture[:, 16:] = RED, BLUE
    done, data = cv2.imencode(suffix, picture)
    assert done
    return data.tobytes()


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """Return a JPEG with an Exif tag that says how it was held."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tags = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(tags) + 2) + tags + jpeg[2:]


def is_red(pixel: NDArray[np.uint8]) -> bool:
    red, _, blue = (int(value) for value in pixel)
    assert abs(red - blue) > 100
    return red > blue


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_a_picture_is_read_as_rgb_whatever_its_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "example"
    path.write_bytes(two_colours(suffix))
    picture = read_picture(path)
    assert picture.shape == (16, 32, 3)
    assert picture.dtype == np.uint8
    assert is_red(picture[8, 4])
    assert not is_red(picture[8, 28])


@pytest.mark.parametrize(
    ("orientation", "shape", "red_at"),
    [
        (1, (16, 32, 3), (8, 4)),
        (2, (16, 32, 3), (8, 28)),
        (3, (16, 32, 3), (8, 28)),
        (6, (32, 16, 3), (4, 8)),
        (8, (32, 16, 3), (28, 8)),
    ],
)
def test_a_photograph_stands_as_its_camera_was_held(
    tmp_path: Path, orientation: int, shape: tuple[int, ...], red_at: tuple[int, int]
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(with_orientation(two_colours(".jpg"), orientation))
    picture = read_picture(path)
    assert picture.shape == shape
    assert is_red(picture[red_at])
    assert not is_red(picture[shape[0] - 1 - red_at[0], shape[1] - 1 - red_at[1]])


@pytest.mark.parametrize("kind", ["grey", "alpha", "deep"])
def test_other_pixels_become_three_times_eight_bits(tmp_path: Path, kind: str) -> None:
    kinds: dict[str, NDArray[np.uint8] | NDArray[np.uint16]] = {
        "grey": np.full((8, 8), 200, np.uint8),
        "alpha": np.full((8, 8, 4), 200, np.uint8),
        "deep": np.full((8, 8, 3), 200 * 257, np.uint16),
    }
    path = tmp_path / "picture.png"
    path.write_bytes(cv2.imencode(".png", kinds[kind])[1].tobytes())
    picture = read_picture(path)
    assert picture.shape == (8, 8, 3)
    assert picture.dtype == np.uint8
    assert (picture == 200).all()


def claim(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that says it is of that size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + data


@pytest.mark.parametrize(
    "content",
    [b"hello\n", bytes(range(256)) * 10, two_colours(".jpg")[:40], claim(60_000, 60_000), b""],
    ids=["text", "bytes", "torn", "bomb", "empty"],
)
def test_what_is_no_picture_is_refused_in_one_line(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_picture(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().out == ""


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(two_colours(".png"))
    monkeypatch.setattr(still, "MAX_BYTES", path.stat().st_size)
    assert read_picture(path).shape == (16, 32, 3)
    monkeypatch.setattr(still, "MAX_BYTES", path.stat().st_size - 1)
    with pytest.raises(InputError, match="too large"):
        read_picture(path)


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.jpg", tmp_path):
        with pytest.raises(SourceNotFound) as caught:
            read_picture(path)
        assert str(path) in str(caught.value)


def test_a_picture_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(two_colours(".png"))

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SourceNotFound, match="Permission denied"):
        read_picture(path)
