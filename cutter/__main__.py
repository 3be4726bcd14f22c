"""`python -m cutter` and the `cutter` command."""

import contextlib
import os
import signal
import sys

from cutter.cores import hold_as_told
from cutter.errors import INTERRUPTED, TERMINATED


def main() -> None:
    """Run the command line and leave with its exit code."""
    hold_as_told()
    try:
        from cutter.cli.app import run

        code = run(sys.argv[1:])
        # What is done is done: the interpreter takes its time to leave, and nobody would catch
        # what comes meanwhile.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    except KeyboardInterrupt:
        # It came before there was anything to tidy up, or after all was.
        code = INTERRUPTED
    if code in (INTERRUPTED, TERMINATED):
        # All is tidied up but a thread that may be amid loading a model: not worth a wait, and
        # not safe to be taken down with the interpreter.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
