"""`cutter make`, `cutter plan` and `cutter render`: from films and a profile to a cut."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.cli.asked import look_of, policy_of, progress_of, wish_of
from cutter.cli.flat import flat
from cutter.cli.groups import (
    Common,
    Cutting,
    Dressing,
    Limits,
    Looking,
    Seeing,
    Writing,
)
from cutter.cli.timelines import Exporting, Exports, Relink
from cutter.progress import one_line

if TYPE_CHECKING:
    from cutter.pipeline import Planned, Rendered
    from cutter.progress import Progress

LONGEST_NAME = 200
"""Bytes; file systems take 255, and temporary names beside the target are longer than it."""

Films = Annotated[list[Path], typer.Argument(help="A film, or several for a cut across them.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the plan itself on stdout.")]


@flat
def make(
    films: Films,
    common: Common,
    looking: Looking,
    limits: Limits,
    cutting: Cutting,
    dressing: Dressing,
    writing: Writing,
    seeing: Seeing,
    exporting: Exporting,
    as_json: AsJson = False,
) -> None:
    """Make a viewer's cut of a film: analyse, choose, render, verify."""
    from cutter import pipeline
    from cutter.profile.read import read_profile
    from cutter.render.write import refuse_unfit_suffix

    progress = progress_of(common)
    wish = wish_of(cutting, dressing)
    target = writing.output or Path(default_name(films, cutting.profile))
    refuse_unfit_suffix(target)
    outputs = [target, *(p for p in (seeing.report, seeing.sheet) if p is not None)]
    inputs = _inputs(films, looking, cutting, dressing)
    refuse_unfit_outputs(outputs, inputs, overwrite=writing.overwrite)
    exports = Exports.beside(target, exporting, inputs, outputs, overwrite=writing.overwrite)
    profile = read_profile(cutting.profile) if cutting.profile else pipeline.NOBODY
    pipeline.refuse_unready(
        films, profile, target, wish=wish, device=common.device, policy=policy_of(limits)
    )
    planned = pipeline.plan(
        films, profile, look=look_of(common, looking, limits), wish=wish, progress=progress
    )
    tell(planned, progress)
    exports.refuse_unfit(planned.edl)
    if cutting.prefer_copy and writing.renderer != "copy":
        progress.note("--prefer-copy pays with --renderer copy; this one encodes every frame.")
    rendered = pipeline.render(
        planned.edl,
        target,
        renderer=writing.renderer,
        device=common.device,
        overwrite=writing.overwrite,
        keep_metadata=writing.keep_metadata,
        inputs=inputs,
        policy=policy_of(limits),
        progress=progress,
    )
    pipeline.show(planned, report=seeing.report, sheet=seeing.sheet, overwrite=writing.overwrite)
    exports.write(planned.edl)
    pipeline.keep_cut(planned.edl, [profile], target)
    if as_json:
        from cutter.interchange.plan import plan_to_json

        print(plan_to_json(planned.edl, target.parent), end="")
    elif not common.quiet:
        print(one_line(f"{target}: {describe(planned)}{share_copied(rendered)}"))


@flat
def plan(
    films: Films,
    common: Common,
    looking: Looking,
    limits: Limits,
    cutting: Cutting,
    dressing: Dressing,
    seeing: Seeing,
    exporting: Exporting,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the plan (JSON) here.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files that are there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the cut would be, without rendering it."""
    from cutter import pipeline
    from cutter.files import write_whole

    progress = progress_of(common)
    wish = wish_of(cutting, dressing)
    outputs = [p for p in (output, seeing.report, seeing.sheet) if p is not None]
    inputs = _inputs(films, looking, cutting, dressing)
    refuse_unfit_outputs(outputs, inputs, overwrite=overwrite)
    cut = output or Path(default_name(films, cutting.profile))
    exports = Exports.beside(cut, exporting, inputs, outputs, overwrite=overwrite)
    planned = pipeline.plan(
        films, cutting.profile, look=look_of(common, looking, limits), wish=wish, progress=progress
    )
    tell(planned, progress)
    exports.refuse_unfit(planned.edl)
    pipeline.show(planned, report=seeing.report, sheet=seeing.sheet, overwrite=overwrite)
    exports.write(planned.edl)
    if output is not None or as_json:
        from cutter.interchange.plan import plan_to_json
    if output is not None:
        text = plan_to_json(planned.edl, output.parent)
        write_whole(output, text.encode(errors="backslashreplace"), overwrite=overwrite)
    if output is not None or exports.targets:
        pipeline.keep_cut(planned.edl, [planned.profile])
    if as_json:
        print(plan_to_json(planned.edl, Path.cwd()), end="")
    elif not common.quiet:
        from cutter.cli.tables import print_cut

        print_cut(planned)
        print(describe(planned))


@flat
def render(
    plan: Annotated[
        Path,
        typer.Argument(
            help="A plan written by cutter plan -o, or a timeline: .otio, .edl, .fcpxml or .llc."
        ),
    ],
    common: Common,
    limits: Limits,
    writing: Writing,
    relink: Relink = None,
) -> None:
    """Render a saved plan, or a timeline as an editing program left it."""
    from cutter import pipeline
    from cutter.interchange.conform import NOTED
    from cutter.interchange.reading import is_timeline
    from cutter.pipeline.opening import open_cut

    progress = progress_of(common)
    edl = open_cut(plan, relink=relink, policy=policy_of(limits))
    for note in edl.notes:
        if note.startswith(NOTED):
            progress.warn(note)
    # Beside a timeline lies its film, often of the same name.
    name = f"{plan.stem}.cut" if is_timeline(plan) else plan.name.removesuffix(".json")
    target = writing.output or Path(f"{name}.mp4")
    rendered = pipeline.render(
        edl,
        target,
        renderer=writing.renderer,
        device=common.device,
        overwrite=writing.overwrite,
        keep_metadata=writing.keep_metadata,
        policy=policy_of(limits),
        progress=progress,
    )
    pipeline.keep_rendered(edl, target)
    if not common.quiet:
        told = f"{counted(len(edl.clips), 'clip')}, {float(edl.duration):.2f} s"
        print(one_line(f"{target}: {told}{share_copied(rendered)}"))


def _inputs(
    films: list[Path], looking: Looking, cutting: Cutting, dressing: Dressing
) -> list[Path]:
    """Return every file that is read: none of them may be written."""
    others = (cutting.profile, cutting.deny_words, looking.subtitles, dressing.music)
    return [*films, *(path for path in others if path is not None)]


def refuse_unfit_outputs(outputs: list[Path], inputs: list[Path], *, overwrite: bool) -> None:
    """Check every file that is to be written, before any work; none may be one that is read."""
    from cutter.errors import UsageError
    from cutter.files import refuse_unfit_target

    for number, target in enumerate(outputs):
        refuse_unfit_target(target, sources=inputs, overwrite=overwrite)
        if target.resolve() in [other.resolve() for other in outputs[:number]]:
            raise UsageError(f"{target}: named for two outputs; give each a name of its own")


def default_name(films: list[Path], profile: Path | None) -> str:
    """Return `<film>.<profile>.mp4`, or `<film>.cut.mp4` without a profile.

    The film's part is shortened where a file system would refuse the name.
    """
    tail = f".{profile.stem if profile else 'cut'}.mp4"
    room = LONGEST_NAME - len(os.fsencode(tail))
    return os.fsdecode(os.fsencode(films[0].stem)[: max(1, room)]) + tail


def tell(planned: "Planned", progress: "Progress") -> None:
    """Pass on what a person should know of this cut, with --quiet too."""
    from cutter.profile.discreet import without_words

    for note in planned.edl.notes:
        progress.warn(without_words(note, planned.profile))


def share_copied(rendered: "Rendered") -> str:
    """Return what was copied, to be added to a line about the cut; nothing where nothing was."""
    return f"; {rendered.in_words()}" if rendered.copied else ""


def counted(number: int, noun: str) -> str:
    """Return a number and what it counts: one clip, or clips."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def describe(planned: "Planned") -> str:
    """Return the cut in a few words."""
    edl = planned.edl
    shots = sum(len(film.film.shots) for film in planned.analyses)
    return (
        f"{counted(len(edl.clips), 'clip')} from {counted(shots, 'shot')}, "
        f"{float(edl.duration):.2f} s "
        f"of a budget of {float(edl.budget):.2f} s, seen by {edl.model}"
    )
