"""Breaks small files in thousands of ways and puts them through `probe → analyze → plan`.

    python -m tests.fuzz.mutate --count 20000 --workers 2

The work is done in child processes with limits of time and memory; this one decodes nothing. A
child that dies or hangs is counted and replaced. Says at the end how many inputs ended how, and
keeps an example of each fault in `--keep`. Exit code 1 if there was any fault.
"""

from __future__ import annotations

import argparse
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.films import ROOT
from tests.fuzz.mutations import mutated, mutated_json
from tests.fuzz.seeds import RECIPES, Kind, Seed, build_films, picture, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

WALL = 20.0
"""Seconds after which an input has hung."""
START = 60.0
"""Seconds that a child has to load and to analyse the sound film."""
TURNS = 400
"""Inputs after which a child is replaced, so that what it leaves is looked at."""
MOST_FILES = 16
"""Files that a child may have open more at its end than at its beginning."""
SHARES: dict[Kind, int] = {"film": 70, "subtitles": 9, "profile": 9, "plan": 6, "store": 6}
"""Of a hundred inputs."""
FAULTS = ("uncaught", "outside", "hang", "left")
"""What must not be. A signal is the end of a decoder, memory that of an unreasonable header: both
are counted, and borne by the child alone."""
COMMAND = (sys.executable, "-m", "tests.fuzz.child")
ROOMS = {"in", "cache", "known", "home", "tmp", "errors.txt"}


@dataclass
class Tally:
    """What came of the inputs."""

    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    peak: int = 0
    """Kilobytes of the largest child."""
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, seed: Seed, number: int, reply: dict[str, Any], seconds: float) -> str:
        """Count a reply; return its name if it is the first of its kind and of interest."""
        name = reply["outcome"]
        what = f"{name}: {reply['what']}" if reply.get("what") else name
        self.outcomes[what] += 1
        self.kinds[f"{seed.kind} {name}"] += 1
        self.slowest = max(self.slowest, seconds)
        self.peak = max(self.peak, reply.get("peak", 0))
        if name in ("planned", "refused") or what in self.examples:
            return ""
        self.examples[what] = f"input {number}, {seed.name}\n{reply.get('traceback', '')}"
        return what

    @property
    def faults(self) -> int:
        """How many inputs ended as none may."""
        return sum(n for what, n in self.outcomes.items() if what.split(":")[0] in FAULTS)


class Child:
    """One child process and its box."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ROOMS - {"errors.txt"}:
            (folder / name).mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            **{f"XDG_{name}_HOME": str(folder / "home") for name in ("CACHE", "DATA", "CONFIG")},
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.errors = (folder / "errors.txt").open("wb")
        self.process = subprocess.Popen(
            [*COMMAND, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=environment,
            cwd=ROOT,
        )
        self.turns = 0
        self.files = 0
        if self.wait(START)["outcome"] != "ready":
            self.end()
            said = (folder / "errors.txt").read_text(errors="replace")[-2_000:]
            raise RuntimeError(f"the child does not start: {said}")

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return the reply to a job, or how the child ended over it."""
        assert self.process.stdin is not None
        self.turns += 1
        try:
            self.process.stdin.write(json.dumps(job).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return self.wait(1)
        reply = self.wait(WALL)
        self.files = self.files or reply.get("files", 0)
        if reply.get("files", 0) > self.files + MOST_FILES:
            return {"outcome": "left", "what": "open files"}
        return reply

    def wait(self, seconds: float) -> dict[str, Any]:
        """Return the next line of the child, `hang` after so many seconds, or its signal."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                self.process.kill()
                self.process.wait()
                return {"outcome": "hang", "what": f"{seconds:g} s"}
        line = self.process.stdout.readline()
        if line:
            reply: dict[str, Any] = json.loads(line)
            return reply
        code = self.process.wait()
        if -code == signal.SIGXCPU:
            return {"outcome": "hang", "what": "processor time"}
        name = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return {"outcome": "signal" if code < 0 else "uncaught", "what": name}

    def end(self) -> list[str]:
        """End the process and return what it left behind that it should not have."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.errors.close()
        found = [path.name for path in self.folder.iterdir() if path.name not in ROOMS]
        found += [path.name for path in (self.folder / "tmp").iterdir()]
        found += [path.name for path in self.folder.rglob("*.part*")]
        found += [path.name for path in (self.folder / "home").iterdir() if path.name != "cutter"]
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        return found


class Fuzz:
    """A run: seeds, boxes, and what came of it."""

    def __init__(self, folder: Path, keep: Path, films: tuple[str, ...]) -> None:
        self.folder, self.keep = folder, keep
        (folder / "seeds").mkdir()
        made = build_films(folder / "seeds", films)
        self.sound = made[0]
        self.seeds: dict[Kind, list[Seed]] = {"film": made, "plan": [], "store": []}
        for seed in texts():
            self.seeds.setdefault(seed.kind, []).append(seed)
        self.tally = Tally()
        child = self.child(0)
        text = (child.folder / "in" / "known.plan.json").read_bytes()
        self.seeds["plan"].append(Seed("plan", "plan.json", text))
        for path in sorted((child.folder / "known").rglob("*.safetensors")):
            self.seeds["store"].append(Seed("store", path.name, path.read_bytes()))
        child.end()

    def child(self, worker: int) -> Child:
        """Return a new child in a clean box that holds the sound film and profile."""
        folder = self.folder / f"box-{worker}"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "in").mkdir(parents=True)
        (folder / "in" / "known.mp4").write_bytes(self.sound.data)
        (folder / "in" / "known.json").write_text(
            '{"version": 1, "likes": [{"text": "red"}, {"text": "hello", "in": "dialogue"}]}'
        )
        # What the profiles among the seeds name as examples.
        (folder / "in" / "film.mp4").write_bytes(self.sound.data)
        (folder / "in" / "example.png").write_bytes(picture())
        return Child(folder)

    def input(self, number: int) -> tuple[Seed, bytes]:
        """Return the seed and the broken bytes of an input; equal numbers give equal ones."""
        place, kind = number * 37 % 100, "film"
        for name, share in SHARES.items():
            if place < share:
                kind = name
                break
            place -= share
        seeds = self.seeds[kind]  # type: ignore[index]
        seed = seeds[number // 3 % len(seeds)]
        if seed.name.endswith(".json") and number % 4:
            return seed, mutated_json(seed.data, number)
        return seed, mutated(seed.data, [other.data for other in seeds], number)

    def work(self, worker: int, numbers: Sequence[int], until: float) -> int:
        """Put inputs through one child after another; return how many."""
        child, done = self.child(worker), 0
        for number in numbers:
            if time.monotonic() > until:
                break
            seed, data = self.input(number)
            path = child.folder / "in" / f"broken-{seed.name}"
            if seed.kind == "store":
                path = path.with_name(seed.name)
            path.write_bytes(data)
            begun = time.monotonic()
            reply = child.ask({"kind": seed.kind, "name": path.name, "number": number})
            told = self.tally.add(seed, number, reply, time.monotonic() - begun)
            if told:
                label = "".join(char if char.isalnum() else "-" for char in told)[:80]
                self.keep.mkdir(parents=True, exist_ok=True)
                (self.keep / f"{label}.{number}.{seed.name}").write_bytes(data)
                print(f"{told}: {self.tally.examples[told]}", flush=True)
            done += 1
            path.unlink()
            if child.turns >= TURNS or child.process.poll() is not None:
                child = self._next(child, worker)
        self._next(child, worker, is_last=True)
        return done

    def _next(self, child: Child, worker: int, *, is_last: bool = False) -> Child:
        is_dead = child.process.poll() is not None
        left = child.end()
        # A child that was killed may leave what it was just writing.
        if left and not is_dead:
            self.tally.outcomes[f"left: {left[0]}"] += 1
        return child if is_last else self.child(worker)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=20_000, help="inputs")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--workers", type=int, default=1, help="children side by side")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--films", nargs="*", default=list(RECIPES), help="which of the films")
    parser.add_argument("--keep", type=Path, default=ROOT / "out" / "fuzz", help="for examples")
    parser.add_argument("--json", type=Path, help="write the figures here")
    given = parser.parse_args(arguments)
    begun = time.monotonic()
    before = {path.name for path in ROOT.iterdir()}
    with tempfile.TemporaryDirectory(prefix="cutter-fuzz-") as folder:
        fuzz = Fuzz(Path(folder), given.keep, tuple(given.films))
        until = time.monotonic() + given.seconds
        numbers = range(given.first, given.first + given.count)
        with ThreadPoolExecutor(given.workers) as pool:
            parts = [numbers[worker :: given.workers] for worker in range(given.workers)]
            done = sum(pool.map(lambda w: fuzz.work(w, parts[w], until), range(given.workers)))
    tally = fuzz.tally
    for name in sorted({path.name for path in ROOT.iterdir()} - before - {"out"}):
        tally.outcomes[f"outside: {name} in the repository"] += 1
    figures = {
        "first": given.first,
        "inputs": done,
        "seconds": round(time.monotonic() - begun, 1),
        "slowest_s": round(tally.slowest, 2),
        "peak_mb": tally.peak // 1024,
        "faults": tally.faults,
        "kinds": dict(sorted(tally.kinds.items())),
        "outcomes": dict(tally.outcomes.most_common()),
    }
    print(json.dumps(figures, indent=2))
    if given.json is not None:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
