"""A studio in a process of its own, as a person starts it, and a client that is let in."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.films import ROOT

PATIENCE = 120.0
"""Seconds that a film may take to be opened."""


@dataclass
class Opened:
    """A studio that answers."""

    process: "subprocess.Popen[str]"
    address: str
    """With the token."""
    log: Path
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return self.address.partition("/?")[0]

    @property
    def port(self) -> int:
        return int(self.origin.rpartition(":")[2])

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    def ask(
        self, path: str, body: object = None, method: str = "", **headers: str
    ) -> tuple[int, bytes]:
        """Return status and body of an answer; what is refused as well."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Cookie": f"cutter-{self.port}={self.token}", "Origin": self.origin, **headers}
        asked = urllib.request.Request(  # noqa: S310 - our own server
            self.origin + path, data, sent, method=method or ("GET" if data is None else "POST")
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def told(self, path: str, body: object = None, method: str = "") -> Any:  # noqa: ANN401
        """Return the JSON of an answer that is well."""
        status, data = self.ask(path, body, method)
        assert status == 200, data
        return json.loads(data)

    def wait(self) -> None:
        """Wait until the film is open."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            standing = self.told("/api/standing")
            if standing["stage"] != "opening":
                assert standing["stage"] == "ready", standing
                return
            time.sleep(0.1)
        raise AssertionError(f"not open after {PATIENCE} s: {self.log.read_text()}")


@contextlib.contextmanager
def opened(film: Path, *arguments: str | Path, folder: Path, **env: str) -> Iterator[Opened]:
    """Yield a studio of a film, ended afterwards as Ctrl-C ends it.

    Args:
        film: the film.
        arguments: further ones of the command.
        folder: where it runs, and where its session lies.
        env: changes to the environment.
    """
    log = folder / "studio.log"
    words = ["studio", film, "--session", folder / "session", "--no-open", *arguments]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "cutter", *map(str, words)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, log.read_text()
            yield Opened(process, address, log)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(20)
            if process.poll() is None:
                process.kill()
