"""What the batch and the process that speaks to Ray say to each other, over two pipes.

Knows nothing about Ray.
"""

from __future__ import annotations

import pickle
import threading
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True, slots=True)
class Opening:
    """The first word: which Ray is to be spoken to."""

    address: str | None
    """HOST:PORT of a cluster's head or `auto`; None for a Ray of our own on this machine."""
    cores: int
    """How many cores a Ray of our own hands out."""
    folder: str
    """A private folder for what a Ray of our own keeps; whoever ends last removes it."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A task to be done by whichever machine Ray chooses."""

    task: str
    payload: bytes
    """The Task and the Setting, pickled, for a machine that has this version of cutter."""
    payload_again: bytes
    """The same for another try after the first was lost with its process: files that lie there
    since are of that try, and may be replaced."""
    cores: int
    memory: int
    """Bytes."""
    gpus: int


@dataclass(frozen=True, slots=True)
class Room:
    """What Ray has to give, all machines together."""

    cores: int
    gpus: int
    is_ours: bool
    """Whether this Ray was begun by us."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no Ray to speak to, in one line."""

    cause: str


class Line:
    """One direction of the talk; what is said from several threads is said one after another."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Speak into a stream, or listen to one."""
        self._stream = stream
        self._speaking = threading.Lock()

    def say(self, word: object) -> None:
        """Say something.

        Raises:
            OSError: nobody listens any more.
            ValueError: the line is closed.
        """
        with self._speaking:
            pickle.dump(word, self._stream, protocol=5)
            self._stream.flush()

    def hear(self) -> object | None:
        """Return what is said next; None once the other side is silent for good."""
        try:
            # Both ends are ours, and nobody else can write into a pipe between them.
            return pickle.load(self._stream)  # type: ignore[no-any-return]  # noqa: S301
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            return None

    def close(self) -> None:
        """Fall silent."""
        with self._speaking:
            self._stream.close()
