"""A Summary becomes what its page shows: cards by film, causes with what they cost, sentences."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.batch.places import PLANS
from cutter.batch.wording import cores_told, counted, form_words, size_words, troubles
from cutter.progress.wording import time_left
from cutter.report.batch_page import BatchTold, CutCard, FilmGroup, Link, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cutter.batch.summary import CutResult, FilmResult, Summary

_PLANS: Final = f"{PLANS}/"
_OF_NO_FILM: Final = "Of no film"
_CAUSES: Final = 200


def told_of(summary: Summary) -> BatchTold:
    """Return what the page of a summary shows."""
    by_film: defaultdict[Path | None, list[CutResult]] = defaultdict(list)
    for cut in summary.cuts:
        by_film[cut.film].append(cut)
    films = {film.film: film for film in summary.films}
    return BatchTold(
        name=summary.output.name or "Batch",
        is_running=summary.count("waiting") > 0,
        facts=tuple(_facts(summary)),
        troubles=tuple(Trouble(each.cause, each.labels) for each in troubles(summary)[:_CAUSES]),
        groups=tuple(_group(film, films.get(film), cuts) for film, cuts in by_film.items() if film)
        + tuple(_group(None, None, cuts) for film, cuts in by_film.items() if not film),
        about=tuple(_about(summary)),
    )


def _facts(summary: Summary) -> Iterable[tuple[str, str]]:
    done = [cut for cut in summary.cuts if cut.state == "done"]
    yield "cuts done", f"{len(done)} of {len(summary.cuts)}"
    for state in ("failed", "skipped", "waiting"):
        if number := summary.count(state):
            yield state, str(number)
    yield "films", str(len(summary.films))
    yield "length of all cuts", time_left(sum(cut.duration for cut in done))
    size = sum(made.size for cut in summary.cuts for made in cut.files)
    yield "on disk", size_words(size)
    yield "time of this run", time_left(summary.wall)


def _about(summary: Summary) -> Iterable[str]:
    if summary.wall > 0:
        yield (
            f"This run took {time_left(summary.wall)} and {time_left(summary.cpu)} of processor "
            f"time: {cores_told(summary)}."
        )
    if summary.jobs:
        where = " on Ray" if summary.engine == "ray" else ""
        yield f"Up to {counted(summary.jobs, 'task')} ran at once{where}."
    if summary.tasks_recalled or summary.runs > 1:
        recalled = counted(summary.tasks_recalled, "task")
        yield f"It did {counted(summary.tasks_done, 'task')}; {recalled} had been done before."
    if summary.retried:
        yield f"{counted(summary.retried, 'task')} had to be tried again."
    eyes = dict(summary.eyes)
    if "model" in eyes:
        # Where it is a folder, what it is called is enough.
        model = eyes["model"]
        yield f"Films were seen by {Path(model).name if Path(model).is_absolute() else model}."


def _group(film: Path | None, looked: FilmResult | None, cuts: Sequence[CutResult]) -> FilmGroup:
    shown = [cut for cut in cuts if cut.files or cut.state in ("done", "failed")]
    causes = {cut.cause for cut in cuts if cut.state == "skipped"}
    # Those left out for different causes have a card each that tells it.
    if len(causes) > 1:
        shown = [cut for cut in cuts if cut.files or cut.state != "waiting"]
    kept = {id(cut) for cut in shown}
    rest = [cut.label for cut in cuts if id(cut) not in kept]
    tails = [cut.label.rpartition("/")[2] for cut in cuts]
    is_told_apart = len(set(tails)) == len(tails)
    return FilmGroup(
        name=film.name if film else _OF_NO_FILM,
        told=_told_of_film(looked, cuts),
        cards=tuple(_card(cut, is_short=is_told_apart) for cut in shown),
        left_out=tuple(rest),
        cause=causes.pop() if rest and len(causes) == 1 else "",
        notes=looked.notes if looked else (),
    )


def _told_of_film(looked: FilmResult | None, cuts: Sequence[CutResult]) -> str:
    done = sum(cut.state == "done" for cut in cuts)
    told = [f"{done} of {counted(len(cuts), 'cut')} done"]
    for state in ("failed", "skipped", "waiting"):
        number = sum(cut.state == state for cut in cuts)
        told += [f"{number} {state}"] if number else []
    if looked is not None and looked.state == "done":
        told.append(f"{time_left(looked.duration)} long")
        times = {0: "known from before", 1: "decoded once"}
        told.append(times.get(looked.decodes, f"decoded {looked.decodes} times"))
        if looked.decodes:
            told.append(f"looked at in {time_left(looked.seconds)}")
    return ", ".join(told)


def _card(cut: CutResult, *, is_short: bool) -> CutCard:
    sheet = film = ""
    links = []
    for made in cut.files:
        if made.path == f"{_PLANS}{cut.label}.png":
            sheet = made.path
        elif made.path.rpartition(".")[0] == cut.label and cut.target is not None:
            suffix = made.path[len(cut.label) :]
            is_film = suffix == cut.target.suffix
            film = made.path if is_film else film
            links.append(
                Link(f"{suffix[1:]}, {size_words(made.size)}" if is_film else suffix[1:], made.path)
            )
        else:
            is_plan = made.path == f"{_PLANS}{cut.label}.json"
            links.append(Link("plan" if is_plan else made.path.rpartition("/")[2], made.path))
    return CutCard(
        name=cut.label.rpartition("/")[2] if is_short else cut.label,
        label=cut.label,
        told=form_words(cut),
        state=cut.state,
        facts=_card_facts(cut),
        cause=cut.cause,
        sheet=sheet,
        film=film,
        links=tuple(links),
        notes=cut.notes,
    )


def _card_facts(cut: CutResult) -> str:
    if cut.state != "done":
        return ""
    told = [f"{cut.duration:.1f} s", counted(cut.clips, "clip")]
    if cut.copied:
        told.append(f"{cut.copied / max(1, cut.frames):.0%} copied")
    told.append("from before" if cut.is_recalled else f"made in {time_left(cut.seconds)}")
    return ", ".join(told)
