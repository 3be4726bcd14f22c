"""`cutter studio`: a local page on which a cut is watched, changed and finished."""

from pathlib import Path
from typing import Annotated

import typer

from cutter.cli.asked import look_of, progress_of, wish_of
from cutter.cli.dressing import Dressing
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Cutting, Limits, Looking, Wanted
from cutter.progress import one_line


@flat
def studio(
    film: Annotated[Path, typer.Argument(help="The film.")],
    common: Common,
    looking: Looking,
    limits: Limits,
    wanted: Wanted,
    cutting: Cutting,
    dressing: Dressing,
    session: Annotated[
        Path | None,
        typer.Option(help="Folder of the session.", show_default="with the user's data"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Folder of what is rendered and exported.",
            show_default="the session's",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")
    ] = 0,
    browse: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Watch a cut at once, change it, and keep what it learnt: a page on this machine alone."""
    from cutter.errors import UsageError
    from cutter.studio.opening import open_studio

    profiles = wanted.profile or []
    if len(profiles) > 1:
        raise UsageError("--profile: the studio is for one viewer; name one profile")
    open_studio(
        film,
        profiles[0] if profiles else None,
        look=look_of(common, looking, limits),
        wish=wish_of(cutting, wanted, dressing),
        folder=session,
        output=output,
        port=port,
        browse=browse,
        progress=progress_of(common),
    )


@flat
def proxy(
    film: Annotated[Path, typer.Argument(help="The film.")],
    common: Common,
    looking: Looking,
    limits: Limits,
) -> None:
    """Make a film anew for browsers that cannot play it; the studio then plays that."""
    from cutter.pipeline.proxying import make_proxy

    made = make_proxy(
        film,
        look=look_of(common, looking, limits),
        device=common.device,
        progress=progress_of(common),
    )
    if not common.quiet:
        print(one_line(str(made)))
