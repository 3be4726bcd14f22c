"""Private files under a key: sealed before they reach the disk, opened in memory only.

A sealed file is one line that says how its key is had, then a Fernet token (AES-128-CBC with
HMAC-SHA256; its time of making can be read). The key comes from a passphrase by scrypt, or from
the system's keyring. It guards a file at rest: not against a program that runs as its owner, and
what lay on the disk before it was sealed may still lie there. Knows nothing about what is in it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from cutter.errors import ProfileError, UsageError
from cutter.files.asking import answer
from cutter.files.folders import PRIVATE
from cutter.files.output import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography.fernet import Fernet

VARIABLE: Final = "CUTTER_PASSPHRASE"
SERVICE: Final = "cutter"
"""Under which keys stand in the system's keyring."""
SCRYPT_N: Final = 2**17
SCRYPT_R: Final = 8
SCRYPT_P: Final = 1
"""The strength that OWASP's password storage sheet names for scrypt: 128 MB and some 0.3 s."""
SALT_BYTES: Final = 16
_MARK: Final = b"cutter sealed 1 "
_LONGEST_HEADER: Final = 256
_proven: dict[Lock, bytes] = {}
"""Keys that have opened a file of this process."""
_held: dict[Lock, bytes] = {}
"""Keys that it was given, in memory; they stand before what the environment says."""
_kept: list[str] = []
"""The passphrase, once it was taken out of the environment."""


@dataclass(frozen=True, slots=True)
class Lock:
    """How the key of a sealed file is had; files of one profile share it."""

    kind: Literal["passphrase", "keyring"]
    label: str
    """Of a passphrase its salt, of the keyring the entry's name: hexadecimal."""


def new_lock(kind: Literal["passphrase", "keyring"]) -> Lock:
    """Return a lock that no other file has; with the keyring its key is made and put there.

    Raises:
        UsageError: the extra is not installed, or there is no keyring here.
    """
    _require()
    lock = Lock(kind, secrets.token_hex(SALT_BYTES))
    if kind == "keyring":
        import keyring
        from cryptography.fernet import Fernet
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, lock.label, Fernet.generate_key().decode())
        except (KeyringError, RuntimeError) as error:
            raise UsageError(
                "there is no keyring to keep a key in here; seal with a passphrase"
            ) from error
    return lock


def lock_of(data: bytes) -> Lock | None:
    """Return how a file's key is had; None for a file that is not sealed."""
    if not data.startswith(_MARK):
        return None
    header = data[len(_MARK) : _LONGEST_HEADER].partition(b"\n")[0]
    kind, _, label = header.decode("ascii", "replace").partition(" ")
    is_hex = len(label) == 2 * SALT_BYTES and not set(label) - set("0123456789abcdef")
    if kind == "passphrase" and is_hex:
        return Lock("passphrase", label)
    if kind == "keyring" and is_hex:
        return Lock("keyring", label)
    return None


def lock_on(path: Path) -> Lock | None:
    """Return how the key of a file is had; None where it is not sealed, or no file is there."""
    try:
        if not path.is_file():
            # A pipe would be waited for until somebody writes into it.
            return None
        with path.open("rb") as stream:
            return lock_of(stream.read(_LONGEST_HEADER))
    except OSError:
        return None


def sealed_with(data: bytes, lock: Lock) -> bytes:
    """Return data under a lock.

    Raises:
        ProfileError: the key is not to be had.
        UsageError: the extra is not installed.
    """
    token = _fernet(_key(lock, None)).encrypt(data)
    return _MARK + f"{lock.kind} {lock.label}\n".encode() + token + b"\n"


def opened(data: bytes, path: Path) -> bytes:
    """Return what a file's bytes hold; of a file that is not sealed its bytes as they are.

    Args:
        data: the file's bytes.
        path: the file, for messages.

    Raises:
        ProfileError: the key is wrong or not to be had, or the file was changed.
        UsageError: the extra is not installed.
    """
    lock = lock_of(data)
    if lock is None:
        if data.startswith(_MARK):
            raise ProfileError(f"{path}: sealed by a cutter that this one does not know", path)
        return data
    _require()
    from cryptography.fernet import InvalidToken

    key = _key(lock, path)
    try:
        plain = _fernet(key).decrypt(data.partition(b"\n")[2].strip())
    except InvalidToken as error:
        raise ProfileError(
            f"{path}: cannot be opened: the {lock.kind} is not the one it was sealed with, or the "
            "file was changed since",
            path,
        ) from error
    _proven[lock] = key
    return plain


def proven_keys() -> dict[Lock, bytes]:
    """Return the keys that have opened files here, for processes that do our work.

    Hand them on in memory alone: as what is sent over a pipe, never as an argument, in the
    environment or in a file.
    """
    return {**_held, **_proven}


def hold_keys(keys: Mapping[Lock, bytes]) -> None:
    """Open files with these keys from now on, without asking anybody."""
    _held.update(keys)


def keep_passphrase() -> None:
    """Take the passphrase out of the environment, so that no child process inherits it."""
    if given := os.environ.pop(VARIABLE, ""):
        _kept[:] = [given]


def write_private(path: Path, data: bytes, lock: Lock | None) -> None:
    """Write a private file whole (0600), sealed if there is a lock; plain text never lands on disk.

    Raises:
        RenderError: it cannot be written; then it is as it was.
        ProfileError: the key is not to be had.
    """
    held = data if lock is None else sealed_with(data, lock)
    write_whole(path, held, overwrite=True, mode=PRIVATE)


def _require() -> None:
    import importlib.util

    if importlib.util.find_spec("cryptography") is None:
        raise UsageError("sealed files need an extra: pip install 'cutter[encrypt]'")


def _fernet(key: bytes) -> Fernet:
    from cryptography.fernet import Fernet

    return Fernet(key)


def _key(lock: Lock, path: Path | None) -> bytes:
    _require()
    if lock in _held:
        return _held[lock]
    if lock.kind == "passphrase":
        return _derived(_passphrase(path), lock.label)
    import keyring
    from keyring.errors import KeyringError

    told = f"{path}: " if path else ""
    try:
        key = keyring.get_password(SERVICE, lock.label)
    except (KeyringError, RuntimeError) as error:
        raise ProfileError(
            f"{told}the keyring that holds its key cannot be opened", path
        ) from error
    if key is None:
        raise ProfileError(f"{told}its key is not in this system's keyring", path)
    return key.encode()


def _passphrase(path: Path | None) -> str:
    if given := os.environ.get(VARIABLE) or next(iter(_kept), ""):
        return given
    if typed := answer(f"Passphrase of {path.name if path else 'the profile'}: "):
        return typed
    told = f"{path}: is sealed" if path else "a passphrase is needed"
    raise ProfileError(f"{told}; set {VARIABLE}, or run this in a terminal", path)


@lru_cache(maxsize=16)
def _derived(passphrase: str, salt: str) -> bytes:
    """Return the Fernet key of a passphrase; kept, for it costs a third of a second each time."""
    key = hashlib.scrypt(
        passphrase.encode("utf-8", "surrogatepass"),
        salt=bytes.fromhex(salt),
        n=SCRYPT_N,
        r=SCRYPT_R,
        p=SCRYPT_P,
        maxmem=2 * 128 * SCRYPT_N * SCRYPT_R,
        dklen=32,
    )
    return base64.urlsafe_b64encode(key)
