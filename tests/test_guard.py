"""The guard of all tests catches each of the four things that a test may not leave behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import guard
from tests.films import ROOT

TESTS = """
import logging
import socket
import subprocess
import sys
from pathlib import Path

from tests import guard
from tests.guard import nothing_is_left

guard.PATIENCE = 0.2
guard.WATCHED[:] = [Path({folder!r})]
kept = []


def test_a_file():
    (Path({folder!r}) / "left.txt").touch()


def test_a_process():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))


def test_a_socket():
    kept.append(socket.socket())


def test_an_error():
    logging.getLogger("somebody").error("this is wrong")


def test_nothing(tmp_path):
    (tmp_path / "mine").touch()
    (Path({folder!r}) / "mine").touch()
    (Path({folder!r}) / "mine").unlink()
    with socket.socket():
        subprocess.run([sys.executable, "-c", ""])
    subprocess.Popen([sys.executable, "-c", ""])
    logging.getLogger("somebody").warning("this is odd")


def test_the_end():
    kept[0].communicate()
    kept[1].close()
"""


def test_a_test_that_leaves_something_behind_fails_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    (tmp_path / "test_inner.py").write_text(TESTS.format(folder=str(folder)))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider"),
            *("--rootdir", tmp_path, "--basetemp", tmp_path / "base", tmp_path / "test_inner.py"),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("the test left behind")]
    assert [line.split(":")[1].split(",")[0].strip() for line in told] == [
        "a file",
        "a process",
        "a socket",
        "an ERROR was logged",
    ], done.stdout
    assert "left.txt" in told[0]
    assert "input()" in told[1]
    assert "somebody: this is wrong" in told[3]
    assert "6 passed, 4 errors" in done.stdout, done.stdout


def test_every_test_is_guarded(request: pytest.FixtureRequest) -> None:
    assert "nothing_is_left" in request.fixturenames
    assert ROOT in guard.WATCHED
    assert Path.home() in guard.WATCHED


def test_the_guard_costs_less_than_a_millisecond() -> None:
    begun = time.process_time()
    for _ in range(200):
        guard.left_since(guard.look())
    assert (time.process_time() - begun) / 200 < 0.002, "twice what it may, on any machine"
