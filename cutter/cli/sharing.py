"""`cutter profile share`: a few noised numbers of a taste, only when asked for, each time anew."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline.sharing import Shared


def share(
    profile: Annotated[Path, typer.Argument(help="The profile to share something of.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write (JSON).")],
    epsilon: Annotated[float, typer.Option(help="How much it may tell: 1 little, 8 a good deal.")],
    tags: Annotated[
        Path | None,
        typer.Option(help="The receiver's tags, one a line, 16 at most.", show_default="genres"),
    ] = None,
    budget: Annotated[
        float, typer.Option(help="Most epsilon that may ever be spent on this profile.")
    ] = 8.0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Write a noised summary of a taste: at most 16 numbers, with its privacy budget accounted."""
    from datetime import UTC, datetime

    from cutter.errors import UsageError
    from cutter.pipeline.sharing import cost
    from cutter.pipeline.sharing import share as shared
    from cutter.profile.sharing import TAGS, read_tags, spent_on

    asked = read_tags(tags) if tags is not None else TAGS
    before = sum(each.epsilon for each in spent_on(profile))
    planned = cost(epsilon, len(asked), before, budget)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("profile share: asks before it shares; add --yes where nobody is")
        print(usefulness(planned, epsilon))
        if not typer.confirm(one_line(f"Write {len(asked)} noised numbers to {output}?")):
            print("nothing was shared")
            return
    done = shared(
        profile,
        output,
        epsilon=epsilon,
        day=datetime.now(UTC).date(),
        tags=asked,
        budget=budget,
        overwrite=overwrite,
    )
    print(one_line(f"{output}: {done.tags} numbers, epsilon {epsilon:g}, delta 1e-5"))
    if yes:
        print(usefulness(done, epsilon))


def usefulness(planned: "Shared", epsilon: float) -> str:
    """Say what a share is good for, and what it costs."""
    noise = planned.sigma * planned.tags**0.5
    return (
        f"Each number gets noise of standard deviation {planned.sigma:.2f}; all of yours together "
        f"have length 1 at most, the noise about {noise:.1f}.\n"
        f"By itself it tells next to nothing; a mean over {planned.viewers:,} viewers or more "
        "becomes useful.\n"
        f"Budget: {planned.spent:g} of {planned.budget:g} would be spent"
        f"{', and epsilon above 8 hides little' if epsilon > 8 else ''}."
    )
