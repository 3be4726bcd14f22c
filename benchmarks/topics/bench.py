"""What every topic is given: films, how often to repeat, a folder to work in, peers' programs."""

from __future__ import annotations

import contextlib
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.films import Films
from benchmarks.measuring.case import Case
from benchmarks.measuring.report import Finding, Table
from benchmarks.measuring.turns import Runs, in_turns
from benchmarks.model import random_clip

IN_PROCESS = "in process"
PROCESS = "process"
NOT_YET = "not in this version of cutter"
NOT_INSTALLED = "not installed"
NOT_QUICK = "not part of a quick run"


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the benchmarks."""

    films: Films
    repeats: int
    is_quick: bool
    folder: Path
    """Emptied after the run."""
    say: Callable[[str], None]
    programs: dict[str, str]
    """Where other programs are, by name: `smartcut`, `auto-editor`."""

    def film(self) -> Path:
        """Return the film that is measured: of ten minutes, or of one in a quick run."""
        return self.films.minute() if self.is_quick else self.films.bench()

    def model(self) -> Path:
        """Return the folder of the full-size model with random weights."""
        return random_clip(self.films.cache, self.say)

    def turns(self, cases: Sequence[Case], repeats: int | None = None) -> Runs:
        """Run cases in turns."""
        return in_turns(cases, repeats or self.repeats, self.say)

    def program(self, name: str) -> str | None:
        """Return a program's path, as given or from PATH."""
        return shutil.which(self.programs.get(name) or name)


@contextlib.contextmanager
def part(finding: Finding, name: str) -> Iterator[None]:
    """Do a part of a topic; where it breaks, say so in the finding and go on with the next."""
    try:
        yield
    # Whatever breaks one part must not lose the others.
    except Exception as error:
        traceback.print_exc()
        finding.failures[name] = f"{type(error).__name__}: {error}"[:300]


def cutter_command(*arguments: str | Path) -> tuple[str, ...]:
    """Return the command line of cutter in this environment."""
    return (sys.executable, "-m", "cutter", *map(str, arguments))


def has_speeds() -> bool:
    """Whether this version of cutter can look at fewer frames."""
    from cutter.analysis.settings import DetectorSettings

    return hasattr(DetectorSettings(), "speed")


def has_copy() -> bool:
    """Whether this version of cutter can copy packets."""
    from cutter.render.choose import RENDERERS

    return "copy" in RENDERERS


def has_prefer_copy() -> bool:
    """Whether this version of cutter can plan for copying."""
    from cutter.pipeline import Wish

    return hasattr(Wish(), "prefer_copy")


def keep(finding: Finding, runs: Runs, where: str = "") -> None:
    """Store the samples of runs with a finding, and what failed."""
    for name, samples in runs.samples.items():
        kept = [asdict(sample) for sample in samples]
        for sample in kept:
            # Vectors and lists of boundaries are answers, not figures to look back at.
            sample["details"] = {
                key: value
                for key, value in sample["details"].items()
                if isinstance(value, (int, float, str))
            }
        finding.samples[f"{where}{name}"] = kept
    for name, why in runs.failures.items():
        finding.failures[f"{where}{name}"] = why


def cost_table(
    title: str,
    runs: Runs,
    cases: Sequence[Case],
    yardstick: str,
    absent: dict[str, str] | None = None,
    faster_than: str = "",
) -> Table:
    """Return wall, CPU, memory and the ratio to a yardstick for each case, in the cases' order.

    Args:
        title: of the table.
        runs: the samples.
        cases: what was to be run.
        yardstick: the name of the case that others are divided by.
        absent: cases that were not run at all, and why.
        faster_than: what to call the yardstick where the ratio shall say how many times faster
            a case is; empty for how many times as long it takes.
    """
    rows = []
    for case in cases:
        where = PROCESS if case.is_process else IN_PROCESS
        if not runs.has(case.name):
            why = runs.failures.get(case.name, "not measured")
            rows.append((case.name, where, f"failed: {why}", "–", "–", "–", "0"))
            continue
        ratio = "–"
        if runs.has(yardstick):
            pair = (yardstick, case.name) if faster_than else (case.name, yardstick)
            ratio = runs.ratio(*pair).text()
        rows.append(
            (
                case.name,
                where,
                runs.wall(case.name).text(),
                ratio if case.name != yardstick else "1",
                runs.cpu(case.name).text(),
                f"{runs.peak(case.name).high:.0f}",
                str(len(runs.samples[case.name])),
            )
        )
    rows += [(name, "–", why, "–", "–", "–", "0") for name, why in (absent or {}).items()]
    against = f"{faster_than} ÷ it" if faster_than else f"÷ {yardstick}"
    columns = ("what", "measured", "wall, s", against, "CPU, s", "peak, MB", "n")
    return Table(title, columns, tuple(rows))
