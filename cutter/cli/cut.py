"""`cutter make`, `cutter plan` and `cutter render`: from films and a profile to a cut."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.cli.asked import look_of, policy_of, progress_of, wish_of
from cutter.cli.dressing import Dressing
from cutter.cli.flat import flat
from cutter.cli.groups import (
    Common,
    Cutting,
    Limits,
    Looking,
    Seeing,
    Wanted,
    Writing,
)
from cutter.cli.several import Beside, Several, now, numbered, told_apart, told_if_left
from cutter.cli.timelines import Exporting, Relink
from cutter.files.cut_names import default_name
from cutter.progress import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.pipeline import Planned, Rendered
    from cutter.progress import Progress

Films = Annotated[list[Path], typer.Argument(help="A film, or several for a cut across them.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the plan itself on stdout.")]


@flat
def make(
    films: Films,
    common: Common,
    looking: Looking,
    limits: Limits,
    wanted: Wanted,
    cutting: Cutting,
    dressing: Dressing,
    writing: Writing,
    several: Several,
    seeing: Seeing,
    exporting: Exporting,
    as_json: AsJson = False,
) -> None:
    """Make a viewer's cut of a film: analyse, choose, render, verify."""
    from cutter import pipeline
    from cutter.pipeline.company import profile_of_all
    from cutter.pipeline.viewers import profiles_of
    from cutter.render.write import refuse_unfit_suffix

    progress = progress_of(common)
    wish = wish_of(cutting, wanted, dressing)
    target = writing.output or Path(default_name(films, wanted.profile))
    refuse_unfit_suffix(target)
    inputs = _inputs(films, looking, wanted, cutting, dressing)
    beside = Beside.of(target, several.variants, seeing, inputs, overwrite=writing.overwrite)
    every = beside.exports(exporting, beside.cuts, inputs)
    profiles = profiles_of(wanted.profile)
    pipeline.refuse_unready(
        films,
        profile_of_all(profiles),
        target,
        wish=wish,
        device=common.device,
        policy=policy_of(limits),
        cuts=several.variants,
    )
    found = pipeline.plan_variants(
        films,
        profiles,
        several.variants,
        look=look_of(common, looking, limits),
        wish=wish,
        progress=progress,
    )
    for planned, exports in zip(found, every, strict=True):
        tell(planned, progress)
        exports.refuse_unfit(planned.edl)
    if cutting.prefer_copy and writing.renderer != "copy":
        progress.note("--prefer-copy pays with --renderer copy; this one encodes every frame.")
    written: list[Path] = []
    for planned, exports, cut, told in zip(
        found, every, beside.cuts, told_apart(found), strict=True
    ):
        with told_if_left(written, progress):
            rendered = _rendered(planned, cut, inputs, common, limits, writing, progress)
            written.append(cut)
            pipeline.keep_cut(planned.edl, profiles, cut)
            pipeline.keep_shown(planned, now())
            exports.write(planned.edl)
        if not (as_json or common.quiet):
            print(one_line(f"{cut}: {describe(planned)}{share_copied(rendered)}{told}"))
    beside.show(found)
    if as_json:
        _print_plans(found, target.parent)


def _rendered(
    planned: "Planned",
    cut: Path,
    inputs: list[Path],
    common: Common,
    limits: Limits,
    writing: Writing,
    progress: "Progress",
) -> "Rendered":
    """Write a cut."""
    from cutter import pipeline

    return pipeline.render(
        planned.edl,
        cut,
        renderer=writing.renderer,
        device=common.device,
        overwrite=writing.overwrite,
        keep_metadata=writing.keep_metadata,
        inputs=inputs,
        policy=policy_of(limits),
        progress=progress,
    )


@flat
def plan(
    films: Films,
    common: Common,
    looking: Looking,
    limits: Limits,
    wanted: Wanted,
    cutting: Cutting,
    dressing: Dressing,
    several: Several,
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
    wish = wish_of(cutting, wanted, dressing)
    inputs = _inputs(films, looking, wanted, cutting, dressing)
    beside = Beside.of(output, several.variants, seeing, inputs, overwrite=overwrite)
    named = output or Path(default_name(films, wanted.profile))
    every = beside.exports(exporting, numbered(named, several.variants), inputs)
    found = pipeline.plan_variants(
        films,
        wanted.profile,
        several.variants,
        look=look_of(common, looking, limits),
        wish=wish,
        progress=progress,
    )
    for planned, exports in zip(found, every, strict=True):
        tell(planned, progress)
        exports.refuse_unfit(planned.edl)
    beside.show(found)
    for planned, exports in zip(found, every, strict=True):
        exports.write(planned.edl)
    if beside.cuts:
        from cutter.interchange.plan import plan_to_json

        for planned, target in zip(found, beside.cuts, strict=True):
            text = plan_to_json(planned.edl, target.parent)
            write_whole(target, text.encode(errors="backslashreplace"), overwrite=overwrite)
    for planned in found if output is not None or exporting.export else ():
        pipeline.keep_cut(planned.edl, [viewer.profile for viewer in planned.viewers])
    if as_json:
        _print_plans(found, Path.cwd())
    elif not common.quiet:
        from cutter.cli.tables import print_cut

        for number, (planned, told) in enumerate(zip(found, told_apart(found), strict=True), 1):
            print_cut(planned)
            print(f"{f'variant {number}: ' if told else ''}{describe(planned)}{told}")


def _print_plans(found: "Sequence[Planned]", folder: Path) -> None:
    """Print a plan, or several as a list."""
    from cutter.interchange.plan import plan_to_json

    texts = [plan_to_json(planned.edl, folder) for planned in found]
    print(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]\n", end="")


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
    films: list[Path], looking: Looking, wanted: Wanted, cutting: Cutting, dressing: Dressing
) -> list[Path]:
    """Return every file that is read: none of them may be written."""
    others = (cutting.deny_words, looking.subtitles, dressing.music)
    return [*films, *(wanted.profile or ()), *(path for path in others if path is not None)]


def tell(planned: "Planned", progress: "Progress") -> None:
    """Pass on what a person should know of this cut, with --quiet too."""
    from cutter.pipeline.showing import told_notes

    for note in told_notes(planned):
        progress.warn(note)


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
