"""An interview is answered by keys, kept whatever happens, and teaches."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from cutter.pipeline.looking import Look, analyze
from cutter.profile.history import read_history
from cutter.profile.read import read_profile
from cutter.report.screen import screen_blocks
from cutter.report.thumbnails import picture_of_shot
from tests.films import ROOT, SAMPLE, SAMPLE_CLIP

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = "\u2580"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "viewer.json"
    path.write_text('{"version": 1}', encoding="utf-8")
    return path


def ask(
    profile: Path, cache: Path, answers: str, *more: str, new: bool = False
) -> subprocess.CompletedProcess[str]:
    command = ["interview", str(profile), str(SAMPLE)]
    if new:
        command = ["new", str(profile), "--interview", str(SAMPLE)]
    common = ["--model", str(SAMPLE_CLIP), "--offline", "--cache", str(cache), "--quiet"]
    return subprocess.run(
        [sys.executable, "-m", "cutter", "profile", *command, *common, *more],
        cwd=profile.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=answers,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_answers_become_comparisons_and_screens_become_pictures(
    profile: Path, shared_cache: Path
) -> None:
    sheets = profile.parent / "sheets"
    done = ask(profile, shared_cache, "2 5\n\n7 1\n1 1\n1 6\nq\n", "--sheets", str(sheets))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Two different keys of 1 to 6 are needed") == 2
    events = read_history(profile)
    assert len(events) == 18
    assert {(event.kind, event.source) for event in events} == {("better", "interview")}
    assert "18 comparisons learnt" in done.stdout
    learned = read_profile(profile).learned
    assert learned is not None
    assert learned.events == 18
    drawn = sorted(sheets.iterdir())
    assert [path.name for path in drawn] == [f"screen-{n:02d}.png" for n in (1, 2, 3, 4)]
    with Image.open(drawn[0]) as picture:
        assert picture.width == 1536
    assert drawn[0].stat().st_mode & 0o777 == 0o600


def test_an_interview_that_breaks_off_keeps_what_was_answered(
    profile: Path, shared_cache: Path
) -> None:
    done = ask(profile, shared_cache, "1 2\n")
    assert done.returncode == 0, done.stderr
    assert len(read_history(profile)) == 9


def test_the_same_answers_lead_through_the_same_screens(profile: Path, shared_cache: Path) -> None:
    first = ask(profile, shared_cache, "1 2\n3 4\n5 6\n")
    other = profile.with_name("other.json")
    other.write_bytes(b'{"version": 1}')
    second = ask(other, shared_cache, "1 2\n3 4\n5 6\n")
    assert first.stdout.replace("viewer", "other") == second.stdout


def test_a_new_profile_can_begin_with_an_interview(tmp_path: Path, shared_cache: Path) -> None:
    path = tmp_path / "new.json"
    done = ask(path, shared_cache, "1 2\nq\n", "--like", "waves", new=True)
    assert done.returncode == 0, done.stderr
    profile = read_profile(path)
    assert [item.text for item in profile.preferences] == ["waves"]
    assert profile.learned is not None


def test_a_film_that_cannot_be_used_leaves_no_profile(tmp_path: Path, shared_cache: Path) -> None:
    path = tmp_path / "new.json"
    command = ["profile", "new", str(path), "--interview", str(ROOT / "README.md"), "--offline"]
    done = subprocess.run(
        [sys.executable, "-m", "cutter", *command, "--cache", str(shared_cache)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 3
    assert not path.exists()


def test_screens_that_cannot_be_written_leave_no_profile(
    tmp_path: Path, shared_cache: Path
) -> None:
    path, nowhere = tmp_path / "new.json", tmp_path / "no" / "where"
    done = ask(path, shared_cache, "1 2\nq\n", "--sheets", str(nowhere), new=True)
    assert done.returncode == 6
    assert "cannot be made a folder" in done.stderr
    assert not path.exists()


def test_a_terminal_gets_the_pictures_in_coloured_blocks(shared_cache: Path) -> None:
    look = Look(model=str(SAMPLE_CLIP), offline=True, cache=shared_cache)
    film = analyze(SAMPLE, look=look).film
    lines = screen_blocks(film, [0, 9, 20, 30], 90)
    blocks = [line for line in lines if BLOCK in line]
    assert [line.count(BLOCK) for line in blocks] == [28 * 3] * 8 + [28] * 8
    assert lines[8].startswith("1  0:00")
    with Image.open(io.BytesIO(picture_of_shot(film, 0))) as picture:
        mean = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(mean, tuple)
    reds = [int(part.split(";")[0]) for line in blocks[:8] for part in line.split("[38;2;")[1:29]]
    assert abs(sum(reds) / len(reds) - mean[0]) < 12
