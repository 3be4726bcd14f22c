"""A command of cutter run beside the page: the same, but in the background, and never left alone.

Its standard input is a pipe whose other end the studio holds. When that closes, however the studio
ended, the command breaks off and tidies up as it does for SIGTERM. Imports nothing heavy before the
command itself does.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import runpy
import signal
import threading
import time
from typing import Final

from cutter.errors import TERMINATED

GRACE: Final = 10.0
"""Seconds that a command gets to tidy up in, once nobody waits for it any more."""
NICE: Final = 10
"""Steps down in the order of who gets the processor, so that the page answers meanwhile."""


def main() -> None:
    """Do what the command line says; the process ends here."""
    # Whoever is started in the background of a shell is told to ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(NICE)
    threading.Thread(target=_listen, name="listener", daemon=True).start()
    # By name: this room does not know the commands.
    runpy.run_module("cutter", run_name="__main__", alter_sys=True)


def _listen() -> None:
    """Wait until the pipe is closed, and end the command then."""
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    else:
        _thread.interrupt_main(signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(TERMINATED)


if __name__ == "__main__":
    main()
