"""The `cutter` command: its parts put together, and every way it can end turned into an exit code.

0 done, 1 part of a batch failed, 2 usage, 3 input, 4 profile, 5 nothing fits, 6 render or output,
70 internal error, 130 interrupted, 143 terminated.
"""

import errno
import io
import json
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import typer
from typer.exceptions import TyperException

import cutter
from cutter.cli import (
    batch,
    cache,
    cut,
    doctor,
    evaluate,
    export,
    film,
    history,
    importing,
    insight,
    interview,
    models,
    portrait,
    profiles,
    reacting,
    recommend,
    sealing,
    search,
    sharing,
    studio,
)
from cutter.cli.defaults import Defaults
from cutter.cli.known import read_all_defaults
from cutter.errors import (
    INTERNAL,
    INTERRUPTED,
    TERMINATED,
    CutterError,
    Terminated,
    where_raised,
)
from cutter.files.asking import ask_with

NOTHING_SAID: tuple[list[str], ...] = ([], ["profile"], ["models"], ["cache"], ["eval"])
"""What gets the help: nothing, or a group of commands alone."""
DEBUG_TELLS = "--debug: what follows may hold words of the profile; read it before you pass it on"

app = typer.Typer(
    name="cutter",
    help="Make a viewer's own cut of a film.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(cut.make)
app.command()(cut.plan)
app.command()(cut.render)
app.command()(batch.batch)
app.command()(studio.studio)
app.command(hidden=True)(studio.proxy)
app.command()(export.export)
app.command()(film.analyze)
app.command()(film.explain)
app.command()(reacting.rate)
app.command()(reacting.learn)
app.command()(insight.insight)
profiles.app.command("import")(importing.import_)
app.command()(recommend.recommend)
app.command()(search.search)
profiles.app.command()(portrait.show)
profiles.app.command()(history.history)
profiles.app.command()(history.forget)
profiles.app.command()(history.export)
profiles.app.command()(interview.interview)
profiles.app.command()(sealing.seal)
profiles.app.command()(sealing.unseal)
profiles.app.command()(sharing.share)
app.add_typer(evaluate.app, name="eval")
app.add_typer(profiles.app, name="profile")
app.add_typer(models.app, name="models")
app.add_typer(cache.app, name="cache")
app.command()(doctor.doctor)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    if version:
        print(f"cutter {cutter.__version__}")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; errors are one line on stderr."""
    signal.signal(signal.SIGTERM, _terminate)
    _let_any_name_be_printed()
    ask_with(sealing.asked)
    told = _Told(arguments)
    told.caution()
    # Taken by every command, those that know no other common option included; only a batch needs
    # to know of it, for its processes tell of errors themselves.
    if arguments[:1] != ["batch"]:
        arguments = [argument for argument in arguments if argument != "--debug"]
    if arguments in NOTHING_SAID:
        arguments = [*arguments, "--help"]
    try:
        command = typer.main.get_command(app)
        result = command.main(
            args=list(arguments),
            prog_name="cutter",
            standalone_mode=False,
            default_map=dict(_defaults_for(arguments, command).values),
        )
    except CutterError as error:
        return told.error(str(error), error.exit_code)
    except TyperException as error:
        return told.error(_usage(error, arguments), getattr(error, "exit_code", 2))
    except (KeyboardInterrupt, typer.Abort):
        return told.error("interrupted", INTERRUPTED)
    except Terminated:
        return told.error("terminated", TERMINATED)
    except SystemExit as leaving:
        return _left(leaving)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            return told.error(f"cannot write ({error.strerror}); make room and run again", 6)
        return told.internal(error)
    except Exception as error:
        return told.internal(error)
    if result == INTERRUPTED:
        # typer has caught the Ctrl-C itself.
        return told.error("interrupted", INTERRUPTED)
    return result if isinstance(result, int) else 0


def _defaults_for(arguments: Sequence[str], command: object) -> Defaults:
    """Return the defaults; none for what must work even where the file is broken."""
    if not arguments or "--help" in arguments or arguments[0] in ("doctor", "--version"):
        return Defaults()
    return read_all_defaults(command)


def _let_any_name_be_printed() -> None:
    """Let stdout and stderr take file names that no text can hold; in JSON the escape is right."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _left(leaving: SystemExit) -> int:
    """Return the exit code after typer left on its own: whoever read our output has gone."""
    if isinstance(leaving.__context__, BrokenPipeError):
        # Or the interpreter would complain when it flushes stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return leaving.code if isinstance(leaving.code, int) else INTERNAL


class _Told:
    """Tells errors in the form that was asked for."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._debug = "--debug" in arguments
        joined = " ".join(arguments)
        self._is_json = "--progress json" in joined or "--progress=json" in joined

    def error(self, message: str, code: int) -> int:
        if self._debug:
            import traceback

            traceback.print_exc()
        if self._is_json:
            event = {"event": "error", "message": message, "exit_code": code}
            print(json.dumps(event), file=sys.stderr)
        else:
            line = "".join(char if char.isprintable() else "?" for char in message)
            print(f"cutter: {line}", file=sys.stderr)
        return code

    def caution(self) -> None:
        """Say what tracebacks may give away, before there is one."""
        if self._debug and self._is_json:
            print(json.dumps({"event": "warning", "message": DEBUG_TELLS}), file=sys.stderr)
        elif self._debug:
            print(f"cutter: {DEBUG_TELLS}", file=sys.stderr)

    def internal(self, error: Exception) -> int:
        # What an error of another's library says may hold a profile's words; its kind does not.
        said = (
            f": {error}"
            if self._debug
            else f"{where_raised(error)} (add --debug for the traceback)"
        )
        return self.error(f"internal error: {type(error).__name__}{said}", INTERNAL)


def _usage(error: TyperException, arguments: Sequence[str]) -> str:
    """Return typer's message in one line, with a hint where to read on, or how to name a file."""
    message: str = getattr(error, "format_message", lambda: str(error))()
    message = " ".join(message.replace("Value error, ", "").split())
    for argument in arguments:
        # Path.is_file would raise for what is too long to be a name.
        if argument.startswith("-") and os.path.isfile(argument):  # noqa: PTH113
            return f"{message.rstrip('.')}; the file of that name is written ./{argument}"
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", None) or "cutter"
    return f"{message.rstrip('.')}; see {path} --help"


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated
