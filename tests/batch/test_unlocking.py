"""Sealed profiles of a batch are opened once, and their keys are handed on in memory."""

import os
from pathlib import Path

import pytest

from cutter.batch.unlocking import refuse_sealed, unlock
from cutter.errors import ProfileError, UsageError
from cutter.files import asking, sealed
from cutter.files.sealed import lock_on, opened
from cutter.profile.sealing import seal
from tests.films import PROFILES

pytest.importorskip("cryptography", reason="the extra `encrypt` is not installed")


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a passphrase be typed; return what was asked. Every test begins without keys."""
    prompts: list[str] = []

    def answer(prompt: str) -> str:
        prompts.append(prompt)
        return "correct horse"

    for name in ("_proven", "_held"):
        monkeypatch.setattr(sealed, name, {})
    monkeypatch.setattr(sealed, "_kept", [])
    # The strength is none of these tests' business.
    monkeypatch.setattr(sealed, "SCRYPT_N", 2**10)
    monkeypatch.delenv(sealed.VARIABLE, raising=False)
    monkeypatch.setattr(asking, "_asker", [answer])
    return prompts


@pytest.fixture
def profiles(tmp_path: Path, asked: list[str]) -> list[Path]:
    """Return a sealed profile with a history, another one, and one that is plain."""
    found = []
    for name in ("one", "two", "plain"):
        path = tmp_path / f"{name}.json"
        path.write_bytes((PROFILES / "bob.json").read_bytes())
        found.append(path)
    (tmp_path / "one.history.jsonl").write_bytes(b"")
    for path in found[:2]:
        seal(path, "passphrase")
    sealed._proven.clear()
    asked.clear()
    return found


@pytest.mark.timeout(20)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_nobody_waits_for_a_pipe_among_the_profiles(tmp_path: Path) -> None:
    pipe = tmp_path / "alice.json"
    os.mkfifo(pipe)
    assert unlock([pipe]) == {}


def test_nobody_is_asked_twice_for_one_lock(profiles: list[Path], asked: list[str]) -> None:
    keys = unlock(profiles)
    assert len(asked) == 2
    assert set(keys) == {lock_on(path) for path in profiles[:2]}
    for path in (*profiles, profiles[0].with_name("one.history.jsonl")):
        opened(path.read_bytes(), path)
    assert unlock(profiles) == keys
    assert len(asked) == 2


def test_the_passphrase_leaves_the_environment(
    profiles: list[Path], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sealed.VARIABLE, "correct horse")
    assert len(unlock(profiles)) == 2
    assert asked == []
    assert sealed.VARIABLE not in os.environ
    opened(profiles[0].read_bytes(), profiles[0])


def test_one_that_cannot_be_opened_is_told_by_whoever_reads_it(
    profiles: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sealed.VARIABLE, "wrong horse")
    assert unlock([*profiles, Path("nowhere.json")]) == {}
    with pytest.raises(ProfileError, match="cannot be opened"):
        opened(profiles[0].read_bytes(), profiles[0])


def test_where_keys_would_leave_this_machine_it_is_refused(profiles: list[Path]) -> None:
    refuse_sealed(profiles[2:], "--engine ray")
    with pytest.raises(UsageError, match=r"--engine ray: .*two\.json is sealed.*unseal"):
        refuse_sealed(profiles[1:], "--engine ray")
