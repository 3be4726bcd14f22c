"""The process that speaks to Ray (`ray_driver.py`), as the batch has it: begun, spoken to, ended.

It lives in a session of its own, so that whatever ends the batch leaves it to tidy up. Knows
nothing about tasks.
"""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cutter.batch.ray_words import Line, Opening, Refused, Room
from cutter.errors import UsageError
from cutter.files.sealed import VARIABLE

if TYPE_CHECKING:
    from cutter.batch.ray_words import Errand
    from cutter.batch.runner import Advance, Ended

    Word = Room | Refused | Advance | Ended | None
    """What is heard; None once there is nobody any more."""

OPENS_IN: Final = 90.0
"""Seconds that Ray gets to begin in, or a cluster to answer in."""
ENDS_IN: Final = 20.0
"""Seconds that Ray gets to stop what runs and to tidy up in."""
_ELSEWHERE: Final = frozenset({"RAY_ADDRESS", "RAY_NAMESPACE", "RAY_TMPDIR", "RAY_AUTH_TOKEN_PATH"})
"""What the environment may say of another Ray."""


class RayLink:
    """A process that speaks to Ray."""

    def __init__(self, address: str | None, cores: int) -> None:
        """Begin it, and wait until it has a Ray to speak to.

        Args:
            address: see `Opening`.
            cores: see `Opening`.

        Raises:
            UsageError: there is none to be had.
        """
        # Sockets lie in it, whose names must be short (unix(7): 108 bytes).
        short = Path("/tmp")  # noqa: S108 - the folder that is made there is ours alone
        parent = short if short.is_dir() else None
        self._folder = tempfile.mkdtemp(prefix="cutter-", dir=parent)
        opening = Opening(address, cores, self._folder)
        self._process = subprocess.Popen(
            # Not from the current folder, which may hold anything under a module's name.
            [sys.executable, "-P", "-m", "cutter.batch.ray_driver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(is_ours=address is None),
            start_new_session=True,
        )
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._line = Line(self._process.stdin)
        self._inbox: queue.SimpleQueue[Word] = queue.SimpleQueue()
        hearing = (Line(self._process.stdout), self._inbox)
        threading.Thread(target=_listen, args=hearing, daemon=True).start()
        try:
            self.room = self._opened(opening)
        except BaseException:
            self.close(0.0)
            raise

    def say(self, errand: Errand) -> None:
        """Send an errand; where nobody is there any more, what is heard next says so."""
        with contextlib.suppress(OSError, ValueError):
            self._line.say(errand)

    def hear(self, timeout: float) -> list[Word]:
        """Return what was said, waiting so many seconds for the first word."""
        heard: list[Word] = []
        with contextlib.suppress(queue.Empty):
            heard.append(self._inbox.get(timeout=max(0.0, timeout)))
            while True:
                heard.append(self._inbox.get_nowait())
        return heard

    def close(self, patience: float = ENDS_IN) -> None:
        """End it, and with it what runs; it gets so many seconds to tidy up in."""
        try:
            with contextlib.suppress(OSError, ValueError):
                self._line.close()
            # If a second Ctrl-C interrupts this, it goes on tidying up by itself.
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.returncode:
            # It did not tidy up.
            _kill_group(self._process.pid)
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _opened(self, opening: Opening) -> Room:
        with contextlib.suppress(OSError):
            self._line.say(opening)
        try:
            word = self._inbox.get(timeout=OPENS_IN)
        except queue.Empty:
            word = Refused(f"Ray did not begin within {OPENS_IN:g} s")
        if isinstance(word, Room):
            return word
        cause = word.cause if isinstance(word, Refused) else "what speaks to Ray ended at once"
        raise UsageError(f"--engine ray: {cause}")


def environment(*, is_ours: bool) -> dict[str, str]:
    """Return the environment of the process, and of a Ray that it begins.

    Args:
        is_ours: whether it begins one.
    """
    # No passphrase goes where others' programs run.
    found = {name: value for name, value in os.environ.items() if name != VARIABLE}
    package = str(Path(__file__).resolve().parents[2])
    found["PYTHONPATH"] = os.pathsep.join(filter(None, [package, found.get("PYTHONPATH")]))
    found |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1"}
    if is_ours:
        found = {name: value for name, value in found.items() if name not in _ELSEWHERE}
        # Only this machine may speak to it, and there only who has the token.
        found |= {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}
        found["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
        # A task that is given no graphics card sees them all the same, as without Ray.
        found["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    return found


def _listen(line: Line, inbox: queue.SimpleQueue[Word]) -> None:
    while (word := line.hear()) is not None:
        inbox.put(word)  # type: ignore[arg-type]
    inbox.put(None)


def _kill_group(leader: int) -> None:
    """Kill what a process began in its own session, a Ray among it; its workers end with that."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(leader, signal.SIGKILL)
