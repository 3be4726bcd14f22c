"""What walks through a batch: the cuts that are wanted, the tasks they take, what came of each.

Frozen values that may cross to another process or machine. Knows nothing about who does a task.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.pipeline.looking import Look
    from cutter.pipeline.wish import Wish

Work = Literal["analyze", "plan", "render"]
"""In the order in which the tasks of one cut follow each other."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One cell of the matrix: a film, whose cut it is, and what the cut shall be like."""

    film: Path
    profile: Path | None
    """None for the film's own best shots."""
    wish: Wish
    target: Path
    """The file to write, absolute; below the batch's folder."""
    label: str
    """What people call it: the target below the batch's folder, without its suffix, with `/`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was asked for and cannot become a cut: a missing film, a broken profile."""

    label: str
    """What people call it: a cut's label, or the film's or the profile's path where no cut can be
    named."""
    cause: str
    """One line that says what is wrong and what to do."""
    code: int
    """The exit code that it would have alone (`cutter.errors`)."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every task of a batch. Paths in it are absolute."""

    output: Path
    """The batch's folder: the journal and the summary lie in it."""
    look: Look
    """How films are looked at; `auto` eyes are settled in it before the first task."""
    renderer: str = "ffmpeg"
    keep_metadata: bool = False
    overwrite: bool = False
    """Whether files that this batch did not write may be replaced."""
    exports: tuple[str, ...] = ()
    """Forms for other programs that are written beside each cut."""
    handles: str = "0f"
    start_timecode: str = "01:00:00:00"
    cores: int = 1
    """How many cores a task may use: models, filters and encoders are held to them."""
    debug: bool = False
    """Whether whoever does a task shows the traceback of an error, which may hold words of a
    profile."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work, done whole or not at all."""

    name: str
    """Unique in a batch: `analyze/<film's part of the names>`, `plan/<label>`, `render/<label>`."""
    work: Work
    film: Path
    cut: Cut | None
    """None where the work belongs to the film."""
    needs: tuple[str, ...]
    """Names of the tasks that must be done before."""
    key: str
    """Digest of all that its result hangs on: where the journal has this key as done and the files
    are there, nothing is to be done."""
    cost: float = 1.0
    """Seconds that it is thought to take on one core."""
    memory: int = 0
    """Bytes that it is thought to need."""
    may_replace: bool = False
    """Whether files that are there may be written over: this batch wrote them, or `overwrite` was
    asked for. The driver has looked."""
    is_rendered: bool = False
    """Of a render: whether the cut's own file is there and whole, left by a run that was killed;
    only what lies beside it is to be written."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that a task wrote."""

    path: str
    """Below the batch's folder, with `/`."""
    size: int
    digest: str
    """BLAKE2b-128 of its bytes, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task."""

    error: str = ""
    """One line that says what is wrong and what to do; empty where the task is done."""
    code: int = 0
    """The exit code that the error would have alone (`cutter.errors`)."""
    can_pass: bool = False
    """Whether another try may come out otherwise."""
    files: tuple[Made, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know of it, a line each."""
    counts: tuple[tuple[str, float], ...] = field(default=())
    """What it came to, by name: `seconds` (wall), `cpu` (seconds, with those of child processes),
    `packets` (of pictures read; 0 where the analysis was recalled), `clips`, `frames`, `duration`
    (of the film or the cut, seconds), `copied` (frames)."""

    @property
    def is_done(self) -> bool:
        """Whether the task was done."""
        return not self.error
