"""What a batch came to: every cut, every film, and what all of it cost. Values, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.batch.task import Made
    from cutter.pipeline.wish import Wish

State = Literal["done", "failed", "skipped", "waiting"]
"""Skipped is what needs something that failed; its cause is that one's. Waiting is what has not
come to its end: the batch still runs, or was interrupted."""
PART_FAILED: Final = 1
"""Exit code of a batch of which a part failed."""


@dataclass(frozen=True, slots=True)
class CutResult:
    """What came of one cut."""

    label: str
    film: Path | None
    """None where no film could be told."""
    profile: Path | None
    target: Path | None
    state: State
    wish: Wish | None = None
    """What it was to be like; None where it could not become a cut."""
    cause: str = ""
    """One line: what is wrong and what to do; empty where it is done."""
    code: int = 0
    """The exit code that the cause would have alone."""
    is_recalled: bool = False
    """Whether it was there already, made by an earlier run of this batch."""
    files: tuple[Made, ...] = ()
    """All that was written for it, the plan and its sheet included."""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    """Wall time of its plan and its render, whichever run did them."""
    cpu: float = 0.0
    """Processor time of the same, seconds."""
    duration: float = 0.0
    """Of the cut, seconds."""
    clips: int = 0
    frames: int = 0
    copied: int = 0
    """Frames that are the film's own packets."""
    host: str = ""
    """Where it was rendered."""


@dataclass(frozen=True, slots=True)
class FilmResult:
    """What looking at one film came to."""

    film: Path
    state: State
    cause: str = ""
    code: int = 0
    fingerprint: str = ""
    decodes: int = 0
    """How often it was decoded for analysis, over all runs of this batch: attempts that came to
    their end having read pictures. 0 where another run had looked at it before."""
    cut_off: int = 0
    """Attempts at its analysis that were cut off, by whatever ended their run."""
    packets: int = 0
    """Packets of pictures that these decodes read."""
    duration: float = 0.0
    """Of the film, seconds."""
    seconds: float = 0.0
    """Wall time of looking at it, over all runs of this batch."""
    cpu: float = 0.0
    """Processor time of the same, seconds."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch came to."""

    output: Path
    """The batch's folder; the paths of files are below it."""
    cuts: tuple[CutResult, ...]
    """In the order in which they were asked for, with what could not become a cut last."""
    films: tuple[FilmResult, ...]
    eyes: tuple[tuple[str, str], ...] = ()
    """How films were looked at, settled: `model`, `precision`, `sentences`, `device`, `runtime`."""
    wall: float = 0.0
    """Seconds that this run took."""
    cpu: float = 0.0
    """Processor seconds of this run, with those of its processes here and of tasks elsewhere."""
    tasks_done: int = 0
    """Tasks that this run did; what an earlier one had done is not counted."""
    tasks_recalled: int = 0
    """Tasks that an earlier run had done."""
    retried: int = 0
    """Attempts of this run beyond each task's first."""
    runs: int = 1
    """Runs of this batch so far, this one included."""
    engine: str = ""
    """What did the tasks: `local` or `ray`."""
    jobs: int = 0
    """How many tasks were done at once, at most; 0 where nobody knows."""

    @property
    def exit_code(self) -> int:
        """0 where all is done, 1 where a part failed."""
        states = [*(cut.state for cut in self.cuts), *(film.state for film in self.films)]
        return 0 if all(state == "done" for state in states) else PART_FAILED

    def count(self, state: State) -> int:
        """Return how many cuts came to this."""
        return sum(cut.state == state for cut in self.cuts)
