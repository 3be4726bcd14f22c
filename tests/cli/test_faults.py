"""Bad input gets one clear line on stderr and its exit code; nothing is written.

One of each kind is tried in a process of its own, and all whose words might come from elsewhere.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.faults.command import Done, command
from tests.films import SAMPLE

PROFILE = {"version": 1, "likes": [{"text": "sea"}]}
SEEN = ("--offline", "--model", "basic", "--progress", "none", "--quiet")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(PROFILE))
    return path


def failed(done: "subprocess.CompletedProcess[str]", code: int, *said: str) -> None:
    lines = done.stderr.strip().splitlines()
    assert done.returncode == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("cutter: ")
    for words in said:
        assert words in lines[0], lines[0]
    assert "Traceback" not in done.stderr


def make(cutter: Run, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return cutter("make", *arguments, *SEEN)


@pytest.fixture
def make_here(profile: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Return a function that makes a cut for the profile inside this process, beside it."""
    monkeypatch.chdir(profile.parent)
    return lambda *arguments: command("make", *arguments, "--profile", profile, *SEEN)


def test_a_film_that_is_not_there(cutter: Run, profile: Path) -> None:
    failed(make(cutter, "nowhere.mp4", "--profile", profile), 3, "nowhere.mp4")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\xff" * 5000, b"#EXTM3U\nx.ts\n"])
def test_a_file_that_is_no_film(cutter: Run, profile: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "text.mp4").write_bytes(content)
    failed(make(cutter, "text.mp4", "--profile", profile), 3, "text.mp4")
    assert not (tmp_path / "text.p.mp4").exists()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('{"version": 1, "likes": [{"text": "sea", "weight": "x"}]}', "likes[0].weight"),
        ('{"version": 1, "likes": [', "p.json"),
        ('{"version": 2}', "version"),
    ],
)
def test_a_broken_profile(
    make_here: Callable[..., Done], profile: Path, document: str, said: str
) -> None:
    profile.write_text(document)
    make_here(SAMPLE).failed(4, "p.json", said)


def test_a_misspelt_profile(cutter: Run, profile: Path) -> None:
    profile.write_text('{"version": 1, "likse": []}')
    failed(make(cutter, SAMPLE, "--profile", profile), 4, "p.json", "likes")


@pytest.mark.parametrize("budget", ["0", "abc", "nan", "inf", "0%", "101%", ""])
def test_a_budget_of_zero_or_nonsense(make_here: Callable[..., Done], budget: str) -> None:
    make_here(SAMPLE, f"--budget={budget}").failed(2, "budget")


def test_a_budget_below_zero(cutter: Run, profile: Path) -> None:
    failed(make(cutter, SAMPLE, "--profile", profile, "--budget=-5s"), 2, "budget")


@pytest.mark.parametrize(
    "option",
    [
        ("--must", "#9999"),
        ("--must", "soon"),
        ("--never", "99:59"),
        ("--size", "big"),
        ("--fps", "0"),
        ("--min-clip", "5s", "--max-clip", "1s"),
        ("--order", "random"),
        ("--preset", "warp"),
    ],
)
def test_an_option_that_makes_no_sense(
    make_here: Callable[..., Done], option: tuple[str, ...]
) -> None:
    make_here(SAMPLE, *option).failed(2)


def test_an_option_that_is_none(cutter: Run, profile: Path) -> None:
    failed(make(cutter, SAMPLE, "--profile", profile, "--nonsense"), 2)


def test_no_shot_fits(cutter: Run, profile: Path) -> None:
    done = make(cutter, SAMPLE, "--profile", profile, "--never", "0:00-9:59:59")
    failed(done, 5)


def test_an_output_that_exists_is_kept(cutter: Run, profile: Path, tmp_path: Path) -> None:
    target = tmp_path / "cut.mp4"
    target.write_bytes(b"precious")
    failed(make(cutter, SAMPLE, "--profile", profile, "-o", target), 6, "cut.mp4", "--overwrite")
    assert target.read_bytes() == b"precious"


def test_an_output_without_a_folder(cutter: Run, profile: Path) -> None:
    failed(make(cutter, SAMPLE, "--profile", profile, "-o", "no/such/cut.mp4"), 6, "no/such")


@pytest.mark.parametrize("how", ["same", "dotted", "symlink", "hardlink"])
def test_the_source_is_never_written_over(
    make_here: Callable[..., Done], tmp_path: Path, how: str
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(SAMPLE.read_bytes())
    target: str | Path = film
    if how == "dotted":
        target = "./film.mp4"
    elif how == "symlink":
        target = tmp_path / "link.mp4"
        target.symlink_to(film)
    elif how == "hardlink":
        target = tmp_path / "hard.mp4"
        target.hardlink_to(film)
    make_here(film, "-o", target, "--overwrite").failed(6, "source")
    assert film.read_bytes() == SAMPLE.read_bytes()


def test_a_model_that_is_not_here(cutter: Run, profile: Path) -> None:
    done = cutter(
        "plan", SAMPLE, "--profile", profile, "--offline", "--model", "ViT-B-32", "--quiet"
    )
    failed(done, 3, "cutter models fetch")


def test_debug_shows_the_traceback(cutter: Run, profile: Path) -> None:
    done = make(cutter, "nowhere.mp4", "--profile", profile, "--debug")
    assert done.returncode == 3
    assert "Traceback" in done.stderr
