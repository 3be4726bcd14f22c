"""A sealed file opens with its key alone, and says in one line why it does not."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutter.errors import ProfileError, UsageError
from cutter.files import asking, sealed
from cutter.files.sealed import (
    Lock,
    hold_keys,
    keep_passphrase,
    lock_of,
    lock_on,
    new_lock,
    opened,
    proven_keys,
    sealed_with,
    write_private,
)
from cutter.profile.learned import write_learned
from cutter.profile.read import read_profile
from cutter.profile.sealing import seal, unseal
from tests.films import PROFILES
from tests.profile.test_learned import ONE

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("cryptography", reason="the extra `encrypt` is not installed")
SALT = "00" * sealed.SALT_BYTES


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sealed.VARIABLE, "correct horse")
    monkeypatch.setattr(asking, "_asker", [])


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "viewer.json"
    path.write_bytes((PROFILES / "alice.json").read_bytes().replace(b"../docs", b"docs"))
    (tmp_path / "viewer.history.jsonl").write_bytes(b"events\n")
    (tmp_path / "viewer.history.safetensors").write_bytes(b"traits")
    return path


@settings(deadline=None, max_examples=20)
@given(st.binary(max_size=300))
def test_what_is_sealed_opens(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(sealed.VARIABLE, "correct horse")
        held = sealed_with(data, Lock("passphrase", SALT))
        assert lock_of(held) == Lock("passphrase", SALT)
        assert opened(held, path) == data


def test_plain_bytes_stay_as_they_are(tmp_path: Path) -> None:
    assert opened(b'{"version": 1}', tmp_path) == b'{"version": 1}'
    assert lock_of(b'{"version": 1}') is None


def test_a_wrong_passphrase_is_one_clear_line(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(profile, "passphrase")
    monkeypatch.setenv(sealed.VARIABLE, "wrong horse")
    with pytest.raises(ProfileError, match=r"cannot be opened: the passphrase is not the one") as e:
        read_profile(profile)
    assert "\n" not in str(e.value)
    assert "horse" not in str(e.value)


def test_a_changed_byte_is_noticed(profile: Path) -> None:
    seal(profile, "passphrase")
    data = bytearray(profile.read_bytes())
    data[-20] ^= 1
    profile.write_bytes(data)
    with pytest.raises(ProfileError, match="changed since"):
        read_profile(profile)


def test_without_a_passphrase_it_is_said_where_to_give_it(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(profile, "passphrase")
    monkeypatch.delenv(sealed.VARIABLE)
    with pytest.raises(ProfileError, match=sealed.VARIABLE):
        read_profile(profile)
    asked: list[str] = []

    def asker(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse"

    asking.ask_with(asker)
    assert read_profile(profile).preferences
    assert asked == ["Passphrase of viewer.json: "]


def test_a_sealed_profile_is_read_and_written_like_any(profile: Path) -> None:
    plain = {path: path.read_bytes() for path in profile.parent.iterdir()}
    before = read_profile(profile)
    assert len(seal(profile, "passphrase")) == 3
    for path, data in plain.items():
        assert lock_on(path) == lock_on(profile)
        assert data not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
    assert read_profile(profile) == before
    assert write_learned(profile, ONE)
    assert b"storm" not in profile.read_bytes()
    assert read_profile(profile).learned == ONE
    write_learned(profile, None)
    assert len(unseal(profile)) == 3
    assert {path: path.read_bytes() for path in plain} == plain


def test_sealing_that_was_broken_off_is_finished_with_the_same_key(profile: Path) -> None:
    history = profile.with_name("viewer.history.jsonl")
    write_private(history, history.read_bytes(), new_lock("passphrase"))
    assert len(seal(profile, "passphrase")) == 2
    assert lock_on(history) == lock_on(profile)
    assert seal(profile, "passphrase") == ()


def test_two_seals_have_two_salts() -> None:
    assert new_lock("passphrase") != new_lock("passphrase")


def test_without_the_extra_the_command_is_told(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(profile, "passphrase")
    # None makes Python refuse the import, as for what is not installed.
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UsageError, match=r"cutter\[encrypt\]"):
        read_profile(profile)


def test_a_key_in_the_keyring_opens(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring.backend

    class InMemory(keyring.backend.KeyringBackend):
        priority = 1.0
        held: dict[tuple[str, str], str] = {}  # noqa: RUF012 - one keyring for the test

        def get_password(self, service: str, username: str) -> str | None:
            return self.held.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.held[service, username] = password

    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())  # type: ignore[no-untyped-call]
    try:
        seal(profile, "keyring")
        monkeypatch.delenv(sealed.VARIABLE)
        assert read_profile(profile).preferences
        InMemory.held.clear()
        with pytest.raises(ProfileError, match="not in this system's keyring"):
            read_profile(profile)
    finally:
        keyring.set_keyring(before)


def test_a_key_that_was_given_opens_without_a_passphrase(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(profile, "passphrase")
    monkeypatch.setattr(sealed, "_proven", {})
    monkeypatch.setattr(sealed, "_held", {})
    read_profile(profile)
    keys = proven_keys()
    assert list(keys) == [lock_on(profile)]
    assert "correct horse" not in str(keys)
    monkeypatch.delenv(sealed.VARIABLE)
    with pytest.raises(ProfileError, match="is sealed; set CUTTER_PASSPHRASE"):
        read_profile(profile)
    hold_keys(keys)
    assert read_profile(profile).preferences
    write_private(profile, b"again", lock_on(profile))
    assert opened(profile.read_bytes(), profile) == b"again"


def test_a_key_that_opened_nothing_is_not_handed_on(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(profile, "passphrase")
    monkeypatch.setattr(sealed, "_proven", {})
    monkeypatch.setenv(sealed.VARIABLE, "wrong horse")
    with pytest.raises(ProfileError):
        read_profile(profile)
    assert proven_keys() == {}


def test_a_passphrase_that_is_taken_out_of_the_environment_still_opens(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(profile, "passphrase")
    monkeypatch.setattr(sealed, "_kept", [])
    keep_passphrase()
    assert sealed.VARIABLE not in os.environ
    assert read_profile(profile).preferences
    # One that is set anew stands before it.
    monkeypatch.setenv(sealed.VARIABLE, "wrong horse")
    with pytest.raises(ProfileError, match="cannot be opened"):
        read_profile(profile)
