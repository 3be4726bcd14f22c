"""The one door to a film's file: what may be opened, and how. Knows nothing about decoding."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cutter.errors import (
    BeyondLimits,
    CutterError,
    InputError,
    NotAMovie,
    SourceNotFound,
    UnsafeMedia,
)
from cutter.media.policy import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer

    from cutter.media.policy import MediaPolicy

OPTIONS = {
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
        raise SourceNotFound(f"{path}: this is {kind}; name a file", path)
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


MOST_FOR_FFMPEG = 2**31 - 1
"""The largest value that `max_pixels` takes."""


def decoder_limit(pixels: int) -> str:
    """Return FFmpeg's `max_pixels` for pictures of so many pixels: decoders add padding to them.

    A film may change its size on the way, so no decoder gets less than the policy's usual limit.
    """
    return str(min(2 * max(pixels, DEFAULTS.most_pixels), MOST_FOR_FFMPEG))


@contextlib.contextmanager
def opened(
    path: Path, policy: MediaPolicy | None = None, *, formats: str | None = None
) -> Iterator[InputContainer]:
    """Open a located film for the length of a block; PyAV's errors inside it become ours.

    Args:
        path: as `locate` returns it.
        policy: what a film may ask for; the usual unless given. Here it decides about the formats
            and the time that reading may take, and how large pictures FFmpeg itself may decode
            to find out what the file holds.
        formats: FFmpeg's names of what may be opened instead of the policy's.

    Raises:
        UnsafeMedia: the file is a playlist or a script.
        NotAMovie: FFmpeg does not know what it is, or cannot read on.
        SourceNotFound: the file went away.
    """
    import av

    policy = policy or DEFAULTS
    start = head(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(SCRIPTS):
        raise UnsafeMedia(
            f"{path}: this is a playlist or a script that names other files, not a film", path
        )
    try:
        container = av.open(
            f"file:{path}",
            mode="r",
            options={
                **OPTIONS,
                "format_whitelist": formats or policy.formats,
                "max_pixels": decoder_limit(policy.most_pixels),
            },
            metadata_errors="replace",
            timeout=policy.answer,
        )
    except av.ExitError as error:
        raise _too_slow(path, policy) from error
    except _foreign() as error:
        raise _refusal(path, start, error) from error
    try:
        with container:
            yield container
    except CutterError:
        # Some of ours are OSErrors too, and say what is wrong already.
        raise
    except av.ExitError as error:
        raise _too_slow(path, policy) from error
    except _foreign() as error:
        reason = getattr(error, "strerror", None) or error
        raise NotAMovie(f"{path}: cannot be read on ({reason})", path) from error


def _foreign() -> tuple[type[Exception], ...]:
    """Return what PyAV raises: it gives plain OSErrors for codes that it has no class for."""
    import av

    return av.FFmpegError, OSError


def _too_slow(path: Path, policy: MediaPolicy) -> InputError:
    """Return the error for a file that does not answer."""
    return BeyondLimits(
        f"{path}: the file gave no answer within {policy.answer:g} s; copy it to a drive that is "
        "at hand",
        path,
    )


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
