"""A lock is waited for while its holder lives, and done without where it is not to be had."""

import errno
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pytest

from cutter.files import locks
from cutter.files.locks import system_lock, turn

QUIET = 0.8
"""Seconds of silence after which these holders are taken for dead."""


@contextmanager
def another_process(lock: Path, *, beats: bool) -> Iterator["subprocess.Popen[str]"]:
    """Let another process hold a lock, with signs of life or without."""
    code = f"""
import sys
from pathlib import Path
from cutter.files.locks import system_lock, turn
path = Path({str(lock)!r})
if {beats}:
    held = turn(path, beat=0.05)
    assert held.__enter__()
else:
    held = system_lock(path)
    held.acquire()
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_a_turn_is_had_at_once_where_nobody_has_it_and_again_after(tmp_path: Path) -> None:
    for _ in range(2):
        with turn(tmp_path / "lock") as is_held:
            assert is_held
            with pytest.raises(filelock.Timeout):
                system_lock(tmp_path / "lock").acquire(timeout=0)


def test_a_holder_that_gives_signs_of_life_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_process(tmp_path / "lock", beats=True) as holder:
        ending = threading.Timer(3 * QUIET, holder.kill)
        ending.start()
        began = time.monotonic()
        told: list[bool] = []
        monkeypatch.setattr(locks, "_LONG", QUIET)
        with turn(tmp_path / "lock", silence=QUIET, is_long=lambda: told.append(True)) as is_held:
            assert is_held
            assert told == [True]
            # Far longer than a silent one would have been waited for.
            assert time.monotonic() - began >= 3 * QUIET - 0.1
        ending.join()


def test_a_lock_that_a_dead_machine_left_is_waited_for_no_longer_than_the_silence(
    tmp_path: Path,
) -> None:
    with another_process(tmp_path / "lock", beats=False):
        began = time.monotonic()
        with turn(tmp_path / "lock", silence=QUIET) as is_held:
            assert not is_held
        assert QUIET <= time.monotonic() - began < QUIET + 5


def test_even_one_that_lives_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with (
        another_process(tmp_path / "lock", beats=True),
        turn(tmp_path / "lock", silence=QUIET, patience=2 * QUIET) as is_held,
    ):
        assert not is_held


@pytest.mark.parametrize("days", [-4000, 4000])
def test_the_clocks_of_two_machines_are_never_compared(tmp_path: Path, days: int) -> None:
    lock = tmp_path / "lock"
    with another_process(lock, beats=False):
        # A sign of life, by a clock that is years off: it only has to be another than before.
        def sign() -> None:
            moment = time.time() + days * 86400
            for step in range(8):
                os.utime(lock, (moment + step, moment + step))
                time.sleep(QUIET / 4)

        living = threading.Thread(target=sign)
        living.start()
        began = time.monotonic()
        with turn(lock, silence=QUIET) as is_held:
            assert not is_held
        # Seven quarters of signs, and then the silence.
        assert time.monotonic() - began >= 2.5 * QUIET
        living.join()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no flock")
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EIO])
def test_where_the_disk_has_no_locks_there_is_none_and_nothing_stands_in_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        began = time.monotonic()
        with turn(tmp_path / "lock") as is_held:
            assert not is_held
            # filelock's own stand-in would keep this one out, and after a death everyone.
            with turn(tmp_path / "lock") as is_held_too:
                assert not is_held_too
        assert time.monotonic() - began < 1


def test_a_disk_that_fails_when_the_lock_is_let_go_undoes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ESTALE, "Stale file handle")

    done = False
    with monkeypatch.context() as patched:
        patched.setattr(filelock.FileLock, "release", fail)
        with turn(tmp_path / "lock") as is_held:
            done = is_held
    assert done
