"""The one door out: files are written beside their target, checked, and moved into place whole.

Knows nothing about what is in a file.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import CutterError, OutputExists, OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PRIVATE = 0o600
"""Mode of files that hold taste."""
PRIVATE_FOLDER = 0o700
"""Mode of folders that hold such files."""
_LONGEST_SUFFIX = 16
"""Bytes of a suffix that a muxer could be chosen by; with a longer one, a name may get too long."""


def cache_folder(override: Path | None = None) -> Path:
    """Return the folder of stored Analyses: `override`, else the user's cache folder."""
    if override is not None:
        return override
    import platformdirs

    return Path(platformdirs.user_cache_dir("cutter", appauthor=False))


def data_folder() -> Path:
    """Return the user's data folder, where what belongs to profiles is kept."""
    import platformdirs

    return Path(platformdirs.user_data_dir("cutter", appauthor=False))


def config_folder() -> Path:
    """Return the user's configuration folder, where a `cutter.toml` may lie."""
    import platformdirs

    return Path(platformdirs.user_config_dir("cutter", appauthor=False))


def private_folder(path: Path) -> None:
    """Make a folder that nobody else may enter, and each missing parent of it likewise.

    Parents that are there already stay as they are; the folder itself is closed to others.

    Raises:
        OSError: the disk refuses.
    """
    # Path.mkdir would give the parents the umask's mode.
    for folder in reversed([path, *path.parents]):
        if not folder.is_dir():
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)


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
    """
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

    The temporary name keeps the target's suffix, so that muxers can be chosen by it. When the
    block raises, the temporary file is removed and the target stays as it was.

    Args:
        target: where the file shall be.
        sources: files that must never be touched.
        overwrite: whether an existing target may be replaced.
        mode: permission bits; None means what the umask gives a new file.

    Raises:
        OutputRefused: see `refuse_unfit_target`; also when the disk refuses the move.
        OutputExists: see `refuse_unfit_target`.
    """
    import secrets

    sources = tuple(sources)
    refuse_unfit_target(target, sources=sources, overwrite=overwrite)
    # Names may hold bytes that are no text, and have a longest length.
    stem = os.fsencode(target.stem)[:200].decode(errors="ignore")
    suffix = target.suffix if len(os.fsencode(target.suffix)) <= _LONGEST_SUFFIX else ""
    part = target.with_name(f".{stem}.{secrets.token_hex(4)}.part{suffix}")
    try:
        yield part
        if not part.exists():
            raise OutputRefused(f"{target}: nothing was written")
        if mode is not None:
            part.chmod(mode)
        _flush(part)
        # Somebody may have put a file there while we worked.
        refuse_unfit_target(target, sources=sources, overwrite=overwrite)
        part.replace(target)
        # Done; a file system that cannot flush a folder does not undo it.
        with contextlib.suppress(OSError):
            _flush(target.parent)
    except OSError as error:
        if isinstance(error, CutterError):
            raise
        raise OutputRefused(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        part.unlink(missing_ok=True)


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
    """Ask the system to put a file or a folder's entries on the disk."""
    # Windows cannot open a folder; there the rename alone must do.
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
