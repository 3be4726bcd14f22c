"""The whole job, from a film and a profile to the file, against the same job written naively."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.made import write_profile
from benchmarks.measuring.case import ROOT, Case, Sample, take
from benchmarks.measuring.report import Finding, Plot, Target
from benchmarks.measuring.turns import Runs, in_turns
from benchmarks.topics.bench import (
    NOT_QUICK,
    NOT_YET,
    Bench,
    cost_table,
    cutter_command,
    has_copy,
    keep,
)

NAIVE = "naive: PySceneDetect, OpenCV, open_clip, MoviePy"
COLD = "cutter make, cold"
COLD_COPY = "cutter make --fast --renderer copy, cold"
WARM = "cutter make, second profile"
WARM_COPY = "cutter make --renderer copy, second profile"
KNOWN_COPY = "cutter make --renderer copy, phrases known"
PRESET, CRF = "medium", "20"
TARGETS = {
    COLD: (2.0, 2.5),
    COLD_COPY: (3.0, 4.0),
    WARM: (5.0, None),
    WARM_COPY: (15.0, 30.0),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where whole jobs run: profiles, and stores as an earlier job left them."""

    bench: Bench
    film: Path
    model: Path

    @property
    def budget(self) -> str:
        """Seconds of the cut."""
        return "15" if self.bench.is_quick else "60"

    def home(self, name: str) -> dict[str, str]:
        """Return the environment that keeps a job's stores in a folder of its own."""
        folder = self.bench.folder / name
        kinds = ("CACHE", "DATA", "CONFIG")
        return {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in kinds}

    def make(self, name: str, profile: int, home: str, *extra: str) -> Case:
        """Return a whole job of cutter's as a process."""
        path = self.profile(profile)
        target = self.bench.folder / "whole.mp4"
        command = cutter_command("make", self.film, "--profile", path, "--model", self.model)
        output = ("--budget", self.budget, "--fill", "--preset", PRESET, "--crf", CRF, "-o", target)
        options = ("--offline", "--quiet", "--overwrite", *extra)
        return Case(
            name, command=(*command, *map(str, output), *options), environment=self.home(home)
        )

    def naive(self) -> Case:
        """Return the naive whole job as a process."""
        script = ROOT / "benchmarks" / "peers" / "naive_whole.py"
        target = self.bench.folder / "naive.mp4"
        arguments = (self.film, self.profile(1), self.model, target, self.budget, PRESET, CRF)
        return Case(NAIVE, command=(sys.executable, str(script), *map(str, arguments)))

    def profile(self, number: int) -> Path:
        """Return the profile of a viewer."""
        path = self.bench.folder / f"viewer-{number}.json"
        return path if path.is_file() else write_profile(path, number)


def run(bench: Bench, finding: Finding) -> None:
    """Measure the job from nothing, and for a second viewer of an analysed film."""
    desk = Desk(bench, bench.film(), bench.model())
    finding.text = [
        "A process each, start-up and imports included: from film and profile to a cut of "
        f"{desk.budget} s, preset {PRESET}, crf {CRF}, full-size ViT-B-32 with random weights. "
        "The naive whole is `benchmarks/peers/naive_whole.py`: PySceneDetect's default, OpenCV "
        "seeks, open_clip fp32 one by one with PIL, MoviePy write_videofile; it keeps nothing, so "
        "its time is the same for every profile. *Cold*: no store of any kind. *Second profile*: "
        "the film is analysed, the profile's phrases are new. *Phrases known*: the same profile "
        "again.",
    ]
    cases, absent = _cases(desk)
    bench.say("whole: the first viewer's job fills the store")
    take(desk.make("first", 1, "kept", "--renderer", "ffmpeg"))
    runs = in_turns(cases, min(2, bench.repeats), bench.say, lambda case: _afresh(desk, case))
    keep(finding, runs)
    title = f"Film of {'one minute' if bench.is_quick else 'ten minutes'}"
    finding.tables.append(cost_table(title, runs, cases, NAIVE, absent, faster_than="naive"))
    for name, (limit, stretch) in TARGETS.items():
        wanted = Target(f"naive whole ÷ {name}", limit, "more", stretch=stretch)
        why = absent.get(name) or runs.failures.get(name, NOT_QUICK)
        ratio = runs.ratio(NAIVE, name) if runs.has(NAIVE, name) else None
        finding.targets.append(wanted.with_(ratio, why))
    _plot(finding, cases, runs)


def _cases(desk: Desk) -> tuple[list[Case], dict[str, str]]:
    cases = [desk.naive(), desk.make(COLD, 1, "cold")]
    if not desk.bench.is_quick:
        cases.append(desk.make(WARM, 2, "warm"))
    if not has_copy():
        return cases, dict.fromkeys((COLD_COPY, WARM_COPY, KNOWN_COPY), NOT_YET)
    options = _options()
    copy = ("--renderer", "copy", *(("--prefer-copy",) if "--prefer-copy" in options else ()))
    absent = {}
    if "--fast" in options:
        cases.append(desk.make(COLD_COPY, 1, "cold", "--fast", *copy))
    else:
        absent[COLD_COPY] = NOT_YET
    cases.append(desk.make(WARM_COPY, 2, "warm", *copy))
    if not desk.bench.is_quick:
        cases.append(desk.make(KNOWN_COPY, 1, "warm", *copy))
    return cases, absent


def _afresh(desk: Desk, case: Case) -> Sample:
    """Run a case with the stores that its name promises: none, or those of the first viewer."""
    for name in ("cold", "warm"):
        shutil.rmtree(desk.bench.folder / name, ignore_errors=True)
    shutil.copytree(desk.bench.folder / "kept", desk.bench.folder / "warm")
    return take(case)


@cache
def _options() -> str:
    """Return the help of `cutter make`, where its options are to be read."""
    done = subprocess.run(
        cutter_command("make", "--help"),
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _plot(finding: Finding, cases: list[Case], runs: Runs) -> None:
    names = [case.name for case in reversed(cases) if runs.has(case.name)]
    walls = [runs.wall(name) for name in names]
    finding.plots.append(
        Plot(
            "whole",
            "The whole job: from film and profile to the cut",
            "bars",
            "seconds, as a process",
            labels=tuple(names),
            values=tuple(wall.middle for wall in walls),
            lows=tuple(wall.low for wall in walls),
            highs=tuple(wall.high for wall in walls),
        )
    )
