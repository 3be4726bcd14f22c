"""The exception tree. Each error names what is wrong and what to do, and carries its exit code.

CutterError (70)
 ├─ UsageError (2, ValueError)            a wrong option or argument
 ├─ InputError (3)                        something about the film or the models
 │   ├─ SourceNotFound (FileNotFoundError)
 │   ├─ NotAMovie (ValueError)
 │   │   └─ NoVideoStream
 │   ├─ UnsafeMedia (PermissionError)     a playlist or a script under a film's name
 │   ├─ BeyondLimits (ValueError)         larger or longer than the media policy allows
 │   ├─ SourceChanged (RuntimeError)      the file is not the one that was analysed
 │   ├─ SubtitleError (ValueError)
 │   └─ ModelUnavailable (RuntimeError)
 ├─ ProfileError (4, ValueError)
 ├─ NothingFits (5, ValueError)           no shot may be used, or the budget holds none
 └─ RenderError (6, RuntimeError)
     ├─ FfmpegFailed
     ├─ VerificationFailed                the written file is not what was planned
     ├─ OutputExists (FileExistsError)
     └─ OutputRefused (OSError)           the source itself, no folder
         └─ DiskFull                      no space

Terminated (BaseException)                SIGTERM came
"""

from pathlib import Path

INTERNAL = 70
"""Exit code of an error that is cutter's own fault."""
INTERRUPTED, TERMINATED = 130, 143
"""Exit codes after Ctrl-C and SIGTERM: 128 and the number of the signal, as shells tell it."""


class Terminated(BaseException):
    """SIGTERM came: unwind as for Ctrl-C, so that nothing is left behind."""


class CutterError(Exception):
    """Any error that cutter raises on purpose; its text is one line for a person."""

    exit_code = INTERNAL


class UsageError(CutterError, ValueError):
    """An option or argument that makes no sense."""

    exit_code = 2


class InputError(CutterError):
    """Something is wrong with a film, its subtitles or the model asked for."""

    exit_code = 3

    def __init__(self, message: str, path: Path | None = None) -> None:
        """Keep the path that the message is about."""
        super().__init__(message)
        self.path = path


class SourceNotFound(InputError, FileNotFoundError):
    """The film is not there, or is no regular readable file."""

    def __str__(self) -> str:
        """Return the message alone (OSError would write its own)."""
        return str(self.args[0])


class NotAMovie(InputError, ValueError):
    """The file is there but cannot be read as a film."""


class NoVideoStream(NotAMovie):
    """The file has sound or a cover picture, but no moving picture."""


class UnsafeMedia(InputError, PermissionError):
    """The file is a playlist or a script that would open other files."""

    def __str__(self) -> str:
        """Return the message alone (OSError would write its own)."""
        return str(self.args[0])


class BeyondLimits(InputError, ValueError):
    """The film asks for more than the media policy allows."""


class SourceChanged(InputError, RuntimeError):
    """The file is no longer the one that was analysed or planned."""


class SubtitleError(InputError, ValueError):
    """The subtitles asked for cannot be read."""


class ModelUnavailable(InputError, RuntimeError):
    """The model asked for is neither on this machine nor to be had."""


class ProfileError(CutterError, ValueError):
    """The profile cannot be used; `field` is the path of the field at fault, if one is."""

    exit_code = 4

    def __init__(self, message: str, path: Path | None = None, field: str = "") -> None:
        """Keep the file and the field."""
        super().__init__(message)
        self.path = path
        self.field = field


class NothingFits(CutterError, ValueError):
    """No shot may be used, or the budget is too short for any."""

    exit_code = 5


class RenderError(CutterError, RuntimeError):
    """The cut could not be rendered or written."""

    exit_code = 6


class FfmpegFailed(RenderError):
    """An ffmpeg process failed; `log` keeps the end of what it said.

    `was_ended` says whether it was ended before it came to an end of its own: by a signal, as where
    memory gives out, or for its silence.
    """

    def __init__(self, message: str, log: str = "", *, was_ended: bool = False) -> None:
        """Keep the log's tail."""
        super().__init__(message)
        self.log = log
        self.was_ended = was_ended
        if log:
            # Shown with the traceback.
            self.add_note(f"The end of ffmpeg's log:\n{log}")


class VerificationFailed(RenderError):
    """The written file was opened again and is not what was planned."""


class OutputExists(RenderError, FileExistsError):
    """The output is there already and --overwrite was not given."""

    def __str__(self) -> str:
        """Return the message alone (OSError would write its own)."""
        return str(self.args[0])


class OutputRefused(RenderError, OSError):
    """The output would be the source itself, or has no folder."""

    def __str__(self) -> str:
        """Return the message alone (OSError would write its own)."""
        return str(self.args[0])


class DiskFull(OutputRefused):
    """There is not, or no longer, enough space for the output."""


def where_raised(error: BaseException) -> str:
    """Return ` in file:line` for the last of our own lines that an error came through.

    What an error of another's library says may hold a profile's words; its place does not.
    """
    package, place = str(Path(__file__).parent), ""
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(package):
            place = f" in {file[len(package) + 1 :]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
