"""Books turned into a Summary: what came of every cut and film, and what it took over all runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cutter.batch.fates import WAITING
from cutter.batch.graph import look_name, plan_name, render_name
from cutter.batch.summary import CutResult, FilmResult, Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from cutter.batch.books import Books
    from cutter.batch.entries import Attempt
    from cutter.batch.summary import State
    from cutter.batch.task import Cut

_STATES: Final[Mapping[str, State]] = {
    "done": "done",
    "kept": "done",
    "failed": "failed",
    "skipped": "skipped",
    "waiting": "waiting",
}


def summarised(books: Books, *, wall: float, cpu: float) -> Summary:
    """Return what a batch came to.

    Args:
        books: of a run that is over.
        wall: seconds that it took.
        cpu: processor seconds.

    Raises:
        OutputRefused: the journal cannot be read.
    """
    by_film: dict[Path, list[Cut]] = {}
    for cut in books.wanted.cuts.values():
        by_film.setdefault(cut.film, []).append(cut)
    results = [fate.result for fate in books.fates.values()]
    eyes = books.journal.setting("eyes") or {"settled": {}}
    return Summary(
        output=books.setting.output,
        cuts=(
            *(_cut(cut, books) for cut in books.wanted.cuts.values()),
            *(
                CutResult(
                    fault.label, None, None, None, "failed", cause=fault.cause, code=fault.code
                )
                for fault in books.wanted.faults.values()
            ),
        ),
        films=tuple(_film(film, by_film.get(film, ()), books) for film in books.wanted.films),
        eyes=tuple(sorted(eyes["settled"].items())),
        wall=wall,
        cpu=cpu,
        tasks_done=results.count("done"),
        tasks_recalled=results.count("kept"),
        retried=sum(count - 1 for count in books.attempts.values()),
        runs=books.journal.run,
    )


def _cut(cut: Cut, books: Books) -> CutResult:
    plan, render = plan_name(cut), render_name(cut)
    fates = [books.fates.get(plan, WAITING), books.fates.get(render, WAITING)]
    # The one that failed says more than the one that was skipped for it.
    fate = next((each for each in fates if each.result == "failed"), fates[1])
    found = CutResult(
        label=cut.label,
        film=cut.film,
        profile=cut.profile,
        target=cut.target,
        state=_STATES[fate.result],
        wish=cut.wish,
        cause=fate.cause,
        code=fate.code,
        is_recalled=fate.result == "kept",
    )
    is_planned = fates[0].result in ("done", "kept")
    if found.state != "done":
        # What is planned can be looked at, whatever becomes of its cut.
        files = books.journal.latest_files(plan) if is_planned else ()
        return replace(found, files=tuple(each.made for each in files))
    planned, rendered = _done(books, plan), _done(books, render)
    told = {**_counts(planned), **_counts(rendered)}
    return replace(
        found,
        files=tuple(
            each.made for name in (render, plan) for each in books.journal.latest_files(name)
        ),
        notes=tuple(
            dict.fromkeys(note for each in (planned, rendered) if each for note in each.notes)
        ),
        seconds=sum(_counts(each).get("seconds", 0.0) for each in (planned, rendered)),
        cpu=sum(_counts(each).get("cpu", 0.0) for each in (planned, rendered)),
        duration=told.get("duration", 0.0),
        clips=round(told.get("clips", 0)),
        frames=round(told.get("frames", 0)),
        copied=round(told.get("copied", 0)),
        host=rendered.host if rendered is not None else "",
    )


def _film(film: Path, cuts: Sequence[Cut], books: Books) -> FilmResult:
    name = look_name(film, books.setting)
    fate = books.fates.get(name, WAITING)
    attempts = books.journal.attempts(name)
    done = _latest(attempts)
    # A plan whose film's analysis could not be kept decodes it once more.
    plans = [each for cut in cuts for each in books.journal.attempts(plan_name(cut))]
    reads = [each.counts.get("packets", 0.0) for each in (*attempts, *plans)]
    return FilmResult(
        film=film,
        state=_STATES[fate.result],
        cause=fate.cause,
        code=fate.code,
        fingerprint=books.wanted.films[film],
        decodes=sum(read > 0 for read in reads),
        cut_off=sum(each.ended is None for each in attempts),
        packets=round(sum(reads)),
        duration=_counts(done).get("duration", 0.0),
        seconds=sum(each.counts.get("seconds", 0.0) for each in attempts),
        cpu=sum(each.counts.get("cpu", 0.0) for each in attempts),
        notes=() if done is None else done.notes,
    )


def _done(books: Books, task: str) -> Attempt | None:
    return _latest(books.journal.attempts(task))


def _latest(attempts: Iterable[Attempt]) -> Attempt | None:
    """Return the last attempt that was done."""
    return next((each for each in reversed([*attempts]) if each.outcome == "done"), None)


def _counts(attempt: Attempt | None) -> Mapping[str, float]:
    return {} if attempt is None else attempt.counts
