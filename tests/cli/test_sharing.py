"""Sharing is asked for each time, tells what it is worth, and ends with its budget."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cutter.eyes.words import terms
from cutter.profile.read import read_profile
from cutter.profile.sharing import TAGS, weights_of
from cutter.profile.write import new_profile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "viewer.json"
    text = new_profile(["comedies with music", "a quiet canary"], ["horror films"])
    path.write_text(text, encoding="utf-8")
    return path


def test_a_tag_s_weight_is_that_of_the_phrases_that_hold_it(profile: Path) -> None:
    weights = dict(zip(TAGS, weights_of(read_profile(profile), TAGS, terms), strict=True))
    assert {tag: weight for tag, weight in weights.items() if weight} == {
        "comedy": 1.0,
        "music": 1.0,
        "horror": -1.0,
    }


def test_a_share_holds_numbers_of_public_tags_and_no_word_of_the_profile(
    cutter: Run, profile: Path, tmp_path: Path
) -> None:
    done = cutter("profile", "share", profile, "--epsilon", "2", "-o", "out.json", "--yes")
    assert done.returncode == 0, done.stderr
    assert "standard deviation 3.99" in done.stdout
    assert "2,8" in done.stdout  # 2,830 viewers or so
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    shared = json.loads(text)
    assert tuple(shared["tags"]) == TAGS
    assert (shared["epsilon"], shared["delta"]) == (2, 1e-5)
    assert "canary" not in text + done.stdout + done.stderr
    assert any(abs(number) > 1 for number in shared["tags"].values())


def test_two_shares_have_two_noises_and_the_budget_ends(
    cutter: Run, profile: Path, tmp_path: Path
) -> None:
    share = ("profile", "share", profile, "--epsilon", "3", "--yes", "-o")
    assert cutter(*share, "a.json").returncode == 0
    assert cutter(*share, "b.json").returncode == 0
    assert (tmp_path / "a.json").read_text() != (tmp_path / "b.json").read_text()
    refused = cutter(*share, "c.json")
    assert refused.returncode == 4
    assert "6 of 8 are spent" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "c.json").exists()
    ledger = tmp_path / "viewer.shares.json"
    assert ledger.stat().st_mode & 0o777 == 0o600
    ledger.write_text("{}", encoding="utf-8")
    broken = cutter(*share, "c.json")
    assert (broken.returncode, "cannot be read; nothing is shared" in broken.stderr) == (4, True)


def test_nothing_is_shared_without_being_asked(cutter: Run, profile: Path, tmp_path: Path) -> None:
    done = cutter("profile", "share", profile, "--epsilon", "1", "-o", "out.json")
    assert (done.returncode, "--yes" in done.stderr) == (2, True)
    assert not (tmp_path / "out.json").exists()
    assert not (tmp_path / "viewer.shares.json").exists()


@pytest.mark.parametrize("epsilon", ["0", "-1", "nan", "100"])
def test_what_is_no_epsilon_is_refused(cutter: Run, profile: Path, epsilon: str) -> None:
    done = cutter("profile", "share", profile, "--epsilon", epsilon, "-o", "out.json", "--yes")
    assert (done.returncode, "--epsilon" in done.stderr) == (2, True)


def test_tags_are_sixteen_at_most(cutter: Run, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "tags.txt").write_text("\n".join(f"tag {number}" for number in range(17)))
    share = ("profile", "share", profile, "--epsilon", "1", "-o", "out.json", "--yes")
    done = cutter(*share, "--tags", "tags.txt")
    assert (done.returncode, "1 to 16 different tags" in done.stderr) == (2, True)
