"""`python -m cutter` and the `cutter` command."""

import contextlib
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from cutter.cli.app import INTERRUPTED, TERMINATED, run

    code = run(sys.argv[1:])
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
