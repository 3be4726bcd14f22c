"""The one door out: files are written beside their target, checked, and moved into place whole.

Knows nothing about what is in a file.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from cutter.errors import CutterError, OutputExists, OutputRefused, UsageError
from cutter.files.held import held
from cutter.files.names import fault_of
from cutter.files.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LONGEST_SUFFIX = 16
"""Bytes of a suffix that a muxer could be chosen by; with a longer one, a name may get too long."""


def refuse_unfit_target(target: Path, *, sources: Iterable[Path] = (), overwrite: bool) -> None:
    """Check, before any work, that `target` may be written.

    Args:
        target: the file to be written.
        sources: files that are read and must never be touched, by whatever spelling.
        overwrite: whether an existing target may be replaced.

    Raises:
        OutputRefused: the target is one of the sources, is a folder, has no folder to lie in, or
            has a name that the file system does not take.
        OutputExists: the target is there and `overwrite` is false.
        UsageError: it is no name that a file can have on this system.
    """
    if fault := fault_of(target.name):
        raise UsageError(f"{str(target)!r}: cannot be a file's name: {fault}")
    try:
        _refuse_unfit(target, sources, overwrite)
    except OSError as error:
        if isinstance(error, CutterError):
            raise
        reason = error.strerror or str(error)
        raise OutputRefused(f"{target}: cannot be written ({reason}); name another file") from error


def _refuse_unfit(target: Path, sources: Iterable[Path], overwrite: bool) -> None:
    folder = target.parent
    if not folder.is_dir():
        raise OutputRefused(f"{target}: the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK):
        raise OutputRefused(f"{target}: the folder {folder} may not be written to")
    if not target.exists():
        return
    for source in sources:
        if source.exists() and target.samefile(source):
            raise OutputRefused(f"{target}: this is a source; name another file")
    if target.is_dir():
        raise OutputRefused(f"{target}: this is a folder; name a file")
    if not overwrite:
        raise OutputExists(f"{target}: exists already; add --overwrite or name another file")


@contextlib.contextmanager
def atomic_output(
    target: Path,
    *,
    sources: Iterable[Path] = (),
    overwrite: bool = False,
    mode: int | None = None,
) -> Iterator[Path]:
    """Yield a temporary path beside `target`; move it into place when the block ends well.

    The temporary file lies in a hidden folder in the target's, and keeps the target's suffix, so
    that muxers can be chosen by it. When the block raises, it is removed and the target stays as
    it was; what a killed run left there is removed by the next one that writes to that folder.
    The folder is the one that was there at the beginning, whatever its name leads to by the end.

    Args:
        target: where the file shall be.
        sources: files that must never be touched.
        overwrite: whether an existing target may be replaced.
        mode: permission bits; None means what the umask gives a new file.

    Raises:
        OutputRefused: see `refuse_unfit_target`; also when the disk refuses the move.
        OutputExists: see `refuse_unfit_target`.
        UsageError: see `refuse_unfit_target`.
    """
    sources = tuple(sources)
    refuse_unfit_target(target, sources=sources, overwrite=overwrite)
    try:
        with held(target.parent.resolve()) as folder:
            settled = folder.path / target.name
            with scratch_folder(folder.path) as own:
                suffix = target.suffix if len(os.fsencode(target.suffix)) <= _LONGEST_SUFFIX else ""
                part = own / f"part{suffix}"
                yield part
                if not part.exists():
                    raise OutputRefused(f"{target}: nothing was written")
                if mode is not None:
                    part.chmod(mode)
                _flush(part)
                # Somebody may have put a file there while we worked.
                refuse_unfit_target(settled, sources=sources, overwrite=overwrite)
                folder.take(part, settled)
    except OSError as error:
        if isinstance(error, CutterError):
            raise
        raise OutputRefused(f"{target}: cannot be written ({error.strerror or error})") from error


def write_whole(
    target: Path, data: bytes, *, overwrite: bool = False, mode: int | None = None
) -> None:
    """Write `data` to `target` so that a reader sees the old file or the new one, never a piece.

    Raises:
        OutputRefused: the folder is missing or the disk refuses.
        OutputExists: the target is there and `overwrite` is false.
    """
    with atomic_output(target, overwrite=overwrite, mode=mode) as part:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode or 0o666)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)


def _flush(path: Path) -> None:
    """Ask the system to put a file on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
