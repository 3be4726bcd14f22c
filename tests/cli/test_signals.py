"""Ctrl-C and SIGTERM end a run within seconds, with their exit codes, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.films import PROFILES, ROOT, SAMPLE

STAGES = ["watch …", "picture …"]
OPTIONS = [
    *("--profile", str(PROFILES / "bob.json"), "--fill", "--preset", "veryslow"),
    *("--offline", "--model", "basic", "--cache", "cache", "--progress", "plain", "-o", "cut.mp4"),
]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_and_leaves_nothing(
    stage: str, number: signal.Signals, code: int, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cutter", "make", str(SAMPLE), *OPTIONS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if line.strip() == stage:
                break
        time.sleep(0.5)
        children = psutil.Process(running.pid).children(recursive=True)
        running.send_signal(number)
        began = time.monotonic()
        rest = running.stderr.read()
        assert running.wait(timeout=20) == code, rest
        assert time.monotonic() - began < 6
        assert "Traceback" not in rest
        assert [path.name for path in tmp_path.iterdir()] == ["cache"]
        _, alive = psutil.wait_procs(children, timeout=3)
        assert not alive
