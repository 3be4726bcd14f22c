"""One measured run in a process of its own: seconds, CPU seconds and peak memory.

A case is either a function of `benchmarks.work`, timed inside its process after its imports, or a
command, timed from its start to its end.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from benchmarks.measuring.memory import PeakMemory

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 1500.0
"""Seconds after which a run is stopped and counts as failed."""


_FOLDERS = re.compile(r"(?<![\w.])/(?:[^\s/:'\"]+/)+")


class MeasureFailed(RuntimeError):
    """A case did not come to its end; the message is its last line."""


@dataclass(frozen=True, slots=True)
class Case:
    """Something that can be run and measured."""

    name: str
    work: str = ""
    """`module:function` below `benchmarks.work`; it prepares, and returns what is timed."""
    arguments: dict[str, Any] = field(default_factory=dict)
    """Of the function; JSON values."""
    command: tuple[str, ...] = ()
    """The command, where it is no function."""
    environment: dict[str, str] = field(default_factory=dict)
    repeats: int | None = None
    """Fewer runs than the others get; None for as many."""
    counts_memory: bool = False
    """Whether memory is what is asked: counted more exactly, at the price of some time."""

    @property
    def is_process(self) -> bool:
        """Whether a whole process is timed, start-up and imports included."""
        return bool(self.command)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time, child processes included."""
    peak: float
    """Largest memory of the process and its children together, in megabytes (10^6 bytes)."""
    details: dict[str, Any]
    """What the run says of its result."""

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """Return a sample as `dataclasses.asdict` laid it out."""
        return cls(**stored)


def take(case: Case) -> Sample:
    """Run a case once.

    Raises:
        MeasureFailed: it ended badly, or took longer than `LONGEST`.
    """
    with tempfile.TemporaryDirectory(prefix="cutter-bench-") as folder:
        if case.is_process:
            return _run(case, list(case.command), None, folder)
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", "benchmarks.measuring.inside", case.work]
        return _run(case, [*command, json.dumps(case.arguments), str(answer)], answer, folder)


def _run(case: Case, command: list[str], answer: Path | None, folder: str) -> Sample:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": folder, **case.environment}
    log = Path(folder) / "log.txt"
    with log.open("wb") as stream:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
        with PeakMemory(process.pid, exact=case.counts_memory) as memory:
            usage, code = _wait(process, began)
    wall = time.perf_counter() - began
    if code != 0:
        raise MeasureFailed(_why(log, code))
    told = {} if answer is None else json.loads(answer.read_text(encoding="utf-8"))
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Sample(
        wall=told.get("wall", wall),
        cpu=told.get("cpu", usage.ru_utime + usage.ru_stime),
        peak=memory.peak if memory.peak > 0 else kilobytes * 1024 / 1e6,
        details=told.get("details", {}),
    )


def _wait(process: subprocess.Popen[bytes], began: float) -> tuple[Any, int]:
    """Wait for the end, and return what the process and its children used."""
    try:
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                return usage, process.returncode
            if time.perf_counter() - began > LONGEST:
                raise MeasureFailed(f"it did not end within {LONGEST:g} s")
            time.sleep(0.002)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _why(log: Path, code: int) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    # The page is for everybody, so of paths it tells the last part.
    last = _FOLDERS.sub("", lines[-1]) if lines else "it said nothing"
    return f"exit code {code}: {last}"[:300]
