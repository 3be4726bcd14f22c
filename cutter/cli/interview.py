"""`cutter profile interview`: a few screens of shots, the best and the worst of each."""

import contextlib
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Limits, Looking
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline.interviewing import Interview, Screen

ASKED = "best and worst, such as 2 5 (Enter: cannot say; q: enough): "
Sheets = Annotated[
    Path | None,
    typer.Option("--sheets", help="Write each screen as a PNG into this folder."),
]


@flat
def interview(
    profile: Annotated[Path, typer.Argument(help="The profile that is to learn.")],
    film: Annotated[Path, typer.Argument(help="A film to ask about.")],
    common: Common,
    looking: Looking,
    limits: Limits,
    screens: Annotated[int, typer.Option(min=1, max=40, help="At most so many screens.")] = 12,
    sheets: Sheets = None,
) -> None:
    """Ask for the best and the worst of a few shots at a time, where answers teach most."""
    from cutter.pipeline.interviewing import Interview

    make_room(sheets)
    asked = Interview(
        profile,
        film,
        screens=screens,
        look=look_of(common, looking, limits),
        progress=progress_of(common),
    )
    conduct(asked, sheets, profile)


def make_room(sheets: Path | None) -> None:
    """Make the folder for the screens, before anything is asked or written."""
    if sheets is not None:
        from cutter.cli.export import make_folder

        make_folder(sheets)


def conduct(asked: "Interview", sheets: Path | None, profile: Path) -> None:
    """Show screen after screen, take the answers, and say what they taught.

    What was answered before an interruption is kept.
    """
    from datetime import UTC, datetime

    try:
        while (screen := asked.next()) is not None:
            _show(asked, screen, sheets)
            answer = _answer(len(screen.shots))
            if answer is None:
                break
            if answer:
                asked.answer(screen, answer[0], answer[1], datetime.now(UTC).replace(microsecond=0))
        else:
            print("Little is left to learn from this film.")
    finally:
        learnt = asked.finish(datetime.now(UTC))
    after = learnt.after
    print(one_line(f"{profile}: {len(learnt.remembered.added)} comparisons learnt"))
    for belief in () if after is None else after.beliefs:
        print(one_line(f"  {belief.weight:+.2f} ± {belief.spread:.2f}  {belief.text}"))


def _show(asked: "Interview", screen: "Screen", sheets: Path | None) -> None:
    from cutter.report.screen import screen_blocks

    film = asked.analysis.film
    print(f"Screen {screen.number}: {len(screen.shots)} shots")
    if sheets is not None:
        from cutter.pipeline.picturing import write_screen

        print(one_line(f"  {write_screen(film, screen, sheets)}"))
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns, 150)
        print("\n".join(screen_blocks(film, screen.shots, width)))
        return
    for number, shot in enumerate(screen.shots, 1):
        span = film.shots[shot].span
        print(f"  {number}  {float(span.start):.1f} s to {float(span.end):.1f} s")


def _answer(shots: int) -> tuple[int, int] | tuple[()] | None:
    """Return best and worst, counted from 0; nothing where the viewer cannot say; None to stop."""
    while True:
        print(ASKED, end="", flush=True)
        line = sys.stdin.readline()
        if not line or line.strip().lower() in ("q", "quit", "exit"):
            print()
            return None
        if not line.strip():
            return ()
        with contextlib.suppress(ValueError):
            best, worst = (int(part) - 1 for part in line.replace(",", " ").split())
            if best != worst and 0 <= best < shots and 0 <= worst < shots:
                return best, worst
        print(f"Two different keys of 1 to {shots} are needed, the best first.")
