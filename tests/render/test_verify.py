"""What was written is opened again, and anything but the planned cut is found out."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from cutter import ffmpeg
from cutter.errors import VerificationFailed
from cutter.render.choose import make_renderer
from cutter.render.verify import verify
from cutter.render.write import write_cut
from cutter.schema import EditDecisionList
from tests.render.conftest import GetFilm
from tests.render.films import Kind, cut_of

Cut = tuple[EditDecisionList, Path]


@pytest.fixture(scope="module")
def cut(film: GetFilm, tmp_path_factory: pytest.TempPathFactory) -> Cut:
    """Return a plan and the cut that was made of it."""
    media, _ = film(Kind("plain"))
    edl = cut_of([media], [(0, Fraction(4), Fraction(6)), (0, Fraction(1), Fraction(2))])
    target = tmp_path_factory.mktemp("cut") / "cut.mp4"
    return edl, write_cut(edl, [media], target, renderer=make_renderer("ffmpeg", device="cpu"))


def remade(path: Path, folder: Path, *arguments: str) -> Path:
    target = folder / "remade.mp4"
    ffmpeg.run(["-i", str(path), *arguments, "-y", str(target)])
    return target


def test_the_cut_itself_passes(cut: Cut) -> None:
    verify(cut[1], cut[0])


ENCODE = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "copy")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("-c", "copy", "-an"), "sound tracks"),
        (("-c", "copy", "-map", "0:v", "-map", "0:a", "-map", "0:a"), "sound tracks"),
        ((*ENCODE, "-frames:v", "74"), "number of frames is 74, planned was 75"),
        ((*ENCODE, "-vf", "scale=80:48"), "size"),
        ((*ENCODE[:3], "yuv444p", "-c:a", "copy"), "pixel format"),
        (("-c:v", "mpeg4", "-c:a", "copy"), "codec"),
        (("-c:v", "copy", "-af", "atrim=end=2.9"), "sound ends"),
        (("-c:v", "copy", "-af", "apad=pad_dur=0.2"), "sound ends"),
    ],
)
def test_a_film_that_is_not_the_planned_one_fails(
    cut: Cut, tmp_path: Path, arguments: tuple[str, ...], fault: str
) -> None:
    edl, path = cut
    with pytest.raises(VerificationFailed, match=fault):
        verify(remade(path, tmp_path, *arguments), edl, called=path)


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def without_its_end(data: bytes) -> bytes:
    return data[:-6000] + bytes(6000)


def text(_: bytes) -> bytes:
    return b"No space left on device"


@pytest.mark.parametrize("damage", [truncated, without_its_end, text])
def test_a_damaged_film_fails(cut: Cut, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    edl, path = cut
    broken = tmp_path / "broken.mp4"
    # The last frames must lie at the file's end, so the sound is left out.
    silent = remade(path, tmp_path, "-c", "copy", "-an", "-movflags", "+faststart")
    broken.write_bytes(damage(silent.read_bytes()))
    plan = dataclasses.replace(edl, output=dataclasses.replace(edl.output, has_sound=False))
    verify(silent, plan)
    with pytest.raises(VerificationFailed, match="nothing was kept"):
        verify(broken, plan)
