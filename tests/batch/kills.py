"""Kills `cutter batch` at random moments, runs the same line again, and looks at what is there.

    python -m tests.batch.kills --kills 10

Every round has folders of its own for what is written, cached and kept, and a seeded moment. The
whole group of processes gets SIGKILL. After that the same line must give, file by file and byte for
byte, what a run left alone gives in all of these folders (journal and summary, which tell times,
aside), and must do no task again that the journal had as done.
"""

import argparse
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from cutter import ffmpeg
from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP

FIRST_MOMENT = 0.3
"""Seconds; before that, Python itself is still being started and knows nothing of us."""
PATIENCE = 600.0
TELLING = ("batch.sqlite", "summary.json", "summary.html")
"""What tells when and how long: no two runs have the same."""
OURS = (".cutter-", "batch.lock", "batch.sqlite-")
"""What may never be left behind by a run that came to its end."""


@dataclass(frozen=True)
class Place:
    """The folders of one round."""

    root: Path

    def __post_init__(self) -> None:
        for name in ("out", "cache", "data", "config", "tmp", "home"):
            (self.root / name).mkdir(parents=True)

    @property
    def out(self) -> Path:
        return self.root / "out"

    def start(self, films: Path, profiles: Path, *options: str) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            **{f"XDG_{name.upper()}_HOME": str(self.root / name) for name in ("data", "config")},
            **{"HOME": str(self.root / "home"), "HF_HOME": str(self.root / "home")},
            **{"TMPDIR": str(self.root / "tmp"), "PYTHONPATH": str(ROOT)},
        }
        arguments = [
            *("batch", str(films), "--profiles", str(profiles), "-o", str(self.out)),
            *("--aspect", "16:9,9:16", "--budget", "2s", "--preset", "ultrafast"),
            *("--cache", str(self.root / "cache"), "--offline", "--model", str(SAMPLE_CLIP)),
            *("--progress", "none", *options),
        ]
        return subprocess.Popen(
            [sys.executable, "-m", "cutter", *arguments],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Its own group, so that what is sent to it reaches all of it and nobody else.
            start_new_session=True,
        )

    def files(self) -> dict[str, bytes]:
        """Return every file that is there but those that tell times."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and path.name not in TELLING
        }

    def strays(self) -> list[str]:
        """Return what a run that came to its end should have taken away."""
        found = [path for path in self.root.rglob("*") if path.name.startswith(OURS)]
        found += [path for path in (self.root / "tmp").rglob("*") if path.is_file()]
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def done(self) -> int:
        """Return how many tasks are done."""
        try:
            return sum(outcome == "done" for _, outcome, _ in self.attempts())
        except sqlite3.OperationalError:
            # It is being written at this moment.
            return 0

    def attempts(self) -> list[tuple[str, str | None, float]]:
        """Return the journal's attempts in their order: task, outcome, packets read."""
        journal = self.out / "batch.sqlite"
        if not journal.exists():
            return []
        with contextlib.closing(sqlite3.connect(journal)) as database:
            if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                # Killed before its first word.
                return []
            return database.execute(
                "SELECT task, outcome, coalesce(json_extract(counts, '$.packets'), 0) "
                "FROM attempts ORDER BY id"
            ).fetchall()


@dataclass
class Rounds:
    """Rounds in one folder, against one run left alone."""

    folder: Path
    options: tuple[str, ...] = ()
    seed: int = 1
    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """A line for each round."""

    def __post_init__(self) -> None:
        self.films, self.profiles = self.folder / "films", self.folder / "profiles"
        for each in (self.films, self.profiles):
            each.mkdir()
        for number, start in enumerate(("4", "30")):
            ffmpeg.run(
                [
                    *("-ss", start, "-t", "8", "-i", str(SAMPLE), "-vf", "scale=320:180"),
                    *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-y"),
                    str(self.films / f"film{number}.mp4"),
                ]
            )
        for name in ("alice", "bob"):
            (self.profiles / f"{name}.json").write_bytes((PROFILES / f"{name}.json").read_bytes())
        self._random = random.Random(self.seed)
        place = Place(self.folder / "undisturbed")
        began = time.monotonic()
        code, said = ended(self._start(place))
        self.seconds = time.monotonic() - began
        assert code == 0, said
        assert not place.strays(), place.strays()
        self.whole = place.files()
        self.tasks = Counter(task for task, _, _ in place.attempts())

    def _start(self, place: Place) -> "subprocess.Popen[str]":
        return place.start(self.films, self.profiles, *self.options)

    def kill(self, count: int) -> int:
        """Kill runs, follow each by one that is left alone; return how many were clean."""
        clean = 0
        for number in range(count):
            place = Place(self.folder / f"kill-{number}")
            before = len(self.faults)
            moment = self._killed(place)
            had = place.attempts()
            done = sum(outcome == "done" for _, outcome, _ in had)
            told = f"kill {number} after {moment:.1f} s, {done} of {len(self.tasks)} tasks done"
            self._look_half_way(place, told)
            began = time.monotonic()
            code, said = ended(self._start(place))
            told += f", then {time.monotonic() - began:.1f} s"
            if code != 0:
                self.faults.append(f"{told}: the next run ended with {code}: {said}")
            else:
                self._compare(place, told)
                self._count(place, told)
            clean += before == len(self.faults)
            self.told.append(told)
        return clean

    def _killed(self, place: Place) -> float:
        """Kill a run's whole group at a random moment; return the moment."""
        # Every other time by the clock, else after so many tasks and a little: machines are busy.
        by_clock = place.root.name.endswith(("0", "2", "4", "6", "8"))
        moment = self._random.uniform(FIRST_MOMENT, self.seconds * 0.9)
        after = self._random.randrange(len(self.tasks))
        little = self._random.uniform(0, self.seconds / len(self.tasks))
        running, began = self._start(place), time.monotonic()
        while running.poll() is None and not (by_clock and time.monotonic() - began >= moment):
            if not by_clock and place.done() > after:
                time.sleep(little)
                break
            time.sleep(0.02)
        moment = time.monotonic() - began
        children = _children(running.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate(timeout=PATIENCE)
        _, alive = psutil.wait_procs(children, timeout=5)
        alive = [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
        if alive:
            self.faults.append(f"kill after {moment:.1f} s: {alive} outlived it")
        return moment

    def _look_half_way(self, place: Place, told: str) -> None:
        """Whatever bears a name of its own is whole, however early the run was killed."""
        for name, data in place.files().items():
            is_named = name.startswith("out/") and not any(ours in name for ours in OURS)
            if is_named and data != self.whole.get(name):
                self.faults.append(f"{told}: {name} is half-made")

    def _compare(self, place: Place, told: str) -> None:
        left = place.files()
        for name in sorted({*left, *self.whole}):
            if name not in self.whole:
                self.faults.append(f"{told}: {name} is left over")
            elif name not in left:
                self.faults.append(f"{told}: {name} is missing")
            elif left[name] != self.whole[name]:
                self.faults.append(f"{told}: {name} has other bytes")
        if strays := place.strays():
            self.faults.append(f"{told}: {strays} were left behind")

    def _count(self, place: Place, told: str) -> None:
        """No task is begun again that was done, and no film is read to its end twice."""
        done: set[str] = set()
        decoded: Counter[str] = Counter()
        for task, outcome, packets in place.attempts():
            if task in done:
                self.faults.append(f"{told}: {task} was done and is begun again")
            if outcome == "done":
                done.add(task)
            decoded[task] += packets > 0
        if done != set(self.tasks):
            self.faults.append(f"{told}: done are {sorted(done)}, not {sorted(self.tasks)}")
        if any(count > 1 for count in decoded.values()):
            self.faults.append(f"{told}: decoded {decoded}")


def _children(pid: int) -> list[psutil.Process]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def ended(running: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for a run; return its exit code and what it said."""
    said = running.communicate(timeout=PATIENCE)[0]
    return running.returncode, said


def main() -> None:
    """Run by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", default="2")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder), ("--jobs", given.jobs), seed=given.seed)
        print(f"a run left alone takes {rounds.seconds:.1f} s, {len(rounds.tasks)} tasks")
        clean = rounds.kill(given.kills)
        print(*rounds.told, f"SIGKILL: {clean} of {given.kills} clean", *rounds.faults, sep="\n")
    sys.exit(bool(rounds.faults))


if __name__ == "__main__":
    main()
