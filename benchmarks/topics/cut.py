"""A cut to be rendered: the cases that render it, and the table of what they took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring.case import Case, MeasureFailed, take
from benchmarks.measuring.report import Table
from benchmarks.measuring.turns import Runs
from benchmarks.topics.bench import IN_PROCESS, PROCESS
from cutter.schema import EditDecisionList

OURS, MOVIEPY = "cutter", "MoviePy write_videofile"
COPY, OUR_MOVIEPY = "cutter, --renderer copy", "cutter, --renderer moviepy"
TRIM, SEEKED = "ffmpeg, one trim/concat graph", "ffmpeg, an input per clip and concat"
SMARTCUT, AUTO_EDITOR = "smartcut", "auto-editor"


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut to be rendered, and its plan file."""

    name: str
    edl: EditDecisionList
    plan: Path

    def target(self, who: str) -> Path:
        """Return the file that somebody writes of the cut, beside the plan."""
        plain = "".join(letter if letter.isalnum() else "-" for letter in who)
        return self.plan.with_name(f"{self.plan.stem}-{plain}.mp4")

    def ours(
        self,
        name: str,
        renderer: str,
        *,
        repeats: int | None = None,
        counts_memory: bool = False,
    ) -> Case:
        """Return the case of one of cutter's renderers."""
        arguments = {"plan": str(self.plan), "target": str(self.target(name))}
        return Case(
            name,
            "rendering:cutter",
            {**arguments, "renderer": renderer},
            repeats=repeats,
            counts_memory=counts_memory,
        )

    def moviepy(self, repeats: int | None = None) -> Case:
        """Return the case of MoviePy alone."""
        arguments = {"plan": str(self.plan), "target": str(self.target(MOVIEPY))}
        return Case(MOVIEPY, "rendering:moviepy", arguments, repeats=repeats)

    def command(
        self, name: str, build: Callable[[EditDecisionList, Path], tuple[str, ...]]
    ) -> Case:
        """Return the case of another program, run once."""
        return Case(name, command=build(self.edl, self.target(name)), repeats=1)


def render_table(
    title: str, cut: Cut, cases: list[Case], runs: Runs, absent: dict[str, str]
) -> Table:
    """Return what rendering a cut took, whose files were looked at frame by frame.

    Args:
        title: of the table.
        cut: what was rendered.
        cases: in the order of the rows.
        runs: the samples.
        absent: programs that could not be run, and why.
    """
    rows = []
    for case in cases:
        where = PROCESS if case.is_process else IN_PROCESS
        if not runs.has(case.name):
            rows.append((case.name, where, f"failed: {runs.failures[case.name]}", *"––––––"))
            continue
        target = cut.target(case.name)
        faster = runs.ratio(MOVIEPY, case.name).text(2) if runs.has(MOVIEPY) else "–"
        rows.append(
            (
                case.name,
                where,
                runs.wall(case.name).text(),
                faster,
                runs.cpu(case.name).text(),
                f"{runs.peak(case.name).high:.0f}",
                f"{target.stat().st_size / 1e6:.1f}",
                _edges(cut, target),
                str(len(runs.samples[case.name])),
            )
        )
    rows += [(name, "–", why, *"–––––", "0") for name, why in absent.items()]
    columns = ("what", "measured", "wall, s", f"{MOVIEPY} ÷ it", "CPU, s", "peak, MB")
    return Table(title, (*columns, "file, MB", "edges exact", "n"), tuple(rows))


def _edges(cut: Cut, target: Path) -> str:
    arguments = {"plan": str(cut.plan), "target": str(target)}
    try:
        seen = take(Case("edges", "checking:edges", arguments)).details
    except MeasureFailed as error:
        return f"not to be told ({error})"
    return f"{seen['right']} of {seen['asked']}"
