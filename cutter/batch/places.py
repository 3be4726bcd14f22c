"""Where the files of a batch lie, and what is noted of one that is there. Writes no file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from cutter.batch.task import Made
from cutter.errors import OutputRefused

if TYPE_CHECKING:
    from pathlib import Path

    from cutter.batch.task import Cut, Setting

PLANS: Final = "plans"
"""The folder of plans and contact sheets, in the batch's folder."""


def plan_of(cut: Cut, setting: Setting) -> Path:
    """Return the file of a cut's plan."""
    return setting.output / PLANS / f"{cut.label}.json"


def sheet_of(cut: Cut, setting: Setting) -> Path:
    """Return the file of a cut's contact sheet."""
    return setting.output / PLANS / f"{cut.label}.png"


def exports_of(cut: Cut, setting: Setting) -> dict[str, Path]:
    """Return the files for other programs that belong beside a cut, by the names of their forms."""
    from cutter.pipeline.exporting import export_targets

    return export_targets(cut.target, setting.exports)


def make_folder(folder: Path) -> None:
    """Make a folder of the batch, and each missing parent of it.

    Raises:
        OutputRefused: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputRefused(f"{folder}: cannot be made a folder ({reason})") from error


def made(path: Path, output: Path) -> Made:
    """Return what is noted of a file that was written.

    Args:
        path: the file, below `output`.
        output: the batch's folder.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
        size = stream.tell()
    return Made(path.relative_to(output).as_posix(), size, digest.hexdigest())
