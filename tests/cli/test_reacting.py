"""A cut is made, rated and comes back edited, with the real commands."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.films import PROFILES, SAMPLE, SAMPLE_CLIP

SEEN = ("--model", SAMPLE_CLIP, "--offline", "--progress", "none")


@pytest.fixture
def alice(tmp_path: Path) -> Path:
    path = tmp_path / "alice.json"
    shutil.copy(PROFILES / "alice.json", path)
    path.chmod(0o600)
    return path


@pytest.mark.slow
def test_a_cut_that_was_made_is_rated_by_its_file(
    cutter: Run, alice: Path, tmp_path: Path, shared_cache: Path
) -> None:
    eyes = (*SEEN, "--cache", shared_cache)
    made = cutter(
        *("make", SAMPLE, *eyes, "-p", alice, "--budget", "6s", "--preset", "ultrafast"),
        *("--variants", "2", "--novelty", "0.5", "--sheet", "all.png"),
    )
    assert made.returncode == 0, made.stderr
    assert "of the best" in made.stdout
    assert (tmp_path / "all.png").stat().st_size > 10_000
    history = tmp_path / "alice.history.jsonl"
    assert {json.loads(line)["event"] for line in history.read_text().splitlines()} == {"shown"}
    done = cutter("rate", "sample.alice.2.mp4", "0:01", "like", "#2", "2", *eyes)
    assert done.returncode == 0, done.stderr
    assert "2 events learnt" in done.stdout
    assert "learned" in json.loads(alice.read_text())
    kinds = [json.loads(line)["event"] for line in history.read_text().splitlines()]
    assert sorted(set(kinds)) == ["like", "rating", "shown"]
    canary = [path for path in shared_cache.rglob("*") if "alice" in path.name]
    assert not canary


def test_what_rate_and_learn_cannot_use_is_one_line(
    cutter: Run, alice: Path, tmp_path: Path
) -> None:
    (tmp_path / "cut.edl").write_text("TITLE: x\n")
    film = tmp_path / "film.mp4"
    film.write_bytes(b"no cut of ours")
    for code, arguments in (
        (2, ("rate", film, "0:01")),
        (2, ("rate", film, "0:01", "like", "0:02")),
        (2, ("rate", film, "0:01", "like", "0:02", "like", "--comment", "both")),
        (3, ("rate", film, "0:01", "like")),
        (3, ("rate", "gone.json", "0:01", "like")),
        (3, ("learn", "--profile", alice, "--from", "gone.otio")),
        (3, ("learn", "--profile", alice, "--from", "cut.edl")),
        (4, ("learn", "--profile", "nobody.json", "--from", "cut.edl")),
    ):
        done = cutter(*arguments)
        assert done.returncode == code, (arguments, done.stderr)
        assert done.stderr.startswith("cutter: ")
        assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.glob("*.history*"))


def test_a_cut_for_two_is_named_after_both(
    cutter: Run, alice: Path, tmp_path: Path, shared_cache: Path
) -> None:
    done = cutter(
        *("plan", SAMPLE, *SEEN, "--cache", shared_cache, "-p", alice),
        *("-p", PROFILES / "bob.json", "--budget", "8s", "--export", "edl", "--json"),
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["profile"] == "alice+bob"
    assert (tmp_path / "sample.alice+bob.edl").exists()
    details = {reason["detail"] for clip in document["clips"] for reason in clip["reasons"]}
    assert any(detail.startswith("alice: ") for detail in details)
    assert any(detail.startswith("bob: ") for detail in details)
    for clip in document["clips"]:
        assert abs(sum(r["amount"] for r in clip["reasons"]) - clip["score"]) < 1e-6
