"""A folder with films and profiles, and `cutter batch` over it in a process of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.faults.command import Done
from tests.films import ROOT

QUICK = (
    *("--offline", "--model", "basic", "--sentences", "none", "--progress", "none"),
    *("--preset", "ultrafast", "--crf", "30", "--fill", "--budget", "2s", "--jobs", "2"),
)
LIKES = '{"version": 1, "likes": [{"text": "bright colours"}], "signals": {"motion": %s}}'
PATIENCE = 240.0
"""Seconds."""


@dataclass
class Desk:
    """A place for one batch; everything that it writes lies below its root."""

    root: Path
    profiles: list[str] = field(default_factory=lambda: ["alice", "bob"])
    extra: tuple[str, ...] = ()
    """Options of every run."""

    def __post_init__(self) -> None:
        for name in ("films", "profiles", "home"):
            (self.root / name).mkdir(parents=True)
        for number, name in enumerate(self.profiles):
            self.profile(name, number)

    @property
    def out(self) -> Path:
        return self.root / "out"

    def film(self, name: str, source: Path, number: int = 0) -> Path:
        """Put a film there; with another number its bytes are others, and its pictures the same."""
        path = self.root / "films" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(source.read_bytes() + b"\0\0\0\x08free" * number)
        return path

    def profile(self, name: str, motion: float = 0.0) -> Path:
        path = self.root / "profiles" / f"{name}.json"
        path.write_text(LIKES % motion)
        return path

    def words(self, *options: str | Path) -> list[str]:
        """Return the command's words; films and profiles are those of the desk."""
        named = [word for name in self.profiles for word in ("--profiles", f"profiles/{name}.json")]
        films = () if "--watch" in options else ("films",)
        given = ("batch", *films, *named, "-o", "out", *QUICK, *self.extra, *options)
        return [sys.executable, "-m", "cutter", *map(str, given)]

    def start(
        self, *options: str | Path, prefix: Sequence[str] = (), **variables: str
    ) -> "subprocess.Popen[str]":
        """Begin the batch, in a session of its own."""
        home = str(self.root / "home")
        homes = {f"XDG_{name}_HOME": home for name in ("CACHE", "DATA", "CONFIG")}
        return subprocess.Popen(
            [*prefix, *self.words(*options)],
            cwd=self.root,
            env={**os.environ, **homes, "PYTHONPATH": str(ROOT), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *options: str | Path, prefix: Sequence[str] = (), **variables: str) -> Done:
        """Run the batch to its end."""
        return ended(self.start(*options, prefix=prefix, **variables))

    def summary(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.out / "summary.json").read_text())
        return document

    def states(self) -> dict[str, str]:
        """Return what came of each cut, by its label."""
        return {cut["label"]: cut["state"] for cut in self.summary()["cuts"]}

    def causes(self) -> dict[str, str]:
        """Return why cuts were not made, by their labels."""
        return {cut["label"]: cut["cause"] for cut in self.summary()["cuts"] if cut["cause"]}

    def made(self) -> dict[str, tuple[int, int]]:
        """Return every cut that is there, with what tells whether it was written again."""
        return {
            path.relative_to(self.out).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in sorted(self.out.rglob("*.mp4"))
            if not any(part.startswith(".") for part in path.relative_to(self.out).parts)
        }

    def remains(self) -> list[str]:
        """Return what is half-made: hidden folders and files of ours below the output."""
        return [path.name for path in self.out.rglob(".cutter-*")]

    def is_sound(self) -> bool:
        """Whether the journal is a database without a fault."""
        with closing(sqlite3.connect(self.out / "batch.sqlite")) as journal:
            return journal.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def ended(running: "subprocess.Popen[str]") -> Done:
    """Wait for a batch."""
    out, err = running.communicate(timeout=PATIENCE)
    return Done(running.returncode, out, err)


def until(is_so: Callable[[], bool], running: "subprocess.Popen[str]") -> None:
    """Wait until something is so, while the batch runs."""
    began = time.monotonic()
    while not is_so():
        assert running.poll() is None, ended(running)
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)


def stopped(running: "subprocess.Popen[str]", number: signal.Signals) -> Done:
    """Send a signal to the batch alone; no process of it may outlive it by more than a moment."""
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(number)
    done = ended(running)
    _, alive = psutil.wait_procs(children, timeout=5)
    alive = [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
    assert alive == []
    return done
