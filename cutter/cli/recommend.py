"""`cutter recommend`: the films, or the shots, of a library that a viewer would like best."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.progress import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline.recommending import Library, Recommendation

SHOWN = 3
"""Shots of a film that are named."""


@flat
def recommend(
    folder: Annotated[Path, typer.Argument(help="Folder of films; folders inside it count.")],
    profile: Annotated[Path, typer.Option("--profile", "-p", help="Taste profile.")],
    common: Common,
    looking: Looking,
    limits: Limits,
    ratings: Annotated[
        Path | None,
        typer.Option(help="Ratings of many users: a CSV file, or a folder of MovieLens' form."),
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="The viewer's name among the users of --ratings.")
    ] = None,
    others: Annotated[
        Path | None, typer.Option(help="Folder of other viewers' profiles: they join the crowd.")
    ] = None,
    shots: Annotated[bool, typer.Option("--shots", help="Rank shots, not films.")] = False,
    analyze: Annotated[
        bool, typer.Option("--analyze", help="Analyse films that are not analysed yet.")
    ] = False,
    top: Annotated[int, typer.Option(min=1, help="How many are shown.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rank the films of a folder, or their shots, for a viewer: by taste, and by a crowd."""
    from cutter.pipeline.recommending import recommend as find
    from cutter.profile.folder import profiles_in
    from cutter.profile.read import read_profile

    progress = progress_of(common)
    viewer = read_profile(profile)
    company, faults = profiles_in(others) if others is not None else ((), ())
    for fault in faults:
        progress.warn(f"left out: {fault}")
    library = find(
        folder,
        viewer,
        ratings=ratings,
        user=user,
        others=[each for each in company if not _is_same(each.path, profile)],
        shots=shots,
        is_analyzing=analyze,
        look=look_of(common, looking, limits),
        progress=progress,
    )
    if library.waiting:
        names = ", ".join(path.name for path in library.waiting[:3])
        more = len(library.waiting) - 3
        named = names if more <= 0 else f"{names} and {more} more"
        progress.warn(f"not analysed yet, so not ranked: {named}; add --analyze")
    if as_json:
        print(json.dumps(_document(library, top), indent=2, ensure_ascii=False))
    elif library.best and not common.quiet:
        _show(library, top, is_shots=shots)


def _is_same(path: Path | None, other: Path) -> bool:
    return path is not None and path.resolve() == other.resolve()


def _show(library: "Library", top: int, *, is_shots: bool) -> None:
    """Print a line for each."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from cutter.cli.tables import NARROWEST
    from cutter.report.table import reason_words, signed

    has_crowd = library.scale is not None
    columns = ["#", "film", *(["shot"] if is_shots else []), "score"]
    columns += ["crowd expects", "by"] if has_crowd else []
    columns += ["why"] if is_shots else ["best shots", "why"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        justify: Literal["left", "right"]
        justify = "right" if column in ("#", "score", "crowd expects", "by") else "left"
        is_long = column in ("why", "best shots")
        table.add_column(column, justify=justify, overflow="fold", no_wrap=not is_long)
    for number, each in enumerate(library.best[:top], 1):
        cells = [str(number), one_line(each.film.name)]
        if is_shots:
            cells.append(_places(each))
        cells.append(signed(each.own, plus=""))
        if has_crowd:
            rating = each.expected if each.known else None
            cells += ["–" if rating is None else f"{rating:.1f}", str(each.known)]
        if not is_shots:
            cells.append(_places(each))
        cells.append(reason_words(each.reasons, len(each.reasons)))
        table.add_row(*map(escape, cells))
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, NARROWEST))
    console.print(table)
    left = len(library.best) - top
    if left > 0:
        print(f"and {left} more; --top shows them")


def _places(each: "Recommendation") -> str:
    from cutter.times import clock_time

    return ", ".join(
        f"#{shot.index + 1} {clock_time(shot.span.start, digits=0)}" for shot in each.shots[:SHOWN]
    )


def _document(library: "Library", top: int) -> dict[str, Any]:
    """Return the ranking for programs."""
    return {
        "scale": library.scale,
        "waiting": [path.as_posix() for path in library.waiting],
        "best": _entries(library.best[:top]),
    }


def _entries(best: "Sequence[Recommendation]") -> list[dict[str, Any]]:
    return [
        {
            "rank": number,
            "film": each.film.as_posix(),
            "fingerprint": each.fingerprint,
            "value": each.value,
            "score": each.own,
            "expected_rating": each.expected,
            "rated_by": each.known,
            "reasons": [{"label": r.label, "amount": r.amount} for r in each.reasons],
            "shots": [
                {
                    "shot": shot.index + 1,
                    "start_s": round(float(shot.span.start), 6),
                    "end_s": round(float(shot.span.end), 6),
                }
                for shot in each.shots
            ],
        }
        for number, each in enumerate(best, 1)
    ]
