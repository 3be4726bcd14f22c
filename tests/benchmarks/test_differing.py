"""Two files of a cut that differ are told apart by their first packet that does."""

import shutil
from pathlib import Path

import pytest

from benchmarks.measuring.differing import difference
from cutter.ffmpeg import run

MARKED = "drawbox=0:0:16:16:red:fill:enable='eq(n,4)'"


def made(path: Path, *, shown: str = "null", pitch: int = 440, told: str = "") -> Path:
    """Write ten frames and their sound, every frame coded by itself."""
    picture = f"testsrc=s=64x48:r=10:d=1,{shown}"
    sound = f"sine={pitch}:d=1"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    coded = [
        "-c:v",
        "mjpeg",
        "-c:a",
        "pcm_s16le",
        "-fflags",
        "+bitexact",
        "-metadata",
        f"title={told}",
    ]
    run([*sources, *coded, "-y", str(path)])
    return path


def test_equal_files_do_not_differ(tmp_path: Path) -> None:
    one = made(tmp_path / "one.mov")
    assert difference(one, Path(shutil.copyfile(one, tmp_path / "other.mov"))) == ""


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"shown": MARKED}, "video: packet 5 of 10 first, 1 in all"),
        ({"pitch": 880}, "audio: packet 1 of"),
        ({"told": "another"}, "no packet"),
    ],
)
def test_the_first_packet_that_differs_is_named(
    other: dict[str, str], told: str, tmp_path: Path
) -> None:
    one = made(tmp_path / "one.mov")
    assert difference(one, made(tmp_path / "other.mov", **other)).startswith(told)  # type: ignore[arg-type]


def test_a_file_that_is_missing_differs(tmp_path: Path) -> None:
    one = made(tmp_path / "one.mov")
    assert difference(one, tmp_path / "none.mov") == "the other is not there"
