"""A cut as files for other programs, beside the cut or where they are asked to be.

What can be refused is refused before any work: names by `export_targets`, the forms themselves by
`export_files`, which makes every text before the first is written.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.errors import UsageError
from cutter.files import refuse_unfit_target, write_whole
from cutter.times import parse_seconds, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cutter.schema import EditDecisionList

NO_HANDLES: Final = "0f"
START: Final = "01:00:00:00"
HIGHEST_RATE: Final = Fraction(240)
"""Frames per second; that of `--fps`."""
LONGEST_HANDLES: Final = 3600
"""Seconds."""


def export_targets(cut: Path, formats: Iterable[str]) -> dict[str, Path]:
    """Return for each form the file that belongs beside a cut: `cut.otio` for `cut.mp4`.

    Args:
        cut: where the cut is, or would be, written.
        formats: names of forms, as `formats_named` returns them.
    """
    from cutter.interchange.formats import FORMATS

    return {name: cut.with_name(f"{cut.stem}{FORMATS[name].suffix}") for name in formats}


def refuse_unfit_exports(
    targets: Mapping[str, Path], *, sources: Iterable[Path] = (), overwrite: bool = False
) -> None:
    """Check, before any work, that every file may be written.

    Raises:
        OutputRefused: a file is one of the sources, or has no folder to lie in.
        OutputExists: one is there and `overwrite` is false.
        UsageError: two forms would have one file, or a name is none that a file can have.
    """
    held = tuple(sources)
    seen: set[Path] = set()
    for target in targets.values():
        refuse_unfit_target(target, sources=held, overwrite=overwrite)
        if target.resolve() in seen:
            raise UsageError(f"{target}: named for two forms; write them one by one")
        seen.add(target.resolve())


def refuse_unfit_options(handles: str, start: str) -> None:
    """Check, before any work, what can be checked of these without knowing the cut's rate.

    Raises:
        UsageError: they are no length and no timecode.
    """
    from cutter.interchange.timecode import frame_of

    parse_handles(handles, HIGHEST_RATE)
    try:
        frame_of(start.replace(";", ":"), HIGHEST_RATE)
    except ValueError as error:
        raise UsageError(f"--start-timecode: {error}") from error


def export_files(
    edl: EditDecisionList,
    targets: Mapping[str, Path],
    *,
    handles: str = NO_HANDLES,
    start: str = START,
) -> dict[Path, bytes]:
    """Return what is to be written for each form, by its path; nothing is written.

    Args:
        edl: the cut.
        targets: the file of each form.
        handles: material beyond its edges that each clip is given where the form tells that:
            `12f` in frames of the cut, or seconds; nothing for all that the film has.
        start: record timecode of the first frame.

    Raises:
        UsageError: an option makes no sense for this cut, or a form cannot hold it.
    """
    from cutter.interchange.formats import FORMATS, Export

    frames = parse_handles(handles, edl.output.frame_rate)
    clocks = _clocks(edl) if "mpv" in targets else ()
    return {
        target: FORMATS[name]
        .write(edl, Export(target.parent, target.name.split(".")[0], frames, start, clocks))
        .encode(errors="replace")
        for name, target in targets.items()
    }


def export(
    edl: EditDecisionList,
    targets: Mapping[str, Path],
    *,
    handles: str = NO_HANDLES,
    start: str = START,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a cut in each form, every file whole or not at all; return their paths.

    Raises:
        UsageError: see `export_files`.
        RenderError: a file may not be written there.
    """
    sources = [Path(source.path) for source in edl.sources]
    refuse_unfit_exports(targets, sources=sources, overwrite=overwrite)
    files = export_files(edl, targets, handles=handles, start=start)
    for path, data in files.items():
        write_whole(path, data, overwrite=overwrite)
    return tuple(files)


def parse_handles(text: str, rate: Fraction) -> int:
    """Read `12f`, `0.5s` or `0.5` as frames of a cut.

    Raises:
        UsageError: it is no length, or one of more than an hour.
    """
    plain = text.strip().lower()
    if plain.endswith("f") and plain[:-1].isdecimal() and len(plain) < 10:
        frames = int(plain[:-1])
    else:
        seconds = parse_seconds(plain)
        if seconds is None:
            raise UsageError(f"--handles {quoted(text)}: write 12f or 0.5s")
        frames = round(seconds * rate)
    if frames > LONGEST_HANDLES * rate:
        raise UsageError(f"--handles {quoted(text)}: at most an hour")
    return frames


def _clocks(edl: EditDecisionList) -> tuple[Fraction, ...]:
    """Return when each film begins on its file's own clock; 0 for one that is not there."""
    from cutter.errors import InputError
    from cutter.media.source import open_source

    found = []
    for source in edl.sources:
        try:
            found.append(open_source(Path(source.path)).clock_start)
        except InputError:
            found.append(Fraction(0))
    return tuple(found)
