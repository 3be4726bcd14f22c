"""Whatever is wrong with ffmpeg ends a run with 6 and a line that says what, and nothing hangs."""

import os
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psutil
import pytest

from cutter import ffmpeg
from tests.faults.command import Done, command, make, names
from tests.faults.corpus import Corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts of POSIX")
Cut = Callable[[], Done]


class Fake(Protocol):
    """Puts a program in ffmpeg's place."""

    def __call__(self, body: str, *, is_honest: bool = True) -> Path: ...


REAL = """
import os, subprocess, sys
arguments = sys.argv[1:]
if "-version" in arguments or "-encoders" in arguments:
    os.execv({real!r}, [{real!r}, *arguments])
"""
"""Answers what it is asked about itself as the real one does."""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Return what puts a program in ffmpeg's place."""
    real = str(ffmpeg.executable())

    def put(body: str, *, is_honest: bool = True) -> Path:
        program = tmp_path / "ffmpeg-fake"
        start = REAL.format(real=real) if is_honest else "import sys\n"
        program.write_text(f"#!{sys.executable}\n{start}{textwrap.dedent(body)}")
        program.chmod(0o755)
        monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, str(program))
        return program

    return put


@pytest.fixture
def cut(corpus: Corpus, tmp_path: Path) -> Cut:
    """Return what makes a cut, and checks that nothing is left of it where that failed."""
    out = tmp_path / "out"
    out.mkdir()
    # What tests before this one use for all of their session, such as a tracker of shared memory.
    before = set(psutil.Process().children(recursive=True))

    def run() -> Done:
        done = make(corpus("ok.mp4"), out / "cut.mp4", "--budget", "2s", "--fill")
        assert (names(out) == []) == (done.code != 0)
        children = set(psutil.Process().children(recursive=True)) - before
        assert [child for child in children if child.status() != psutil.STATUS_ZOMBIE] == []
        return done

    return run


def test_row_47_an_ffmpeg_that_is_killed(fake: Fake, cut: Cut) -> None:
    fake("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    cut().failed(6, "killed by signal 9")


@pytest.mark.parametrize("how", ["sleeps", "ignores the polite signal"])
def test_row_47_an_ffmpeg_that_hangs(
    fake: Fake, cut: Cut, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.ffmpeg.watchdog.SILENCE", 0.7)
    monkeypatch.setattr("cutter.ffmpeg.process.GRACE", 0.3)
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    fake((deaf if how.startswith("ignores") else "") + "import time; time.sleep(60)")
    began = time.monotonic()
    cut().failed(6, "no sign of life")
    assert time.monotonic() - began < 10


def test_row_47_an_ffmpeg_that_works_on_and_on_has_a_limit(
    fake: Fake, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.render.job.SECONDS_PER_FRAME", -59.0 / 60)
    fake(
        """
        import time
        while True:
            print("frame=1", flush=True)
            time.sleep(0.05)
        """
    )
    began = time.monotonic()
    cut().failed(6, "did not end within")
    assert time.monotonic() - began < 15


def test_row_47_an_ffmpeg_that_floods_its_log(fake: Fake, cut: Cut) -> None:
    fake(
        """
        for number in range(100_000):
            print(f"message {number} " + "x" * 60, file=sys.stderr)
        sys.stderr.write("y" * 3_000_000)
        print("\\nthe last word", file=sys.stderr)
        sys.exit(3)
        """
    )
    began = time.monotonic()
    done = cut()
    done.failed(6, "exit code 3", "the last word")
    assert len(done.err) < 1000
    assert time.monotonic() - began < 20


def test_row_47_the_end_of_its_log_is_shown_with_debug(
    fake: Fake, corpus: Corpus, tmp_path: Path
) -> None:
    fake("print('first', 'second', 'third', sep='\\n', file=sys.stderr); sys.exit(1)")
    done = make(corpus("ok.mp4"), tmp_path / "cut.mp4", "--budget", "2s", "--fill", "--debug")
    assert done.code == 6
    assert "The end of ffmpeg's log:\nfirst\nsecond\nthird\n" in done.err


def test_row_47_an_ffmpeg_that_is_missing(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ffmpeg.BINARY_VARIABLE, "/nowhere/ffmpeg")
    cut().failed(6, "CUTTER_FFMPEG=/nowhere/ffmpeg", "no program is there")


def test_row_47_no_ffmpeg_at_all(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    import imageio_ffmpeg

    def none() -> str:
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none)
    ffmpeg.binary._executable.cache_clear()
    try:
        cut().failed(6, "install imageio-ffmpeg again")
    finally:
        ffmpeg.binary._executable.cache_clear()


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c)", "FFmpeg 4.4, too old: 5.1"),
        ("ffmpeg version n5.0.3 Copyright (c)", "FFmpeg 5.0, too old: 5.1"),
        ("avconv version 9.20", "no ffmpeg that works"),
        ("", "no ffmpeg that works"),
    ],
)
def test_row_47_an_ffmpeg_that_is_too_old_or_none(
    fake: Fake, cut: Cut, says: str, told: str
) -> None:
    fake(f"print({says!r})", is_honest=False)
    cut().failed(6, told, "CUTTER_FFMPEG")


@pytest.mark.parametrize("says", ["N-117012-g1a2b3c", "2024-05-06-git-f5f414d9c4", "8.0.1", "5.1"])
def test_row_47_a_new_one_is_taken_however_it_counts(fake: Fake, says: str) -> None:
    fake(
        f"print('ffmpeg version {says} Copyright' if '-version' in sys.argv else "
        "' V....D libx264 the encoder')",
        is_honest=False,
    )
    ffmpeg.refuse_unfit()


def test_row_47_an_ffmpeg_without_libx264(fake: Fake, cut: Cut) -> None:
    fake(
        "print('ffmpeg version 7.1' if '-version' in sys.argv else ' V....D mpeg4 MPEG-4')",
        is_honest=False,
    )
    cut().failed(6, "no encoder libx264", "CUTTER_FFMPEG")


def test_row_47_a_saved_plan_is_not_rendered_with_one_that_is_too_old(
    fake: Fake, corpus: Corpus, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    words = ("plan", corpus("ok.mp4"), "-o", plan, "--budget", "2s", "--fill", "--model", "basic")
    assert command(*words, "--offline", "--quiet").code == 0
    fake("print('ffmpeg version 4.4')", is_honest=False)
    command("render", plan, "-o", tmp_path / "cut.mp4", "--quiet").failed(6, "too old")
    assert not (tmp_path / "cut.mp4").exists()


def test_row_47_an_ffmpeg_that_does_not_answer(
    fake: Fake, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cutter.ffmpeg.binary.ANSWER_SECONDS", 0.5)
    fake("import time; time.sleep(60)", is_honest=False)
    cut().failed(6, "does not answer -version")


def test_row_47_one_that_ends_well_and_writes_nothing_is_not_believed(fake: Fake, cut: Cut) -> None:
    fake("sys.stdin.read()")
    cut().failed(6, "0 frames instead of")
