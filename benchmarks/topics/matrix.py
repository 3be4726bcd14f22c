"""Films × profiles × shapes, and the command lines that make cuts of them in three ways."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.films import SAMPLE, Films
from benchmarks.made import write_profile
from benchmarks.measuring.case import ROOT, Case
from benchmarks.topics.bench import Bench, cutter_command

BATCH = "cutter batch, 2 jobs"
WIPED = "loop of cutter make, cache wiped each time"
KEPT = "loop of cutter make, cache kept"
REAL = (
    "big_buck_bunny_170s_360p.mp4",
    "nasa_multistream_16s.mp4",
    "sintel_trailer_52s.webm",
    "tears_of_steel_battle_70s.webm",
)
ASPECTS = ("16:9", "9:16")
BUDGET = "10s"
JOBS = 2
EYES = ROOT / "sample_media" / "sample-clip"


@dataclass(slots=True)
class Matrix:
    """What is cut, where it goes, and how each way of making it is called."""

    films: list[Path]
    profiles: list[Path]
    folder: Path
    missing: list[str] = field(default_factory=list)

    @property
    def cuts(self) -> int:
        """How many cuts there are."""
        return len(self.films) * len(self.profiles) * len(ASPECTS)

    def batch(self) -> Case:
        """Return one line for all of them, without a store of any kind at its begin."""
        films: list[str | Path] = [*self.films]
        command = cutter_command(
            *("batch", *films, "--profiles", self.folder / "profiles"),
            *("--aspect", ",".join(ASPECTS), "--budget", BUDGET, "--jobs", str(JOBS)),
            *("--model", EYES, "--fill", "--offline", "--quiet", "-o", self.out(BATCH)),
        )
        return Case(BATCH, command=command, environment=self._home(BATCH))

    def loop(self, name: str) -> Case:
        """Return a shell script that makes the same cuts one after the other."""
        home, lines = self._home(name), ["set -e"]
        for film in self.films:
            for profile in self.profiles:
                for aspect in ASPECTS:
                    target = self.made(name, film, profile, aspect)
                    if name == WIPED:
                        lines.append(f"rm -rf {shlex.quote(home['XDG_CACHE_HOME'])}")
                    lines.append(f"mkdir -p {shlex.quote(str(target.parent))}")
                    command = (
                        *("make", film, "--profile", profile, "--aspect", aspect),
                        *("--budget", BUDGET, "--fill", "--model", EYES, "--offline", "--quiet"),
                        *("-o", target),
                    )
                    lines.append(shlex.join(cutter_command(*command)))
        script = self.folder / f"{self.out(name).name}.sh"
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return Case(name, command=("sh", str(script)), environment=home)

    def out(self, name: str) -> Path:
        """Return the folder that a way of making the cuts writes to."""
        return self.folder / {BATCH: "batch", WIPED: "wiped", KEPT: "kept"}[name]

    def made(self, name: str, film: Path, profile: Path, aspect: str) -> Path:
        """Return the file that a loop writes a cut to."""
        shape = aspect.replace(":", "x")
        return self.out(name) / film.stem / f"{profile.stem}-{shape}.mp4"

    def _home(self, name: str) -> dict[str, str]:
        folder = self.folder / f"home-{self.out(name).name}"
        kinds = ("CACHE", "DATA", "CONFIG")
        return {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in kinds}


def matrix_of(bench: Bench) -> Matrix:
    """Return what is cut: six films for five profiles, or fewer in a quick run."""
    films, missing = _films(bench.films, is_quick=bench.is_quick)
    folder = bench.folder / "profiles"
    folder.mkdir()
    count = 2 if bench.is_quick else 5
    profiles = [write_profile(folder / f"viewer-{n}.json", n) for n in range(1, count + 1)]
    return Matrix(films, profiles, bench.folder, missing)


def _films(films: Films, *, is_quick: bool) -> tuple[list[Path], list[str]]:
    if is_quick:
        names: tuple[str, ...] = ("nasa_multistream_16s.mp4",)
    else:
        names = REAL
    real = {name: films.real(name) for name in names}
    ours = [SAMPLE] if is_quick else [SAMPLE, films.mirrored()]
    there = [path for path in real.values() if path is not None]
    return [*ours, *there], [name for name, path in real.items() if path is None]
