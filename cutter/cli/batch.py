"""`cutter batch`: films × profiles × kinds × shapes × lengths, resumable at every task."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cutter.cli.asked import look_of, progress_of
from cutter.cli.batch_plan import Many, products, with_plan
from cutter.cli.batch_run import Arriving, carry_out, shared_out
from cutter.cli.dressing import Dressing
from cutter.cli.flat import flat
from cutter.cli.groups import Common, Cutting, Limits, Looking, Writing
from cutter.cli.timelines import Exporting
from cutter.errors import InputError, ProfileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.batch.matrix import Product
    from cutter.batch.task import Cut, Fault, Setting

Films = Annotated[
    list[Path] | None,
    typer.Argument(
        help="A plan file (.toml), or films: files, folders with those inside, patterns.",
        is_eager=True,
        callback=with_plan,
    ),
]


@dataclasses.dataclass(frozen=True)
class Folder(Writing):
    """Where the cuts go, and how each is written."""

    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The batch's folder.", show_default=False),
    ] = None


@dataclasses.dataclass(frozen=True)
class Running:
    """Who does the work, and how often it is tried."""

    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Tasks at the same time.", show_default="by cores and memory"),
    ] = None
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option(help="Processes of this machine, or Ray; an extra to install."),
    ] = "local"
    address: Annotated[
        str | None,
        typer.Option(help="A Ray cluster's address.", show_default="Ray on this machine"),
    ] = None
    retries: Annotated[int, typer.Option(min=0, max=10, help="Further tries at what can pass.")] = 1
    watch: Annotated[
        Path | None,
        typer.Option(help="Go on with films that come to this folder, until interrupted."),
    ] = None
    settle: Annotated[
        str, typer.Option(help="With --watch: how long a film must be at rest, in seconds.")
    ] = "10s"
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Show the cuts, their time and disk, and do nothing."),
    ] = False


@flat
def batch(
    ctx: typer.Context,
    common: Common,
    looking: Looking,
    limits: Limits,
    many: Many,
    cutting: Cutting,
    dressing: Dressing,
    folder: Folder,
    exporting: Exporting,
    running: Running,
    films: Films = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make many cuts: each film with each profile, kind, shape and length; resumable."""
    from cutter.batch.matrix import cuts_of

    setting = _setting(common, looking, limits, folder, exporting)
    if not films and ctx.obj is None and running.watch is None:
        raise UsageError("no film given; name a plan file, films, folders or patterns")
    if running.address is not None and running.engine != "ray":
        raise UsageError("--address belongs to --engine ray; give both, or neither")
    wanted = products(ctx, films, many, cutting, dressing, setting.output)
    cuts, faults = cuts_of(wanted, setting.output)
    if not cuts and running.watch is None:
        raise _nothing(faults)
    if looking.subtitles is not None and len({cut.film for cut in cuts}) > 1:
        raise UsageError("--subtitles belongs to one film; put each film's file beside it")
    _refuse_unfit_music(cuts, setting)
    if running.dry_run:
        from cutter.batch.foresight import foresee
        from cutter.cli.batch_ahead import ahead_json, print_ahead

        jobs, setting = shared_out(setting, running)
        ahead = foresee(cuts, faults, setting, jobs=jobs)
        print(ahead_json(ahead)) if as_json else print_ahead(ahead)
        return
    if cutting.prefer_copy and folder.renderer != "copy":
        progress_of(common).note("--prefer-copy pays with --renderer copy; all frames are encoded")
    summary, fault = carry_out(
        cuts,
        faults,
        setting,
        _profiles_of(wanted),
        Arriving(wanted, setting.output),
        running=running,
        common=common,
    )
    if as_json:
        from cutter.batch.telling import summary_document

        print(json.dumps(summary_document(summary)))
    elif not common.quiet:
        from cutter.cli.batch_table import print_summary

        print_summary(summary)
    if fault is not None:
        # Of a batch that failed in part, the disk's refusal may be one of the causes.
        if summary.exit_code == 0:
            raise fault
        progress_of(common).warn(str(fault))
    raise typer.Exit(summary.exit_code)


def _refuse_unfit_music(cuts: "Sequence[Cut]", setting: "Setting") -> None:
    """Look at the music of all cuts before any work: it would be missing in every one of them."""
    from cutter.media.music import open_music

    for path in dict.fromkeys(cut.wish.music for cut in cuts):
        if path is not None:
            open_music(path, setting.look.policy)


def _profiles_of(wanted: "Sequence[Product]") -> list[Path]:
    found = [path for each in wanted if each.profiles is not None for path in each.profiles.paths]
    return list(dict.fromkeys(found))


def _setting(
    common: Common, looking: Looking, limits: Limits, folder: Folder, exporting: Exporting
) -> "Setting":
    """Return what is the same for every task.

    Raises:
        UsageError: an option makes no sense, or no folder is named.
    """
    from cutter.batch.finding import absolute
    from cutter.batch.task import Setting
    from cutter.interchange.formats import formats_named
    from cutter.pipeline.exporting import refuse_unfit_options

    if folder.output is None:
        raise UsageError("no output folder; name one with -o, or with output in the plan file")
    refuse_unfit_options(exporting.handles, exporting.start_timecode)
    look = look_of(common, looking, limits)
    return Setting(
        output=absolute(folder.output),
        look=dataclasses.replace(
            look,
            cache=look.cache and absolute(look.cache),
            subtitles=look.subtitles and absolute(look.subtitles),
        ),
        renderer=folder.renderer,
        keep_metadata=folder.keep_metadata,
        overwrite=folder.overwrite,
        exports=tuple(formats_named(exporting.export or ())),
        handles=exporting.handles,
        start_timecode=exporting.start_timecode,
        debug=common.debug,
    )


def _nothing(faults: "Sequence[Fault]") -> UsageError | InputError | ProfileError:
    """Return what to say where no cut is left to be made."""
    if not faults:
        return UsageError("no film given; name a plan file, films, folders or patterns")
    first, *others = dict.fromkeys((fault.cause, fault.code) for fault in faults)
    told = first[0] + (f" (and {len(others)} more)" if others else "")
    return ProfileError(told) if first[1] == ProfileError.exit_code else InputError(told)
