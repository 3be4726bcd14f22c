"""Options about timelines of other programs: how they are written, and where their films are."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.errors import UsageError
from cutter.interchange.formats import FORMATS, formats_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cutter.schema import EditDecisionList

Relink = Annotated[
    Path | None,
    typer.Option(
        help="Folder to look in, with those inside it, for films that are not where the file says."
    ),
]


@dataclasses.dataclass(frozen=True)
class Exporting:
    """In which forms a cut is handed to other programs, and how."""

    export: Annotated[
        list[str] | None,
        typer.Option(help=f"Forms to write, with commas between: {', '.join(FORMATS)}."),
    ] = None
    handles: Annotated[
        str,
        typer.Option(
            help="Material beyond its edges that each clip is given, where the form tells that: "
            "12f in frames, or 0.5s.",
            show_default="all of the film",
        ),
    ] = "0f"
    start_timecode: Annotated[
        str, typer.Option(help="Timecode of the first frame; ; before the frames for drop frame.")
    ] = "01:00:00:00"


@dataclasses.dataclass(frozen=True)
class Exports:
    """What is to be written beside a cut, checked before any work."""

    exporting: Exporting
    targets: dict[str, Path]
    overwrite: bool

    @classmethod
    def beside(
        cls,
        cut: Path,
        exporting: Exporting,
        inputs: "Sequence[Path]",
        outputs: "Sequence[Path]",
        *,
        overwrite: bool,
    ) -> "Exports":
        """Return the exports that belong beside a cut.

        Args:
            cut: where it is, or would be, written.
            exporting: what was asked for.
            inputs: files that are read.
            outputs: other files that will be written.
            overwrite: whether files that are there may be replaced.

        Raises:
            UsageError: a form is not known, or two outputs have one file.
            RenderError: a file may not be written there.
        """
        names = formats_named(exporting.export or ())
        if not names:
            return cls(exporting, {}, overwrite)
        from cutter.pipeline.exporting import (
            export_targets,
            refuse_unfit_exports,
            refuse_unfit_options,
        )

        refuse_unfit_options(exporting.handles, exporting.start_timecode)
        targets = export_targets(cut, names)
        taken = {path.resolve() for path in outputs}
        for target in targets.values():
            if target.resolve() in taken:
                raise UsageError(f"{target}: named for two outputs; give each a name of its own")
        refuse_unfit_exports(targets, sources=inputs, overwrite=overwrite)
        return cls(exporting, targets, overwrite)

    def refuse_unfit(self, edl: "EditDecisionList") -> None:
        """Check, before a cut is rendered, that every form can hold it."""
        if self.targets:
            from cutter.pipeline.exporting import export_files

            export_files(
                edl,
                self.targets,
                handles=self.exporting.handles,
                start=self.exporting.start_timecode,
            )

    def write(self, edl: "EditDecisionList") -> None:
        """Write them, each whole or not at all."""
        if self.targets:
            from cutter.pipeline.exporting import export

            export(
                edl,
                self.targets,
                handles=self.exporting.handles,
                start=self.exporting.start_timecode,
                overwrite=self.overwrite,
            )
