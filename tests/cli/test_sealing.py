"""A profile is sealed and opened from the command line, and works sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.films import PROFILES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

pytest.importorskip("cryptography", reason="the extra `encrypt` is not installed")
KEY = {"CUTTER_PASSPHRASE": "correct horse"}
CANARY = "a sunset over the sea"


def files_that_hold(folder: Path, text: str) -> list[Path]:
    wanted = text.encode()
    return [p for p in folder.rglob("*") if p.is_file() and wanted in p.read_bytes()]


def test_a_sealed_profile_makes_the_same_plan_and_leaves_no_word_on_the_disk(
    cutter: Run, tmp_path: Path
) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"
    env = {"XDG_DATA_HOME": str(data), **KEY}
    profile = tmp_path / "alice.json"
    profile.write_bytes((PROFILES / "alice.json").read_bytes())
    film, eyes = ROOT / "sample_media/sample.mp4", ROOT / "sample_media/sample-clip"
    plan = ["plan", str(film), "-p", str(profile), "--model", str(eyes), "--offline"]
    plan += ["--cache", str(cache), "--json", "--quiet"]
    plain = cutter(*plan, **env)
    assert plain.returncode == 0, plain.stderr
    assert files_that_hold(data, CANARY)
    done = cutter("profile", "seal", str(profile), **env)
    assert done.returncode == 0, done.stderr
    sealed = cutter(*plan, **env)
    assert sealed.stdout == plain.stdout
    assert files_that_hold(tmp_path, CANARY) == []
    refused = cutter(*plan, **{**env, **dict.fromkeys(KEY, "another")})
    assert refused.returncode == 4
    assert len(refused.stderr.splitlines()) == 1
    assert "the passphrase is not the one" in refused.stderr
    nobody = cutter(*plan, **{**env, **dict.fromkeys(KEY, "")})
    assert (nobody.returncode, "set CUTTER_PASSPHRASE" in nobody.stderr) == (4, True)
    assert cutter("profile", "unseal", str(profile), **env).returncode == 0
    assert profile.read_bytes() == (PROFILES / "alice.json").read_bytes()
