"""The `cutter` command inside this process, for tests whose faults are put in by hand."""

import contextlib
import io
import signal
from dataclasses import dataclass
from pathlib import Path

from cutter.cli.app import run

QUICK = ("--offline", "--model", "basic", "--progress", "none", "--preset", "ultrafast")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said on stderr."""
        return self.err.strip().splitlines()

    def failed(self, code: int, *said: str) -> None:
        """Check that it ended with one clear line."""
        assert self.code == code, self.err
        assert len(self.lines) == 1, self.err
        assert self.lines[0].startswith("cutter: ")
        for words in said:
            assert words in self.lines[0], self.lines[0]


def command(*arguments: str | Path) -> Done:
    """Run `cutter` with these arguments; what it changes about signals is put back."""
    out, err = io.StringIO(), io.StringIO()
    before = signal.getsignal(signal.SIGTERM)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(argument) for argument in arguments])
    finally:
        signal.signal(signal.SIGTERM, before)
    return Done(code, out.getvalue(), err.getvalue())


def make(film: Path, target: Path, *options: str | Path) -> Done:
    """Make a cut of a film with the basic eyes, quickly."""
    return command("make", film, "-o", target, *QUICK, "--quiet", *options)


def names(folder: Path) -> list[str]:
    """Return what is in a folder, hidden things too."""
    return sorted(path.name for path in folder.iterdir())
