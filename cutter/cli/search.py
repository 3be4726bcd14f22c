"""`cutter search`: the best shots of a library for a few words, a picture or a span of a film."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline.searching import Found, Hit


@flat
def search(
    words_and_library: Annotated[
        list[str],
        typer.Argument(
            metavar="[WORDS] LIBRARY",
            help="What to look for, and a folder of films; folders inside it count.",
        ),
    ],
    common: Common,
    looking: Looking,
    limits: Limits,
    like: Annotated[
        str,
        typer.Option(
            help="In place of words: a picture, or a span of a film, film.mkv@1:20-1:25.",
            show_default=False,
        ),
    ] = "",
    where: Annotated[
        Literal["any", "picture", "dialogue"],
        typer.Option("--in", help="What has to fit the words."),
    ] = "any",
    analyze: Annotated[
        bool, typer.Option("--analyze", help="Analyse films that are not analysed yet.")
    ] = False,
    top: Annotated[int, typer.Option(min=1, max=10_000, help="How many are shown.")] = 20,
    per_film: Annotated[
        int | None, typer.Option(min=1, help="How many of one film at most.", show_default="any")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Score every film of a large library, index or not.")
    ] = False,
    plan: Annotated[
        Path | None,
        typer.Option(help="Write the shots as a cut here (JSON), for cutter render and export."),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="Write a contact sheet (PNG) of the shots here.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the shots of all analysed films in a folder that show, or say, what is looked for."""
    from cutter.errors import UsageError
    from cutter.files import refuse_unfit_target
    from cutter.pipeline.opening import FILMS
    from cutter.pipeline.searching import Asked
    from cutter.pipeline.searching import search as find

    if len(words_and_library) > 2 or (len(words_and_library) == 1 and not like):
        raise UsageError('write: cutter search "a few words" LIBRARY; words of a phrase in quotes')
    for target in filter(None, (plan, sheet)):
        if target.suffix.lower() in FILMS:
            raise UsageError(f"{target}: a film may lie there; name a file for the shots")
        refuse_unfit_target(target, overwrite=overwrite)
    progress = progress_of(common)
    *words, folder = words_and_library
    found = find(
        Asked("".join(words), where, like),
        Path(folder),
        top=top,
        per_film=per_film,
        is_exact=exact,
        is_analyzing=analyze,
        with_analyses=plan is not None or sheet is not None,
        look=look_of(common, looking, limits),
        progress=progress,
    )
    if found.waiting:
        names = ", ".join(path.name for path in found.waiting[:3])
        more = len(found.waiting) - 3
        named = names if more <= 0 else f"{names} and {more} more"
        progress.warn(f"not analysed yet, so not searched: {named}; add --analyze")
    _write(found, "".join(words).strip() or f"like {like}", plan, sheet, overwrite=overwrite)
    if as_json:
        print(json.dumps(_document(found), indent=2, ensure_ascii=False))
    elif not common.quiet:
        _show(found)


def _write(
    found: "Found", label: str, plan: Path | None, sheet: Path | None, *, overwrite: bool
) -> None:
    """Write the shots as a cut, and as pictures, where that is asked for."""
    if plan is None and sheet is None:
        return
    from cutter.files import write_whole
    from cutter.interchange.plan import plan_to_json
    from cutter.pipeline.stringing import strung
    from cutter.report.sheet import contact_sheet

    edl = strung(found, label)
    if plan is not None:
        text = plan_to_json(edl, plan.parent)
        write_whole(plan, text.encode(errors="backslashreplace"), overwrite=overwrite)
    if sheet is not None:
        write_whole(sheet, contact_sheet(edl, found.analyses, label), overwrite=overwrite)


def _show(found: "Found") -> None:
    """Print a line for each shot."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from cutter.cli.cut import counted
    from cutter.cli.tables import NARROWEST
    from cutter.taste.calibrate import THRESHOLD
    from cutter.times import clock_time

    searched = f"{counted(found.shots, 'shot')} of {counted(found.films, 'film')}"
    if not found.hits:
        print(f"nothing fits among {searched}")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("#", "film", "shot", "film time", "match", "by"):
        is_number = column in ("#", "match")
        table.add_column(
            column,
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=column not in ("film", "by"),
        )
    for number, hit in enumerate(found.hits, 1):
        start, end = clock_time(hit.span.start, digits=2), clock_time(hit.span.end, digits=2)
        place = f"{start}–{end}"
        cells = (one_line(hit.film.name), f"#{hit.shot + 1}", place, f"{hit.match:.2f}", _by(hit))
        table.add_row(str(number), *map(escape, cells))
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, NARROWEST))
    console.print(table)
    good = sum(hit.match >= THRESHOLD for hit in found.hits)
    told = "" if good else "; none fits well, these are the nearest"
    print(f"{counted(len(found.hits), 'shot')} from {searched}{told}")


def _by(hit: "Hit") -> str:
    """Return what fitted: always the greater of the two, the other where it says something."""
    from cutter.taste.calibrate import FAINT

    parts = []
    if hit.picture > FAINT or hit.picture >= hit.dialogue:
        parts.append(f"picture {hit.picture:.2f}")
    if hit.dialogue > FAINT or hit.dialogue > hit.picture:
        said = one_line(" ".join(hit.said.split()))
        parts.append(f"dialogue {hit.dialogue:.2f}{f': {said}' if said else ''}")
    return ", ".join(parts)


def _document(found: "Found") -> dict[str, Any]:
    """Return what was found for programs."""
    return {
        "films": found.films,
        "scored": found.scored,
        "shots": found.shots,
        "waiting": [path.as_posix() for path in found.waiting],
        "hits": [
            {
                "rank": number,
                "film": hit.film.as_posix(),
                "fingerprint": hit.fingerprint,
                "shot": hit.shot + 1,
                "start": str(hit.span.start),
                "end": str(hit.span.end),
                "start_s": round(float(hit.span.start), 6),
                "end_s": round(float(hit.span.end), 6),
                "match": hit.match,
                "picture": hit.picture,
                "dialogue": hit.dialogue,
                "said": hit.said,
            }
            for number, hit in enumerate(found.hits, 1)
        ],
    }
