"""An argument list run to its end as an ffmpeg process, which never outlives us.

Knows nothing about cuts. An exit code is no evidence that a file is whole: callers open it.
"""

from __future__ import annotations

import collections
import contextlib
import os
import signal
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING

from cutter.errors import FfmpegFailed
from cutter.ffmpeg.binary import environment, executable
from cutter.ffmpeg.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Self

GRACE = 2.0
"""Seconds that a process gets between the polite signal and the kill."""
LOG_LINES = 40
"""How much of the end of ffmpeg's log is kept."""

# Set in a process of its own, because Python code between fork and exec is not safe while
# other threads run. 1 is PR_SET_PDEATHSIG; the death of the parent before that is checked after.
_TIE = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); "
    "os.getppid() == int(sys.argv[1]) or sys.exit(1); os.execv(sys.argv[2], sys.argv[2:])"
)


class Stopper:
    """Ends every ffmpeg process that runs under it, from any thread."""

    def __init__(self) -> None:
        """Begin with nothing to stop."""
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self.is_stopped = False

    def stop(self) -> None:
        """End the processes that run, and let no new one begin."""
        with self._lock:
            self.is_stopped = True
            running = tuple(self._running)
        for process in running:
            _ask_to_end(process)
        for process in running:
            _end(process)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End whatever still runs."""
        self.stop()

    @contextlib.contextmanager
    def _watching(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        with self._lock:
            self._running.add(process)
            is_late = self.is_stopped
        try:
            if is_late:
                _end(process)
            yield
        finally:
            with self._lock:
                self._running.discard(process)


def run(
    arguments: Sequence[str],
    *,
    on_frame: Callable[[int], None] | None = None,
    feed: Iterable[bytes | memoryview] | None = None,
    timeout: float | None = None,
    stopper: Stopper | None = None,
) -> str:
    """Run ffmpeg to its end. Whatever interrupts the wait ends the process too.

    Args:
        arguments: what follows the binary's name; inputs, filters, outputs.
        on_frame: called now and then with the number of frames written; not with `feed`.
        feed: what goes to ffmpeg's standard input, piece by piece; consumed in this thread.
        timeout: longest run in seconds.
        stopper: may end the process from another thread.

    Returns:
        The end of what it logged: errors alone, unless the arguments ask for more.

    Raises:
        FfmpegFailed: it could not be started, said that it failed, or took too long.
    """
    stopper = stopper or Stopper()
    process = _start(arguments, is_fed=feed is not None)
    log: collections.deque[str] = collections.deque(maxlen=LOG_LINES)
    drain = threading.Thread(target=_drain, args=(process.stderr, log), daemon=True)
    drain.start()
    watchdog = Watchdog(process, timeout, _end)
    try:
        with stopper._watching(process):
            if feed is None:
                _report(process.stdout, on_frame, watchdog)
            else:
                _pour(feed, process.stdin, watchdog)
            process.wait()
    finally:
        watchdog.stop()
        _ask_to_end(process)
        # One that waits for its input does not see the signal, but it sees the input end.
        _drop(process.stdin)
        _end(process)
        drain.join(GRACE)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
    said = "\n".join(log)
    _judge(process.returncode, said, watchdog.why, stopper)
    return said


def _start(arguments: Sequence[str], *, is_fed: bool) -> subprocess.Popen[bytes]:
    command = [str(executable()), "-hide_banner", "-loglevel", "error", "-nostats"]
    # A fed process is followed by what is fed to it, so its own report is not needed.
    command += [] if is_fed else ["-nostdin", "-progress", "pipe:1"]
    try:
        return subprocess.Popen(
            [*_tie(), *command, *arguments],
            stdin=subprocess.PIPE if is_fed else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if is_fed else subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environment(), "AV_LOG_FORCE_NOCOLOR": "1"},
            # Ctrl-C in a terminal reaches us alone; we end the process in our own way.
            start_new_session=True,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise FfmpegFailed(f"ffmpeg cannot be started ({reason}): {command[0]}") from error


def _tie() -> list[str]:
    """Return what goes before a command so that Linux kills it when this process dies."""
    if not sys.platform.startswith("linux") or not sys.executable or hasattr(sys, "frozen"):
        return []
    return [sys.executable, "-I", "-S", "-c", _TIE, str(os.getpid())]


def _drain(pipe: IO[bytes] | None, log: collections.deque[str]) -> None:
    """Read the log to its end, so that ffmpeg never waits for us; keep its last lines."""
    with contextlib.suppress(OSError, ValueError):
        # A line's length is bounded too: a log without line breaks must not fill the memory.
        while pipe and (line := pipe.readline(4096)):
            log.append(line.decode(errors="replace").rstrip())


def _report(
    pipe: IO[bytes] | None, on_frame: Callable[[int], None] | None, watchdog: Watchdog
) -> None:
    """Read `-progress` lines until ffmpeg closes them, which it does when it ends."""
    for line in pipe or ():
        watchdog.sign()
        key, _, value = line.decode(errors="replace").strip().partition("=")
        if key == "frame" and on_frame is not None and value.strip().isdigit():
            on_frame(int(value))


def _pour(feed: Iterable[bytes | memoryview], pipe: IO[bytes] | None, watchdog: Watchdog) -> None:
    """Write the feed to ffmpeg; a process that ended early is judged by its exit code."""
    if pipe is not None:
        with contextlib.suppress(BrokenPipeError):
            for piece in feed:
                pipe.write(piece)
                watchdog.sign()
        with contextlib.suppress(BrokenPipeError):
            pipe.close()


def _drop(pipe: IO[bytes] | None) -> None:
    """Close a pipe and forget what is still buffered for it: writing that could block.

    Only for the thread that writes; another one would have to wait for the write.
    """
    if pipe is not None:
        with contextlib.suppress(OSError):
            getattr(pipe, "raw", pipe).close()


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(OSError):
            process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGINT)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process in two steps, and wait until it is gone."""
    if process.poll() is not None:
        return
    _ask_to_end(process)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # Also reached when a second Ctrl-C interrupts the wait.
        if process.poll() is None:
            process.kill()
            process.wait()


def _judge(code: int, log: str, why: str, stopper: Stopper) -> None:
    if why:
        raise FfmpegFailed(f"ffmpeg {why} and was stopped", log, was_ended=True)
    if stopper.is_stopped:
        raise FfmpegFailed("ffmpeg was stopped", log, was_ended=True)
    if code < 0:
        raise FfmpegFailed(
            f"ffmpeg was killed by signal {-code}; is there enough memory?", log, was_ended=True
        )
    if code != 0:
        said = log.strip().rpartition("\n")[2] or "it said nothing"
        raise FfmpegFailed(f"ffmpeg failed (exit code {code}): {said}", log)
