"""What a batch came to, as summary.json and summary.html in its folder.

Both tell of the whole batch, whatever this run did of it. The form of summary.json is described in
docs/batch-results.md.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from cutter.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cutter.batch.summary import CutResult, FilmResult, Summary

VERSION: Final = 1
"""Of the form of summary.json; raised when a field changes its meaning or goes."""
DOCUMENT: Final = "summary.json"
PAGE: Final = "summary.html"
_EVERY: Final = 30.0
"""Seconds between two writings while a batch runs."""
_SPARED: Final = 100
"""Times as long as a writing took is waited before the next: it costs a hundredth at most."""


def summary_document(summary: Summary) -> dict[str, Any]:
    """Return a summary for programs."""
    return {
        "version": VERSION,
        "is_over": not any(cut.state == "waiting" for cut in summary.cuts),
        "exit_code": summary.exit_code,
        "cuts_total": len(summary.cuts),
        "cuts_done": summary.count("done"),
        "cuts_failed": summary.count("failed"),
        "cuts_skipped": summary.count("skipped"),
        "cuts_waiting": summary.count("waiting"),
        "cuts_recalled": sum(cut.is_recalled for cut in summary.cuts),
        "runs": summary.runs,
        "engine": summary.engine,
        "jobs": summary.jobs,
        "wall_s": round(summary.wall, 3),
        "cpu_s": round(summary.cpu, 3),
        "cores_busy": cores_busy(summary),
        "tasks_done": summary.tasks_done,
        "tasks_recalled": summary.tasks_recalled,
        "retried": summary.retried,
        "eyes": dict(summary.eyes),
        "films": [_film(film) for film in summary.films],
        "cuts": [_cut(cut) for cut in summary.cuts],
    }


def cores_busy(summary: Summary) -> float | None:
    """Return how many cores worked on average in this run; None where it took no time."""
    return round(summary.cpu / summary.wall, 3) if summary.wall > 0 else None


def write_summary(summary: Summary) -> None:
    """Write both files into the batch's folder, each whole, in place of those that are there.

    Raises:
        OutputRefused: the folder or the disk refuses.
    """
    from cutter.batch.telling_page import told_of
    from cutter.files import write_whole
    from cutter.report.batch_page import batch_page

    text = json.dumps(summary_document(summary), ensure_ascii=False, indent=1) + "\n"
    # A name that is no text is written as the escape that JSON has for it.
    _write(summary.output / DOCUMENT, text.encode(errors="backslashreplace"), write_whole)
    page = batch_page(told_of(summary))
    _write(summary.output / PAGE, page.encode(errors="replace"), write_whole)


def _write(target: Path, data: bytes, write_whole: Callable[..., None]) -> None:
    if target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data:
        return
    write_whole(target, data, overwrite=True)


@dataclass(slots=True)
class Telling:
    """Keeps both files up to date: while a batch runs, and when it is over.

    Neither ends a batch: where the disk refuses, what was written last stays and tells.
    """

    engine: str = "local"
    """What does the tasks."""
    jobs: int = 0
    """How many of them at once, at most; 0 where nobody knows."""
    clock: Callable[[], float] = time.monotonic
    fault: RenderError | None = None
    """Why the files could not be written when the batch was over."""
    _due: float = field(default=0.0)

    def refresh(self, summary_of: Callable[[], Summary]) -> bool:
        """Write where it is time to; return whether it was tried.

        Args:
            summary_of: gives the summary as it stands; called only where it is time.
        """
        began = self.clock()
        if began < self._due:
            return False
        with contextlib.suppress(RenderError):
            write_summary(self.told_by(summary_of()))
        ended = self.clock()
        self._due = ended + max(_EVERY, _SPARED * (ended - began))
        return True

    def end(self, summary: Summary) -> None:
        """Write what the batch came to; `fault` tells where that could not be done."""
        self.fault = None
        try:
            write_summary(self.told_by(summary))
        except RenderError as error:
            self.fault = error

    def told_by(self, summary: Summary) -> Summary:
        """Return a summary with what did the tasks."""
        return replace(summary, engine=self.engine, jobs=self.jobs)


def _film(film: FilmResult) -> dict[str, Any]:
    return {
        "film": film.film.as_posix(),
        "fingerprint": film.fingerprint,
        "state": film.state,
        "cause": film.cause,
        "exit_code": film.code,
        "decodes": film.decodes,
        "cut_off": film.cut_off,
        "packets": film.packets,
        "duration_s": round(film.duration, 6),
        "wall_s": round(film.seconds, 3),
        "cpu_s": round(film.cpu, 3),
        "notes": list(film.notes),
    }


def _cut(cut: CutResult) -> dict[str, Any]:
    return {
        "label": cut.label,
        "film": None if cut.film is None else cut.film.as_posix(),
        "profile": None if cut.profile is None else cut.profile.as_posix(),
        "kind": None if cut.wish is None else cut.wish.kind,
        "aspect": None if cut.wish is None else cut.wish.aspect,
        "budget": None if cut.wish is None else cut.wish.budget,
        "state": cut.state,
        "cause": cut.cause,
        "exit_code": cut.code,
        "is_recalled": cut.is_recalled,
        "files": [asdict(made) for made in cut.files],
        "duration_s": round(cut.duration, 6),
        "clips": cut.clips,
        "frames": cut.frames,
        "copied_frames": cut.copied,
        "wall_s": round(cut.seconds, 3),
        "cpu_s": round(cut.cpu, 3),
        "host": cut.host,
        "notes": list(cut.notes),
    }
