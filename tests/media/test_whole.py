"""A file that ends before its headers say is told from one that is whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutter.media.whole import is_cut_short
from tests.films import SAMPLE
from tests.media.conftest import run_ffmpeg


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole")


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "webm", "avi"])
def test_a_whole_film_is_not_cut_short_and_any_piece_of_it_is(suffix: str, folder: Path) -> None:
    film, piece = folder / f"film.{suffix}", folder / f"piece.{suffix}"
    codec = ["-c:v", "libvpx", "-deadline", "realtime"] if suffix == "webm" else ["-c:v", "mpeg4"]
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=1", *codec, film)
    assert not is_cut_short(film)
    data = film.read_bytes()
    for share in (0.3, 0.6, 0.99):
        piece.write_bytes(data[: int(len(data) * share)])
        assert is_cut_short(piece)


def test_a_film_whose_index_comes_first_is_whole_with_its_last_byte_alone(folder: Path) -> None:
    piece = folder / "piece.mp4"
    data = SAMPLE.read_bytes()
    piece.write_bytes(data[:-1])
    assert is_cut_short(piece)
    piece.write_bytes(data)
    assert not is_cut_short(piece)


def test_a_recording_that_does_not_know_its_length_is_not_cut_short(folder: Path) -> None:
    for name, options in (("live.mkv", ["-live", "1"]), ("a.ts", [])):
        film = folder / name
        run_ffmpeg(
            "-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=1", "-c:v", "mpeg4", *options, film
        )
        assert not is_cut_short(film)


@given(st.binary(max_size=64), st.sampled_from([b"", b"\0\0\0\x08ftyp", b"\x1a\x45\xdf\xa3"]))
def test_any_bytes_have_an_answer(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, start: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + data)
    assert is_cut_short(path) in (True, False)
