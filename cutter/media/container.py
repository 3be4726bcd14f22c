"""The one door to a film's file: what may be opened, and how. Knows nothing about decoding."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import CutterError, InputError, NotAMovie, SourceNotFound, UnsafeMedia

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer

DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts"
"""FFmpeg's names of the formats that may be opened; none of them reads other files by itself."""

OPTIONS = {
    "format_whitelist": DEMUXERS,
    "protocol_whitelist": "file",
    "enable_drefs": "0",
    "use_absolute_path": "0",
}
"""References from one file to another stay off, as they are by default in FFmpeg."""

SCRIPTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"<?xml", b"<MPD", b"v=0\r\n", b"v=0\n", b"#!")
"""How playlists, concat scripts, manifests and session descriptions begin."""


def locate(path: Path) -> Path:
    """Return the resolved path of a film, checked to be a regular, readable, non-empty file.

    Raises:
        SourceNotFound: there is no such file, it is no regular file, or it may not be read.
        NotAMovie: it is empty.
    """
    try:
        real = path.resolve(strict=True)
        status = real.stat()
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceNotFound(f"{path}: there is no such file", path) from error
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
        raise SourceNotFound(f"{path}: this is {kind}; name a film", path)
    if status.st_size == 0:
        raise NotAMovie(f"{path}: the file is empty; copy or download it again", path)
    return real


def head(path: Path, size: int = 64) -> bytes:
    """Return the first bytes of a file.

    Raises:
        SourceNotFound: the file may not be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError as error:
        raise SourceNotFound(f"{path}: cannot be read ({error.strerror})", path) from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """Open a located film for the length of a block; PyAV's errors inside it become ours.

    Args:
        path: as `locate` returns it.

    Raises:
        UnsafeMedia: the file is a playlist or a script.
        NotAMovie: FFmpeg does not know what it is, or cannot read on.
        SourceNotFound: the file went away.
    """
    import av

    start = head(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(SCRIPTS):
        raise UnsafeMedia(
            f"{path}: this is a playlist or a script that names other files, not a film", path
        )
    try:
        container = av.open(
            f"file:{path}", mode="r", options=OPTIONS, metadata_errors="replace", timeout=None
        )
    except _foreign() as error:
        raise _refusal(path, start, error) from error
    try:
        with container:
            yield container
    except CutterError:
        # Some of ours are OSErrors too, and say what is wrong already.
        raise
    except _foreign() as error:
        reason = getattr(error, "strerror", None) or error
        raise NotAMovie(f"{path}: cannot be read on ({reason})", path) from error


def _foreign() -> tuple[type[Exception], ...]:
    """Return what PyAV raises: it gives plain OSErrors for codes that it has no class for."""
    import av

    return av.FFmpegError, OSError


def _refusal(path: Path, start: bytes, error: Exception) -> InputError:
    """Return the error that says in one line why a file cannot be opened."""
    if isinstance(error, FileNotFoundError | PermissionError):
        return SourceNotFound(f"{path}: cannot be read", path)
    if start[4:8] in (b"ftyp", b"mdat", b"wide", b"free"):
        return NotAMovie(
            f"{path}: the file has no index (moov); the recording was cut short or the copy is "
            "incomplete: copy it again or repair it",
            path,
        )
    return NotAMovie(
        f"{path}: this is no film that cutter can read (mp4, mov, mkv, webm, avi or ts)", path
    )
