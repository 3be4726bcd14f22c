"""`cutter export`: a saved cut as files for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from cutter.cli.flat import flat
from cutter.cli.timelines import Exporting, Relink
from cutter.interchange.formats import FORMATS, formats_named
from cutter.progress import one_line


@flat
def export(
    plan: Annotated[
        Path,
        typer.Argument(help="A plan written by cutter plan -o, or a timeline to turn to others."),
    ],
    exporting: Exporting,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The folder to write to, or the file for one form.",
            show_default="the plan's folder",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    relink: Relink = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only warnings and errors.")] = False,
) -> None:
    """Write a saved cut for editing programs and players: a timeline, an edit list, a table."""
    from cutter.errors import UsageError
    from cutter.interchange.plan import read_plan
    from cutter.interchange.reading import is_timeline
    from cutter.pipeline.exporting import export as write
    from cutter.pipeline.exporting import refuse_unfit_exports
    from cutter.pipeline.opening import open_cut

    names = formats_named(exporting.export or ())
    if not names:
        raise UsageError(f"--export: name one or more of {', '.join(FORMATS)}")
    targets = targets_of(plan, names, output)
    # A plan tells all that is needed, so that its films may be elsewhere.
    is_whole = relink is None and not is_timeline(plan)
    edl = read_plan(plan) if is_whole else open_cut(plan, relink=relink)
    if output is not None and output not in targets.values():
        make_folder(output)
    refuse_unfit_exports(targets, sources=[plan], overwrite=overwrite)
    written = write(
        edl,
        targets,
        handles=exporting.handles,
        start=exporting.start_timecode,
        overwrite=overwrite,
    )
    if not quiet:
        for path in written:
            print(one_line(str(path)))


def make_folder(folder: Path) -> None:
    """Make the folder that was named, where the one above it is there."""
    from cutter.errors import OutputRefused

    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputRefused(f"{folder}: cannot be made a folder ({error.strerror})") from error


def targets_of(plan: Path, names: tuple[str, ...], output: Path | None) -> dict[str, Path]:
    """Return the file of each form: in a folder by the plan's name, or the one that is named.

    Args:
        plan: what is exported.
        names: of the forms.
        output: a folder, or, for one form, a file; a name without a suffix is a folder's.

    Raises:
        UsageError: the name is that of a file of another form, or of one form among several.
    """
    from cutter.errors import UsageError
    from cutter.pipeline.exporting import export_targets

    if output is not None and not output.is_dir():
        own = FORMATS[names[0]].suffix if len(names) == 1 else ""
        suffix = output.suffix.lower()
        if suffix != own[own.rfind(".") :] and suffix in {form.suffix for form in FORMATS.values()}:
            wanted = f"a file that ends in {own}, or a folder" if own else "a folder"
            raise UsageError(f"--output {output}: name {wanted}")
        if own and output.suffix:
            return {names[0]: output}
    folder = plan.parent if output is None else output
    return export_targets(folder / plan.name, names)
