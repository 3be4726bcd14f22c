"""Ends `cutter make` at random moments and looks at what is left; runnable by hand.

    python -m tests.faults.kills --kills 30 --interrupts 15

Every round has folders of its own for what is written, cached and kept, and a seeded moment. After
SIGKILL a normal run must give, file by file and byte for byte, what an undisturbed run gives in all
of these folders; Ctrl-C must end a run within 6 s with 130 and leave nothing half-made.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.films import PROFILES, ROOT, SAMPLE, SAMPLE_CLIP

ENDS_WITHIN = 6.0
"""Seconds from Ctrl-C to the end."""
INTERRUPTED = 130
FIRST_MOMENT = 0.15
"""Seconds; before that, Python itself is still being started and knows nothing of us."""
PATIENCE = 240.0


@dataclass(frozen=True)
class Place:
    """The folders of one round."""

    root: Path
    film: Path

    def __post_init__(self) -> None:
        for name in ("out", "cache", "data", "config", "tmp", "hub"):
            (self.root / name).mkdir(parents=True)

    @property
    def target(self) -> Path:
        return self.root / "out" / "cut.mp4"

    def start(self, *options: str) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            **{f"XDG_{name.upper()}_HOME": str(self.root / name) for name in ("data", "config")},
            "HOME": str(self.root / "hub"),
            "HF_HOME": str(self.root / "hub"),
            "TMPDIR": str(self.root / "tmp"),
            "PYTHONPATH": str(ROOT),
        }
        arguments = [
            *("make", str(self.film), "--offline"),
            *(() if "--profile" in options else ("--profile", str(PROFILES / "bob.json"))),
            *("--cache", str(self.root / "cache"), "-o", str(self.target), "--overwrite"),
            *("--quiet", "--progress", "none", *options),
        ]
        return subprocess.Popen(
            [sys.executable, "-m", "cutter", *arguments],
            cwd=self.root / "out",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Its own group, so that what is sent to it reaches nobody else.
            start_new_session=True,
        )

    def left(self) -> dict[str, bytes]:
        """Return every file, and every empty folder, that is there now."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file():
                found[name] = path.read_bytes()
            elif not any(path.iterdir()):
                found[f"{name}/"] = b""
        return found

    def strays(self, whole: dict[str, bytes]) -> list[str]:
        """Return what is here and is not, byte for byte, what an undisturbed run leaves.

        Of folders that are still empty, only hidden ones of ours are told.
        """
        return [
            name
            for name, data in self.left().items()
            if (".cutter-" in name if name.endswith("/") else whole.get(name) != data)
        ]


@dataclass
class Tally:
    """What the rounds came to."""

    rounds: int = 0
    clean: int = 0
    slowest: float = 0.0
    with_remains: int = 0
    """Kills that left something hidden for the next run to take up or to sweep."""

    def __str__(self) -> str:
        return (
            f"{self.clean} of {self.rounds} clean; {self.with_remains} left hidden folders behind; "
            f"slowest end {self.slowest:.2f} s"
        )


class Rounds:
    """Rounds in one folder, against one undisturbed run."""

    def __init__(self, folder: Path, *options: str, film: Path = SAMPLE, seed: int = 1) -> None:
        self._folder = folder
        self._film = film
        self._options = options
        self._random = random.Random(seed)
        self.faults: list[str] = []
        place = Place(folder / "undisturbed", film)
        began = time.monotonic()
        code, said = ended(place.start(*options))
        self.seconds = time.monotonic() - began
        assert code == 0, said
        self.whole = place.left()

    def kill(self, count: int) -> Tally:
        """Kill runs, and follow each by one that is left alone."""
        tally = Tally()
        for number in range(count):
            place = Place(self._folder / f"kill-{number}", self._film)
            moment = self._ended_at_random(place, signal.SIGKILL, tally)
            tally.rounds += 1
            told = f"kill {number} after {moment:.2f} s"
            before = len(self.faults)
            target = place.target
            if target.exists() and target.read_bytes() != self.whole["out/cut.mp4"]:
                self.faults.append(f"{told}: the target is neither old nor new")
            tally.with_remains += bool(place.strays(self.whole))
            code, said = ended(place.start(*self._options))
            if code != 0:
                self.faults.append(f"{told}: the next run ended with {code}: {said}")
            else:
                self._compare(place, told)
            tally.clean += before == len(self.faults)
        return tally

    def interrupt(self, count: int) -> Tally:
        """Interrupt runs, and look at how they end."""
        tally = Tally()
        for number in range(count):
            place = Place(self._folder / f"interrupt-{number}", self._film)
            before = len(self.faults)
            moment = self._ended_at_random(place, signal.SIGINT, tally)
            tally.rounds += 1
            told = f"interrupt {number} after {moment:.2f} s"
            if left := place.strays(self.whole):
                self.faults.append(f"{told}: left {left}")
            tally.clean += before == len(self.faults)
        return tally

    def _ended_at_random(self, place: Place, number: signal.Signals, tally: Tally) -> float:
        """Send a signal at a random moment of a run; return the moment."""
        while True:
            moment = self._random.uniform(FIRST_MOMENT, self.seconds)
            running = place.start(*self._options)
            time.sleep(moment)
            children = _children(running.pid)
            if running.poll() is None:
                break
            # It was quicker than the undisturbed one: begin anew.
            running.communicate()
            for name in place.left():
                (place.root / name).unlink() if not name.endswith("/") else None
        running.send_signal(number)
        sent = time.monotonic()
        said = running.communicate(timeout=PATIENCE)[0]
        took = time.monotonic() - sent
        tally.slowest = max(tally.slowest, took)
        told = f"{number.name} after {moment:.2f} s"
        if number == signal.SIGINT:
            is_over = running.returncode == 0 and place.target.exists()
            if running.returncode != INTERRUPTED and not is_over:
                self.faults.append(f"{told}: ended with {running.returncode}: {said}")
            if "Traceback" in said:
                self.faults.append(f"{told}: {said}")
            if took > ENDS_WITHIN:
                self.faults.append(f"{told}: took {took:.1f} s")
        _, alive = psutil.wait_procs(children, timeout=3)
        alive = [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]
        if alive:
            self.faults.append(f"{told}: {alive} outlived it")
        return moment

    def _compare(self, place: Place, told: str) -> None:
        left = place.left()
        for name in sorted({*left, *self.whole}):
            if name not in self.whole:
                self.faults.append(f"{told}: {name} is left over")
            elif name not in left:
                self.faults.append(f"{told}: {name} is missing")
            elif left[name] != self.whole[name]:
                self.faults.append(f"{told}: {name} has other bytes")


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
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--interrupts", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default=str(SAMPLE_CLIP))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder), "--model", given.model, seed=given.seed)
        print(f"an undisturbed run takes {rounds.seconds:.1f} s", flush=True)
        print(f"SIGKILL: {rounds.kill(given.kills)}", flush=True)
        print(f"SIGINT: {rounds.interrupt(given.interrupts)}", flush=True)
    for fault in rounds.faults:
        print(fault)
    sys.exit(bool(rounds.faults))


if __name__ == "__main__":
    main()
