"""`cutter rate` and `cutter learn`: reactions to cuts come back, and the profile learns of them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.cli.asked import look_of, policy_of, progress_of
from cutter.cli.cut import counted
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.cli.several import now
from cutter.cli.timelines import Relink
from cutter.errors import UsageError
from cutter.progress import one_line
from cutter.times import clock_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline.learning import Learnt
    from cutter.pipeline.reacting import Compared
    from cutter.schema import EditDecisionList, Event

Films = Annotated[
    list[Path] | None,
    typer.Option("--film", help="A film that is not where the cut or the events say; repeat."),
]


@flat
def rate(
    cut: Annotated[Path, typer.Argument(help="A cut made here, its plan, or a timeline.")],
    marks: Annotated[
        list[str],
        typer.Argument(
            help="What and how, in turns: 01:23 like 02:10-02:20 dislike '#3' 8 all 0.6; grades "
            "are like, dislike, 0 to 10, or 0.0 to 1.0."
        ),
    ],
    common: Common,
    looking: Looking,
    limits: Limits,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", "-p", help="Who rates.", show_default="whose cut it is"),
    ] = None,
    comment: Annotated[
        str, typer.Option(help="What was said of it; alone or beside one grade.")
    ] = "",
    film: Films = None,
    relink: Relink = None,
) -> None:
    """Rate times in a cut, so that the next one fits better."""
    from cutter.pipeline.grading import graded, learn_grades
    from cutter.pipeline.reacting import films_of
    from cutter.pipeline.records import find_cut

    pairs = _pairs(marks, comment)
    edl, whose = find_cut(cut, relink=relink, policy=policy_of(limits))
    viewer = profile or whose
    if viewer is None:
        raise UsageError(f"{cut}: whose cut it is, is not known; name who rates with --profile")
    moment = now()
    events = graded(edl, pairs, moment, comment)
    learnt = learn_grades(
        viewer,
        events,
        look=look_of(common, looking, limits),
        films=(*films_of(edl), *(film or ())),
        now=moment,
        progress=progress_of(common),
    )
    if not common.quiet:
        for event in events:
            print(one_line(f"{_place(event, edl)}: {_said(event)}"))
        _print_learnt(viewer, learnt)


@flat
def learn(
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            help="Events (.jsonl), or a timeline that came back: .otio, .fcpxml, .edl, .llc or a "
            "plan.",
        ),
    ],
    profile: Annotated[Path, typer.Option("--profile", "-p", help="The profile that learns.")],
    common: Common,
    looking: Looking,
    limits: Limits,
    of: Annotated[
        Path | None,
        typer.Option(
            help="The cut that it came from, or its plan.", show_default="found, where it is known"
        ),
    ] = None,
    film: Films = None,
    relink: Relink = None,
    with_titles: Annotated[
        bool, typer.Option("--with-titles", help="Keep titles of events in the history.")
    ] = False,
    retention: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=36_500,
            help="Days for which events are kept.",
            show_default="as before, else 365",
        ),
    ] = None,
) -> None:
    """Learn from events, or from what somebody changed in a cut's timeline."""
    from cutter.profile.read import read_profile

    read_profile(profile)
    if source.suffix.lower() in (".jsonl", ".ndjson"):
        from cutter.pipeline.learning import learn as take_in
        from cutter.profile.history import read_events

        if of is not None:
            raise UsageError("--of belongs to a timeline; events name their films themselves")
        learnt = take_in(
            profile,
            read_events(source),
            look=look_of(common, looking, limits),
            films=film or (),
            now=now(),
            with_titles=with_titles,
            retention_days=retention,
            progress=progress_of(common),
        )
        if not common.quiet:
            _print_learnt(profile, learnt)
        return
    if with_titles or retention is not None:
        raise UsageError("--with-titles and --retention belong to events, not to a timeline")
    from cutter.pipeline.reacting import learn_changes, returned

    found = returned(
        source, _written(source), of=of, profile=profile, relink=relink, policy=policy_of(limits)
    )
    changed = learn_changes(
        profile,
        found,
        look=look_of(common, looking, limits),
        films=film or (),
        now=now(),
        progress=progress_of(common),
    )
    if not common.quiet:
        print(one_line(f"{source}: {_counts(found)}"))
        if changed is not None:
            _print_learnt(profile, changed)
        elif found.events:
            print("all of it is known already; nothing was changed")


def _pairs(marks: list[str], comment: str) -> list[tuple[str, str]]:
    """Return marks and their grades, which come in turns; a comment may stand for a grade."""
    if comment.strip() and len(marks) > 2:
        raise UsageError("--comment: is about one part of the cut; rate the others by themselves")
    if len(marks) % 2 and not (comment.strip() and len(marks) == 1):
        raise UsageError(
            "rate: write what and how in turns, such as 01:23 like 02:10 dislike; "
            f"{marks[-1][:40]!r} has no grade"
        )
    grades = marks[1::2] or [""]
    return list(zip(marks[::2], grades, strict=True))


def _written(path: Path) -> datetime:
    """Return when a file was written: the same file read twice says the same."""
    from cutter.errors import InputError

    try:
        written = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except (OSError, ValueError, OverflowError) as error:
        raise InputError(f"{path}: there is no such file", path) from error
    return min(written, now())


def _place(event: "Event", edl: "EditDecisionList") -> str:
    """Return where in which film an event is."""
    if event.place is None:
        return "all"
    named = {source.fingerprint: Path(source.path).name for source in edl.sources}
    span = event.place.span
    return f"{named[event.place.film]} {clock_time(span.start)}\u2013{clock_time(span.end)}"


def _said(event: "Event") -> str:
    if event.value is not None:
        return f"{10 * event.value:.3g} of 10"
    return event.kind


def _counts(found: "Compared") -> str:
    """Return what was changed in a timeline, in words."""
    if not found.events:
        return "nothing was changed, so nothing is learnt"
    kinds = ("removed", "trimmed", "moved", "added", "kept")
    counts = [(kind, sum(event.kind == kind for event in found.events)) for kind in kinds]
    return ", ".join(f"{kind} {count}" for kind, count in counts if count)


def _print_learnt(profile: Path, learnt: "Learnt") -> None:
    """Say what was learnt, and what of what is believed has changed by it."""
    from cutter.profile.changes import changes, in_words

    kept = learnt.remembered
    told = counted(len(kept.added), "event") + " learnt"
    told += f", {len(kept.known)} known already" if kept.known else ""
    told += f", {len(kept.dropped)} left out" if kept.dropped else ""
    print(one_line(f"{profile}: {told}"))
    for reason in _reasons([dropped.reason for dropped in kept.dropped]):
        print(one_line(f"  left out: {reason}"))
    if learnt.resting:
        print(
            f"  {counted(learnt.resting, 'event')} of shots that this model has not seen: they "
            "rest until it has; name the film with --film"
        )
    if moved := changes(learnt.before, learnt.after):
        print(one_line(f"  {in_words(moved)}"))
    elif kept.added:
        print("  no belief in words has moved; the shots themselves count from now on")


def _reasons(told: "Sequence[str]") -> list[str]:
    return [f"{reason} ({told.count(reason)})" for reason in dict.fromkeys(told)]
