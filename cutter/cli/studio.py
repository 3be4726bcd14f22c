"""`cutter studio`: a local page on which a cut is watched, changed and finished."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cutter.cli.asked import look_of, progress_of, wish_of
from cutter.cli.dressing import Dressing
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Cutting, Limits, Looking, Wanted
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline import Look, Wish


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
            help="Folder of what is rendered and exported; with --preview, the file to write.",
            show_default="the session's",
        ),
    ] = None,
    preview: Annotated[
        Literal["mpv"] | None,
        typer.Option(help="Open no page; write what this player plays at once, without rendering."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file of --preview.")
    ] = False,
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
    look, wish = look_of(common, looking, limits), wish_of(cutting, wanted, dressing)
    if preview is not None:
        target = preview_file(preview, film, profiles, output)
        write_preview(
            preview, film, profiles, target, look, wish, overwrite=overwrite, common=common
        )
        return
    if overwrite:
        raise UsageError("--overwrite: belongs to --preview; the studio replaces no file")
    open_studio(
        film,
        profiles[0] if profiles else None,
        look=look,
        wish=wish,
        folder=session,
        output=output,
        port=port,
        browse=browse,
        progress=progress_of(common),
    )


def preview_file(form: str, film: Path, profiles: list[Path], output: Path | None) -> Path:
    """Return the file of a preview: what was named, or the cut's default name in this folder."""
    from cutter.cli.export import targets_of
    from cutter.files.cut_names import default_name

    named = default_name([film], profiles or None)
    return targets_of(Path(named), (form,), output)[form]


def write_preview(
    form: str,
    film: Path,
    profiles: list[Path],
    target: Path,
    look: "Look",
    wish: "Wish",
    *,
    overwrite: bool,
    common: Common,
) -> None:
    """Write the cut for a player, and say how it is played."""
    from cutter import pipeline
    from cutter.cli.cut import tell
    from cutter.pipeline.exporting import export, refuse_unfit_exports

    progress = progress_of(common)
    refuse_unfit_exports({form: target}, sources=[film, *profiles], overwrite=overwrite)
    planned = pipeline.plan([film], profiles or None, look=look, wish=wish, progress=progress)
    tell(planned, progress)
    export(planned.edl, {form: target}, overwrite=overwrite)
    if not common.quiet:
        print(one_line(str(target)))
        progress.note(one_line(f"play it with: {form} {shlex.quote(str(target))}"))


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
