"""`cutter profile history`, `forget` and `export`: a viewer's rights over what is kept of them."""

import csv
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.cli.several import now
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline.retelling import History, Told
    from cutter.profile.selection import Selection

ID_DIGITS = 8


@flat
def history(
    profile: Annotated[Path, typer.Argument(help="The profile whose history is told.")],
    common: Common,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table (CSV).")] = False,
) -> None:
    """Tell what is kept of what a viewer did and said, the latest last."""
    from cutter.errors import UsageError
    from cutter.pipeline.retelling import history_of
    from cutter.profile.history import retention_days_of

    if as_json and as_csv:
        raise UsageError("--json and --csv: name one of them")
    look = look_of(common, Looking(), Limits())
    held = history_of(profile, look=look, progress=progress_of(common))
    days = retention_days_of(profile)
    if as_json:
        print(json.dumps(_document(held, days), indent=2, ensure_ascii=False))
    elif as_csv:
        _print_table(held)
    else:
        _print(held, days, profile)


@flat
def forget(
    profile: Annotated[Path, typer.Argument(help="The profile that shall forget.")],
    common: Common,
    tag: Annotated[
        str, typer.Argument(help="Forget what speaks of this, in words or comments.")
    ] = "",
    since: Annotated[
        str | None, typer.Option(help="Forget what happened on this day and later: 2026-11-21.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Forget what happened up to this day, itself included.")
    ] = None,
    film: Annotated[
        str | None, typer.Option(help="Forget what is about this film: its file or fingerprint.")
    ] = None,
    event: Annotated[
        list[str] | None,
        typer.Option(help="Forget one event, as profile history numbers it; repeat for more."),
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="Forget the whole history.")] = False,
    retention: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=36_500,
            help="Keep events for so many days from now on; forget what is older.",
            show_default="as before, else 365",
        ),
    ] = None,
) -> None:
    """Forget events, and all that was learnt of them; what is given together must all hold."""
    from cutter.errors import UsageError
    from cutter.pipeline.unlearning import unlearn
    from cutter.profile.selection import Selection, parse_day

    selection = Selection(
        tag=tag,
        since=None if since is None else parse_day(since, "--since"),
        until=None if until is None else parse_day(until, "--until"),
        film="" if film is None else _fingerprint(film),
        ids=tuple(name.lower() for name in event or ()),
        is_all=is_all,
    )
    if selection.is_empty and retention is None:
        raise UsageError(
            "profile forget: say what: a tag, --since, --until, --film, --event, --all or "
            "--retention"
        )
    gone = unlearn(
        profile,
        selection,
        look=look_of(common, Looking(), Limits()),
        retention_days=retention,
        now=now(),
        progress=progress_of(common),
    )
    if not common.quiet:
        print(one_line(f"{profile}: {_counted(len(gone), 'event')} forgotten"))
        for line in _still_there(profile, selection):
            print(one_line(line))


def export(
    profile: Annotated[Path, typer.Argument(help="The profile to take along.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The zip file to write.")],
    cache: Annotated[
        Path | None, typer.Option(help="Folder of stored analyses.", show_default="user's cache")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Write a profile, its history, and where else they are spoken of, into one zip file."""
    from cutter.files.sealed import lock_on
    from cutter.pipeline.portable import export_profile

    names = export_profile(profile, output, cache=cache, overwrite=overwrite)
    print(one_line(f"{output}: {', '.join(names)}"))
    if lock_on(profile) is not None:
        print("The profile is sealed; this copy of it is plain text.")


def _fingerprint(film: str) -> str:
    from cutter.media.source import fingerprint

    return film if re.fullmatch(r"[0-9a-f]{32}", film) else fingerprint(Path(film))


def _still_there(profile: Path, selection: "Selection") -> list[str]:
    """Say where the profile as written still names a tag; that is its owner's to change."""
    from cutter.profile.discreet import field_of
    from cutter.profile.read import read_profile
    from cutter.profile.selection import speaks_of

    if not selection.tag:
        return []
    read = read_profile(profile)
    fields = [
        field_of(read, number)
        for number, item in enumerate(read.preferences)
        if speaks_of([item.text], selection.tag)
    ]
    return [f"What you wrote stays: {', '.join(fields)}; edit {profile} to change it"] * bool(
        fields
    )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _print(held: "History", days: int, profile: Path) -> None:
    from cutter.profile.retold import retold

    if not held.events:
        print(one_line(f"{profile}: no history"))
        return
    for told in held.events:
        line = f"{told.event.when:%Y-%m-%d %H:%M}  {told.id[:ID_DIGITS]}  "
        line += retold(told.event, held.films)
        notes = ", ".join(filter(None, (told.event.source, *_notes(told))))
        print(one_line(line + (f"  [{notes}]" if notes else "")))
    resting = sum(told.is_resting for told in held.events)
    outlying = sum(told.outlying is not None for told in held.events)
    summary = [f"{_counted(len(held.events), 'event')}, kept for {days:,} days"]
    if resting:
        summary.append(f"{resting:,} resting: {held.model} has not seen their shots")
    if outlying:
        summary.append(f"{outlying:,} outlying: they contradict all else, and weigh less")
    print(one_line("; ".join(summary)))


def _notes(told: "Told") -> list[str]:
    notes = ["resting"] if told.is_resting else []
    return notes + (["outlying"] if told.outlying is not None else [])


def _document(held: "History", days: int) -> dict[str, Any]:
    from cutter.profile.events import event_line
    from cutter.profile.retold import retold

    return {
        "retention_days": days,
        "model": held.model or None,
        "events": [
            {
                **json.loads(event_line(told.event)),
                "id": told.id,
                "told": retold(told.event, held.films),
                "is_resting": told.is_resting,
                "outlying": told.outlying,
            }
            for told in held.events
        ],
    }


def _print_table(held: "History") -> None:
    from cutter.profile.retold import COLUMNS, row

    writer = csv.DictWriter(sys.stdout, [*COLUMNS, "resting", "outlying"], lineterminator="\n")
    writer.writeheader()
    for told in held.events:
        added = {"resting": int(told.is_resting), "outlying": told.outlying or ""}
        writer.writerow(row(told.event, told.id) | added)
