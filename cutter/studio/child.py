"""A command of cutter as a process beside the page: started, followed, ended.

Knows nothing about what the command does.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import cutter
from cutter.errors import INTERNAL, CutterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Event = Mapping[str, Any]

LONGEST_LINE: Final = 64 * 1024
"""Characters of a line of progress; longer ones are no such lines."""
GRACES: Final = (5.0, 5.0)
"""Seconds between SIGINT and SIGTERM, and between that and SIGKILL."""
_PACKAGES: Final = ("site-packages", "dist-packages")


class Child:
    """One command that runs."""

    def __init__(self, arguments: Sequence[str], *, umask: int = -1) -> None:
        """Start it.

        Args:
            arguments: of the command, its name first; `--progress json` is added to them.
            umask: for what it writes; ours unless given.

        Raises:
            CutterError: the system starts no process.
        """
        command = [sys.executable, "-P", "-m", "cutter.studio.beside", *arguments]
        try:
            self._process = subprocess.Popen(
                [*command, "--progress=json"],
                # It hears of our end through this pipe, and reads nothing else from it.
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(),
                # Ctrl-C in a terminal reaches us alone; we end the command in our own way.
                start_new_session=True,
                umask=umask if os.name == "posix" else -1,
            )
        except OSError as error:
            raise CutterError(f"no process can be started ({error.strerror})") from error
        self._is_ended = threading.Event()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def follow(self, tell: Callable[[Event], None]) -> None:
        """Wait until the command is done.

        Args:
            tell: is given every event of its progress, in another thread.

        Raises:
            CutterError: it failed; the message is its own.
        """
        failures: list[Event] = []

        def hear(event: Event) -> None:
            if event.get("event") == "error":
                failures.append(event)
            else:
                tell(event)

        reader = threading.Thread(target=_read, args=(self._process.stderr, hear), daemon=True)
        reader.start()
        try:
            code = self._process.wait()
        finally:
            # What it has started is gone with it, or will be; nobody else writes to the pipe then.
            reader.join(2.0)
            self._close()
        if code != 0:
            raise _failure(code, failures)

    def end(self) -> None:
        """Ask the command to break off and tidy up, ever less politely; wait until it is gone."""
        if self._is_ended.is_set():
            return
        self._is_ended.set()
        for number, grace in zip((signal.SIGINT, signal.SIGTERM), GRACES, strict=True):
            with contextlib.suppress(OSError):
                self._process.send_signal(number if os.name == "posix" else signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(grace)
                return
        self._process.kill()
        self._process.wait()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _environment() -> dict[str, str]:
    """Return our environment, with this very package to be found in it."""
    folder = Path(cutter.__file__).parents[1]
    found = dict(os.environ)
    if folder.name not in _PACKAGES:
        found["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), found.get("PYTHONPATH")]))
    return found


def _read(pipe: IO[bytes] | None, hear: Callable[[Event], None]) -> None:
    """Hear every line that is an event; libraries may write others."""
    with contextlib.suppress(OSError, ValueError):
        while pipe is not None and (line := pipe.readline(LONGEST_LINE)):
            with contextlib.suppress(ValueError):
                event = json.loads(line)
                if isinstance(event, dict):
                    hear(event)


def _failure(code: int, told: Sequence[Event]) -> CutterError:
    """Return the error of a command that failed, with its own exit code."""
    if told:
        error = CutterError(str(told[-1].get("message", "")))
    elif code < 0:
        error = CutterError(f"it was ended by signal {-code}; is there enough memory?")
    else:
        error = CutterError(f"it ended with code {code} and said nothing")
    error.exit_code = code if code > 0 else INTERNAL
    return error
