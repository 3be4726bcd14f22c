"""`cutter profile seal` and `unseal`: a profile and its history under a key, or open again."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from cutter.progress import one_line


def seal(
    profile: Annotated[Path, typer.Argument(help="The profile to seal.")],
    keyring: Annotated[
        bool,
        typer.Option("--keyring", help="Keep the key in the system's keyring; no passphrase."),
    ] = False,
) -> None:
    """Encrypt a profile with its history; commands then ask for the passphrase."""
    from cutter.files.sealed import VARIABLE, lock_on
    from cutter.pipeline.forgetting import forget_derived
    from cutter.profile.sealing import seal as sealed

    if not keyring and lock_on(profile) is None and not os.environ.get(VARIABLE):
        _ask_twice()
    for path in sealed(profile, "keyring" if keyring else "passphrase"):
        print(one_line(f"{path} sealed"))
    for path in forget_derived(profile):
        print(one_line(f"{path} deleted"))
    print(
        "Without the key nobody can open it again. What lay on the disk before may still be there."
    )


def unseal(
    profile: Annotated[Path, typer.Argument(help="The profile to open for good.")],
) -> None:
    """Write a sealed profile and its history as plain text again."""
    from cutter.profile.sealing import unseal as unsealed

    files = unsealed(profile)
    for path in files:
        print(one_line(f"{path} is plain text again"))
    if not files:
        print(one_line(f"{profile}: is not sealed"))


@cache
def asked(prompt: str) -> str:
    """Return the passphrase that somebody types at a terminal; empty where nobody is."""
    if not sys.stdin.isatty():
        return ""
    import getpass

    return getpass.getpass(prompt)


def _ask_twice() -> None:
    """Have a new passphrase typed twice, and remember it for this command."""
    from cutter.errors import UsageError
    from cutter.files.asking import ask_with

    first = asked("New passphrase: ")
    if first and first != asked("The same again: "):
        raise UsageError("profile seal: the two passphrases differ; nothing was sealed")
    ask_with(lambda _: first)
