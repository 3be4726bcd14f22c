"""What a run starts and opens, and traps for what it must not open."""

import contextlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import av
import pytest


@dataclass
class Doors:
    """Every process that was started, and everything that was opened through PyAV."""

    commands: list[list[str]] = field(default_factory=list)
    opened: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Name, mode and options."""

    def ffmpeg(self) -> list[list[str]]:
        """Return the arguments of the runs of ffmpeg that did something."""
        return [command for command in self.commands if "-i" in command]

    def read(self) -> list[tuple[str, dict[str, str]]]:
        """Return what PyAV was to read, by name and options."""
        return [(name, options) for name, mode, options in self.opened if mode != "w"]


@contextlib.contextmanager
def watched_doors() -> Iterator[Doors]:
    """Note what is started and opened within the block."""
    doors = Doors()
    popen, opens = subprocess.Popen, cast("Any", av.open)

    def start(command: list[str], *args: Any, **named: Any) -> Any:  # noqa: ANN401
        doors.commands.append([os.fspath(word) for word in command])
        return popen(command, *args, **named)

    def open_(file: Any, mode: str | None = None, *args: Any, **named: Any) -> Any:  # noqa: ANN401
        doors.opened.append((str(file), mode or "r", dict(named.get("options") or {})))
        return opens(file, mode, *args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cutter.ffmpeg.process.subprocess.Popen", start)
        patch.setattr(av, "open", open_)
        yield doors


NO_SOCKETS = """
import sys

def refuse(event, arguments):
    if event.startswith("socket."):
        print("a socket was asked for:", event, arguments, file=sys.stderr, flush=True)
        raise RuntimeError("a socket was asked for")

sys.addaudithook(refuse)
"""
"""Put before a program, this forbids it every socket that Python could open."""


class Trap:
    """A named pipe that nobody may open, and a listener that nobody may call."""

    def __init__(self, folder: Path, name: str = "secret.ts") -> None:
        self.path = folder / name
        os.mkfifo(self.path)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._was_touched = False
        self._rounds = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def was_touched(self) -> bool:
        """Return whether somebody opened the pipe or called the listener until now."""
        until = self._rounds + 2
        while self._rounds < until and self._thread.is_alive():
            time.sleep(0.001)
        return self._was_touched

    def close(self) -> None:
        """Take the trap away."""
        self._is_over.set()
        self._thread.join()
        self._listener.close()

    def _watch(self) -> None:
        while not self._is_over.wait(0.002):
            self._rounds += 1
            # Opens only while somebody has it open for reading, or waits for that.
            with contextlib.suppress(OSError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_NONBLOCK))
                self._was_touched = True
            with contextlib.suppress(BlockingIOError):
                self._listener.accept()[0].close()
                self._was_touched = True


@contextlib.contextmanager
def trap_in(folder: Path) -> Iterator[Trap]:
    """Lay a trap for the length of a block."""
    trap = Trap(folder)
    try:
        yield trap
    finally:
        trap.close()
