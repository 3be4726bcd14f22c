"""`cutter profile import`: histories of services and tables become events of a profile."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cutter.cli.flat import flat
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline.importing import Taken
    from cutter.profile.comments import Polarity
    from cutter.profile.importing import Asked, Imported

STRONGEST = 12
"""Beliefs that are printed."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """What the files do not say themselves."""

    form: Annotated[
        Literal["letterboxd", "netflix", "imdb", "trakt", "movielens", "csv"] | None,
        typer.Option("--from", help="Where they come from.", show_default="told by the columns"),
    ] = None
    columns: Annotated[
        str | None,
        typer.Option("--map", help="Columns of a table: rating=Stars,title=Name."),
    ] = None
    scale: Annotated[
        str | None,
        typer.Option(help="Ratings of a table: 1-10.", show_default="told by the column"),
    ] = None
    dates: Annotated[
        Literal["dmy", "mdy", "ymd"] | None,
        typer.Option(help="How 3/4/24 is meant.", show_default="told by the column"),
    ] = None
    user: Annotated[
        str | None, typer.Option(help="Whose rows, where a file holds those of several.")
    ] = None
    catalogue: Annotated[
        Path | None,
        typer.Option(help="List of films that tells their genres: MovieLens's or IMDb's table."),
    ] = None
    sentiment: Annotated[
        Path | None,
        typer.Option(
            help="Folder with a model that judges comments.", show_default="a lexicon judges"
        ),
    ] = None


@flat
def import_(
    files: Annotated[list[Path], typer.Argument(help="Exports: files, zip files or folders.")],
    to: Annotated[Path, typer.Option("--to", help="The profile; made where it is not there.")],
    reading: Reading,
    with_titles: Annotated[
        bool, typer.Option("--with-titles", help="Keep titles in the history.")
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it; write nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only warnings and errors.")] = False,
    progress: Annotated[
        Literal["auto", "bars", "plain", "json", "none"], typer.Option(help="Form of progress.")
    ] = "auto",
) -> None:
    """Take in what you watched and thought elsewhere; titles are let go."""
    from datetime import UTC, datetime

    from cutter.pipeline.importing import read_histories, take_in, try_out
    from cutter.progress import make_progress

    polarity = _polarity(reading.sentiment)
    histories = read_histories(
        files,
        reading.form,
        asked=_asked(reading),
        with_titles=with_titles,
        catalogue=reading.catalogue,
    )
    now = datetime.now(UTC)
    if dry_run:
        taken = try_out(to, histories, now=now, retention_days=retention, polarity=polarity)
    else:
        taken = take_in(
            to,
            histories,
            now=now,
            with_titles=with_titles,
            retention_days=retention,
            polarity=polarity,
            progress=make_progress(progress, quiet=quiet),
        )
    for line in (*read_lines(files, histories), *taken_lines(to, taken, is_try=dry_run)):
        print(one_line(line))


def read_lines(files: Sequence[Path], histories: Sequence["Imported"]) -> list[str]:
    """Say what was read of each file, and what could not be used."""
    lines = []
    for path, history in zip(files, histories, strict=True):
        count = len(history.events)
        lines.append(f"{path}: {history.form}, {history.rows:,} rows, {_events(count)}")
        lines += [f"  {note}" for note in history.notes]
    return lines


def taken_lines(profile: Path, taken: "Taken", *, is_try: bool) -> list[str]:
    """Say what became of the events, and what the whole history then says in words."""
    from cutter.profile.history import expiry

    done = "would be remembered" if is_try else "remembered"
    made = "" if not taken.is_new else " (a new profile)"
    known = f", {taken.known:,} were known" if taken.known else ""
    lines = [f"{profile}{made}: {_events(taken.added)} {done}{known}"]
    for reason, count in taken.dropped:
        told = f"  {count:,} dropped: {reason}"
        is_old = reason == expiry(taken.retention_days)
        lines.append(f"{told}; --retention {taken.needed_days} keeps them all" if is_old else told)
    if not taken.beliefs:
        return [*lines, "Too little is said of any word to believe something of it."]
    lines.append("What it says, the strongest first:")
    lines += [
        f"  {belief.weight:+.2f} ± {belief.spread:.2f}  {belief.text} ({_events(belief.events)})"
        for belief in taken.beliefs[:STRONGEST]
    ]
    if more := len(taken.beliefs) - STRONGEST:
        lines += [f"  and {more} more"] if more > 0 else []
    return lines


def _events(count: int) -> str:
    return f"{count:,} event" if count == 1 else f"{count:,} events"


def _asked(reading: Reading) -> "Asked":
    from cutter.profile.importing import Asked
    from cutter.profile.importing.scales import parse_scale

    return Asked(
        user=reading.user or "",
        columns=_columns(reading.columns or ""),
        scale=None if reading.scale is None else parse_scale(reading.scale),
        dates=reading.dates,
    )


def _columns(text: str) -> dict[str, str]:
    """Read `rating=Stars,title=Name`."""
    from cutter.errors import UsageError

    columns = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, mark, column = part.partition("=")
        if not mark or not name.strip() or not column.strip():
            raise UsageError("--map: write FIELD=COLUMN, several with commas: rating=Stars")
        columns[name.strip().casefold()] = column.strip()
    return columns


def _polarity(folder: Path | None) -> "Polarity | None":
    if folder is None:
        return None
    from cutter.eyes.sentiment import Sentiment

    return Sentiment(folder)
