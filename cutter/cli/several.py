"""Files of one or several cuts of one making, and what is said of each.

Does no work of its own.
"""

from __future__ import annotations

import contextlib
import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cutter.cli.timelines import Exporting, Exports
from cutter.errors import CutterError
from cutter.progress import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cutter.cli.groups import Seeing
    from cutter.pipeline import Planned
    from cutter.progress import Progress


@dataclasses.dataclass(frozen=True)
class Several:
    """How many cuts are wanted."""

    variants: Annotated[
        int,
        typer.Option(
            min=1, max=8, help="Several different good cuts: name.1.mp4, name.2.mp4 and so on."
        ),
    ] = 1


def numbered(path: Path, count: int) -> list[Path]:
    """Return the files of so many cuts: itself for one, else `name.1.mp4`, `name.2.mp4`, …."""
    if count == 1:
        return [path]
    return [path.with_name(f"{path.stem}.{n}{path.suffix}") for n in range(1, count + 1)]


def told_apart(found: Sequence[Planned]) -> list[str]:
    """Return for each of several cuts, in words, how it stands beside the others."""
    if len(found) == 1:
        return [""]
    from cutter.pipeline.variants import standings

    return [
        f"; worth {each.worth:.0%} of the best, {each.shared:.0%} of it in another variant"
        for each in standings(found)
    ]


@contextlib.contextmanager
def told_if_left(written: Sequence[Path], progress: Progress) -> Iterator[None]:
    """Say which cuts are there already when a later one cannot be written."""
    try:
        yield
    except CutterError:
        if written:
            progress.warn(one_line(f"written before that: {', '.join(map(str, written))}"))
        raise


def now() -> datetime:
    """Return the time in whole seconds, UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def refuse_unfit_outputs(outputs: list[Path], inputs: list[Path], *, overwrite: bool) -> None:
    """Check every file that is to be written, before any work; none may be one that is read."""
    from cutter.errors import UsageError
    from cutter.files import refuse_unfit_target

    for number, target in enumerate(outputs):
        refuse_unfit_target(target, sources=inputs, overwrite=overwrite)
        if target.resolve() in [other.resolve() for other in outputs[:number]]:
            raise UsageError(f"{target}: named for two outputs; give each a name of its own")


@dataclasses.dataclass(frozen=True)
class Beside:
    """The files of one or several cuts, checked before any work."""

    cuts: list[Path]
    reports: list[Path]
    sheet: Path | None
    overwrite: bool

    @classmethod
    def of(
        cls,
        target: Path | None,
        count: int,
        seeing: Seeing,
        inputs: list[Path],
        *,
        overwrite: bool,
    ) -> Beside:
        """Return the files of so many cuts.

        Args:
            target: where one would be written; None writes none.
            count: how many cuts.
            seeing: which pictures of them are asked for.
            inputs: files that are read.
            overwrite: whether files that are there may be replaced.

        Raises:
            RenderError: a file may not be written there.
            UsageError: two outputs have one file.
        """
        cuts = [] if target is None else numbered(target, count)
        reports = [] if seeing.report is None else numbered(seeing.report, count)
        made = cls(cuts, reports, seeing.sheet, overwrite)
        refuse_unfit_outputs(made.outputs, inputs, overwrite=overwrite)
        return made

    @property
    def outputs(self) -> list[Path]:
        """All files but exports."""
        return [*self.cuts, *self.reports, *([self.sheet] if self.sheet is not None else [])]

    def exports(self, exporting: Exporting, cuts: list[Path], inputs: list[Path]) -> list[Exports]:
        """Return the exports beside each cut."""
        return [
            Exports.beside(cut, exporting, inputs, self.outputs, overwrite=self.overwrite)
            for cut in cuts
        ]

    def show(self, found: Sequence[Planned]) -> None:
        """Write the reports, and one contact sheet of all."""
        from cutter import pipeline

        for planned, report in zip(found, self.reports, strict=False):
            pipeline.show(planned, report=report, overwrite=self.overwrite)
        pipeline.show(found[0], sheet=self.sheet, overwrite=self.overwrite, variants=found[1:])
